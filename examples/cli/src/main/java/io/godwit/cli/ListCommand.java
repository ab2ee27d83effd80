package io.godwit.cli;

import io.godwit.core.MigrationSession;
import io.godwit.core.Migrator;
import io.godwit.core.Plugins;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists sessions, or plugins. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the sessions; with --plugins, what Godwit can do here.")
final class ListCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(names = "--plugins", description = "List the plugins, where they came from, and what was rejected.")
    boolean plugins;

    @Override
    public Integer call() {
        Console console = common.console();
        if (plugins) {
            listPlugins(
                    console,
                    Plugins.discover(ListCommand.class.getClassLoader()).describe());
            return 0;
        }
        try (Migrator migrator = common.migrator()) {
            List<MigrationSession> sessions = migrator.sessions();
            if (console.isJson()) {
                console.document(
                        Json.write(sessions.stream().map(ListCommand::row).toList()));
            } else if (sessions.isEmpty()) {
                console.say("There are no sessions yet.");
            } else {
                for (MigrationSession session : sessions) {
                    console.result(String.format(
                            Locale.ROOT,
                            "%-26s  %-11s  %-14s  %s  %s",
                            session.id(),
                            session.status(),
                            session.outcome() == null ? "" : session.outcome(),
                            session.createdAt(),
                            session.name()));
                }
            }
            return 0;
        }
    }

    private static Map<String, String> row(MigrationSession session) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("id", session.id());
        row.put("name", session.name());
        row.put("status", session.status().name());
        row.put("outcome", session.outcome() == null ? "" : session.outcome().name());
        row.put("created_at", session.createdAt().toString());
        return row;
    }

    private static void listPlugins(Console console, List<Plugins.PluginInfo> all) {
        if (console.isJson()) {
            console.document(Json.write(all));
            return;
        }
        for (Plugins.PluginInfo plugin : all) {
            console.result(String.format(
                    Locale.ROOT,
                    "%-17s %-22s %-24s %s%s",
                    plugin.contract(),
                    plugin.id(),
                    String.join(" ", plugin.schemes()),
                    plugin.origin(),
                    plugin.rejection().isEmpty() ? "" : "  REJECTED: " + plugin.rejection()));
        }
    }
}
