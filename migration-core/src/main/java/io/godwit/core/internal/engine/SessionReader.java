package io.godwit.core.internal.engine;

import io.godwit.core.Issue;
import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationReport;
import io.godwit.core.MigrationReport.Planned;
import io.godwit.core.MigrationReport.Verification;
import io.godwit.core.MigrationSession;
import io.godwit.core.StepRecord;
import io.godwit.core.StepStatus;
import io.godwit.core.internal.journal.BackupTable;
import io.godwit.core.internal.journal.FindingTable;
import io.godwit.core.internal.journal.Journal;
import io.godwit.core.internal.journal.Leases;
import io.godwit.core.internal.journal.LogTable;
import io.godwit.core.internal.journal.ReportTable;
import io.godwit.core.internal.journal.SampleTable;
import io.godwit.core.internal.journal.SessionTable;
import io.godwit.core.internal.journal.StepTable;
import io.godwit.spi.Finding;
import io.godwit.spi.Severity;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Reads sessions back from the journal. Thread-safe. */
final class SessionReader {
    private final Journal journal;
    private final Clock clock;
    private final String support;

    SessionReader(Journal journal, Clock clock, String support) {
        this.journal = journal;
        this.clock = clock;
        this.support = support;
    }

    MigrationSession session(String id) {
        return journal.read(handle -> session(handle, id));
    }

    List<MigrationSession> sessions() {
        return journal.read(handle ->
                SessionTable.ids(handle).stream().map(id -> session(handle, id)).toList());
    }

    private static MigrationSession session(Handle handle, String id) {
        SessionTable.Row row = SessionTable.get(handle, id);
        return new MigrationSession(
                row.id(),
                row.tenant(),
                row.name(),
                row.spec(),
                row.planHash(),
                row.status(),
                row.outcome(),
                row.createdAt(),
                row.startedAt(),
                row.endedAt(),
                row.approvedBy(),
                Leases.runnerOf(handle, id),
                StepTable.list(handle, id).stream()
                        .map(step -> step(handle, id, step))
                        .toList(),
                BackupTable.list(handle, id),
                ReportTable.list(handle, id),
                row.runbook(),
                row.error());
    }

    private static StepRecord step(Handle handle, String session, StepTable.Row row) {
        return new StepRecord(
                row.name(),
                row.title(),
                row.type(),
                row.phase(),
                row.status(),
                row.startedAt(),
                row.endedAt(),
                row.undoneAt(),
                row.attempts(),
                row.progress(),
                row.counts(),
                LogTable.last(handle, session, row.name()),
                FindingTable.list(handle, session, row.name()),
                row.error());
    }

    MigrationReport report(String id) {
        return journal.read(handle -> {
            MigrationSession session = session(handle, id);
            MigrationPlan plan = SessionTable.get(handle, id).readPlan();
            Map<String, String> facts = new LinkedHashMap<>();
            plan.facts().forEach(fact -> facts.put(fact.name(), fact.value()));
            List<Finding> findings = new ArrayList<>(plan.findings());
            FindingTable.list(handle, id, "").forEach(issue -> findings.add(issue.finding()));
            return new MigrationReport(
                    session,
                    clock.instant(),
                    findings,
                    verification(session),
                    SampleTable.list(handle, id),
                    facts,
                    plan.plugins(),
                    plan.steps().stream()
                            .map(step -> new Planned(step.name(), step.mode(), step.touches(), step.undo()))
                            .toList(),
                    support);
        });
    }

    private static List<Verification> verification(MigrationSession session) {
        List<Verification> compared = new ArrayList<>();
        for (StepRecord step : session.steps()) {
            Instant at = step.endedAt();
            boolean ran = step.status() == StepStatus.COMPLETED || step.status() == StepStatus.FAILED;
            if (VerifyWork.COMPARING.contains(step.type()) && ran && at != null) {
                long differences = step.issues().stream()
                        .filter(SessionReader::isDifference)
                        .count();
                compared.add(new Verification(
                        step.id(),
                        step.title(),
                        step.counts().items(),
                        step.counts().bytes(),
                        differences,
                        at));
            }
        }
        return compared;
    }

    private static boolean isDifference(Issue issue) {
        return issue.finding().severity() == Severity.ERROR && !issue.isResolved();
    }
}
