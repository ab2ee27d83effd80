package io.godwit.core.internal.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.core.BackupInfo;
import io.godwit.core.ErrorInfo;
import io.godwit.core.Issue;
import io.godwit.core.LogEntry;
import io.godwit.core.MigrationReport;
import io.godwit.core.MigrationReport.Planned;
import io.godwit.core.MigrationReport.Sample;
import io.godwit.core.MigrationReport.Verification;
import io.godwit.core.MigrationSession;
import io.godwit.core.ReportInfo;
import io.godwit.core.Runbook;
import io.godwit.core.StepRecord;
import io.godwit.core.internal.report.NextSteps.NextStep;
import io.godwit.spi.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reports for programs, in the form that docs/report.md describes and docs/report.schema.json holds. */
public final class ReportJson {
    /** What the documents call themselves. */
    static final String FORMAT = "godwit-report";
    /** Raised when something is removed or changes its meaning; additions leave it as it is. */
    static final int VERSION = 1;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ReportJson() {}

    /**
     * Writes a report.
     *
     * @param report any
     * @return one JSON object
     */
    public static String of(MigrationReport report) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree(report)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values could not be written", e);
        }
    }

    private static ObjectNode tree(MigrationReport report) {
        ObjectNode root = MAPPER.createObjectNode();
        Verdict verdict = Verdict.of(report);
        root.put("format", FORMAT);
        root.put("version", VERSION);
        put(root, "created_at", report.createdAt());
        root.put("outcome", report.outcome() == null ? null : report.outcome().name());
        root.put("headline", verdict.headline());
        root.put("summary", verdict.summary());
        root.put("exit_code", report.exitCode());
        root.set("session", session(report.session()));
        root.set("totals", totals(report));
        ArrayNode steps = root.putArray("steps");
        report.session().steps().forEach(step -> steps.add(step(report, step)));
        ArrayNode verification = root.putArray("verification");
        report.verification().forEach(each -> verification.add(verification(each)));
        ArrayNode findings = root.putArray("findings");
        report.findings().forEach(finding -> findings.add(finding(finding)));
        ArrayNode next = root.putArray("next_steps");
        for (NextStep each : NextSteps.of(report)) {
            next.addObject().put("text", each.text()).put("command", each.command());
        }
        ArrayNode samples = root.putArray("samples");
        report.samples().forEach(sample -> samples.add(sample(sample)));
        root.set("facts", names(report.facts(), "name", "value"));
        root.set("plugins", names(report.plugins(), "id", "version"));
        return root;
    }

    private static ObjectNode session(MigrationSession session) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("id", session.id());
        node.put("tenant", session.tenant());
        node.put("name", session.name());
        node.put("status", session.status().name());
        node.put("plan_hash", session.planHash());
        node.put("approved_by", session.approvedBy());
        put(node, "created_at", session.createdAt());
        put(node, "started_at", session.startedAt());
        put(node, "ended_at", session.endedAt());
        node.set("specification", specification(session.spec()));
        node.set("error", error(session.error()));
        node.set("runbook", runbook(session.runbook()));
        ArrayNode backups = node.putArray("backups");
        session.backups().forEach(backup -> backups.add(backup(backup)));
        ArrayNode reports = node.putArray("reports");
        session.reports().forEach(report -> reports.add(reportInfo(report)));
        return node;
    }

    /** As it is where it is JSON, else as text. */
    private static JsonNode specification(String spec) {
        try {
            JsonNode parsed = MAPPER.readTree(spec);
            return parsed.isMissingNode() ? MAPPER.getNodeFactory().textNode(spec) : parsed;
        } catch (JsonProcessingException e) {
            return MAPPER.getNodeFactory().textNode(spec);
        }
    }

    private static ObjectNode totals(MigrationReport report) {
        Totals totals = Totals.of(report);
        return MAPPER.createObjectNode()
                .put("bytes", totals.bytes())
                .put("items", totals.items())
                .put("took_ms", totals.took().toMillis())
                .put("working_ms", totals.working().toMillis())
                .put("bytes_per_second", Math.round(totals.bytesPerSecond()));
    }

    private static ObjectNode step(MigrationReport report, StepRecord step) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("id", step.id());
        node.put("title", step.title());
        node.put("type", step.type());
        node.put("phase", step.phase().name());
        node.put("status", step.status().name());
        Planned planned = report.planned(step.id()).orElse(new Planned(step.id(), "", List.of(), ""));
        node.put("mode", planned.mode());
        ArrayNode touches = node.putArray("touches");
        planned.touches().forEach(touches::add);
        node.put("undo", planned.undo());
        put(node, "started_at", step.startedAt());
        put(node, "ended_at", step.endedAt());
        put(node, "undone_at", step.undoneAt());
        node.put("took_ms", step.duration().toMillis());
        node.put("attempts", step.attempts());
        node.put("progress", step.progress());
        node.put("bytes", step.counts().bytes());
        node.put("items", step.counts().items());
        node.put("total_bytes", step.counts().totalBytes());
        node.put("total_items", step.counts().totalItems());
        node.put("bytes_per_second", Math.round(Totals.rate(step)));
        node.set("error", error(step.error()));
        ArrayNode issues = node.putArray("issues");
        step.issues().forEach(issue -> issues.add(issue(issue)));
        ArrayNode log = node.putArray("log");
        step.log().forEach(entry -> log.add(logEntry(entry)));
        return node;
    }

    private static ObjectNode issue(Issue issue) {
        ObjectNode node = finding(issue.finding());
        put(node, "noticed_at", issue.noticedAt());
        put(node, "resolved_at", issue.resolvedAt());
        return node.put("resolution", issue.resolution());
    }

    private static ObjectNode logEntry(LogEntry entry) {
        ObjectNode node = MAPPER.createObjectNode();
        put(node, "at", entry.at());
        return node.put("level", entry.level().name()).put("message", entry.message());
    }

    private static ObjectNode finding(Finding finding) {
        return MAPPER.createObjectNode()
                .put("severity", finding.severity().name())
                .put("code", finding.code())
                .put("subject", finding.subject())
                .put("message", finding.message())
                .put("evidence", finding.evidence())
                .put("remediation", finding.remediation())
                .put("help", ErrorInfo.helpFor(finding.code()));
    }

    private static @Nullable ObjectNode error(@Nullable ErrorInfo error) {
        if (error == null) {
            return null;
        }
        ObjectNode node = MAPPER.createObjectNode()
                .put("category", error.category().name())
                .put("code", error.code())
                .put("message", error.message())
                .put("subject", error.subject())
                .put("remediation", error.remediation())
                .put("is_retryable", error.isRetryable())
                .put("help", error.help());
        ArrayNode trail = node.putArray("trail");
        error.trail().forEach(trail::add);
        return node;
    }

    private static @Nullable ObjectNode runbook(@Nullable Runbook runbook) {
        if (runbook == null) {
            return null;
        }
        ObjectNode node = MAPPER.createObjectNode().put("situation", runbook.situation());
        ArrayNode choices = node.putArray("choices");
        runbook.choices()
                .forEach(choice -> choices.addObject()
                        .put("decision", choice.decision())
                        .put("meaning", choice.meaning())
                        .put("command", choice.command()));
        return node;
    }

    private static ObjectNode backup(BackupInfo backup) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("id", backup.id())
                .put("step", backup.step())
                .put("kind", backup.kind().name())
                .put("location", backup.location())
                .put("items", backup.items());
        put(node, "created_at", backup.createdAt());
        put(node, "removed_at", backup.removedAt());
        return node;
    }

    private static ObjectNode reportInfo(ReportInfo report) {
        ObjectNode node =
                MAPPER.createObjectNode().put("format", report.format().name()).put("path", report.path());
        put(node, "created_at", report.createdAt());
        return node;
    }

    private static ObjectNode verification(Verification each) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("step", each.step())
                .put("title", each.title())
                .put("items", each.items())
                .put("bytes", each.bytes())
                .put("differences", each.differences());
        put(node, "at", each.at());
        return node;
    }

    private static ObjectNode sample(Sample sample) {
        ObjectNode node = MAPPER.createObjectNode().put("step", sample.step());
        put(node, "at", sample.at());
        return node.put("bytes", sample.bytes()).put("items", sample.items());
    }

    private static ArrayNode names(Map<String, String> map, String keyName, String valueName) {
        ArrayNode node = MAPPER.createArrayNode();
        map.forEach((key, value) -> node.addObject().put(keyName, key).put(valueName, value));
        return node;
    }

    private static void put(ObjectNode node, String name, @Nullable Instant at) {
        node.put(name, at == null ? null : at.toString());
    }
}
