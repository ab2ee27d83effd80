package io.godwit.db.jdbc;

import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/** The one connection that writes; whoever has work for it waits for their turn. Thread-safe. */
final class SqliteWriter implements AutoCloseable {
    private final SqliteFile file;
    private final ReentrantLock turn = new ReentrantLock(true);
    private @Nullable SQLiteConnection connection;

    SqliteWriter(SqliteFile file) {
        this.file = file;
    }

    SqliteFile file() {
        return file;
    }

    /** Work on the connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(SQLiteConnection connection) throws SQLException;
    }

    /** Does work in one transaction that excludes all other writers. */
    <T> T write(String action, String subject, Work<T> work) {
        turn.lock();
        try {
            SQLiteConnection open = connection();
            SqliteArea.execute(open, "BEGIN IMMEDIATE");
            boolean committed = false;
            try {
                T result = work.on(open);
                SqliteArea.execute(open, "COMMIT");
                committed = true;
                return result;
            } finally {
                if (!committed) {
                    rollBack(open);
                }
            }
        } catch (SQLException e) {
            throw SqliteErrors.of(e, action, subject);
        } finally {
            turn.unlock();
        }
    }

    /** Looks at something without changing it. */
    <T> T read(String action, Work<T> work) {
        turn.lock();
        try {
            return work.on(connection());
        } catch (SQLException e) {
            throw SqliteErrors.of(e, action, file.toString());
        } finally {
            turn.unlock();
        }
    }

    private SQLiteConnection connection() throws SQLException {
        SQLiteConnection open = connection;
        if (open == null) {
            open = file.openToWrite();
            connection = open;
        }
        return open;
    }

    /** A connection that cannot even go back is not used again. */
    private void rollBack(Connection open) {
        try {
            if (!SqliteArea.strings(open, "SELECT 1").isEmpty()) {
                SqliteArea.execute(open, "ROLLBACK");
            }
        } catch (SQLException e) {
            // Some failures end the transaction by themselves; for all others closing does.
            close();
        }
    }

    /** Removes the file, which nothing is in any more. */
    void remove() {
        turn.lock();
        try {
            close();
            Files.deleteIfExists(file.path());
        } catch (IOException e) {
            throw MigrationException.of(
                            io.godwit.spi.ErrorCategory.TRANSFER,
                            "database.io",
                            "the empty file \"" + file + "\" cannot be removed")
                    .subject(file.toString())
                    .remedy("Remove it by hand.")
                    .cause(e)
                    .build();
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            SQLiteConnection open = connection;
            connection = null;
            if (open != null) {
                open.close();
            }
        } catch (SQLException e) {
            throw SqliteErrors.of(e, "closing the database", file.toString());
        } finally {
            turn.unlock();
        }
    }
}
