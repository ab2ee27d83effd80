package io.godwit.cli;

import io.godwit.core.ErrorInfo;
import io.godwit.core.MigrationReport;
import io.godwit.core.MigrationSession;
import io.godwit.core.Migrator;
import io.godwit.core.Outcome;
import io.godwit.core.ReportInfo;
import io.godwit.core.Runbook;
import java.nio.file.Path;
import java.time.Duration;

/** Says how a run ended, in words that promise no more than is known, and gives the exit status. */
final class RunResult {
    private RunResult() {}

    /** The same, and writes what was measured where that was asked for. */
    static int show(Console console, Migrator migrator, MigrationReport report, Path state, Metrics metrics) {
        int status = show(console, migrator, report, state);
        metrics.write();
        return status;
    }

    /** Shows the end of a run and writes its reports beside the journal. */
    static int show(Console console, Migrator migrator, MigrationReport report, Path state) {
        MigrationSession session = report.session();
        Path directory = state.resolve("reports");
        ReportInfo html =
                migrator.writeReport(session.id(), ReportInfo.Format.HTML, directory.resolve(session.id() + ".html"));
        ReportInfo json =
                migrator.writeReport(session.id(), ReportInfo.Format.JSON, directory.resolve(session.id() + ".json"));
        if (console.isJson()) {
            console.document(report.toJson());
        } else {
            console.result(text(report));
            console.say("report: " + html.path() + "\n        " + json.path());
        }
        return report.exitCode();
    }

    static String text(MigrationReport report) {
        MigrationSession session = report.session();
        StringBuilder text = new StringBuilder("\n");
        text.append(headline(session)).append('\n');
        for (MigrationReport.Verification check : report.verification()) {
            text.append("  ")
                    .append(check.title())
                    .append(": ")
                    .append(Amounts.count(check.items()))
                    .append(" compared, ")
                    .append(check.bytes() > 0 ? Amounts.bytes(check.bytes()) + ", " : "")
                    .append(
                            check.differences() == 0
                                    ? "no difference"
                                    : Amounts.count(check.differences()) + " DIFFERENT")
                    .append('\n');
        }
        ErrorInfo error = session.error();
        if (error != null) {
            text.append("  why: ").append(error.message()).append('\n');
            if (!error.remediation().isEmpty()) {
                text.append("  way out: ").append(error.remediation()).append('\n');
            }
            text.append("  code: ")
                    .append(error.code())
                    .append(error.help().isEmpty() ? "" : " (" + error.help() + ")")
                    .append('\n');
        }
        Runbook runbook = session.runbook();
        if (runbook != null) {
            text.append("\n").append(runbook.situation()).append('\n');
            for (Runbook.Choice choice : runbook.choices()) {
                text.append("  ")
                        .append(choice.decision())
                        .append(": ")
                        .append(choice.meaning())
                        .append("\n      ")
                        .append(choice.command())
                        .append('\n');
            }
        }
        if (!report.support().isEmpty() && (error != null || runbook != null)) {
            text.append("  ask:    ").append(report.support()).append('\n');
        }
        if (session.outcome() == Outcome.RESUMABLE || session.outcome() == Outcome.CANCELLED) {
            text.append("  go on:  godwit resume ")
                    .append(session.id())
                    .append("\n  undo:   godwit rollback ")
                    .append(session.id())
                    .append('\n');
        }
        return text.toString();
    }

    private static String headline(MigrationSession session) {
        Outcome outcome = session.outcome();
        if (outcome == null) {
            return session.name() + ": " + session.status();
        }
        String took = session.startedAt() == null || session.endedAt() == null
                ? ""
                : " in " + Amounts.time(Duration.between(session.startedAt(), session.endedAt()));
        String said = switch (outcome) {
            case VERIFIED -> "moved" + took + ", and verified";
            case NOT_VERIFIED -> "moved" + took + "; what arrived was NOT compared";
            case DIFFERENCES -> "moved" + took + ", but what arrived DIFFERS";
            case RESUMABLE -> "stopped" + took + "; what is done is kept";
            case CANCELLED ->
                session.error() == null
                        ? "undone as far as you said; what came before is kept"
                        : "cancelled" + took + "; what is done is kept";
            case NEEDS_DECISION -> "stopped" + took + "; a decision is needed";
            case ROLLBACK_STUCK -> "failed, and could NOT be undone altogether";
            case RESTORED -> "undone; the destination is as it was before";
        };
        return session.name() + ": " + said;
    }
}
