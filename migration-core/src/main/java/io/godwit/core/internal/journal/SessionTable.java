package io.godwit.core.internal.journal;

import io.godwit.core.ErrorInfo;
import io.godwit.core.MigrationPlan;
import io.godwit.core.Outcome;
import io.godwit.core.Runbook;
import io.godwit.core.SessionStatus;
import io.godwit.core.internal.run.StepJson;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of sessions. */
public final class SessionTable {
    private SessionTable() {}

    /**
     * Stores the session of a plan, PENDING, with its steps; does nothing where it is stored.
     *
     * @param handle of a write
     * @param plan the plan
     * @return whether it was new
     */
    public static boolean insert(Handle handle, MigrationPlan plan) {
        if (find(handle, plan.session()).isPresent()) {
            return false;
        }
        handle.createUpdate("INSERT INTO session (id, tenant, name, spec, plan, plan_hash, status, created_at)"
                        + " VALUES (:id, :tenant, :name, :spec, :plan, :hash, :status, :created)")
                .bind("id", plan.session())
                .bind("tenant", plan.tenant())
                .bind("name", plan.name())
                .bind("spec", plan.spec())
                .bind("plan", plan.toJson())
                .bind("hash", plan.hash())
                .bind("status", SessionStatus.PENDING.name())
                .bind("created", Journal.millis(plan.createdAt()))
                .execute();
        StepTable.insert(handle, plan);
        return true;
    }

    /**
     * A session.
     *
     * @param handle of a read or write
     * @param id its id
     * @return the row
     * @throws MigrationException CONFIGURATION, {@code session.unknown}
     */
    public static Row get(Handle handle, String id) {
        return find(handle, id)
                .orElseThrow(() -> MigrationException.of(
                                ErrorCategory.CONFIGURATION,
                                "session.unknown",
                                "the journal has no session \"" + id + "\"")
                        .subject(id)
                        .remedy("List the sessions that are there, or give the journal that holds it.")
                        .build());
    }

    /**
     * A session, if it is there.
     *
     * @param handle of a read or write
     * @param id its id
     * @return the row, or empty
     */
    public static Optional<Row> find(Handle handle, String id) {
        return handle.createQuery("SELECT * FROM session WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> row(row))
                .findOne();
    }

    /**
     * All ids.
     *
     * @param handle of a read
     * @return the newest first
     */
    public static List<String> ids(Handle handle) {
        return handle.createQuery("SELECT id FROM session ORDER BY created_at DESC, rowid DESC")
                .mapTo(String.class)
                .list();
    }

    /**
     * Notes an approval.
     *
     * @param handle of a write
     * @param id the session
     * @param by who
     * @param at when
     */
    public static void approve(Handle handle, String id, String by, Instant at) {
        handle.createUpdate("UPDATE session SET approved_by = :by, approved_at = :at WHERE id = :id")
                .bind("by", by)
                .bind("at", Journal.millis(at))
                .bind("id", id)
                .execute();
    }

    /**
     * Notes that a run begins or goes on; what was said of an earlier end is forgotten.
     *
     * @param handle of a write
     * @param id the session
     * @param isUndoing whether it is undone
     * @param at when
     */
    public static void begin(Handle handle, String id, boolean isUndoing, Instant at) {
        handle.createUpdate(
                        "UPDATE session SET status = :status, outcome = NULL, started_at = coalesce(started_at, :at),"
                                + " ended_at = NULL, cancel_requested_at = NULL, is_undoing = :undoing, runbook = NULL,"
                                + " error = CASE WHEN :undoing THEN error END WHERE id = :id")
                .bind("status", SessionStatus.RUNNING.name())
                .bind("at", Journal.millis(at))
                .bind("undoing", isUndoing)
                .bind("id", id)
                .execute();
    }

    /**
     * Notes how far a session is being undone.
     *
     * @param handle of a write
     * @param id the session
     * @param step the last step that stays, or null where none does
     */
    public static void undoTo(Handle handle, String id, @Nullable String step) {
        handle.createUpdate("UPDATE session SET undo_to = :step WHERE id = :id")
                .bind("step", step)
                .bind("id", id)
                .execute();
    }

    /**
     * Notes that a session was undone as far as it should be, and can be gone on with.
     *
     * @param handle of a write
     * @param id the session
     */
    public static void turnForward(Handle handle, String id) {
        handle.createUpdate("UPDATE session SET is_undoing = FALSE, undo_to = NULL, cause = NULL WHERE id = :id")
                .bind("id", id)
                .execute();
    }

    /**
     * Notes that a run turns into an undoing.
     *
     * @param handle of a write
     * @param id the session
     * @param error why
     */
    public static void turn(Handle handle, String id, ErrorInfo error) {
        handle.createUpdate("UPDATE session SET is_undoing = TRUE, cause = :error WHERE id = :id")
                .bind("error", StepJson.write(error))
                .bind("id", id)
                .execute();
    }

    /**
     * Notes that a run ended.
     *
     * @param handle of a write
     * @param id the session
     * @param end how
     * @param at when; null where that is not known any more
     */
    public static void end(Handle handle, String id, End end, @Nullable Instant at) {
        handle.createUpdate("UPDATE session SET status = :status, outcome = :outcome, ended_at = :at, error = :error,"
                        + " runbook = :runbook, cancel_requested_at = NULL WHERE id = :id")
                .bind("status", end.outcome().status().name())
                .bind("outcome", end.outcome().name())
                .bind("at", at == null ? null : Journal.millis(at))
                .bind("error", end.error() == null ? null : StepJson.write(end.error()))
                .bind("runbook", end.runbook() == null ? null : StepJson.write(end.runbook()))
                .bind("id", id)
                .execute();
    }

    /**
     * Notes that what a session keeps of the destination as it was is given up.
     *
     * @param handle of a write
     * @param id the session
     * @param at when
     */
    public static void clean(Handle handle, String id, Instant at) {
        handle.createUpdate("UPDATE session SET cleaned_at = coalesce(cleaned_at, :at) WHERE id = :id")
                .bind("at", Journal.millis(at))
                .bind("id", id)
                .execute();
    }

    /**
     * Asks the runner of a session to stop.
     *
     * @param handle of a write
     * @param id the session
     * @param at when
     */
    public static void requestCancel(Handle handle, String id, Instant at) {
        handle.createUpdate("UPDATE session SET cancel_requested_at = :at WHERE id = :id")
                .bind("at", Journal.millis(at))
                .bind("id", id)
                .execute();
    }

    /**
     * Whether the runner of a session is asked to stop.
     *
     * @param handle of a read
     * @param id the session
     * @return true from the asking on
     */
    public static boolean isCancelRequested(Handle handle, String id) {
        return handle.createQuery("SELECT cancel_requested_at IS NOT NULL FROM session WHERE id = :id")
                .bind("id", id)
                .mapTo(Boolean.class)
                .one();
    }

    private static Row row(ResultSet row) throws SQLException {
        String outcome = row.getString("outcome");
        String error = row.getString("error");
        String cause = row.getString("cause");
        String runbook = row.getString("runbook");
        return new Row(
                row.getString("id"),
                row.getString("tenant"),
                row.getString("name"),
                row.getString("spec"),
                row.getString("plan"),
                row.getString("plan_hash"),
                SessionStatus.valueOf(row.getString("status")),
                outcome == null ? null : Outcome.valueOf(outcome),
                Instant.ofEpochMilli(row.getLong("created_at")),
                Journal.instant(row, "started_at"),
                Journal.instant(row, "ended_at"),
                row.getString("approved_by"),
                row.getBoolean("is_undoing"),
                cause == null ? null : StepJson.read(cause, ErrorInfo.class),
                error == null ? null : StepJson.read(error, ErrorInfo.class),
                runbook == null ? null : StepJson.read(runbook, Runbook.class),
                Journal.instant(row, "cleaned_at"),
                row.getString("undo_to"));
    }

    /**
     * How a run ended.
     *
     * @param outcome how
     * @param error why it failed, or null
     * @param runbook what a person has to decide, or null
     */
    public record End(
            Outcome outcome,
            @Nullable ErrorInfo error,
            @Nullable Runbook runbook) {
        /**
         * An end without failure.
         *
         * @param outcome how
         * @return the end
         */
        public static End of(Outcome outcome) {
            return new End(outcome, null, null);
        }
    }

    /**
     * A session as it is stored.
     *
     * @param id its id
     * @param tenant on whose behalf
     * @param name what people call it
     * @param spec what it was made from
     * @param plan its plan, as JSON
     * @param planHash the hash of that
     * @param status how far it is
     * @param outcome how it ended, or null
     * @param createdAt when it was planned
     * @param startedAt when it was first run, or null
     * @param endedAt when it ended, or null
     * @param approvedBy who approved it, or an empty string
     * @param isUndoing whether its last run undid it
     * @param cause what made the engine undo it by itself, or null
     * @param error why it failed, or null
     * @param runbook what a person has to decide, or null
     * @param cleanedAt since when it cannot be undone any more, or null
     * @param undoTo the step behind which it is being undone, or null
     */
    public record Row(
            String id,
            String tenant,
            String name,
            String spec,
            String plan,
            String planHash,
            SessionStatus status,
            @Nullable Outcome outcome,
            Instant createdAt,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            String approvedBy,
            boolean isUndoing,
            @Nullable ErrorInfo cause,
            @Nullable ErrorInfo error,
            @Nullable Runbook runbook,
            @Nullable Instant cleanedAt,
            @Nullable String undoTo) {
        /**
         * Its plan.
         *
         * @return as it was stored
         * @throws MigrationException VALIDATION, {@code plan.changed}, where it is not what was hashed
         */
        public MigrationPlan readPlan() {
            MigrationPlan read = MigrationPlan.fromJson(plan);
            if (!read.hash().equals(planHash)) {
                throw MigrationException.of(
                                ErrorCategory.VALIDATION,
                                "plan.changed",
                                "the stored plan of session \"" + id + "\" is not the one that was stored")
                        .subject(id)
                        .remedy("Make the plan again.")
                        .build();
            }
            return read;
        }
    }
}
