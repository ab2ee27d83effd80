package io.godwit.db.postgres;

import io.godwit.relational.SqlErrors;
import io.godwit.relational.SqlPool;
import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOperation;
import org.postgresql.copy.CopyOut;

/** The connections to one database, and what both of its sides have in common. Thread-safe. */
final class PostgresSession implements AutoCloseable {
    /** The first version with all that we ask the catalogue for. */
    private static final int OLDEST = 120_000;

    private final PostgresConnector connector;
    private final SqlPool pool;
    private final int version;

    private PostgresSession(PostgresConnector connector, SqlPool pool, int version) {
        this.connector = connector;
        this.pool = pool;
        this.version = version;
    }

    /** Opens; the first connection is made at once, so that what is wrong shows here and without a wait. */
    static PostgresSession open(PostgresAddress address, boolean readOnly, WorkContext context) {
        PostgresConnector connector = new PostgresConnector(address, readOnly, context);
        boolean opened = false;
        try (Connection first = connector.open()) {
            int version = Integer.parseInt(one(first, "SHOW server_version_num"));
            if (version < OLDEST) {
                throw tooOld(address, one(first, "SHOW server_version"));
            }
            if (!readOnly && one(first, "SELECT pg_is_in_recovery()").equals("t")) {
                throw standby(address);
            }
            int size = context.limits().parallelism() + 1;
            PostgresSession session =
                    new PostgresSession(connector, SqlPool.of(address.name(), size, connector::open), version);
            opened = true;
            return session;
        } catch (SQLException e) {
            throw PostgresConnector.unreachable(address, e);
        } finally {
            if (!opened) {
                connector.close();
            }
        }
    }

    private static MigrationException tooOld(PostgresAddress address, String version) {
        return MigrationException.of(
                        ErrorCategory.COMPATIBILITY,
                        "database.version-unsupported",
                        "the server is PostgreSQL " + version + "; 12 is the oldest that is supported")
                .subject(address.name())
                .remedy("Upgrade the server first, or move a dump by hand.")
                .build();
    }

    private static MigrationException standby(PostgresAddress address) {
        return MigrationException.of(
                        ErrorCategory.COMPATIBILITY,
                        "database.not-writable",
                        "the server is a standby and can only be read")
                .subject(address.name())
                .remedy("Connect to the primary server.")
                .build();
    }

    /** The only value that a query gives. */
    static String one(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // What stands in braces is of the statement, not of JDBC.
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }

    PostgresAddress address() {
        return connector.address();
    }

    SqlPool pool() {
        return pool;
    }

    /** As {@code server_version_num}. */
    int version() {
        return version;
    }

    /** Does work on one connection in auto-commit mode. */
    <T> T with(String action, SqlPool.Work<T> work) {
        return with(action, address().name(), work);
    }

    <T> T with(String action, String subject, SqlPool.Work<T> work) {
        try (Connection connection = pool.borrow()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw PostgresErrors.of(e, action, subject);
        }
    }

    /** Does work in one transaction. */
    <T> T inTransaction(String action, String subject, SqlPool.Work<T> work) {
        return with(action, subject, connection -> SqlPool.inTransaction(connection, work));
    }

    /** What a connection can do that JDBC does not know. */
    static PGConnection raw(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class);
    }

    DatabaseFacts facts() {
        return with("looking at the database", connection -> {
            Map<String, String> properties = new LinkedHashMap<>();
            properties.put("encoding", one(connection, "SHOW server_encoding"));
            properties.put(
                    "collation",
                    one(connection, "SELECT datcollate FROM pg_database WHERE datname = current_database()"));
            properties.put("time_zone", one(connection, "SHOW TimeZone"));
            properties.put(
                    "extensions",
                    one(
                            connection,
                            "SELECT coalesce(string_agg(extname, ', ' ORDER BY extname), '') FROM pg_extension"));
            properties.put("replica", one(connection, "SELECT pg_is_in_recovery()"));
            properties.put("schema", one(connection, "SELECT coalesce(current_schema(), '')"));
            properties.put("user", one(connection, "SELECT current_user"));
            properties.put("superuser", one(connection, "SHOW is_superuser"));
            properties.put("max_connections", one(connection, "SHOW max_connections"));
            properties.put("wal_level", one(connection, "SHOW wal_level"));
            return new DatabaseFacts(
                    PostgresCatalog.PRODUCT,
                    one(connection, "SHOW server_version"),
                    one(connection, "SELECT current_database()"),
                    Long.parseLong(one(connection, "SELECT pg_database_size(current_database())")),
                    properties);
        });
    }

    /** Ends what a connection is in, and gives it back; what cannot be ended is not used again. */
    static void release(Connection connection) {
        boolean isBroken = false;
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            isBroken = true;
            abandon(connection, e);
        }
        try {
            connection.close();
        } catch (SQLException e) {
            // The pool complains of a broken one while it throws it away, which is what is wanted.
            if (!isBroken) {
                throw SqlErrors.of(e, "giving a connection back", "");
            }
        }
    }

    /**
     * Stops a COPY that has not ended; as long as it has not, the driver lets nobody else use the connection. One that reads is
     * not cancelled but cut off: asked to stop at its very end, the server would stop whatever comes next.
     */
    static void stop(CopyOperation copy, Connection connection) {
        if (!copy.isActive()) {
            return;
        }
        if (copy instanceof CopyOut) {
            abandon(connection, new SQLException("the COPY is left early"));
            return;
        }
        try {
            copy.cancelCopy();
        } catch (SQLException e) {
            abandon(connection, e);
        }
        if (copy.isActive()) {
            abandon(connection, new SQLException("the COPY cannot be stopped"));
        }
    }

    private static void abandon(Connection connection, SQLException why) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        pool.close();
        connector.close();
    }
}
