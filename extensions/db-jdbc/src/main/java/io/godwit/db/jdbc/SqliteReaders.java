package io.godwit.db.jdbc;

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
 * where nobody has committed in between, all of them see the same state, and keep it. Else they begin anew; and where somebody
 * commits all the time, one connection has to do. Thread-safe.
 */
final class SqliteReaders implements AutoCloseable {
    private static final int ATTEMPTS = 100;
    private static final int BUSY = 5;
    private static final int BUSY_MILLIS = 300;
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
        SQLException busy = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            context.cancellation().throwIfCancelled();
            // At last one connection alone, which agrees with itself.
            int others = attempt < ATTEMPTS - 5 ? readers : 0;
            try {
                SqliteReaders opened = tryOpen(file, others);
                if (opened != null) {
                    return opened;
                }
            } catch (SQLException e) {
                if ((e.getErrorCode() & 0xff) != BUSY) {
                    throw e;
                }
                busy = e;
            }
        }
        throw busy == null
                ? new IllegalStateException("a connection does not agree with itself")
                : SqliteErrors.of(busy, "taking a snapshot", file.toString());
    }

    private static @Nullable SqliteReaders tryOpen(SqliteFile file, int others) throws SQLException {
        List<SQLiteConnection> opened = new ArrayList<>();
        boolean same = false;
        try {
            for (int i = 0; i <= others; i++) {
                SQLiteConnection connection = file.openToRead();
                opened.add(connection);
                connection.setBusyTimeout(BUSY_MILLIS);
                // Reads the schema now, so that all of them can begin in an instant.
                SqliteDatabase.pragma(connection, "SELECT count(*) FROM sqlite_schema");
            }
            SQLiteConnection guard = opened.get(0);
            String before = SqliteDatabase.pragma(guard, "PRAGMA data_version");
            for (SQLiteConnection reader : opened.subList(1, opened.size())) {
                SqliteDatabase.begin(reader);
            }
            SqliteDatabase.begin(guard);
            same = others == 0 || before.equals(SqliteDatabase.pragma(guard, "PRAGMA data_version"));
            return same ? new SqliteReaders(guard, others == 0 ? opened : opened.subList(1, opened.size())) : null;
        } finally {
            if (!same) {
                closeAll(opened);
            }
        }
    }

    /** Whether several threads can read at a time. */
    boolean isShared() {
        return !all.contains(guard);
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
        if (isShared()) {
            connections.add(guard);
        }
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
