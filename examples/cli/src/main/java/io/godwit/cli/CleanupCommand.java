package io.godwit.cli;

import io.godwit.core.CleanupReport;
import io.godwit.core.Migrator;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Removes what dead sessions left behind. */
@Command(
        name = "cleanup",
        mixinStandardHelpOptions = true,
        description = "Removes what sessions that have ended, or died, left behind.")
final class CleanupCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Override
    public Integer call() {
        Console console = common.console();
        try (Migrator migrator = common.migrator()) {
            CleanupReport report = migrator.cleanup();
            if (console.isJson()) {
                console.document(Json.write(Map.of("removed", report.removed(), "kept", Json.findings(report.kept()))));
                return 0;
            }
            report.removed().forEach(removed -> console.say("removed " + removed));
            console.result(Findings.lines(report.kept()));
            console.say(report.removed().isEmpty() && report.kept().isEmpty() ? "There is nothing to clean up." : "");
            return 0;
        }
    }
}
