package io.godwit.core.internal.journal;

import io.godwit.core.MigrationReport.Sample;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The rows of how much had been moved when. */
public final class SampleTable {
    private SampleTable() {}

    /**
     * Stores a sample.
     *
     * @param handle of a write
     * @param session the session
     * @param sample how much a step had moved
     */
    public static void insert(Handle handle, String session, Sample sample) {
        handle.createUpdate("INSERT INTO sample (session, step, at, bytes, items)"
                        + " VALUES (:session, :step, :at, :bytes, :items)")
                .bind("session", session)
                .bind("step", sample.step())
                .bind("at", Journal.millis(sample.at()))
                .bind("bytes", sample.bytes())
                .bind("items", sample.items())
                .execute();
    }

    /**
     * The samples of a session.
     *
     * @param handle of a read
     * @param session the session
     * @return the oldest first
     */
    public static List<Sample> list(Handle handle, String session) {
        return handle.createQuery("SELECT * FROM sample WHERE session = :session ORDER BY id")
                .bind("session", session)
                .map((row, context) -> new Sample(
                        row.getString("step"),
                        Instant.ofEpochMilli(row.getLong("at")),
                        row.getLong("bytes"),
                        row.getLong("items")))
                .list();
    }
}
