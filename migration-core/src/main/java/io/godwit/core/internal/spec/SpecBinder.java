package io.godwit.core.internal.spec;

import io.godwit.core.BackupSpec;
import io.godwit.core.ByteRate;
import io.godwit.core.ByteSize;
import io.godwit.core.Capsule;
import io.godwit.core.MigrationSpec;
import io.godwit.core.OptionsSpec;
import io.godwit.core.TestingSpec;
import io.godwit.core.TransferSpec;
import io.godwit.core.internal.spec.Node.Entry;
import io.godwit.core.internal.spec.Node.Mapping;
import io.godwit.core.internal.spec.Node.Position;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.SecretRef;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes a specification of what was read. One file, one thread. */
public final class SpecBinder {
    private final Faults faults;
    private final SpecChecker checker;
    private final Set<String> schemes;
    private final LocalPaths paths;

    private SpecBinder(Faults faults, Set<String> schemes, LocalPaths paths) {
        this.faults = faults;
        this.checker = new SpecChecker(faults);
        this.schemes = schemes;
        this.paths = paths;
    }

    /**
     * Makes a specification.
     *
     * @param root what was read
     * @param name its name, where it gives none itself
     * @param faults of the file, with those of its syntax
     * @param schemes of the resolvers of secrets there are; empty where all is by reference
     * @param paths where files are that it names
     * @return the specification
     * @throws MigrationException CONFIGURATION, {@code spec.invalid}, with all faults
     */
    static MigrationSpec bind(Mapping root, String name, Faults faults, Set<String> schemes, LocalPaths paths) {
        return new SpecBinder(faults, schemes, paths).bind(root, name);
    }

    private MigrationSpec bind(Mapping root, String name) {
        Fields fields = new Fields(checker.check(root), "");
        MigrationSpec.Builder spec = MigrationSpec.builder(fields.text("name").orElse(name));
        SecretTexts secrets = new SecretTexts(spec, faults, schemes, paths);
        SiteBinder sites = new SiteBinder(faults, secrets, paths);
        fields.text("tenant").ifPresent(spec::tenant);
        fields.table("source").ifPresent(site -> spec.source(builder -> sites.bind(site, builder)));
        fields.table("destination").ifPresent(site -> spec.destination(builder -> sites.bind(site, builder)));
        fields.table("transfer").ifPresent(transfer -> spec.transfer(builder -> transfer(transfer, builder, spec)));
        fields.table("options").ifPresent(options -> spec.options(builder -> options(options, builder)));
        fields.text("operation").ifPresent(spec::operation);
        fields.table("parameters").ifPresent(parameters -> parameters(parameters, spec));
        fields.table("testing").ifPresent(testing -> testing(testing, spec));
        try {
            MigrationSpec made = spec.build();
            if (!faults.isFaulty()) {
                return made;
            }
        } catch (MigrationException e) {
            List<MigrationException> own = Arrays.stream(e.getSuppressed())
                    .map(MigrationException.class::cast)
                    .filter(fault -> !follows(fault))
                    .toList();
            own.forEach(fault -> add(fault, sites));
        }
        throw faults.together();
    }

    /** A fault of the whole counts only where it does not follow from one that was found in its parts. */
    private boolean follows(MigrationException fault) {
        if (fault.code().equals("spec.empty")) {
            return faults.isFaulty();
        }
        if (SpecRules.BETWEEN_SITES.contains(fault.code())) {
            return faults.isFaulty("source") || faults.isFaulty("destination") || faults.isFaulty("");
        }
        return SpecRules.MISSING.contains(fault.code()) && (faults.isFaulty(fault.subject()) || faults.isFaulty(""));
    }

    private void add(MigrationException fault, SiteBinder sites) {
        String key = sites.written(fault.subject());
        Position at = checker.place(key);
        String message = fault.getMessage();
        faults.add(at, key, fault.code(), message == null ? fault.code() : message, fault.remediation());
    }

    private static <E extends Enum<E>> E word(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(java.util.Locale.ROOT));
    }

    private void transfer(Fields fields, TransferSpec.Builder transfer, MigrationSpec.Builder spec) {
        word(fields, "files", spec).ifPresent(word -> transfer.files(word(TransferSpec.FileMethod.class, word)));
        word(fields, "database", spec)
                .ifPresent(word -> transfer.database(word(TransferSpec.DatabaseMethod.class, word)));
        word(fields, "performance_mode", spec)
                .ifPresent(word -> transfer.performanceMode(word(TransferSpec.PerformanceMode.class, word)));
        fields.number("parallelism").ifPresent(transfer::parallelism);
        fields.text("bandwidth_limit").map(ByteRate::parse).ifPresent(transfer::bandwidthLimit);
        fields.text("memory_limit").map(ByteSize::parse).ifPresent(transfer::memoryLimit);
        fields.flag("delete_extraneous").ifPresent(transfer::deleteExtraneous);
        fields.flag("preserve_owners").ifPresent(transfer::preserveOwners);
        fields.texts("include").forEach(transfer::include);
        fields.texts("exclude").forEach(transfer::exclude);
    }

    /** A word of ours; what stands for one is noted. */
    private Optional<String> word(Fields fields, String key, MigrationSpec.Builder spec) {
        return fields.scalar(key).map(scalar -> {
            String ours = SpecSchema.meaning(fields.path(), key, scalar.text());
            if (!ours.equals(scalar.text())) {
                spec.finding(Finding.info(
                                "spec.word",
                                fields.key(key),
                                "\"" + key + ": " + scalar.text() + "\" is taken as \"" + ours + "\", see docs/spec.md")
                        .withEvidence(faults.place(scalar.at())));
            }
            return ours;
        });
    }

    private static void options(Fields fields, OptionsSpec.Builder options) {
        fields.flag("backup_before").ifPresent(options::backupBefore);
        fields.flag("verify_after").ifPresent(options::verifyAfter);
        fields.text("verify_depth").ifPresent(word -> options.verifyDepth(word(OptionsSpec.VerifyDepth.class, word)));
        fields.flag("maintenance_mode").ifPresent(options::maintenanceMode);
        fields.text("maintenance_expiry").flatMap(Times::parse).ifPresent(options::maintenanceExpiry);
        fields.text("on_failure").ifPresent(word -> options.onFailure(word(OptionsSpec.OnFailure.class, word)));
        fields.flag("preserve_email_accounts").ifPresent(options::preserveEmailAccounts);
        fields.flag("migrate_dns_records").ifPresent(options::migrateDnsRecords);
        fields.number("max_rejects").ifPresent(options::maxRejects);
        fields.table("backup").flatMap(SpecBinder::backup).ifPresent(options::backup);
    }

    private static Optional<BackupSpec> backup(Fields fields) {
        return fields.text("to").map(url -> {
            Location to = Location.of(url);
            to = with(to, Capsule.KEY, fields.text("key"));
            to = with(to, Location.CREDENTIALS, fields.text("credentials"));
            Set<BackupSpec.Kind> kinds = EnumSet.noneOf(BackupSpec.Kind.class);
            fields.texts("kinds").forEach(word -> kinds.add(word(BackupSpec.Kind.class, word)));
            return new BackupSpec(
                    to,
                    kinds.isEmpty() ? EnumSet.allOf(BackupSpec.Kind.class) : kinds,
                    fields.number("keep").orElse(0));
        });
    }

    private static Location with(Location place, String name, Optional<String> reference) {
        return reference
                .map(SecretRef::parse)
                .map(found -> place.withSecret(name, found))
                .orElse(place);
    }

    private static void parameters(Fields fields, MigrationSpec.Builder spec) {
        for (Entry entry : fields.entries()) {
            String value = entry.value() instanceof Node.Scalar scalar
                    ? scalar.text()
                    : String.join(",", fields.texts(entry.key()));
            spec.parameter(entry.key(), value);
        }
    }

    private static void testing(Fields fields, MigrationSpec.Builder spec) {
        spec.testing(new TestingSpec(
                fields.flag("performance_comparison").orElse(false),
                fields.texts("benchmark_operations"),
                fields.text("test_data_size").map(ByteSize::parse).orElse(ByteSize.parse("1GB")),
                fields.number("iterations").orElse(3),
                fields.text("report_format").orElse("html")));
    }
}
