package io.godwit.core.internal.report;

import io.godwit.core.BackupInfo;
import io.godwit.core.ErrorInfo;
import io.godwit.core.MigrationReport;
import io.godwit.core.MigrationReport.Sample;
import io.godwit.core.MigrationSession;
import io.godwit.core.internal.report.NextSteps.NextStep;
import io.godwit.core.internal.report.Totals.Found;
import io.godwit.spi.Finding;
import io.godwit.spi.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reports for people: one page that needs nothing else, runs nothing, and reads well on paper and on a telephone, by day and by
 * night.
 */
public final class ReportHtml {
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    private static final Set<String> NUMBERS = Set.of("Things", "Contents", "Differences");

    private final MigrationReport report;
    private final MigrationSession session;
    private final Html html = new Html();

    private ReportHtml(MigrationReport report) {
        this.report = report;
        this.session = report.session();
    }

    /**
     * Writes a report.
     *
     * @param report any
     * @return one HTML document
     */
    public static String of(MigrationReport report) {
        return new ReportHtml(report).write();
    }

    private String write() {
        Verdict verdict = Verdict.of(report);
        html.open("html", "lang", "en");
        html.open("head");
        html.empty("meta", "charset", "utf-8");
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.empty("meta", "name", "color-scheme", "content", "light dark");
        html.empty("meta", "name", "generator", "content", "Godwit");
        html.empty("meta", "name", "robots", "content", "noindex");
        html.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
        html.element("title", session.name() + ": " + verdict.headline());
        html.style(css());
        html.close();
        html.open("body").open("main");
        header(verdict);
        figures();
        nextSteps();
        verification();
        charts();
        new StepsTable(html, report).write();
        findings();
        backups();
        names("What the plan relied on", report.facts());
        names("Plugins that did the work", report.plugins());
        footer();
        html.close().close().close();
        return html.toString();
    }

    private static String css() {
        try (InputStream in =
                Objects.requireNonNull(ReportHtml.class.getResourceAsStream("report.css"), "report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void header(Verdict verdict) {
        String tone = verdict.tone().name().toLowerCase(Locale.ROOT);
        html.open("header", "class", "verdict " + tone);
        html.open("p", "class", "eyebrow");
        html.element("span", session.name(), "class", "name");
        html.element("span", verdict.label(), "class", "pill");
        html.close();
        html.element("h1", verdict.headline());
        html.element("p", verdict.summary(), "class", "summary");
        ErrorInfo error = session.error();
        if (error != null) {
            html.open("p", "class", "cause");
            html.element("code", error.code());
            if (!error.subject().isEmpty()) {
                html.text(" on ").element("code", error.subject());
            }
            if (!error.trail().isEmpty()) {
                html.text(", in " + String.join(", in ", error.trail()));
            }
            html.close();
        }
        html.close();
    }

    private void figures() {
        Totals totals = Totals.of(report);
        html.open("dl", "class", "figures");
        figure("Moved", Amounts.bytes(totals.bytes()), Amounts.plural(totals.items(), "item", "items"));
        if (session.startedAt() != null) {
            figure(
                    "Took",
                    Amounts.duration(totals.took()),
                    totals.working().isZero() ? "" : Amounts.duration(totals.working()) + " of work");
        }
        if (totals.bytesPerSecond() > 0) {
            figure("On average", Amounts.byteRate(totals.bytesPerSecond()), "while bytes were moved");
        }
        long compared = report.verification().stream()
                .mapToLong(MigrationReport.Verification::items)
                .sum();
        if (!report.verification().isEmpty()) {
            long differences = Verdict.differences(report);
            figure(
                    "Compared",
                    Amounts.count(compared),
                    differences == 0 ? "no difference" : Amounts.plural(differences, "difference", "differences"));
        } else {
            figure("Compared", "Nothing", "");
        }
        html.close();
    }

    private void figure(String name, String value, String note) {
        html.open("div");
        html.element("dt", name);
        html.element("dd", value, "class", "value");
        if (!note.isEmpty()) {
            html.element("dd", note, "class", "note");
        }
        html.close();
    }

    private void nextSteps() {
        List<NextStep> next = NextSteps.of(report);
        if (next.isEmpty()) {
            return;
        }
        html.open("section", "class", "next")
                .element("h2", "What is left to do")
                .open("ul");
        for (NextStep step : next) {
            html.open("li").text(step.text());
            if (!step.command().isEmpty()) {
                html.text(" ").element("code", step.command(), "class", "command");
            }
            html.close();
        }
        html.close().close();
    }

    private void verification() {
        html.open("section").element("h2", "What was compared");
        if (report.verification().isEmpty()) {
            html.element("p", "Nothing was compared: what arrived may differ from what was sent.", "class", "muted");
            html.close();
            return;
        }
        html.open("table").open("thead").open("tr");
        for (String head : List.of("What", "Things", "Contents", "Differences", "When")) {
            html.element("th", head, "scope", "col", "class", NUMBERS.contains(head) ? "number" : "");
        }
        html.close().close().open("tbody");
        for (MigrationReport.Verification each : report.verification()) {
            html.open("tr");
            html.element("td", each.title(), "data-label", "What");
            html.element("td", Amounts.count(each.items()), "data-label", "Things", "class", "number");
            html.element(
                    "td",
                    each.bytes() > 0 ? Amounts.bytes(each.bytes()) : "not read",
                    "data-label",
                    "Contents",
                    "class",
                    "number");
            html.element(
                    "td",
                    each.differences() == 0 ? "none" : Amounts.count(each.differences()),
                    "data-label",
                    "Differences",
                    "class",
                    each.differences() == 0 ? "number ok" : "number wrong");
            html.open("td", "data-label", "When");
            time(each.at());
            html.close().close();
        }
        html.close().close().close();
    }

    private void charts() {
        Throughput bytes = Throughput.of(report.samples(), Sample::bytes);
        Throughput items = Throughput.of(report.samples(), Sample::items);
        if (bytes.peak() > 0) {
            chart("Bytes per second", bytes, true, Amounts::byteRate);
        } else if (items.peak() > 0) {
            chart("Items per second", items, false, Amounts::itemRate);
        }
        var timed = session.steps().stream()
                .filter(step -> step.startedAt() != null && step.endedAt() != null)
                .toList();
        if (!timed.isEmpty()) {
            html.open("section").element("h2", "How long each step took");
            Charts.stepTimes(html, timed);
            html.close();
        }
    }

    private void chart(
            String title, Throughput series, boolean binary, java.util.function.DoubleFunction<String> label) {
        Map<String, Integer> numbers = new HashMap<>();
        session.steps().forEach(step -> numbers.put(step.id(), numbers.size() + 1));
        html.open("section").element("h2", "Throughput").open("figure").open("figcaption");
        html.element("b", title).text(" over the working time, at most " + label.apply(series.peak()));
        if (!series.pauses().isEmpty()) {
            html.text("; a dashed line marks time that is left out");
        }
        html.close();
        new Charts(html, 720, numbers).throughput(series, binary, label, title, "wide");
        new Charts(html, 360, numbers).throughput(series, binary, label, title, "narrow");
        html.close().close();
    }

    private void findings() {
        List<Found> found = Totals.findings(report);
        if (found.isEmpty()) {
            return;
        }
        html.open("section").element("h2", "Findings");
        for (Found each : found) {
            finding(html, each.finding(), each.isResolved(), each.step());
        }
        html.close();
    }

    static void finding(Html html, Finding finding, boolean resolved, String step) {
        String severity = finding.severity().name().toLowerCase(Locale.ROOT);
        html.open("article", "class", "finding " + (resolved ? "resolved" : severity));
        html.open("p", "class", "finding-head");
        html.element("span", resolved ? "resolved" : word(finding.severity()), "class", "severity");
        html.text(" ").element("b", finding.message());
        html.close();
        html.open("p", "class", "muted");
        if (!finding.subject().isEmpty()) {
            html.element("code", finding.subject()).text(" · ");
        }
        html.element("code", finding.code());
        if (!step.isEmpty()) {
            html.text(" · in step ").element("code", step);
        }
        String help = ErrorInfo.helpFor(finding.code());
        if (!help.isEmpty()) {
            html.text(" · see " + help);
        }
        html.close();
        if (!finding.evidence().isEmpty()) {
            html.open("p")
                    .element("span", "Seen: ", "class", "label")
                    .text(finding.evidence())
                    .close();
        }
        if (!finding.remediation().isEmpty()) {
            html.open("p")
                    .element("span", "To do: ", "class", "label")
                    .text(finding.remediation())
                    .close();
        }
        html.close();
    }

    private static String word(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO -> "note";
        };
    }

    private void backups() {
        List<BackupInfo> backups = session.backups();
        if (backups.isEmpty()) {
            return;
        }
        html.open("section").element("h2", "Backups of the destination as it was");
        html.open("ul");
        for (BackupInfo backup : backups) {
            html.open("li").text(capital(NextSteps.kind(backup)) + " at ").element("code", backup.location());
            if (backup.items() > 0) {
                html.text(", " + Amounts.plural(backup.items(), "item", "items"));
            }
            Instant removed = backup.removedAt();
            if (removed != null) {
                html.text(", removed ");
                time(removed);
            }
            html.close();
        }
        html.close().close();
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private void names(String title, Map<String, String> names) {
        if (names.isEmpty()) {
            return;
        }
        html.open("details")
                .element("summary", title + " (" + names.size() + ")")
                .open("dl", "class", "names");
        names.forEach((name, value) -> {
            html.open("div").element("dt", name);
            html.element("dd", value.isEmpty() ? "–" : value).close();
        });
        html.close().close();
    }

    private void footer() {
        html.open("footer").open("dl", "class", "names");
        entry("Session", session.id());
        entry(
                "Outcome",
                report.outcome() == null
                        ? session.status().name()
                        : report.outcome().name());
        entry("Exit code", Integer.toString(report.exitCode()));
        if (!session.tenant().isEmpty()) {
            entry("Tenant", session.tenant());
        }
        if (!session.approvedBy().isEmpty()) {
            entry("Approved by", session.approvedBy());
        }
        entry("Plan", session.planHash());
        at("Planned", session.createdAt());
        at("Started", session.startedAt());
        at("Ended", session.endedAt());
        at("Report made", report.createdAt());
        html.close().close();
    }

    private void entry(String name, String value) {
        html.open("div")
                .element("dt", name)
                .open("dd")
                .element("code", value)
                .close()
                .close();
    }

    private void at(String name, @Nullable Instant at) {
        if (at != null) {
            html.open("div").element("dt", name).open("dd");
            time(at);
            html.close().close();
        }
    }

    private void time(Instant at) {
        html.element("time", Amounts.time(at), "datetime", at.toString());
    }
}
