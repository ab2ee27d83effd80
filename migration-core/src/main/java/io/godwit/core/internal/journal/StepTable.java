package io.godwit.core.internal.journal;

import io.godwit.core.ErrorInfo;
import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationPlan.PlanStep;
import io.godwit.core.StepRecord.Counts;
import io.godwit.core.StepStatus;
import io.godwit.core.internal.run.StepJson;
import io.godwit.spi.Phase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** The rows of steps. */
public final class StepTable {
    private static final String WHERE = " WHERE session = :session AND name = :name";

    private static final String INSERT =
            "INSERT INTO step (session, position, name, title, type, phase, status, total_bytes, total_items)"
                    + " VALUES (:session, :position, :name, :title, :type, :phase, :status, :bytes, :items)";

    private StepTable() {}

    static void insert(Handle handle, MigrationPlan plan) {
        if (plan.steps().isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(INSERT);
        int position = 0;
        for (PlanStep step : plan.steps()) {
            bind(batch, plan.session(), step, position++).add();
        }
        batch.execute();
    }

    /**
     * Adds a step that the plan of a session does not have, behind the others; does nothing where it was added before.
     *
     * @param handle of a write
     * @param session its session
     * @param step which
     */
    public static void add(Handle handle, String session, PlanStep step) {
        int count = handle.createQuery("SELECT count(*) FROM step WHERE session = :session")
                .bind("session", session)
                .mapTo(Integer.class)
                .one();
        boolean isThere = handle.createQuery("SELECT 1 FROM step" + WHERE)
                .bind("session", session)
                .bind("name", step.name())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
        if (!isThere) {
            bind(handle.createUpdate(INSERT), session, step, count).execute();
        }
    }

    private static <S extends SqlStatement<S>> S bind(S statement, String session, PlanStep step, int position) {
        return statement
                .bind("session", session)
                .bind("position", position)
                .bind("name", step.name())
                .bind("title", step.title())
                .bind("type", step.data().type())
                .bind("phase", step.phase().name())
                .bind("status", StepStatus.PENDING.name())
                .bind("bytes", step.bytes())
                .bind("items", step.items());
    }

    /**
     * The steps of a session.
     *
     * @param handle of a read
     * @param session its id
     * @return in order
     */
    public static List<Row> list(Handle handle, String session) {
        return handle.createQuery("SELECT * FROM step WHERE session = :session ORDER BY position")
                .bind("session", session)
                .map((row, context) -> row(row))
                .list();
    }

    /**
     * Notes that a step is about to be run.
     *
     * @param handle of a write
     * @param session its session
     * @param name its name
     * @param at when
     */
    public static void begin(Handle handle, String session, String name, Instant at) {
        handle.createUpdate("UPDATE step SET status = :status, started_at = :at, ended_at = NULL, undoing_at = NULL,"
                        + " undone_at = NULL, attempts = attempts + 1, error = NULL" + WHERE)
                .bind("status", StepStatus.RUNNING.name())
                .bind("at", Journal.millis(at))
                .bind("session", session)
                .bind("name", name)
                .execute();
    }

    /**
     * Notes another attempt.
     *
     * @param handle of a write
     * @param session its session
     * @param name its name
     */
    public static void again(Handle handle, String session, String name) {
        handle.createUpdate("UPDATE step SET attempts = attempts + 1" + WHERE)
                .bind("session", session)
                .bind("name", name)
                .execute();
    }

    /**
     * Notes how far a step is.
     *
     * @param handle of a write
     * @param session its session
     * @param name its name
     * @param counts what it moved
     */
    public static void progress(Handle handle, String session, String name, Counts counts) {
        handle.createUpdate("UPDATE step SET bytes = :bytes, items = :items, total_bytes = :totalBytes,"
                        + " total_items = :totalItems, progress = :percent" + WHERE + " AND status = 'RUNNING'")
                .bind("bytes", counts.bytes())
                .bind("items", counts.items())
                .bind("totalBytes", counts.totalBytes())
                .bind("totalItems", counts.totalItems())
                .bind("percent", Math.min(99, counts.percent()))
                .bind("session", session)
                .bind("name", name)
                .execute();
    }

    /**
     * Notes that a step ended.
     *
     * @param handle of a write
     * @param session its session
     * @param name its name
     * @param status COMPLETED, FAILED or SKIPPED
     * @param counts what it moved
     * @param error why it failed, or null
     * @param at when
     */
    public static void end(
            Handle handle,
            String session,
            String name,
            StepStatus status,
            Counts counts,
            @Nullable ErrorInfo error,
            Instant at) {
        handle.createUpdate("UPDATE step SET status = :status, ended_at = :at, bytes = :bytes, items = :items,"
                        + " progress = :percent, error = :error" + WHERE)
                .bind("status", status.name())
                .bind("at", Journal.millis(at))
                .bind("bytes", counts.bytes())
                .bind("items", counts.items())
                .bind("percent", status == StepStatus.COMPLETED ? 100 : Math.min(99, counts.percent()))
                .bind("error", error == null ? null : StepJson.write(error))
                .bind("session", session)
                .bind("name", name)
                .execute();
    }

    /**
     * Notes that a step that was done does not count as done.
     *
     * @param handle of a write
     * @param session its session
     * @param name its name
     * @param error why
     */
    public static void fail(Handle handle, String session, String name, ErrorInfo error) {
        handle.createUpdate("UPDATE step SET status = :status, error = :error" + WHERE)
                .bind("status", StepStatus.FAILED.name())
                .bind("error", StepJson.write(error))
                .bind("session", session)
                .bind("name", name)
                .execute();
    }

    /**
     * Notes that a step is about to be undone.
     *
     * @param handle of a write
     * @param session its session
     * @param name its name
     * @param at when
     */
    public static void beginUndo(Handle handle, String session, String name, Instant at) {
        handle.createUpdate("UPDATE step SET undoing_at = :at" + WHERE)
                .bind("at", Journal.millis(at))
                .bind("session", session)
                .bind("name", name)
                .execute();
    }

    /**
     * Notes that a step was undone.
     *
     * @param handle of a write
     * @param session its session
     * @param name its name
     * @param at when
     */
    public static void undone(Handle handle, String session, String name, Instant at) {
        handle.createUpdate("UPDATE step SET undone_at = :at" + WHERE)
                .bind("at", Journal.millis(at))
                .bind("session", session)
                .bind("name", name)
                .execute();
    }

    /**
     * Notes that steps that were undone are to be done again.
     *
     * @param handle of a write
     * @param session its session
     */
    public static void reopenUndone(Handle handle, String session) {
        handle.createUpdate("UPDATE step SET status = :status, started_at = NULL, ended_at = NULL, undoing_at = NULL,"
                        + " undone_at = NULL, attempts = 0, progress = 0, bytes = 0, items = 0, error = NULL"
                        + " WHERE session = :session AND undone_at IS NOT NULL")
                .bind("status", StepStatus.PENDING.name())
                .bind("session", session)
                .execute();
    }

    private static Row row(ResultSet row) throws SQLException {
        String error = row.getString("error");
        return new Row(
                row.getString("name"),
                row.getString("title"),
                row.getString("type"),
                Phase.valueOf(row.getString("phase")),
                StepStatus.valueOf(row.getString("status")),
                Journal.instant(row, "started_at"),
                Journal.instant(row, "ended_at"),
                Journal.instant(row, "undoing_at"),
                Journal.instant(row, "undone_at"),
                row.getInt("attempts"),
                row.getInt("progress"),
                new Counts(
                        row.getLong("bytes"),
                        row.getLong("items"),
                        row.getLong("total_bytes"),
                        row.getLong("total_items")),
                error == null ? null : StepJson.read(error, ErrorInfo.class));
    }

    /**
     * A step as it is stored.
     *
     * @param name its name
     * @param title what it does
     * @param type id of its type
     * @param phase when it runs
     * @param status how far it is
     * @param startedAt when it was begun, or null
     * @param endedAt when it ended, or null
     * @param undoingAt when its undoing was begun, or null
     * @param undoneAt when it was undone, or null
     * @param attempts how often it was begun
     * @param progress from 0 to 100
     * @param counts what it moved
     * @param error why it failed, or null
     */
    public record Row(
            String name,
            String title,
            String type,
            Phase phase,
            StepStatus status,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Instant undoingAt,
            @Nullable Instant undoneAt,
            int attempts,
            int progress,
            Counts counts,
            @Nullable ErrorInfo error) {}
}
