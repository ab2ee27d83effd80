package io.godwit.core.internal.journal;

import io.godwit.core.BackupInfo;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;

/** The rows of what is kept of a destination as it was. */
public final class BackupTable {
    private BackupTable() {}

    /**
     * Stores a backup; of one that is stored, the number of things is brought up to date.
     *
     * @param handle of a write
     * @param session the session
     * @param backup what is kept
     */
    public static void put(Handle handle, String session, BackupInfo backup) {
        handle.createUpdate("INSERT INTO backup (id, session, step, kind, location, items, created_at)"
                        + " VALUES (:id, :session, :step, :kind, :location, :items, :created)"
                        + " ON CONFLICT (session, id) DO UPDATE SET items = excluded.items, removed_at = NULL")
                .bind("id", backup.id())
                .bind("session", session)
                .bind("step", backup.step())
                .bind("kind", backup.kind().name())
                .bind("location", backup.location())
                .bind("items", backup.items())
                .bind("created", Journal.millis(backup.createdAt()))
                .execute();
    }

    /**
     * Notes that what a step kept was given back or removed.
     *
     * @param handle of a write
     * @param session the session
     * @param step the step
     * @param at when
     */
    public static void removed(Handle handle, String session, String step, Instant at) {
        handle.createUpdate("UPDATE backup SET removed_at = :at"
                        + " WHERE session = :session AND step = :step AND removed_at IS NULL")
                .bind("session", session)
                .bind("step", step)
                .bind("at", Journal.millis(at))
                .execute();
    }

    /**
     * Notes that everything that a session kept was removed.
     *
     * @param handle of a write
     * @param session the session
     * @param at when
     */
    public static void removed(Handle handle, String session, Instant at) {
        handle.createUpdate("UPDATE backup SET removed_at = :at WHERE session = :session AND removed_at IS NULL"
                        + " AND kind <> 'CAPSULE'")
                .bind("session", session)
                .bind("at", Journal.millis(at))
                .execute();
    }

    /**
     * What is kept for a session.
     *
     * @param handle of a read
     * @param session the session
     * @return the oldest first
     */
    public static List<BackupInfo> list(Handle handle, String session) {
        return handle.createQuery("SELECT * FROM backup WHERE session = :session ORDER BY rowid")
                .bind("session", session)
                .map((row, context) -> new BackupInfo(
                        row.getString("id"),
                        row.getString("step"),
                        BackupInfo.Kind.valueOf(row.getString("kind")),
                        row.getString("location"),
                        row.getLong("items"),
                        Objects.requireNonNull(Journal.instant(row, "created_at")),
                        Journal.instant(row, "removed_at")))
                .list();
    }
}
