package io.godwit.core;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A migration as the journal knows it. Immutable: a picture of one moment.
 *
 * @param id tells it from all others
 * @param tenant on whose behalf it runs, or an empty string
 * @param name what people call it
 * @param spec what it was made from, as JSON; secrets stand in it by reference only
 * @param planHash the hash of its plan
 * @param status how far it is
 * @param outcome how it ended, or null before
 * @param createdAt when it was planned
 * @param startedAt when it was first run, or null
 * @param endedAt when it last ended, or null
 * @param approvedBy who approved its plan, or an empty string
 * @param runner who runs it now, or null
 * @param steps its steps, in order
 * @param backups what is kept of the destination as it was
 * @param reports the reports that were written
 * @param runbook what a person has to decide, or null
 * @param error why it failed, or null
 */
public record MigrationSession(
        String id,
        String tenant,
        String name,
        String spec,
        String planHash,
        SessionStatus status,
        @Nullable Outcome outcome,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        String approvedBy,
        @Nullable RunnerInfo runner,
        List<StepRecord> steps,
        List<BackupInfo> backups,
        List<ReportInfo> reports,
        @Nullable Runbook runbook,
        @Nullable ErrorInfo error) {
    /** Checks the parts. */
    public MigrationSession {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(planHash, "planHash");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(approvedBy, "approvedBy");
        steps = List.copyOf(steps);
        backups = List.copyOf(backups);
        reports = List.copyOf(reports);
    }

    /**
     * A step.
     *
     * @param step its id
     * @return the record, or empty
     */
    public Optional<StepRecord> step(String step) {
        return steps.stream().filter(each -> each.id().equals(step)).findFirst();
    }

    /**
     * Who runs a session. Immutable.
     *
     * @param owner what the program calls itself
     * @param host the machine
     * @param pid the process
     * @param since since when
     */
    public record RunnerInfo(String owner, String host, long pid, Instant since) {
        /** Checks the parts. */
        public RunnerInfo {
            Objects.requireNonNull(owner, "owner");
            Objects.requireNonNull(host, "host");
            Objects.requireNonNull(since, "since");
        }
    }
}
