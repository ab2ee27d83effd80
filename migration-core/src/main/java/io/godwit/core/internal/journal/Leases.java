package io.godwit.core.internal.journal;

import io.godwit.core.MigrationSession.RunnerInfo;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Who runs which session. One runner at a time has the lease of a session and renews it; its token grows with every taking, and every
 * write carries it. A runner whose process is dead is succeeded at once where that can be told, else when its lease runs out.
 */
public final class Leases {
    /** The time by the database's clock, in milliseconds: the one clock that all runners share. */
    static final String NOW = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

    private final Journal journal;
    private final RunnerIdentity me;
    private final Duration ttl;

    /**
     * Leases for one process.
     *
     * @param journal where they stand
     * @param me this process
     * @param ttl how long one holds without renewal
     */
    public Leases(Journal journal, RunnerIdentity me, Duration ttl) {
        this.journal = journal;
        this.me = me;
        this.ttl = ttl;
    }

    /**
     * How long a lease holds without renewal.
     *
     * @return the time
     */
    public Duration ttl() {
        return ttl;
    }

    /**
     * Takes the lease of a session.
     *
     * @param session id of a stored session
     * @return the lease
     * @throws MigrationException CONFIGURATION, {@code session.held}, with who holds it
     */
    public Lease take(String session) {
        Optional<SessionLock> lock = SessionLock.tryTake(journal.file(), session);
        try {
            Taken taken = journal.write(null, handle -> take(handle, session, lock.isPresent()));
            return new Lease(this, new Fence(session, taken.token()), lock.orElse(null), taken.isTakeover());
        } catch (RuntimeException e) {
            lock.ifPresent(SessionLock::close);
            throw e;
        }
    }

    private Taken take(Handle handle, String session, boolean hasLock) {
        Row row = find(handle, session);
        if (row != null && row.owner() != null) {
            boolean isExpired = row.expiresAt() <= now(handle);
            // with the lock in hand, a lease of this very process is one that it could not let go of (a full disk)
            boolean isDead =
                    hasLock && (row.identity().isDeadFor(me) || row.identity().isProcessOf(me));
            if (!isExpired && !isDead) {
                throw held(session, row);
            }
        }
        long token = row == null ? 1 : row.token() + 1;
        handle.createUpdate("INSERT INTO lease (session, token, owner, host, boot, pid, pid_started_at, acquired_at,"
                        + " expires_at) VALUES (:session, :token, :owner, :host, :boot, :pid, :started, "
                        + NOW + ", " + NOW + " + :ttl)"
                        + " ON CONFLICT (session) DO UPDATE SET token = excluded.token, owner = excluded.owner,"
                        + " host = excluded.host, boot = excluded.boot, pid = excluded.pid,"
                        + " pid_started_at = excluded.pid_started_at, acquired_at = excluded.acquired_at,"
                        + " expires_at = excluded.expires_at")
                .bind("session", session)
                .bind("token", token)
                .bind("owner", me.owner())
                .bind("host", me.host())
                .bind("boot", me.boot())
                .bind("pid", me.pid())
                .bind("started", me.startedAt().toEpochMilli())
                .bind("ttl", ttl.toMillis())
                .execute();
        return new Taken(token, row != null && row.owner() != null);
    }

    private static MigrationException held(String session, Row row) {
        RunnerInfo runner = row.identity().describe(row.since());
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "session.held",
                        "session \"" + session + "\" is run by " + runner.owner() + " on host \"" + runner.host()
                                + "\", process " + runner.pid() + ", since " + runner.since())
                .subject(session)
                .remedy("Wait for that runner, or ask it to stop with \"cancel\". If its host is gone for good, wait"
                        + " until its lease runs out at " + Instant.ofEpochMilli(row.expiresAt()) + ".")
                .build();
    }

    /** Makes a lease hold for another while. */
    void renew(Fence fence) {
        journal.update(
                fence,
                handle -> handle.createUpdate(
                                "UPDATE lease SET expires_at = " + NOW + " + :ttl WHERE session = :session")
                        .bind("ttl", ttl.toMillis())
                        .bind("session", fence.session())
                        .execute());
    }

    /** Lets go of a lease, so that others need not wait. Does nothing where somebody has taken it over. */
    void release(Fence fence) {
        journal.update(
                null,
                handle -> handle.createUpdate(
                                "UPDATE lease SET owner = NULL, expires_at = 0 WHERE session = :session AND token ="
                                        + " :token")
                        .bind("session", fence.session())
                        .bind("token", fence.token())
                        .execute());
    }

    /**
     * Who runs a session now.
     *
     * @param handle of a read
     * @param session its id
     * @return the runner, or null where nobody does, also where the lease ran out
     */
    public static @Nullable RunnerInfo runnerOf(Handle handle, String session) {
        Row row = find(handle, session);
        return row == null || row.owner() == null || row.expiresAt() <= now(handle)
                ? null
                : row.identity().describe(row.since());
    }

    /**
     * Whether a runner may still be at work on a session, as far as can be told from here.
     *
     * @param session its id
     * @return false where nobody holds the lease, it ran out, or its process is dead
     */
    public boolean isAlive(String session) {
        return journal.read(handle -> {
            Row row = find(handle, session);
            return row != null
                    && row.owner() != null
                    && row.expiresAt() > now(handle)
                    && !row.identity().isDeadFor(me);
        });
    }

    private static long now(Handle handle) {
        return handle.createQuery("SELECT " + NOW).mapTo(Long.class).one();
    }

    private static @Nullable Row find(Handle handle, String session) {
        return handle.createQuery("SELECT * FROM lease WHERE session = :session")
                .bind("session", session)
                .map((row, context) -> row(row))
                .findOne()
                .orElse(null);
    }

    private static Row row(ResultSet row) throws SQLException {
        String owner = row.getString("owner");
        return new Row(
                row.getLong("token"),
                owner,
                new RunnerIdentity(
                        owner == null ? "" : owner,
                        row.getString("host"),
                        row.getString("boot"),
                        row.getLong("pid"),
                        Instant.ofEpochMilli(row.getLong("pid_started_at"))),
                Instant.ofEpochMilli(row.getLong("acquired_at")),
                row.getLong("expires_at"));
    }

    private record Taken(long token, boolean isTakeover) {}

    private record Row(long token, @Nullable String owner, RunnerIdentity identity, Instant since, long expiresAt) {}
}
