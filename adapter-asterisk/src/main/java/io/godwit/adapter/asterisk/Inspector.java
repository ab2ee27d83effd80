package io.godwit.adapter.asterisk;

import io.godwit.spi.Location;
import io.godwit.spi.Site;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out what a PBX consists of. Reads only. */
final class Inspector {
    private static final Pattern VERSION = Pattern.compile("Asterisk (\\S+)");
    private static final Pattern DIRECTORY = Pattern.compile("  ([A-Z][^:]*):\\s+(/\\S*)");
    private static final Pattern CALLS = Pattern.compile("(?m)^(\\d+) active calls?");
    private static final Pattern MODULE = Pattern.compile("(?m)^(\\S+\\.so)\\s.*\\sRunning\\s.*$");
    /** What the running Asterisk calls its directories, and what asterisk.conf does. */
    private static final Map<String, String> ROLES = Map.of(
            "Spool directory", "astspooldir",
            "VarLib directory", "astvarlibdir",
            "Data directory", "astdatadir",
            "ASTDB", "astdbdir",
            "IAX2 Keys directory", "astkeydir",
            "AGI Scripts directory", "astagidir",
            "Module directory", "astmoddir");

    private static final List<String> TOOLS = List.of("sqlite3", "fwconsole", "rsync");

    private final Site site;
    private final WorkContext context;

    Inspector(Site site, WorkContext context) {
        this.site = site;
        this.context = context;
    }

    /** What shows that this is a PBX, or empty. */
    Optional<String> detect() {
        Optional<Location> root = site.files();
        if (root.isEmpty()) {
            return Optional.empty();
        }
        try (Pbx pbx = Pbx.at(root.get(), context)) {
            TreePath config = Pbx.config(site);
            List<String> shown = pbx.present(List.of(
                    config + "/asterisk.conf",
                    config + "/pjsip.conf",
                    config + "/extensions.conf",
                    config + "/sip.conf"));
            // a name alone is no proof: other programs have an extensions.conf
            if (shown.size() < 2 && !shown.contains(config + "/asterisk.conf")) {
                return Optional.empty();
            }
            String version = pbx.isLive() ? version(pbx) : "";
            return Optional.of("Asterisk" + (version.isEmpty() ? "" : " " + version) + ", from /" + shown.get(0));
        }
    }

    private static String version(Pbx pbx) {
        Matcher version = VERSION.matcher(pbx.ask("core show version").orElse(""));
        return version.find() ? version.group(1) : "";
    }

    Stock inspect() {
        Optional<Location> root = site.files();
        String config = "/" + Pbx.config(site);
        if (root.isEmpty()) {
            return nothing(config, false, List.of());
        }
        try (Pbx pbx = Pbx.at(root.get(), context)) {
            List<String> tools = tools(pbx);
            ConfigTree tree = pbx.configuration(Pbx.config(site));
            if (tree.files().isEmpty()) {
                return nothing(config, pbx.isLive(), tools);
            }
            Map<String, String> directories = directories(pbx, tree);
            Stock plain = nothing(config, pbx.isLive(), tools);
            return new Stock(
                    true,
                    plain.isLive(),
                    pbx.isLive() ? version(pbx) : "",
                    config,
                    directories,
                    pbx.present(Belongings.candidates(directories)),
                    pbx.isLive() ? found(MODULE, pbx.ask("module show").orElse("")) : List.of(),
                    calls(pbx),
                    tools,
                    astdb(pbx, directories),
                    remarks(tree),
                    MeaningReader.read(tree));
        }
    }

    private static Stock nothing(String config, boolean isLive, List<String> tools) {
        return new Stock(
                false,
                isLive,
                "",
                config,
                Map.of(),
                List.of(),
                List.of(),
                -1,
                tools,
                Map.of(),
                List.of(),
                new Meaning());
    }

    private List<String> tools(Pbx pbx) {
        return pbx.isLive()
                ? TOOLS.stream()
                        .filter(tool -> pbx.host().which(tool, context).isPresent())
                        .toList()
                : List.of();
    }

    private static List<String> found(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static int calls(Pbx pbx) {
        return pbx.isLive() ? calls(pbx.ask("core show channels count").orElse("")) : -1;
    }

    /** The number of calls that Asterisk says are going on, or -1. */
    static int calls(String printed) {
        Matcher calls = CALLS.matcher(printed);
        return calls.find() ? Integer.parseInt(calls.group(1)) : -1;
    }

    private static Map<String, Long> astdb(Pbx pbx, Map<String, String> directories) {
        return pbx.astdb(Belongings.astdb(directories))
                .map(AstDb::portable)
                .map(AstDb::families)
                .orElse(Map.of());
    }

    /** What the running Asterisk says, else its configuration, else what is usual. */
    private static Map<String, String> directories(Pbx pbx, ConfigTree tree) {
        Map<String, String> directories = new LinkedHashMap<>(Belongings.USUAL);
        for (ConfigSection section : tree.load("asterisk.conf").allSections()) {
            if (section.name().equals("directories")) {
                section.settings().stream()
                        .filter(setting -> directories.containsKey(setting.key()))
                        .forEach(setting -> directories.put(setting.key(), setting.value()));
            }
        }
        if (pbx.isLive()) {
            pbx.ask("core show settings").orElse("").lines().forEach(line -> {
                Matcher said = DIRECTORY.matcher(line);
                if (said.matches() && ROLES.containsKey(said.group(1))) {
                    String role = ROLES.get(said.group(1));
                    directories.put(role, role.equals("astdbdir") ? parent(said.group(2)) : said.group(2));
                }
            });
        }
        return directories;
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(1, path.lastIndexOf('/')));
    }

    private static List<Stock.Remark> remarks(ConfigTree tree) {
        List<Stock.Remark> remarks = new ArrayList<>();
        for (String file : List.of("pjsip.conf", "extensions.conf", "queues.conf", "voicemail.conf", "sip.conf")) {
            if (tree.file(file).isPresent()) {
                for (LoadedConfig.Problem problem : tree.load(file).problems()) {
                    remarks.add(new Stock.Remark(
                            switch (problem.kind()) {
                                case COMMAND -> "command";
                                case FILE -> "broken";
                                case LINE -> "line";
                            },
                            problem.origin().toString(),
                            problem.message()));
                }
            }
        }
        return remarks;
    }
}
