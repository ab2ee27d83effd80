package io.godwit.core.internal.journal;

import io.godwit.core.LogEntry;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The rows of log lines. */
public final class LogTable {
    /** How many lines of a step are read back. */
    public static final int LAST = 200;

    private LogTable() {}

    /**
     * Stores a line.
     *
     * @param handle of a write
     * @param session the session
     * @param step the step that wrote it, or an empty string
     * @param entry the line
     */
    public static void insert(Handle handle, String session, String step, LogEntry entry) {
        handle.createUpdate("INSERT INTO log (session, step, at, level, message)"
                        + " VALUES (:session, :step, :at, :level, :message)")
                .bind("session", session)
                .bind("step", step)
                .bind("at", Journal.millis(entry.at()))
                .bind("level", entry.level().name())
                .bind("message", entry.message())
                .execute();
    }

    /**
     * The last lines of a step.
     *
     * @param handle of a read
     * @param session the session
     * @param step the step
     * @return at most {@link #LAST}, the oldest first
     */
    public static List<LogEntry> last(Handle handle, String session, String step) {
        List<LogEntry> lines = new java.util.ArrayList<>(handle.createQuery(
                        "SELECT * FROM log WHERE session = :session AND step = :step ORDER BY id DESC LIMIT " + LAST)
                .bind("session", session)
                .bind("step", step)
                .map((row, context) -> new LogEntry(
                        Instant.ofEpochMilli(row.getLong("at")),
                        LogEntry.Level.valueOf(row.getString("level")),
                        row.getString("message")))
                .list());
        Collections.reverse(lines);
        return lines;
    }
}
