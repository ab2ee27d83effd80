package io.godwit.core.internal.journal;

import com.google.common.hash.Hashing;
import io.godwit.core.AuditEntry;
import io.godwit.core.AuditHead;
import io.godwit.core.internal.run.StepJson;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;

/** Who did what. Rows are only added, and each one's hash covers the hash of the one before, so that none can be changed unseen. */
public final class AuditTable {
    private static final String FIRST = "0".repeat(64);

    private AuditTable() {}

    /**
     * Adds a row.
     *
     * @param handle of a write
     * @param session the session concerned
     * @param actor who, for instance the runner
     * @param action what, for instance {@code step.begin}
     * @param detail to what
     * @param at when
     */
    public static void append(Handle handle, String session, String actor, String action, String detail, Instant at) {
        String previous = handle.createQuery("SELECT hash FROM audit ORDER BY seq DESC LIMIT 1")
                .mapTo(String.class)
                .findOne()
                .orElse(FIRST);
        long millis = Journal.millis(at);
        handle.createUpdate("INSERT INTO audit (at, session, actor, action, detail, prev_hash, hash)"
                        + " VALUES (:at, :session, :actor, :action, :detail, :previous, :hash)")
                .bind("at", millis)
                .bind("session", session)
                .bind("actor", actor)
                .bind("action", action)
                .bind("detail", detail)
                .bind("previous", previous)
                .bind("hash", hash(previous, new Entry(millis, session, actor, action, detail)))
                .execute();
    }

    /**
     * Looks for the first row that is not as it was written.
     *
     * @param handle of a read
     * @return its number, or empty where the chain holds
     */
    public static OptionalLong firstBroken(Handle handle) {
        try (ResultIterator<Row> rows = handle.createQuery("SELECT * FROM audit ORDER BY seq")
                .map((row, context) -> row(row))
                .iterator()) {
            String previous = FIRST;
            while (rows.hasNext()) {
                Row row = rows.next();
                if (!row.previous().equals(previous) || !row.hash().equals(hash(previous, row.entry()))) {
                    return OptionalLong.of(row.seq());
                }
                previous = row.hash();
            }
            return OptionalLong.empty();
        }
    }

    /**
     * The last row.
     *
     * @param handle of a read
     * @return its number and hash; of an empty trail, 0 and zeros
     */
    public static AuditHead head(Handle handle) {
        return handle.createQuery("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
                .map((row, context) -> new AuditHead(row.getLong("seq"), row.getString("hash")))
                .findOne()
                .orElse(new AuditHead(0, FIRST));
    }

    /**
     * Whether a head that was kept elsewhere is part of the trail.
     *
     * @param handle of a read
     * @param head the head
     * @return false where that row is not there, or is another
     */
    public static boolean contains(Handle handle, AuditHead head) {
        return head.equals(new AuditHead(0, FIRST))
                || handle.createQuery("SELECT hash FROM audit WHERE seq = :seq")
                        .bind("seq", head.number())
                        .mapTo(String.class)
                        .findOne()
                        .filter(head.hash()::equals)
                        .isPresent();
    }

    /**
     * The rows.
     *
     * @param handle of a read
     * @param session those of a session, or an empty string for all
     * @return the oldest first
     */
    public static List<AuditEntry> list(Handle handle, String session) {
        return handle.createQuery("SELECT * FROM audit WHERE :session = '' OR session = :session ORDER BY seq")
                .bind("session", session)
                .map((row, context) -> row(row))
                .map(row -> new AuditEntry(
                        row.seq(),
                        Instant.ofEpochMilli(row.entry().at()),
                        row.entry().session(),
                        row.entry().actor(),
                        row.entry().action(),
                        row.entry().detail(),
                        row.hash()))
                .list();
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getLong("seq"),
                new Entry(
                        row.getLong("at"),
                        row.getString("session"),
                        row.getString("actor"),
                        row.getString("action"),
                        row.getString("detail")),
                row.getString("prev_hash"),
                row.getString("hash"));
    }

    private static String hash(String previous, Entry entry) {
        return Hashing.sha256()
                .hashString(previous + StepJson.write(entry), StandardCharsets.UTF_8)
                .toString();
    }

    /**
     * What is hashed, in canonical form.
     *
     * @param at milliseconds since 1970
     * @param session the session
     * @param actor who
     * @param action what
     * @param detail to what
     */
    record Entry(long at, String session, String actor, String action, String detail) {}

    private record Row(long seq, Entry entry, String previous, String hash) {}
}
