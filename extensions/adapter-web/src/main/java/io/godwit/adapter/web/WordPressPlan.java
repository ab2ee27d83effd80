package io.godwit.adapter.web;

import io.godwit.adapter.web.ReplaceType.Change;
import io.godwit.adapter.web.ReplaceType.Replacements;
import io.godwit.spi.Blueprint;
import io.godwit.spi.Blueprint.DatabaseSet;
import io.godwit.spi.Blueprint.FileSet;
import io.godwit.spi.Blueprint.PlannedStep;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.Phase;
import io.godwit.spi.PlatformAdapter.InspectedSite;
import io.godwit.spi.Selection;
import io.godwit.spi.Site;
import io.godwit.spi.TypedData;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What has to be done to move a WordPress. One plan each. */
final class WordPressPlan {
    /** What is made anew, or belongs to the old host alone. */
    private static final Selection FILES = Selection.allBut(
            "/wp-config.php",
            "/.maintenance",
            "/wp-content/cache/",
            "/wp-content/upgrade/",
            "/wp-content/upgrade-temp-backup/",
            "/wp-content/ai1wm-backups/",
            "/wp-content/updraft/",
            "/wp-content/backups-dup-*/",
            "/wp-content/advanced-cache.php",
            "/wp-content/object-cache.php",
            "/wp-content/uploads/elementor/css/",
            "/wp-content/debug.log",
            "error_log");

    private static final List<String> REWRITTEN = List.of("/.htaccess", ".user.ini", "/wordfence-waf.php");
    /** The setting that says where visitors find a site. */
    static final String WEB = "paths.web";

    private final Site from;
    private final Site to;
    private final WordPressStock stock;
    private final WordPressStock there;
    private final List<Finding> findings = new ArrayList<>();

    WordPressPlan(InspectedSite source, InspectedSite destination) {
        this.from = source.site();
        this.to = destination.site();
        this.stock = WordPressStock.of(source.inventory());
        this.there = WordPressStock.of(destination.inventory());
    }

    Blueprint blueprint() {
        if (!stock.isThere() || from.files().isEmpty() || to.files().isEmpty()) {
            return new Blueprint(List.of(), List.of(), List.of(), List.of(), List.of());
        }
        Location source = from.files().get();
        Location target = to.files().get();
        Replacements replacements = replacements(source, target);
        Optional<Location> oldDatabase = WordPressDatabase.of(from, stock);
        Optional<Location> newDatabase = WordPressDatabase.of(to, there);
        return new Blueprint(
                List.of(new FileSet("site", source, target, FILES, transforms(replacements))),
                databases(oldDatabase, newDatabase, replacements),
                steps(source, target, newDatabase, replacements),
                List.of(),
                findings);
    }

    private List<TypedData> transforms(Replacements replacements) {
        List<TypedData> transforms = new ArrayList<>();
        if (!replacements.isEmpty()) {
            transforms.add(replacements.data());
        }
        Optional<String> home = oldUrl();
        Optional<String> newHome = newUrl();
        if (home.isPresent() && newHome.isPresent() && !home.equals(newHome)) {
            URI old = URI.create(home.get());
            URI now = URI.create(newHome.get());
            transforms.add(new HtaccessType.Rules(base(old), base(now), old.getHost(), now.getHost()).data());
        }
        return transforms;
    }

    private static String base(URI url) {
        return url.getRawPath().replaceFirst("/*$", "/");
    }

    private Optional<String> oldUrl() {
        return url(from.settings().getOrDefault(WEB, stock.url()));
    }

    private Optional<String> newUrl() {
        return url(to.settings().getOrDefault(WEB, ""));
    }

    private static Optional<String> url(String text) {
        return Optional.of(text.replaceFirst("/+$", "")).filter(url -> !url.isEmpty());
    }

    private Replacements replacements(Location source, Location target) {
        List<Change> urls = new ArrayList<>();
        Optional<String> home = oldUrl();
        Optional<String> newHome = newUrl();
        if (newHome.isPresent() && home.isEmpty()) {
            findings.add(Finding.error(
                    "wordpress.url-unknown",
                    "source",
                    "The site gets a new URL, and the old one is not known.",
                    "Name its database, so that it can be read there, or give it as source.paths.web."));
        } else if (newHome.isPresent() && home.isPresent()) {
            String site = url(stock.siteUrl()).orElse(home.get());
            // the files of WordPress may be in a directory of their own below what visitors see
            if (!site.equals(home.get()) && site.startsWith(home.get())) {
                change(urls, site, newHome.get() + site.substring(home.get().length()));
            } else if (!site.equals(home.get())) {
                change(urls, site, newHome.get());
            }
            change(urls, home.get(), newHome.get());
        } else if (newHome.isEmpty()) {
            findings.add(Finding.info(
                    "wordpress.url-kept",
                    "destination",
                    "The site keeps its URL; destination.paths.web gives it another one."));
        }
        List<Change> paths = new ArrayList<>();
        if (isOnDisk(source) && isOnDisk(target)) {
            change(paths, path(source), path(target));
        }
        Replacements replacements = new Replacements(urls, paths, REWRITTEN, stock.prefix(), false);
        try {
            replacements.engine();
            return replacements;
        } catch (IllegalArgumentException e) {
            findings.add(Finding.error(
                            "wordpress.not-replaceable",
                            "destination",
                            "URLs or paths of the site cannot be replaced: they are no plain ones.",
                            "Give other ones as paths.web, or choose another directory.")
                    .withEvidence(String.valueOf(e.getMessage())));
            return new Replacements(List.of(), List.of(), REWRITTEN, stock.prefix(), false);
        }
    }

    private static void change(List<Change> changes, String from, String to) {
        if (!from.equals(to)) {
            changes.add(new Change(from, to));
        }
    }

    private static boolean isOnDisk(Location place) {
        return Set.of("file", "ssh").contains(place.scheme()) && path(place).length() > 1;
    }

    private static String path(Location place) {
        return Objects.requireNonNullElse(place.uri().getPath(), "").replaceFirst("/+$", "");
    }

    private List<DatabaseSet> databases(
            Optional<Location> oldDatabase, Optional<Location> newDatabase, Replacements replacements) {
        if (oldDatabase.isEmpty() || newDatabase.isEmpty()) {
            String side = oldDatabase.isEmpty() ? "source" : "destination";
            findings.add(Finding.error(
                    "wordpress.no-database",
                    side + ".database",
                    "Too little is known of the database of the " + side + ".",
                    "Add " + side + ".database with url and password."));
            return List.of();
        }
        List<TypedData> transforms = replacements.isEmpty() ? List.of() : List.of(replacements.data());
        return List.of(new DatabaseSet("database", oldDatabase.get(), newDatabase.get(), Selection.ALL, transforms));
    }

    private List<PlannedStep> steps(
            Location source, Location target, Optional<Location> newDatabase, Replacements replacements) {
        List<PlannedStep> steps = new ArrayList<>();
        boolean closes = Boolean.parseBoolean(to.settings().getOrDefault("options.maintenance_mode", "false"));
        String expiry = to.settings().getOrDefault("options.maintenance_expiry", "PT2H");
        if (closes) {
            steps.add(maintenance("close-source", "Close the source to visitors", Phase.FREEZE, source, true, expiry));
            if (there.isThere()) {
                steps.add(maintenance(
                        "close-destination", "Close the destination to visitors", Phase.FREEZE, target, true, expiry));
            }
        }
        if (newDatabase.isPresent()) {
            Map<String, String> values = new LinkedHashMap<>(WordPressDatabase.settings(newDatabase.get()));
            Map<String, String> secrets = new LinkedHashMap<>();
            newDatabase.get().secret(Location.PASSWORD).ifPresent(ref -> secrets.put("DB_PASSWORD", ref.toString()));
            ConfigurationMigrator.Work work = new ConfigurationMigrator.Work(
                    Place.of(source), Place.of(target), WordPressSite.CONFIG, values, secrets, replacements);
            steps.add(
                    new PlannedStep("configure", "Write wp-config.php for the destination", Phase.SWITCH, work.data()));
        }
        if (closes) {
            if (there.isThere()) {
                steps.add(maintenance("open-destination", "Open the destination", Phase.AFTER, target, false, expiry));
            }
            steps.add(maintenance("open-source", "Open the source", Phase.AFTER, source, false, expiry));
        }
        return steps;
    }

    private static PlannedStep maintenance(
            String name, String title, Phase phase, Location site, boolean closes, String expiry) {
        return new PlannedStep(name, title, phase, new MaintenanceType.Work(Place.of(site), closes, expiry).data());
    }
}
