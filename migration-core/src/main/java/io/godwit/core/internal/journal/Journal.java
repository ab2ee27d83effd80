package io.godwit.core.internal.journal;

import io.godwit.core.internal.run.CrashPoint;
import io.godwit.spi.MigrationException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The database of sessions, steps, units and effects. What {@link #write} returned from is on the medium. Several processes may have
 * it open; which of them may write for a session is settled by {@link Leases}. Thread-safe.
 */
public final class Journal implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path file;
    private final Writer writer;
    private final Readers readers;

    private Journal(Path file, Writer writer, Readers readers) {
        this.file = file;
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
        JournalFiles.makeFile(file);
        JournalFailures failures = new JournalFailures(file);
        Handle handle = null;
        try {
            handle = Jdbi.create(source(file, patience, false)).open();
            check(handle, failures);
            try {
                // Without need, no lock is taken: what only reads is not kept waiting by who writes.
                if (!Schema.isNewest(handle)) {
                    handle.useTransaction(open -> Schema.upgrade(open, file));
                }
            } catch (RuntimeException e) {
                throw failures.of(e);
            }
            Writer writer = new Writer(handle, failures, crashPoint);
            return new Journal(file, writer, new Readers(Jdbi.create(source(file, patience, true)), failures));
        } catch (RuntimeException e) {
            if (handle != null) {
                handle.close();
            }
            throw failures.of(e);
        }
    }

    private static SQLiteDataSource source(Path file, Duration patience, boolean isReader) {
        SQLiteConfig config = new SQLiteConfig(new Properties());
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout((int) patience.toMillis());
        config.enforceForeignKeys(true);
        config.setTransactionMode(
                isReader ? SQLiteConfig.TransactionMode.DEFERRED : SQLiteConfig.TransactionMode.IMMEDIATE);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        return source;
    }

    /** A torn copy must not pass for a journal that forgot something. */
    private static void check(Handle handle, JournalFailures failures) {
        String answer =
                handle.createQuery("PRAGMA quick_check(1)").mapTo(String.class).first();
        if (!"ok".equals(answer)) {
            throw failures.damaged(answer, null);
        }
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
     * Where it is.
     *
     * @return the file
     */
    public Path file() {
        return file;
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
