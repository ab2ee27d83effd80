package io.godwit.db.mysql;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The connections to one database, and what both of its sides have in common. Thread-safe. */
final class MySqlSession implements AutoCloseable {
    static final String MYSQL = "MySQL";
    static final String MARIADB = "MariaDB";
    /** The first versions with all that we ask the catalogue for. */
    private static final int OLDEST_MYSQL = 50_700;

    private static final int OLDEST_MARIADB = 100_300;
    private static final int VALID_SECONDS = 5;
    /** How many snapshots of one handle can be alive at a time. */
    private static final int SNAPSHOTS = 4;

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)");

    private final MySqlConnector connector;
    private final SqlPool pool;
    private final Server server;
    private final int parallelism;

    /**
     * What the server is. Immutable.
     *
     * @param isMariaDb which of the two
     * @param version as a number, 101105 for 10.11.5
     * @param full as the server says it
     * @param reading how it wants to be read
     */
    record Server(boolean isMariaDb, int version, String full, MySqlReading reading) {
        String product() {
            return isMariaDb ? MARIADB : MYSQL;
        }

        static Server of(String full, MySqlReading reading) {
            // Old replication clients are told 5.5.5- in front of MariaDB's version.
            String said = full.startsWith("5.5.5-") ? full.substring("5.5.5-".length()) : full;
            Matcher numbers = VERSION.matcher(said);
            int version = numbers.lookingAt()
                    ? Integer.parseInt(numbers.group(1)) * 10_000
                            + Integer.parseInt(numbers.group(2)) * 100
                            + Integer.parseInt(numbers.group(3))
                    : 0;
            return new Server(full.contains(MARIADB), version, full, reading);
        }
    }

    private MySqlSession(MySqlConnector connector, SqlPool pool, Server server, int parallelism) {
        this.connector = connector;
        this.pool = pool;
        this.server = server;
        this.parallelism = parallelism;
    }

    /** Opens; the first connection is made at once, so that what is wrong shows here and without a wait. */
    static MySqlSession open(MySqlAddress address, boolean readOnly, WorkContext context) {
        MySqlConnector connector = new MySqlConnector(address, readOnly, context);
        try (Connection first = connector.open()) {
            Server server = Server.of(
                    one(first, "SELECT VERSION()"),
                    readOnly ? MySqlReading.of(address.location()) : MySqlReading.AS_IT_IS);
            if (server.version < (server.isMariaDb ? OLDEST_MARIADB : OLDEST_MYSQL)) {
                throw tooOld(address, server);
            }
            if (!readOnly && one(first, "SELECT @@global.read_only").equals("1")) {
                throw notWritable(address);
            }
            int parallelism = context.limits().parallelism();
            // A snapshot lives in connections of its own, so each further one needs as many again; none is made
            // unasked.
            int most = (readOnly ? SNAPSHOTS : 1) * (parallelism + 1);
            return new MySqlSession(connector, SqlPool.of(address.name(), most, connector::open), server, parallelism);
        } catch (SQLException e) {
            throw MySqlErrors.unreachable(address, e);
        }
    }

    private static MigrationException tooOld(MySqlAddress address, Server server) {
        return MigrationException.of(
                        ErrorCategory.COMPATIBILITY,
                        "database.version-unsupported",
                        "the server is " + server.product() + " " + server.full
                                + "; MySQL 5.7 and MariaDB 10.3 are the oldest that are supported")
                .subject(address.name())
                .remedy("Upgrade the server first, or move a dump by hand.")
                .build();
    }

    private static MigrationException notWritable(MySqlAddress address) {
        return MigrationException.of(
                        ErrorCategory.COMPATIBILITY, "database.not-writable", "the server is set to read_only")
                .subject(address.name())
                .remedy("Connect to the primary server, or switch read_only off.")
                .build();
    }

    /** The only value that a query gives, an empty string for none. */
    static String one(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            if (!rows.next()) {
                return "";
            }
            String value = rows.getString(1);
            return value == null ? "" : value;
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    MySqlAddress address() {
        return connector.address();
    }

    MySqlConnector connector() {
        return connector;
    }

    /** A connection that lives: those that were lost while nobody used them are passed over. */
    Connection borrow() throws SQLException {
        for (int i = 0; i <= parallelism; i++) {
            Connection connection = pool.borrow();
            if (connection.isValid(VALID_SECONDS)) {
                return connection;
            }
            pool.evict(connection);
        }
        return pool.borrow();
    }

    Server server() {
        return server;
    }

    /** How many connections may be at work at a time. */
    int parallelism() {
        return parallelism;
    }

    /** Does work on one connection in auto-commit mode. */
    <T> T with(String action, SqlPool.Work<T> work) {
        return with(action, address().name(), work);
    }

    <T> T with(String action, String subject, SqlPool.Work<T> work) {
        try (Connection connection = borrow()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw MySqlErrors.of(e, action, subject);
        }
    }

    /** Does work in one transaction. */
    <T> T inTransaction(String action, String subject, SqlPool.Work<T> work) {
        return with(action, subject, connection -> SqlPool.inTransaction(connection, work));
    }

    DatabaseFacts facts() {
        return with("looking at the database", connection -> {
            Map<String, String> properties = new LinkedHashMap<>();
            String schema = "SELECT %s FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = DATABASE()";
            properties.put("character_set", one(connection, schema.formatted("DEFAULT_CHARACTER_SET_NAME")));
            properties.put("collation", one(connection, schema.formatted("DEFAULT_COLLATION_NAME")));
            properties.put("user", one(connection, "SELECT CURRENT_USER()"));
            properties.put("sql_mode", one(connection, "SELECT @@global.sql_mode"));
            properties.put(
                    "time_zone",
                    one(
                            connection,
                            "SELECT IF(@@global.time_zone = 'SYSTEM', @@system_time_zone, @@global.time_zone)"));
            properties.put("read_only", one(connection, "SELECT @@global.read_only"));
            properties.put("lower_case_table_names", one(connection, "SELECT @@lower_case_table_names"));
            properties.put("max_allowed_packet", one(connection, "SELECT @@global.max_allowed_packet"));
            properties.put("max_connections", one(connection, "SELECT @@max_connections"));
            properties.put("local_infile", one(connection, "SELECT @@global.local_infile"));
            properties.put("log_bin", one(connection, "SELECT @@log_bin"));
            String size = "SELECT CAST(COALESCE(SUM(DATA_LENGTH + INDEX_LENGTH), 0) AS CHAR)"
                    + " FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()";
            return new DatabaseFacts(
                    server.product(),
                    server.full,
                    address().database(),
                    Long.parseLong(one(connection, size)),
                    properties);
        });
    }

    /** Stops the statement that another connection is at, if it still is. */
    void kill(long threadId) {
        try (Connection connection = connector.open()) {
            execute(connection, "KILL QUERY " + threadId);
        } catch (SQLException e) {
            // It is at nothing any more, or the server cannot be reached: then it fails by itself.
            return;
        }
    }

    /** Ends what a connection is in, and gives it back; what cannot be ended is not used again. */
    void release(Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
            connection.close();
        } catch (SQLException e) {
            // Broken: nobody has a use for it.
            evict(connection);
        }
    }

    /** Gives a connection back for good. */
    void evict(Connection connection) {
        pool.evict(connection);
    }

    @Override
    public void close() {
        pool.close();
    }
}
