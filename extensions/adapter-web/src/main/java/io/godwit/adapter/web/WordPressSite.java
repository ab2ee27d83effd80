package io.godwit.adapter.web;

import io.godwit.adapter.web.PhpConfig.Value;
import io.godwit.adapter.web.WordPressStock.Part;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Site;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what is at a WordPress's document root, and, where its database is named, what stands in its options. Nothing is executed or written. */
final class WordPressSite {
    static final String CONFIG = "wp-config.php";
    private static final String VERSION = "wp-includes/version.php";
    private static final Pattern PLUGIN_VERSION = Pattern.compile("(?m)^[ \\t/*#@]*Version:\\s*(\\S[^\\r\\n*]*)");
    private static final List<String> DROP_INS = List.of(
            "advanced-cache.php",
            "object-cache.php",
            "db.php",
            "sunrise.php",
            "maintenance.php",
            "fatal-error-handler.php");

    private final FileTree tree;
    private final WorkContext context;

    private WordPressSite(FileTree tree, WorkContext context) {
        this.tree = tree;
        this.context = context;
    }

    /** The version, or empty where there is no WordPress. */
    static Optional<String> version(Site site, WorkContext context) {
        return with(site, context, WordPressSite::version).flatMap(found -> found);
    }

    static WordPressStock inspect(Site site, WorkContext context) {
        WordPressStock found = with(site, context, WordPressSite::stock).orElse(WordPressStock.NOTHING);
        boolean isKnown = site.settings().containsKey(WordPressPlan.WEB)
                || !(found.url().isEmpty() || found.siteUrl().isEmpty());
        Optional<Location> database = WordPressDatabase.of(site, found);
        boolean mayAsk =
                database.isPresent() && database.get().secret(Location.PASSWORD).isPresent();
        if (!found.isThere() || isKnown || !mayAsk) {
            return found;
        }
        Map<String, String> options = WordPressOptions.read(database.get(), found.prefix(), context);
        return new WordPressStock(
                found.version(),
                found.php(),
                found.prefix(),
                found.database(),
                found.user(),
                found.host(),
                found.charset(),
                found.url().isEmpty() ? options.getOrDefault("home", "") : found.url(),
                found.siteUrl().isEmpty() ? options.getOrDefault("siteurl", "") : found.siteUrl(),
                found.computed(),
                found.multisite(),
                found.items(),
                found.dropIns());
    }

    private interface Look<T> {
        T at(WordPressSite site);
    }

    private static <T> Optional<T> with(Site site, WorkContext context, Look<T> look) {
        if (site.files().isEmpty()) {
            return Optional.empty();
        }
        context.cancellation().throwIfCancelled();
        try (FileTree tree = context.connections().tree(site.files().get())) {
            return Optional.of(look.at(new WordPressSite(tree, context)));
        } catch (MigrationException e) {
            if (SiteFiles.isAbsence(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<String> version() {
        return SiteFiles.read(tree, TreePath.of(VERSION), context)
                .map(PhpConfig::of)
                .flatMap(file -> variable(file, "wp_version"));
    }

    private static Optional<String> variable(PhpConfig file, String name) {
        return file.variable(name).flatMap(Value::literal);
    }

    private WordPressStock stock() {
        Optional<PhpConfig> about =
                SiteFiles.read(tree, TreePath.of(VERSION), context).map(PhpConfig::of);
        Optional<String> version = about.flatMap(file -> variable(file, "wp_version"));
        if (version.isEmpty()) {
            return WordPressStock.NOTHING;
        }
        Optional<PhpConfig> config =
                SiteFiles.read(tree, TreePath.of(CONFIG), context).map(PhpConfig::of);
        return new WordPressStock(
                version.get(),
                about.flatMap(file -> variable(file, "required_php_version")).orElse(""),
                config.flatMap(file -> variable(file, "table_prefix")).orElse("wp_"),
                literal(config, "DB_NAME"),
                literal(config, "DB_USER"),
                literal(config, "DB_HOST"),
                literal(config, "DB_CHARSET"),
                literal(config, "WP_HOME"),
                literal(config, "WP_SITEURL"),
                config.map(WordPressSite::computed).orElse(List.of(CONFIG + " is missing")),
                literal(config, "MULTISITE").equalsIgnoreCase("true"),
                parts(config),
                dropIns());
    }

    private static String literal(Optional<PhpConfig> config, String name) {
        return config.flatMap(file -> file.literal(name)).orElse("");
    }

    private static List<String> computed(PhpConfig config) {
        List<String> computed = new ArrayList<>();
        for (String name : List.of("DB_NAME", "DB_USER", "DB_PASSWORD", "DB_HOST", "WP_HOME", "WP_SITEURL")) {
            config.constant(name)
                    .filter(value -> value.literal().isEmpty())
                    .ifPresent(value -> computed.add(name + asks(value)));
        }
        config.variable("table_prefix")
                .filter(value -> value.literal().isEmpty())
                .ifPresent(value -> computed.add("$table_prefix" + asks(value)));
        return computed;
    }

    private static String asks(Value value) {
        return value.environment().isEmpty() ? "" : " (asks for " + String.join(", ", value.environment()) + ")";
    }

    private List<Part> parts(Optional<PhpConfig> config) {
        List<Part> parts = new ArrayList<>();
        for (TreeEntry entry : SiteFiles.children(tree, "wp-content/plugins", context)) {
            if (entry.isDirectory()) {
                parts.add(new Part("plugin", name(entry), pluginVersion(entry)));
            }
        }
        for (TreeEntry entry : SiteFiles.children(tree, "wp-content/mu-plugins", context)) {
            parts.add(new Part("mu-plugin", name(entry), ""));
        }
        for (TreeEntry entry : SiteFiles.children(tree, "wp-content/themes", context)) {
            if (entry.isDirectory()) {
                parts.add(new Part(
                        "theme",
                        name(entry),
                        header(entry.path() + "/style.css").orElse("")));
            }
        }
        if (SiteFiles.stat(tree, TreePath.of("wp-content/uploads"), context).isPresent()) {
            parts.add(new Part("uploads", "wp-content/uploads", ""));
        }
        boolean isCalled = literal(config, "DISABLE_WP_CRON").equalsIgnoreCase("true");
        parts.add(new Part("cron", "wp-cron", isCalled ? "called from outside" : "run by visits"));
        return parts;
    }

    private static String name(TreeEntry entry) {
        return entry.path().name().toString();
    }

    private String pluginVersion(TreeEntry plugin) {
        Optional<String> main = header(plugin.path() + "/" + name(plugin) + ".php");
        if (main.isPresent()) {
            return main.get();
        }
        for (TreeEntry file : SiteFiles.children(tree, plugin.path().toString(), context)) {
            if (file.isFile() && name(file).endsWith(".php")) {
                Optional<String> version = header(file.path().toString());
                if (version.isPresent()) {
                    return version.get();
                }
            }
        }
        return "";
    }

    private Optional<String> header(String path) {
        return SiteFiles.text(tree, path, context)
                .map(text -> PLUGIN_VERSION.matcher(text.substring(0, Math.min(text.length(), 8192))))
                .filter(Matcher::find)
                .map(found -> utf8(found.group(1)).strip());
    }

    private static String utf8(@Nullable String bytes) {
        return bytes == null ? "" : new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private List<String> dropIns() {
        return SiteFiles.children(tree, "wp-content", context).stream()
                .filter(TreeEntry::isFile)
                .map(WordPressSite::name)
                .filter(DROP_INS::contains)
                .toList();
    }
}
