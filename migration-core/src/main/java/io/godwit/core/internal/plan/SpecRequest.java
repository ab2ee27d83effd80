package io.godwit.core.internal.plan;

import io.godwit.core.BackupSpec;
import io.godwit.core.DatabaseSpec;
import io.godwit.core.MigrationPlan.Place;
import io.godwit.core.MigrationSpec;
import io.godwit.core.OptionsSpec;
import io.godwit.core.Pipeline;
import io.godwit.core.RunOptions;
import io.godwit.core.TransferSpec;
import io.godwit.core.internal.data.ColumnFunctionType;
import io.godwit.core.internal.data.MaskType;
import io.godwit.core.internal.run.BackupMove;
import io.godwit.core.internal.run.StepJson;
import io.godwit.spi.Blueprint;
import io.godwit.spi.Blueprint.DatabaseSet;
import io.godwit.spi.Blueprint.FileSet;
import io.godwit.spi.Blueprint.PlannedStep;
import io.godwit.spi.DataMapping;
import io.godwit.spi.Finding;
import io.godwit.spi.Holdings;
import io.godwit.spi.Location;
import io.godwit.spi.Phase;
import io.godwit.spi.PlatformAdapter.InspectedSite;
import io.godwit.spi.Selection;
import io.godwit.spi.TypedData;
import io.godwit.spi.WorkContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A specification as a request for a plan: what an adapter makes of it, or else its files and databases as they stand. */
public final class SpecRequest {
    private final MigrationSpec spec;
    private final WorkContext context;
    private final Adapters adapters;
    private final List<Pipeline.Element> elements = new ArrayList<>();
    private final List<TypedData> checks = new ArrayList<>();
    private final Findings findings = new Findings();

    private SpecRequest(MigrationSpec spec, WorkContext context, Adapters adapters) {
        this.spec = spec;
        this.context = context;
        this.adapters = adapters;
    }

    /**
     * Makes the request.
     *
     * @param spec the specification
     * @param context connections, for adapters to look
     * @param adapters the platforms that are known
     * @return what it says, with what is missing as findings
     */
    public static PlanRequest of(MigrationSpec spec, WorkContext context, Adapters adapters) {
        return new SpecRequest(spec, context, adapters).request();
    }

    private PlanRequest request() {
        findings.addAll(spec.findings());
        Optional<Blueprint> blueprint = adapters.blueprint(spec, context, findings::addAll, findings::add);
        if (blueprint.isPresent()) {
            blueprint.get().files().forEach(set -> elements.add(new Pipeline.Files(set)));
            blueprint.get().databases().forEach(set -> elements.add(new Pipeline.Database(set)));
            blueprint.get().steps().forEach(step -> elements.add(new Pipeline.PluginStep(step)));
            checks.addAll(blueprint.get().checks());
            findings.addAll(blueprint.get().findings());
        } else if (spec.operation().isEmpty()) {
            plainFiles();
            plainDatabases();
        }
        spec.options().backup().ifPresent(this::backup);
        notes(blueprint.isPresent());
        return new PlanRequest(
                spec.name(),
                spec.tenant().orElse(""),
                spec.operation().orElse(""),
                spec.toJson(),
                spec.hash(),
                options(spec),
                elements,
                List.of(),
                checks,
                findings.list(),
                places());
    }

    /** What the elements so far write to, and what an adapter says of the destination besides. */
    private void backup(BackupSpec backup) {
        List<BackupMove.Tree> trees = new ArrayList<>();
        List<Location> databases = new ArrayList<>();
        for (Pipeline.Element element : elements) {
            if (element instanceof Pipeline.Files files) {
                trees.add(new BackupMove.Tree(files.set().name(), files.set().to(), false));
            } else if (element instanceof Pipeline.Database database) {
                databases.add(database.set().to());
            }
        }
        Optional<InspectedSite> inspected = Adapters.platform(spec)
                .filter(platform -> !elements.isEmpty())
                .map(platform -> adapters.look(platform, spec.destination(), context));
        inspected.ifPresent(site -> {
            for (Holdings.Tree tree :
                    adapters.holdings(site.inventory().platform(), site).trees()) {
                if (tree.isConfiguration()) {
                    trees.add(new BackupMove.Tree("configuration-" + tree.name(), tree.root(), true));
                }
            }
        });
        BackupMove move = new BackupMove(
                spec.name(),
                backup.to(),
                backup.kinds().stream().map(BackupSpec.Kind::word).sorted().toList(),
                backup.keep(),
                trees,
                databases,
                spec.destination().settings(),
                inspected.map(site -> site.inventory().platform()).orElse(""),
                inspected.map(InspectedSite::inventory).orElse(null));
        elements.add(
                0,
                new Pipeline.PluginStep(new PlannedStep(
                        "back-up",
                        "Keep a copy of the destination elsewhere",
                        Phase.PREPARE,
                        StepJson.data(BackupMove.TYPE, 1, move))));
    }

    private void plainFiles() {
        Optional<Location> from = spec.source().files();
        Optional<Location> to = spec.destination().files();
        if (from.isPresent() && to.isPresent()) {
            elements.add(new Pipeline.Files(
                    new FileSet("files", from.get(), to.get(), spec.transfer().selection(), List.of())));
        } else if (from.isPresent() || to.isPresent()) {
            String missing = from.isPresent() ? "destination" : "source";
            oneSided("files", missing, missing + ".url");
        }
    }

    private void plainDatabases() {
        List<DatabaseSpec> from = spec.sourceSpec().databases();
        List<DatabaseSpec> to = spec.destinationSpec().databases();
        if (from.size() != to.size()) {
            String missing = from.size() > to.size() ? "destination" : "source";
            oneSided("databases", missing, missing + ".databases");
        }
        for (int i = 0; i < Math.min(from.size(), to.size()); i++) {
            Optional<Location> source = spec.sourceSpec().locate(from.get(i));
            Optional<Location> destination = spec.destinationSpec().locate(to.get(i));
            if (source.isPresent() && destination.isPresent()) {
                String name = i == 0 ? "database" : "database-" + (i + 1);
                Selection selection = from.get(i).selection();
                elements.add(new Pipeline.Database(new DatabaseSet(
                        name,
                        source.get(),
                        destination.get(),
                        selection,
                        transforms(from.get(i)),
                        mapping(from.get(i)))));
            }
        }
    }

    /** What is masked is masked last, so that nothing is made of it any more. */
    private static List<TypedData> transforms(DatabaseSpec database) {
        List<TypedData> transforms = new ArrayList<>(ColumnFunctionType.data(database.transforms()));
        if (!database.masks().isEmpty()) {
            transforms.add(MaskType.data(database.masks()));
        }
        return transforms;
    }

    private static DataMapping mapping(DatabaseSpec database) {
        return new DataMapping(database.conditions(), database.names(), database.types());
    }

    private void oneSided(String what, String missing, String key) {
        findings.add(Finding.error(
                "spec.one-sided",
                key,
                "The " + missing + " names fewer " + what + " than the other side.",
                "Add " + key + ", or leave the " + what + " out on both sides."));
    }

    private void notes(boolean hasAdapter) {
        OptionsSpec options = spec.options();
        if (!hasAdapter && (options.preserveEmailAccounts() || options.migrateDnsRecords())) {
            findings.add(Finding.warning(
                    "option.needs-adapter",
                    options.preserveEmailAccounts() ? "options.preserve_email_accounts" : "options.migrate_dns_records",
                    "Mail accounts and DNS records go over with a control panel's adapter only, and there is none"
                            + " here.",
                    "Name the panel in source.type, or move them yourself."));
        }
        if (spec.testing().isPresent()) {
            findings.add(Finding.warning(
                    "option.no-testing",
                    "testing",
                    "The benchmarks under \"testing\" are no part of a migration, and are not run by it.",
                    "Leave \"testing\" out of this specification."));
        }
    }

    private List<Place> places() {
        List<Place> places = new ArrayList<>(SpecPlaces.of(spec));
        for (Place place : PipelineRequest.places(elements)) {
            // What an adapter found out by itself is told from what the specification names.
            boolean isKnown = places.stream().anyMatch(each -> each.location().equals(place.location()));
            if (!isKnown) {
                places.add(place);
            }
        }
        spec.options().backup().ifPresent(backup -> places.add(new Place(backup.to(), false, true)));
        return places;
    }

    /**
     * How a specification wants to be run.
     *
     * @param spec the specification
     * @return the options of the run
     */
    public static RunOptions options(MigrationSpec spec) {
        OptionsSpec options = spec.options();
        TransferSpec transfer = spec.transfer();
        RunOptions.Verify verify = options.verifyDepth() == OptionsSpec.VerifyDepth.CONTENT
                ? RunOptions.Verify.CONTENT
                : RunOptions.Verify.METADATA;
        return RunOptions.builder()
                .onFailure(
                        options.onFailure() == OptionsSpec.OnFailure.ROLLBACK
                                ? RunOptions.OnFailure.ROLLBACK
                                : RunOptions.OnFailure.STOP)
                .verify(options.verifyAfter() ? verify : RunOptions.Verify.NONE)
                .backupBefore(options.backupBefore())
                .maintenanceMode(options.maintenanceMode())
                .deleteExtraneous(transfer.deletesExtraneous())
                .preserveOwners(transfer.preservesOwners())
                .parallelism(transfer.parallelismFor(Runtime.getRuntime().availableProcessors()))
                .bytesPerSecond(transfer.bandwidthLimit()
                        .map(rate -> rate.bytesPerSecond())
                        .orElse(0L))
                .memoryBytes(transfer.memoryLimit().map(size -> size.bytes()).orElse(0L))
                .fileMethod(transfer.files())
                .databaseMethod(transfer.database())
                .maxRejects(options.maxRejects())
                .build();
    }
}
