package io.godwit.db.jdbc;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * Connections that all see one state of the database, without any lock that keeps others from writing in WAL mode.
 *
 * <p>SQLite has no snapshot that connections could share. But a connection tells by {@code PRAGMA data_version} whether anybody
 * has committed since it last asked. So a guard asks, all readers begin to read, and then the guard begins to read and asks again:
 * where nobody has committed in between, all of them see the same state, and keep it. Else they begin anew. Thread-safe.
 */
final class SqliteReaders implements AutoCloseable {
    private static final int ATTEMPTS = 100;
    private static final long POLL_MILLIS = 200;

    private final Connection guard;
    private final List<SQLiteConnection> all;
    private final BlockingQueue<SQLiteConnection> free;
    private volatile boolean closed;

    private SqliteReaders(Connection guard, List<SQLiteConnection> readers) {
        this.guard = guard;
        this.all = List.copyOf(readers);
        this.free = new ArrayBlockingQueue<>(all.size(), true, all);
    }

    static SqliteReaders open(SqliteFile file, int readers, WorkContext context) throws SQLException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            context.cancellation().throwIfCancelled();
            SqliteReaders opened = tryOpen(file, readers);
            if (opened != null) {
                return opened;
            }
        }
        throw MigrationException.of(
                        ErrorCategory.COMPATIBILITY,
                        "database.no-snapshot",
                        "somebody wrote to \"" + file + "\" at each of " + ATTEMPTS
                                + " attempts to read it in one state")
                .subject(file.toString())
                .remedy("Stop the application that writes for a moment, or lower the parallelism.")
                .retryable(true)
                .build();
    }

    private static @Nullable SqliteReaders tryOpen(SqliteFile file, int count) throws SQLException {
        List<SQLiteConnection> opened = new ArrayList<>();
        boolean same = false;
        try {
            SQLiteConnection guard = file.openToRead();
            opened.add(guard);
            for (int i = 0; i < count; i++) {
                opened.add(file.openToRead());
            }
            String before = SqliteDatabase.pragma(guard, "PRAGMA data_version");
            for (SQLiteConnection reader : opened.subList(1, opened.size())) {
                SqliteDatabase.begin(reader);
            }
            SqliteDatabase.begin(guard);
            same = before.equals(SqliteDatabase.pragma(guard, "PRAGMA data_version"));
            return same ? new SqliteReaders(guard, opened.subList(1, opened.size())) : null;
        } finally {
            if (!same) {
                closeAll(opened);
            }
        }
    }

    /** The connection for what is not reading partitions; used by one thread at a time, who holds its monitor. */
    Connection guard() {
        return guard;
    }

    /** Waits for a reader that is free. */
    SQLiteConnection take(WorkContext context) {
        try {
            while (!closed) {
                context.cancellation().throwIfCancelled();
                SQLiteConnection reader = free.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (reader != null) {
                    return reader;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MigrationException.cancelled("waiting for a connection");
        }
        throw new IllegalStateException("the snapshot is closed");
    }

    void give(SQLiteConnection reader) {
        if (!free.offer(reader)) {
            throw new IllegalStateException("a connection was given back twice");
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        List<Connection> connections = new ArrayList<>(all);
        connections.add(guard);
        try {
            closeAll(connections);
        } catch (SQLException e) {
            throw SqliteErrors.of(e, "closing the snapshot", "");
        }
    }

    private static void closeAll(List<? extends Connection> connections) throws SQLException {
        SQLException failure = null;
        for (Connection connection : connections) {
            try {
                connection.close();
            } catch (SQLException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
