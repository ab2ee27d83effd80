package io.godwit.core.internal.journal;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of how far steps came. */
public final class CheckpointTable {
    private CheckpointTable() {}

    /**
     * Stores a checkpoint in place of the last.
     *
     * @param handle of a write
     * @param session the session
     * @param step the step
     * @param json what it noted
     * @param at when
     */
    public static void put(Handle handle, String session, String step, String json, Instant at) {
        handle.createUpdate("INSERT INTO checkpoint (session, step, at, json) VALUES (:session, :step, :at, :json)"
                        + " ON CONFLICT (session, step) DO UPDATE SET at = excluded.at, json = excluded.json")
                .bind("session", session)
                .bind("step", step)
                .bind("at", Journal.millis(at))
                .bind("json", json)
                .execute();
    }

    /**
     * The last checkpoint of a step.
     *
     * @param handle of a read
     * @param session the session
     * @param step the step
     * @return what it noted, or empty
     */
    public static Optional<String> get(Handle handle, String session, String step) {
        return handle.createQuery("SELECT json FROM checkpoint WHERE session = :session AND step = :step")
                .bind("session", session)
                .bind("step", step)
                .mapTo(String.class)
                .findOne();
    }

    /**
     * Forgets the checkpoint of a step.
     *
     * @param handle of a write
     * @param session the session
     * @param step the step
     */
    public static void remove(Handle handle, String session, String step) {
        handle.createUpdate("DELETE FROM checkpoint WHERE session = :session AND step = :step")
                .bind("session", session)
                .bind("step", step)
                .execute();
    }
}
