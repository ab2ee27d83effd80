package io.godwit.core.internal.journal;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The rows of what can outlive us somewhere. */
public final class FootprintTable {
    private FootprintTable() {}

    /**
     * Stores a footprint, before what it speaks of exists.
     *
     * @param handle of a write
     * @param session the session
     * @param footprint what
     * @param at when
     */
    public static void put(Handle handle, String session, Footprint footprint, Instant at) {
        handle.createUpdate("INSERT INTO footprint (id, session, kind, place, detail, created_at)"
                        + " VALUES (:id, :session, :kind, :place, :detail, :at)"
                        + " ON CONFLICT (session, id) DO UPDATE SET place = excluded.place, detail = excluded.detail,"
                        + " removed_at = NULL")
                .bind("id", footprint.id())
                .bind("session", session)
                .bind("kind", footprint.kind())
                .bind("place", footprint.place())
                .bind("detail", footprint.detail())
                .bind("at", Journal.millis(at))
                .execute();
    }

    /**
     * Notes that it is gone.
     *
     * @param handle of a write
     * @param session the session
     * @param id which
     * @param at when
     */
    public static void removed(Handle handle, String session, String id, Instant at) {
        handle.createUpdate("UPDATE footprint SET removed_at = :at WHERE session = :session AND id = :id")
                .bind("session", session)
                .bind("id", id)
                .bind("at", Journal.millis(at))
                .execute();
    }

    /**
     * What may still be there.
     *
     * @param handle of a read
     * @param session the session
     * @return the newest first
     */
    public static List<Footprint> open(Handle handle, String session) {
        return handle.createQuery(
                        "SELECT * FROM footprint WHERE session = :session AND removed_at IS NULL ORDER BY rowid DESC")
                .bind("session", session)
                .map((row, context) -> new Footprint(
                        row.getString("id"), row.getString("kind"), row.getString("place"), row.getString("detail")))
                .list();
    }

    /**
     * Something that can outlive us.
     *
     * @param id tells it from the others of its session
     * @param kind what it is, and so how it is removed
     * @param place where it is: a path, or a location as JSON
     * @param detail what else removing it needs
     */
    public record Footprint(String id, String kind, String place, String detail) {}
}
