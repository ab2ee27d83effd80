package io.godwit.core.internal.spec;

import io.godwit.core.DatabaseSpec;
import io.godwit.core.MigrationSpec;
import io.godwit.core.SiteSpec;
import io.godwit.core.ViaSpec;
import io.godwit.spi.Location;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What a specification may not say, wherever it comes from. */
public final class SpecRules {
    /** What a name may look like. */
    public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}");
    /** What the id of an operation looks like. */
    public static final Pattern OPERATION = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*:[a-z0-9]+(-[a-z0-9]+)*");
    /** What the name of a parameter looks like. */
    public static final Pattern PARAMETER = Pattern.compile("[a-z][a-z0-9_]*");
    /** What the type of a site or database looks like. */
    public static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    /** What a bucket looks like. */
    public static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,252}");

    /** Codes of faults between the two sides, which may follow from a fault on one. */
    static final Set<String> BETWEEN_SITES = Set.of("spec.same-place", "spec.sides-differ");
    /** Codes of faults for want of something, which may follow from a fault in that. */
    static final Set<String> MISSING = Set.of("spec.missing-key");

    private static final Duration LEAST_EXPIRY = Duration.ofMinutes(1);
    private static final Duration MOST_EXPIRY = Duration.ofDays(30);

    private final MigrationSpec spec;
    private final List<Violation> violations = new ArrayList<>();

    private SpecRules(MigrationSpec spec) {
        this.spec = spec;
    }

    /**
     * Looks a specification through.
     *
     * @param spec what was said
     * @return all that is wrong with it
     */
    public static List<Violation> violations(MigrationSpec spec) {
        SpecRules rules = new SpecRules(spec);
        rules.values();
        boolean isSound = rules.violations.isEmpty();
        rules.whole();
        rules.site("source", spec.sourceSpec());
        rules.site("destination", spec.destinationSpec());
        if (isSound) {
            rules.reach("source", spec.sourceSpec());
            rules.reach("destination", spec.destinationSpec());
            rules.pair();
        }
        return List.copyOf(rules.violations);
    }

    private void fault(String key, String code, String message, String remedy) {
        violations.add(new Violation(key, code, message, remedy));
    }

    private void clash(String key, String message, String remedy) {
        fault(key, "spec.conflict", message, remedy);
    }

    private void missing(String key, String message, String remedy) {
        fault(key, "spec.missing-key", message, remedy);
    }

    private void same(String key, String message) {
        fault(key, "spec.same-place", message, "Give another destination.");
    }

    private void differ(String key, String message, String remedy) {
        fault(key, "spec.sides-differ", message, remedy);
    }

    /** Each value by itself: what code sets is held against the same schema as what stands in a file. */
    private void values() {
        Faults faults = new Faults("");
        new SpecChecker(faults).check(JsonReader.read(spec.toJson(), faults));
        for (Violation found : faults.list()) {
            String key = found.key();
            key = spec.sourceSpec().databases().size() == 1
                    ? key.replace("source.databases[0]", "source.database")
                    : key;
            key = spec.destinationSpec().databases().size() == 1
                    ? key.replace("destination.databases[0]", "destination.database")
                    : key;
            violations.add(new Violation(key, found.code(), found.message(), found.remedy()));
        }
    }

    private void whole() {
        if (spec.operation().isEmpty() && !spec.parameters().isEmpty()) {
            missing("parameters", "there are parameters without an operation", "Add operation: adapter:job.");
        }
        for (String name : spec.parameters().keySet()) {
            if (!PARAMETER.matcher(name).matches()) {
                fault("parameters", "spec.bad-value", "a parameter's name is lower-case words with underscores", "");
            }
        }
        Duration expiry = spec.options().maintenanceExpiry();
        if (expiry.compareTo(LEAST_EXPIRY) < 0 || expiry.compareTo(MOST_EXPIRY) > 0) {
            fault("options.maintenance_expiry", "spec.bad-value", "expected a time from 1m to 30d", "");
        }
        if (spec.transfer().memoryLimit().isPresent()
                && spec.transfer().memoryLimit().get().bytes() < 1 << 20) {
            fault("transfer.memory_limit", "spec.bad-value", "expected a size of at least 1MiB", "");
        }
        if (spec.testing().isEmpty()
                && spec.sourceSpec().isEmpty()
                && spec.destinationSpec().isEmpty()) {
            fault("", "spec.empty", "there is neither a source nor a destination", "Add source and destination.");
        }
    }

    private void site(String key, SiteSpec site) {
        if (site.url().isPresent()) {
            String remedy = "Say it in the URL alone.";
            if (!site.host().isEmpty()) {
                clash(key + ".host", "there is a host beside the url", remedy);
            }
            if (site.port() != 0) {
                clash(key + ".port", "there is a port beside the url", remedy);
            }
            if (site.paths().containsKey(SiteResolution.ROOT)) {
                clash(key + ".paths.root", "there is a root beside the url", remedy);
            }
            if (site.url().get().getRawUserInfo() != null
                    && !site.authentication().username().isEmpty()) {
                clash(key + ".authentication.username", "there is a username beside the one in the url", remedy);
            }
        } else if (site.port() != 0 && site.host().isEmpty()) {
            missing(key + ".port", "there is a port without a host", "Add host, or write url.");
        }
        boolean isPlain = site.authentication().secrets().containsKey(Location.PRIVATE_KEY)
                || site.authentication().secrets().containsKey(Location.CREDENTIALS);
        if (site.authentication().secrets().containsKey(Location.PASSPHRASE) && !isPlain) {
            missing(
                    key + ".authentication.passphrase",
                    "there is a passphrase without a private key",
                    "Add private_key, or write password where that is what it is.");
        }
        if (key.equals("destination") && !site.grants().isEmpty()) {
            clash(key + ".grants", "a destination is written anyway", "Grants belong to the source.");
        }
        for (int i = 0; i < site.databases().size(); i++) {
            database(database(key, site, i), site.databases().get(i));
        }
    }

    private void database(String key, DatabaseSpec database) {
        if (database.url().isPresent()) {
            String remedy = "Say it in the URL alone.";
            if (!database.type().isEmpty()) {
                clash(key + ".type", "there is a type beside the url", remedy);
            }
            if (!database.host().isEmpty()) {
                clash(key + ".host", "there is a host beside the url", remedy);
            }
            if (database.port() != 0) {
                clash(key + ".port", "there is a port beside the url", remedy);
            }
            if (!database.name().isEmpty()) {
                clash(key + ".name", "there is a name beside the url", remedy);
            }
            if (database.url().get().getRawUserInfo() != null
                    && !database.user().isEmpty()) {
                clash(key + ".user", "there is a user beside the one in the url", remedy);
            }
        }
        if (database.secrets().containsKey(DatabaseSpec.TLS_KEY)
                && !database.settings().containsKey("tls.certificate")) {
            missing(key + ".tls.key", "there is the key of a certificate without the certificate", "Add certificate.");
        }
    }

    /** The key of a database. */
    static String database(String key, SiteSpec site, int index) {
        return key + (site.databases().size() == 1 ? ".database" : ".databases[" + index + "]");
    }

    private void reach(String key, SiteSpec site) {
        for (int i = 0; i < site.databases().size(); i++) {
            if (site.databases().get(i).via() instanceof ViaSpec.SiteHost
                    && site.machine().isEmpty()) {
                missing(
                        database(key, site, i) + ".via",
                        "via: ssh goes through the host of the site, but its files are not reached by SSH",
                        "Write via: ssh://user@host, or leave it out.");
            }
        }
    }

    /** What the two sides are to each other, where no adapter knows better. */
    private void pair() {
        SiteSpec source = spec.sourceSpec();
        SiteSpec destination = spec.destinationSpec();
        if (source.isEmpty() || destination.isEmpty() || spec.operation().isPresent()) {
            return;
        }
        source.files()
                .filter(from -> destination.files().stream().anyMatch(to -> isSame(from, to)))
                .ifPresent(same -> same("destination.url", "source and destination are the same place"));
        for (DatabaseSpec from : source.databases()) {
            for (int i = 0; i < destination.databases().size(); i++) {
                DatabaseSpec to = destination.databases().get(i);
                if (source.locate(from).stream()
                        .anyMatch(one -> destination.locate(to).stream().anyMatch(other -> isSame(one, other)))) {
                    same(database("destination", destination, i), "source and destination are the same database");
                }
            }
        }
        if (source.platform().isPresent() || destination.platform().isPresent()) {
            return;
        }
        if (!source.databases().isEmpty()
                && !destination.databases().isEmpty()
                && source.databases().size() != destination.databases().size()) {
            differ(
                    destination.databases().size() == 1 ? "destination.database" : "destination.databases",
                    "there are " + source.databases().size() + " databases at the source and "
                            + destination.databases().size() + " at the destination",
                    "They go over in the order in which they stand: give as many of them on both sides.");
        }
        if (hasFiles(source) != hasFiles(destination)) {
            differ(
                    (hasFiles(source) ? "destination" : "source") + ".url",
                    "there are files on one side only",
                    "Say on both sides where files are, or on neither.");
        }
        if (source.databases().isEmpty() != destination.databases().isEmpty()) {
            differ(
                    (source.databases().isEmpty() ? "source" : "destination") + ".database",
                    "there is a database on one side only",
                    "Say on both sides where the database is, or on neither.");
        }
    }

    private static boolean hasFiles(SiteSpec site) {
        return site.url().isPresent()
                || site.paths().containsKey(SiteResolution.ROOT)
                || Words.cloudScheme(site.type()).isPresent()
                || site.cloud().isPresent();
    }

    private static boolean isSame(Location one, Location other) {
        return plain(one).equals(plain(other)) && one.via().equals(other.via());
    }

    private static String plain(Location place) {
        String text = place.uri().normalize().toString();
        String path = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        return path.toLowerCase(Locale.ROOT).equals(path)
                ? path
                : place.scheme() + path.substring(place.scheme().length());
    }
}
