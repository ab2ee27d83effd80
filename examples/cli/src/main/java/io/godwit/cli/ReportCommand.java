package io.godwit.cli;

import io.godwit.core.MigrationReport;
import io.godwit.core.Migrator;
import io.godwit.core.ReportInfo;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows or writes the report of a session. */
@Command(name = "report", mixinStandardHelpOptions = true, description = "Shows the report of a session, or writes it.")
final class ReportCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    SessionArgument session = new SessionArgument();

    @Option(names = "--format", paramLabel = "FORMAT", description = "html, json or markdown (default: html).")
    ReportInfo.Format format = ReportInfo.Format.HTML;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write it there.")
    Path output;

    @Override
    public Integer call() {
        Console console = common.console();
        try (Migrator migrator = common.migrator()) {
            MigrationReport report = migrator.report(session.id);
            if (output != null) {
                console.say("report: "
                        + migrator.writeReport(session.id, format, output).path());
            } else if (console.isJson()) {
                console.document(report.toJson());
            } else {
                console.result(RunResult.text(report));
            }
            return 0;
        }
    }
}
