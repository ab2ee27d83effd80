package io.godwit.core.internal.report;

import io.godwit.core.ErrorInfo;
import io.godwit.core.LogEntry;
import io.godwit.core.MigrationReport;
import io.godwit.core.MigrationReport.Planned;
import io.godwit.core.StepRecord;
import io.godwit.core.StepStatus;
import io.godwit.spi.Phase;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The steps of a session as a table, by phase. */
final class StepsTable {
    private static final Set<String> NUMBERS = Set.of("Took", "Bytes", "Items", "Rate");

    private final Html html;
    private final MigrationReport report;

    StepsTable(Html html, MigrationReport report) {
        this.html = html;
        this.report = report;
    }

    void write() {
        html.open("section").element("h2", "Plan and steps");
        html.open("table", "class", "steps").open("thead").open("tr");
        for (String head : List.of("Step", "Status", "Took", "Bytes", "Items", "Rate")) {
            html.element("th", head, "scope", "col", "class", NUMBERS.contains(head) ? "number" : "");
        }
        html.close().close().open("tbody");
        @Nullable Phase phase = null;
        int number = 0;
        for (StepRecord step : report.session().steps()) {
            number++;
            if (step.phase() != phase) {
                phase = step.phase();
                html.open("tr", "class", "phase").open("th", "colspan", "6", "scope", "rowgroup");
                html.element("span", phase.name().replace('_', ' ')).text(" " + meaning(phase));
                html.close().close();
            }
            row(number, step);
        }
        html.close().close();
        logs();
        html.close();
    }

    private static String meaning(Phase phase) {
        return switch (phase) {
            case PREPARE -> "checks, and room for what comes";
            case COPY -> "data is copied while the source lives";
            case FREEZE -> "the source stands still";
            case CATCH_UP -> "what changed since is copied";
            case SWITCH -> "the destination takes over: the point of no return";
            case AFTER -> "what remains";
        };
    }

    private void row(int number, StepRecord step) {
        html.open("tr", "class", "step " + step.status().name().toLowerCase(Locale.ROOT));
        html.open("td", "data-label", "Step");
        html.element("span", Integer.toString(number), "class", "ordinal").text(" ");
        html.element("b", step.title());
        html.open("div", "class", "muted").element("code", step.id()).text(" · " + step.type());
        if (step.attempts() > 1) {
            html.text(" · begun " + step.attempts() + " times");
        }
        html.close();
        report.planned(step.id()).ifPresent(this::planned);
        ErrorInfo error = step.error();
        if (error != null) {
            html.open("div", "class", "step-error").element("code", error.code());
            html.text(" " + Verdict.sentence(error.message()));
            if (!error.remediation().isBlank()) {
                html.text(" " + error.remediation());
            }
            html.close();
        }
        html.close();
        html.open("td", "data-label", "Status")
                .element("span", status(step), "class", "status")
                .close();
        cell("Took", step.endedAt() == null ? "" : Amounts.duration(step.duration()));
        cell(
                "Bytes",
                step.counts().bytes() == 0 ? "" : Amounts.bytes(step.counts().bytes()));
        cell(
                "Items",
                step.counts().items() == 0 ? "" : Amounts.count(step.counts().items()));
        cell("Rate", rate(step));
        html.close();
    }

    private void planned(Planned planned) {
        if (planned.touches().isEmpty() && planned.undo().isEmpty()) {
            return;
        }
        html.open("details").element("summary", "What it touches, and how it is undone");
        html.open("ul");
        planned.touches().forEach(line -> html.element("li", line));
        html.element("li", planned.undo().isEmpty() ? "nothing to undo" : "undo: " + planned.undo());
        html.close().close();
    }

    private void cell(String label, String value) {
        html.element("td", value, "data-label", label, "class", value.isEmpty() ? "number none" : "number");
    }

    private static String rate(StepRecord step) {
        double seconds = step.duration().toMillis() / 1000.0;
        if (seconds <= 0) {
            return "";
        }
        if (step.counts().bytes() > 0) {
            return Amounts.byteRate(Totals.rate(step));
        }
        return step.counts().items() > 0 ? Amounts.itemRate(step.counts().items() / seconds) : "";
    }

    private static String status(StepRecord step) {
        String word = switch (step.status()) {
            case PENDING -> "not begun";
            case RUNNING -> "at " + step.progress() + " %";
            case COMPLETED -> "done";
            case FAILED -> "failed";
            case SKIPPED -> "left out";
        };
        boolean halfWay = step.status() == StepStatus.FAILED && step.progress() > 0;
        return word + (halfWay ? " at " + step.progress() + " %" : "") + (step.isUndone() ? ", undone" : "");
    }

    private void logs() {
        List<StepRecord> talking = report.session().steps().stream()
                .filter(step -> !step.log().isEmpty())
                .toList();
        if (talking.isEmpty()) {
            return;
        }
        html.open("details").element("summary", "What the steps noted");
        for (StepRecord step : talking) {
            html.element("h3", step.title()).open("ol", "class", "log");
            for (LogEntry entry : step.log()) {
                html.open("li", "class", entry.level().name().toLowerCase(Locale.ROOT));
                html.element(
                        "time", Amounts.time(entry.at()), "datetime", entry.at().toString());
                html.text(" " + entry.message()).close();
            }
            html.close();
        }
        html.close();
    }
}
