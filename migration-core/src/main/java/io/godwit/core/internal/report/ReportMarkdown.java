package io.godwit.core.internal.report;

import io.godwit.core.BackupInfo;
import io.godwit.core.ErrorInfo;
import io.godwit.core.MigrationReport;
import io.godwit.core.MigrationReport.Planned;
import io.godwit.core.MigrationReport.Verification;
import io.godwit.core.MigrationSession;
import io.godwit.core.StepRecord;
import io.godwit.core.internal.report.NextSteps.NextStep;
import io.godwit.core.internal.report.Totals.Found;
import io.godwit.spi.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Reports for tickets and wikis. What comes from elsewhere is escaped: no name of a file becomes a link, an image or markup. */
public final class ReportMarkdown {
    private static final String MARKS = "\\`*_{}[]<>#|~&@";

    private final MigrationReport report;
    private final StringBuilder text = new StringBuilder();

    private ReportMarkdown(MigrationReport report) {
        this.report = report;
    }

    /**
     * Writes a report.
     *
     * @param report any
     * @return Markdown as GitHub reads it
     */
    public static String of(MigrationReport report) {
        return new ReportMarkdown(report).write();
    }

    private String write() {
        MigrationSession session = report.session();
        Verdict verdict = Verdict.of(report);
        line("# " + escape(session.name()) + ": " + escape(verdict.headline()));
        line("");
        line(escape(verdict.summary()));
        line("");
        key();
        nextSteps();
        verification();
        steps();
        findings();
        backups();
        names("Facts that the plan relied on", report.facts());
        names("Plugins", report.plugins());
        line("Report made " + Amounts.time(report.createdAt()) + ".");
        return text.toString();
    }

    private void key() {
        MigrationSession session = report.session();
        Totals totals = Totals.of(report);
        line("| | |");
        line("|---|---|");
        row("Session", code(session.id()));
        row("Outcome", code(String.valueOf(report.outcome() == null ? session.status() : report.outcome())));
        if (!session.tenant().isEmpty()) {
            row("Tenant", escape(session.tenant()));
        }
        if (!session.approvedBy().isEmpty()) {
            row("Approved by", escape(session.approvedBy()));
        }
        Instant started = session.startedAt();
        if (started != null) {
            row("Started", Amounts.time(started));
            row("Took", Amounts.duration(totals.took()));
        }
        row("Moved", Amounts.bytes(totals.bytes()) + ", " + Amounts.plural(totals.items(), "item", "items"));
        if (totals.bytesPerSecond() > 0) {
            row("On average", Amounts.byteRate(totals.bytesPerSecond()));
        }
        row("Plan", code(shortHash(session.planHash())));
        line("");
    }

    private void nextSteps() {
        List<NextStep> next = NextSteps.of(report);
        if (next.isEmpty()) {
            return;
        }
        line("## What is left to do");
        line("");
        for (NextStep step : next) {
            line("- " + escape(step.text()) + (step.command().isEmpty() ? "" : " " + code(step.command())));
        }
        line("");
    }

    private void verification() {
        line("## What was compared");
        line("");
        if (report.verification().isEmpty()) {
            line("Nothing.");
            line("");
            return;
        }
        line("| What | Things | Contents | Differences |");
        line("|---|---:|---:|---:|");
        for (Verification each : report.verification()) {
            row(
                    escape(each.title()),
                    Amounts.count(each.items()),
                    each.bytes() > 0 ? Amounts.bytes(each.bytes()) : "not read",
                    Amounts.count(each.differences()));
        }
        line("");
    }

    private void planned() {
        for (Planned step : report.planned()) {
            for (String touched : step.touches()) {
                line("- " + code(step.step()) + " " + escape(touched));
            }
            if (!step.undo().isEmpty()) {
                line("- " + code(step.step()) + " is undone so: " + escape(step.undo()));
            }
        }
        line("");
    }

    private void steps() {
        line("## Steps");
        line("");
        line("| Step | Phase | Status | Took | Bytes | Items | Rate |");
        line("|---|---|---|---:|---:|---:|---:|");
        for (StepRecord step : report.session().steps()) {
            row(
                    escape(step.title()) + " " + code(step.id()),
                    step.phase().name(),
                    step.status() + (step.isUndone() ? ", undone" : ""),
                    step.endedAt() == null ? "" : Amounts.duration(step.duration()),
                    step.counts().bytes() == 0
                            ? ""
                            : Amounts.bytes(step.counts().bytes()),
                    step.counts().items() == 0
                            ? ""
                            : Amounts.count(step.counts().items()),
                    Totals.rate(step) == 0 ? "" : Amounts.byteRate(Totals.rate(step)));
        }
        line("");
        planned();
        for (StepRecord step : report.session().steps()) {
            ErrorInfo error = step.error();
            if (error != null) {
                line("**" + escape(step.title()) + "** failed with " + code(error.code()) + ": "
                        + escape(error.message()) + " " + escape(error.remediation()));
                line("");
            }
        }
    }

    private void findings() {
        List<Found> found = Totals.findings(report);
        if (found.isEmpty()) {
            return;
        }
        line("## Findings");
        line("");
        for (Found each : found) {
            Finding finding = each.finding();
            line("- **" + finding.severity() + "** " + code(finding.code())
                    + (each.isResolved() ? " (resolved)" : "")
                    + (finding.subject().isEmpty() ? "" : " " + code(finding.subject())) + ": "
                    + escape(finding.message()));
            if (!finding.evidence().isEmpty()) {
                line("  Seen: " + escape(finding.evidence()));
            }
            if (!finding.remediation().isEmpty()) {
                line("  To do: " + escape(finding.remediation()));
            }
        }
        line("");
    }

    private void backups() {
        List<BackupInfo> backups = report.session().backups();
        if (backups.isEmpty()) {
            return;
        }
        line("## Backups");
        line("");
        for (BackupInfo backup : backups) {
            line("- " + escape(NextSteps.kind(backup)) + " at " + code(backup.location()) + ", "
                    + Amounts.plural(backup.items(), "item", "items")
                    + (backup.removedAt() == null ? "" : " (removed)"));
        }
        line("");
    }

    private void names(String title, Map<String, String> names) {
        if (names.isEmpty()) {
            return;
        }
        line("## " + title);
        line("");
        names.forEach((name, value) -> line("- " + escape(name) + (value.isEmpty() ? "" : ": " + escape(value))));
        line("");
    }

    private void row(String... cells) {
        line("| " + String.join(" | ", cells) + " |");
    }

    private void line(String content) {
        text.append(content).append('\n');
    }

    static String shortHash(String hash) {
        return hash.length() > 12 ? hash.substring(0, 12) : hash;
    }

    /** Text on one line in which nothing is markup. */
    static String escape(String raw) {
        StringBuilder escaped = new StringBuilder();
        oneLine(raw).codePoints().forEach(c -> {
            if (MARKS.indexOf(c) >= 0) {
                escaped.append('\\');
            }
            escaped.appendCodePoint(c);
        });
        return escaped.toString().replace("://", "\\://");
    }

    /** A code span that holds any text: its fence is longer than any run of back quotes inside. */
    static String code(String raw) {
        String body = oneLine(raw).replace("|", "\u00a6");
        if (body.isEmpty()) {
            return "";
        }
        String fence = "`";
        while (body.contains(fence)) {
            fence += "`";
        }
        return body.startsWith("`") || body.endsWith("`") ? fence + " " + body + " " + fence : fence + body + fence;
    }

    /** Control characters would end the line, or play tricks on a terminal. */
    private static String oneLine(String raw) {
        StringBuilder line = new StringBuilder();
        raw.strip().codePoints().forEach(c -> line.appendCodePoint(Text.isInvisible(c) ? ' ' : c));
        return line.toString();
    }
}
