package io.godwit.core.internal.journal;

import io.godwit.core.JournalServer;
import io.godwit.core.internal.run.CrashPoint;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The database of sessions, steps, units and effects. What {@link #write} returned from is on the medium. Several processes may have
 * it open; which of them may write for a session is settled by {@link Leases}. Thread-safe.
 */
public final class Journal implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final JournalStore store;
    private final Writer writer;
    private final Readers readers;

    private Journal(JournalStore store, Writer writer, Readers readers) {
        this.store = store;
        this.writer = writer;
        this.readers = readers;
    }

    /**
     * Opens a journal, or makes one, and upgrades it.
     *
     * @param file where it is
     * @param crashPoint hit around each commit
     * @return the journal
     * @throws MigrationException CONFIGURATION, {@code journal.not-writable}, {@code journal.foreign}; COMPATIBILITY, {@code
     *     journal.newer}; VALIDATION, {@code journal.damaged}; TRANSFER, {@code journal.locked}
     */
    public static Journal open(Path file, CrashPoint crashPoint) {
        return open(file, crashPoint, PATIENCE);
    }

    /** Opens a journal that waits so long for other programs that write to it. */
    static Journal open(Path file, CrashPoint crashPoint, Duration patience) {
        return open(new SqliteStore(file, patience), crashPoint);
    }

    /**
     * Opens a journal on a server, or makes one, and upgrades it.
     *
     * @param server where it is
     * @param password gives the password, or an empty one
     * @param file what the files beside it on this machine are called: locks
     * @param crashPoint hit around each commit
     * @return the journal
     * @throws MigrationException as {@link #open(Path, CrashPoint)}; CONNECTIVITY, {@code journal.unreachable}; CONFIGURATION, {@code
     *     journal.refused}, {@code journal.no-driver}
     */
    public static Journal open(JournalServer server, Supplier<Secret> password, Path file, CrashPoint crashPoint) {
        return open(new ServerStore(server, password, file), crashPoint);
    }

    private static Journal open(JournalStore store, CrashPoint crashPoint) {
        return new Journal(store, new Writer(store, crashPoint), new Readers(store));
    }

    /**
     * Writes in one transaction, which is durable on return.
     *
     * @param <T> what it gives
     * @param fence the right to write, checked in the same transaction; null for what belongs to no runner
     * @param work statements; run by another thread
     * @return what the work gave
     * @throws MigrationException VALIDATION, {@code session.lease-lost}, when somebody took the session over: nothing was written
     */
    public <T> T write(@Nullable Fence fence, Function<Handle, T> work) {
        return writer.write(fence, work);
    }

    /**
     * Writes in one transaction, which is durable on return.
     *
     * @param fence as for {@link #write}
     * @param work statements; run by another thread
     */
    public void update(@Nullable Fence fence, Consumer<Handle> work) {
        writer.write(fence, handle -> {
            work.accept(handle);
            return Boolean.TRUE;
        });
    }

    /**
     * Writes soon: for what a crash may take, such as log lines. It is durable when a later write is.
     *
     * @param fence as for {@link #write}
     * @param work statements; run by another thread; a failure is lost with them
     */
    public void updateLater(@Nullable Fence fence, Consumer<Handle> work) {
        writer.writeLater(fence, work);
    }

    /**
     * Reads one consistent state.
     *
     * @param <T> what it gives
     * @param work queries; run by the calling thread
     * @return what the work gave
     */
    public <T> T read(Function<Handle, T> work) {
        return readers.read(work);
    }

    /**
     * How many writes wait for their turn.
     *
     * @return the length of the queue
     */
    public int waiting() {
        return writer.waiting();
    }

    /**
     * Where it is, or what the files beside it are called.
     *
     * @return a file of this machine
     */
    public Path file() {
        return store.file();
    }

    /** Writes what is waiting, and releases the file. */
    @Override
    public void close() {
        writer.close();
        readers.close();
    }

    static long millis(Instant instant) {
        return instant.toEpochMilli();
    }

    static @Nullable Instant instant(java.sql.ResultSet row, String column) throws java.sql.SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
