package io.godwit.core.internal.spec;

import io.godwit.core.DatabaseSpec;
import io.godwit.core.MigrationSpec;
import io.godwit.core.SiteSpec;
import io.godwit.core.ViaSpec;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a specification leaves open, and what people should know of what it says. */
public final class SpecGaps {
    private final List<Finding> findings = new ArrayList<>();

    private SpecGaps() {}

    /**
     * Looks a specification through.
     *
     * @param spec one without violations
     * @return what is missing, each by name
     */
    public static List<Finding> of(MigrationSpec spec) {
        SpecGaps gaps = new SpecGaps();
        if (spec.sourceSpec().isEmpty() && spec.testing().isEmpty()) {
            gaps.missing("spec.no-source", "source", "the specification names no source", "Add source.");
        }
        if (spec.destinationSpec().isEmpty() && spec.testing().isEmpty()) {
            gaps.missing(
                    "spec.no-destination", "destination", "the specification names no destination", "Add destination.");
        }
        gaps.site("source", spec.sourceSpec());
        gaps.site("destination", spec.destinationSpec());
        return List.copyOf(gaps.findings);
    }

    private void missing(String code, String key, String message, String remedy) {
        findings.add(Finding.error(code, key, message, remedy));
    }

    private void site(String key, SiteSpec site) {
        if (Words.cloudScheme(site.type()).isPresent() && site.files().isEmpty()) {
            missing(
                    "spec.no-bucket",
                    key + ".cloud_config.bucket",
                    "the " + key + " is of type \"" + site.type() + "\", but no bucket is named",
                    "Add cloud_config: {bucket: NAME}, or write url.");
        } else if (site.files().isEmpty()
                && !site.host().isEmpty()
                && site.controlPanel().isEmpty()) {
            open(
                    site,
                    "spec.no-root",
                    key + ".paths.root",
                    "the " + key + " names the host \"" + site.host() + "\", but not where its files are",
                    "Add paths: {root: /the/directory}, or write url.");
        }
        for (int i = 0; i < site.databases().size(); i++) {
            database(
                    key,
                    site,
                    SpecRules.database(key, site, i),
                    site.databases().get(i));
        }
    }

    private void database(String key, SiteSpec site, String at, DatabaseSpec database) {
        Optional<Location> place = site.locate(database);
        if (place.isPresent()) {
            if (place.get().via().isPresent() && database.via() instanceof ViaSpec.Auto) {
                findings.add(Finding.info(
                        "spec.via-site",
                        at,
                        "the database \"" + place.get().uri() + "\" is taken to be on the host of the " + key
                                + ", and reached through it; write via: none to reach it from this machine"));
            }
            return;
        }
        if (database.type().isEmpty()) {
            missing(
                    "spec.no-database-type",
                    at + ".type",
                    "a database of the " + key + " has no type",
                    "Write its url.");
        }
        if (database.host().isEmpty() && !Words.isLocalFile(database.type())) {
            open(
                    site,
                    "spec.no-database-host",
                    at + ".host",
                    "a database of the " + key + " has no host",
                    "Write database: {url: \"" + scheme(database) + "://user@host/name\"}.");
        }
        if (database.name().isEmpty()) {
            open(
                    site,
                    "spec.no-database-name",
                    at + ".name",
                    "a database of the " + key + " has no name",
                    "Write database: {url: \"" + scheme(database) + "://user@host/name\"}, or db_name beside db_type.");
        }
    }

    private static String scheme(DatabaseSpec database) {
        return database.type().isEmpty() ? "mysql" : Words.databaseScheme(database.type());
    }

    /** What an adapter may find out by itself is no more than a warning. */
    private void open(SiteSpec site, String code, String key, String message, String remedy) {
        Severity severity = site.platform().isPresent() ? Severity.WARNING : Severity.ERROR;
        findings.add(new Finding(severity, code, key, message, "", remedy));
    }
}
