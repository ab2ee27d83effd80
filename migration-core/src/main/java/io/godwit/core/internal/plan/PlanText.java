package io.godwit.core.internal.plan;

import io.godwit.core.ErrorInfo;
import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationPlan.Fact;
import io.godwit.core.MigrationPlan.PlanStep;
import io.godwit.core.RunOptions;
import io.godwit.spi.Finding;
import io.godwit.spi.Phase;
import io.godwit.spi.Severity;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Plans for people. */
public final class PlanText {
    private static final String NEW_LINE = "\n";

    private PlanText() {}

    /**
     * Writes a plan.
     *
     * @param plan any
     * @return lines, each ended by a line feed
     */
    public static String of(MigrationPlan plan) {
        StringBuilder text = new StringBuilder();
        text.append("Plan ").append(plan.name());
        if (!plan.operation().isEmpty()) {
            text.append(" (").append(plan.operation()).append(')');
        }
        text.append(", session ").append(plan.session()).append(NEW_LINE);
        text.append("made ").append(plan.createdAt().truncatedTo(ChronoUnit.SECONDS));
        if (!plan.tenant().isEmpty()) {
            text.append(" for ").append(plan.tenant());
        }
        text.append(", hash ").append(plan.hash(), 0, 12).append(NEW_LINE);
        options(text, plan.options());
        steps(text, plan);
        findings(text, plan.findings());
        facts(text, plan.facts());
        List<String> plugins = new ArrayList<>();
        plan.plugins().forEach((id, version) -> plugins.add(id + (version.isEmpty() ? "" : " " + version)));
        text.append(NEW_LINE).append("Plugins: ").append(String.join("; ", plugins));
        return text.append(NEW_LINE).toString();
    }

    private static void options(StringBuilder text, RunOptions options) {
        text.append("On failure: ")
                .append(
                        options.onFailure() == RunOptions.OnFailure.ROLLBACK
                                ? "roll back what was done, up to SWITCH"
                                : "stop, so that it can be resumed")
                .append(NEW_LINE)
                .append("Verification: ")
                .append(
                        switch (options.verify()) {
                            case NONE -> "none: the result will be NOT_VERIFIED";
                            case METADATA -> "names, sizes and times of files; rows of databases";
                            case CONTENT -> "contents";
                        })
                .append(NEW_LINE);
        if (options.maxRejects() > 0) {
            text.append("Refused rows: up to ")
                    .append(options.maxRejects())
                    .append(" are kept in files beside the journal")
                    .append(NEW_LINE);
        }
    }

    private static void steps(StringBuilder text, MigrationPlan plan) {
        Phase phase = null;
        int number = 0;
        for (PlanStep step : plan.steps()) {
            if (step.phase() != phase) {
                phase = step.phase();
                text.append(NEW_LINE).append(phase);
                if (phase == Phase.SWITCH) {
                    text.append(" (the point of no return: nothing is undone by itself after it)");
                }
                text.append(NEW_LINE);
            }
            number++;
            step(text, number, step);
        }
    }

    private static void step(StringBuilder text, int number, PlanStep step) {
        text.append(String.format(Locale.ROOT, "%3d. %s", number, step.title()));
        String amount = amount(step.items(), step.bytes());
        if (!amount.isEmpty()) {
            text.append(" (").append(amount).append(')');
        }
        if (!step.mode().isEmpty()) {
            text.append(" [").append(step.mode()).append(']');
        }
        text.append("  ").append(step.name()).append(NEW_LINE);
        step.touches().forEach(line -> text.append("       ").append(line).append(NEW_LINE));
        if (!step.undo().isEmpty()) {
            text.append("       undo: ").append(step.undo()).append(NEW_LINE);
        }
        if (!step.isRepeatable()) {
            text.append("       not repeatable: after a crash in its midst a person decides")
                    .append(NEW_LINE);
        }
    }

    private static String amount(long items, long bytes) {
        String things = items > 0 ? "about " + String.format(Locale.ROOT, "%,d", items) + " items" : "";
        String size = bytes > 0 ? "about " + bytes(bytes) : "";
        return things.isEmpty() || size.isEmpty() ? things + size : things + ", " + size;
    }

    /**
     * A number of bytes for people.
     *
     * @param bytes how many
     * @return for instance {@code 1.5 GiB}
     */
    static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < 5) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %ciB", value, "KMGTPE".charAt(unit));
    }

    private static void findings(StringBuilder text, List<Finding> findings) {
        if (findings.isEmpty()) {
            return;
        }
        text.append(NEW_LINE).append("Findings").append(NEW_LINE);
        for (Severity severity : Severity.values()) {
            findings.stream().filter(finding -> finding.severity() == severity).forEach(finding -> {
                text.append("  ").append(severity).append(' ').append(finding.message());
                if (!finding.subject().isEmpty()) {
                    text.append(" [").append(finding.subject()).append(']');
                }
                text.append(NEW_LINE);
                if (!finding.evidence().isEmpty()) {
                    text.append("       seen: ").append(finding.evidence()).append(NEW_LINE);
                }
                if (!finding.remediation().isEmpty()) {
                    text.append("       do: ").append(finding.remediation()).append(NEW_LINE);
                }
                String help = ErrorInfo.helpFor(finding.code());
                text.append(help.isEmpty() ? "       code: " + finding.code() : "       see: " + help)
                        .append(NEW_LINE);
            });
        }
    }

    private static void facts(StringBuilder text, List<Fact> facts) {
        if (facts.isEmpty()) {
            return;
        }
        text.append(NEW_LINE).append("Relies on").append(NEW_LINE);
        facts.forEach(fact -> text.append("  ")
                .append(fact.name())
                .append(": ")
                .append(fact.value())
                .append(NEW_LINE));
    }
}
