package io.godwit.db.mysql;

import io.godwit.db.mysql.MySqlSession.Server;
import io.godwit.spi.Finding;
import io.godwit.spi.WorkContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Makes several connections begin to read at one moment. Nobody may write while they begin: either the whole server is locked for
 * that long, or the tables are. Where the user may do neither, one connection reads alone.
 */
final class MySqlMoment {
    private static final int RENAMED_STATUS = 80_200;

    private final MySqlSession session;
    private final WorkContext context;

    MySqlMoment(MySqlSession session, WorkContext context) {
        this.session = session;
        this.context = context;
    }

    /** Reads what there is. */
    @FunctionalInterface
    interface Reading {
        MySqlCatalog of(Connection connection) throws SQLException;
    }

    /** Without any lock: of what nobody else writes to. */
    MySqlSnapshot takeQuietly(Reading reading) {
        List<Connection> connections = new ArrayList<>();
        boolean taken = false;
        try {
            for (int i = 0; i <= session.parallelism(); i++) {
                Connection connection = session.borrow();
                connections.add(connection);
                start(connection);
            }
            MySqlSnapshot snapshot = new MySqlSnapshot(session, reading.of(connections.get(0)), connections, "");
            taken = true;
            return snapshot;
        } catch (SQLException e) {
            throw MySqlErrors.of(e, "taking a snapshot", session.address().name());
        } finally {
            if (!taken) {
                connections.forEach(session::release);
            }
        }
    }

    /** Of what others may write to at the same time. */
    MySqlSnapshot take(Reading reading) {
        List<Connection> connections = new ArrayList<>();
        boolean taken = false;
        try {
            Connection first = session.borrow();
            connections.add(first);
            String position = begin(first, connections);
            MySqlCatalog catalog = reading.of(connections.get(0));
            MySqlSnapshot snapshot = new MySqlSnapshot(session, catalog, connections, position);
            taken = true;
            return snapshot;
        } catch (SQLException e) {
            throw MySqlErrors.of(e, "taking a snapshot", session.address().name());
        } finally {
            if (!taken) {
                connections.forEach(session::release);
            }
        }
    }

    private String begin(Connection first, List<Connection> connections) throws SQLException {
        // Logging in takes long enough to be done before anybody has to wait for us.
        for (int i = 0; i < session.parallelism(); i++) {
            connections.add(session.borrow());
        }
        Lock lock = lock(first);
        if (lock == Lock.NONE) {
            context.progress()
                    .report(Finding.info(
                            "database.one-reader",
                            session.address().name(),
                            "the user may lock neither the server nor the tables for a moment, so one connection alone"
                                    + " reads (RELOAD, or LOCK TABLES on the database, would allow more)"));
            List<Connection> others = connections.subList(1, connections.size());
            others.forEach(session::release);
            others.clear();
            start(first);
            return "";
        }
        if (lock == Lock.TABLES) {
            context.progress()
                    .report(Finding.info(
                            "database.tables-locked",
                            session.address().name(),
                            "the user may not lock the server (RELOAD), so all tables of the database are locked"
                                    + " against writers for the moment in which the connections begin to read"));
        }
        try {
            for (Connection other : connections.subList(1, connections.size())) {
                start(other);
            }
            String position = position(first);
            if (lock == Lock.SERVER) {
                start(first);
            }
            return position;
        } finally {
            MySqlSession.execute(first, "UNLOCK TABLES");
            if (lock == Lock.TABLES) {
                // Its locks on tables would have ended the moment that it began to read.
                connections.remove(0);
                first.close();
            }
        }
    }

    private enum Lock {
        SERVER,
        TABLES,
        NONE
    }

    private static void start(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        MySqlSession.execute(connection, "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        MySqlSession.execute(connection, "START TRANSACTION WITH CONSISTENT SNAPSHOT");
    }

    private static Lock lock(Connection first) throws SQLException {
        try {
            MySqlSession.execute(first, "FLUSH TABLES WITH READ LOCK");
            return Lock.SERVER;
        } catch (SQLException e) {
            if (!isDenied(e)) {
                throw e;
            }
        }
        List<String> tables = MySqlRows.list(
                first,
                r -> r.text(1),
                "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()"
                        + " AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')");
        if (tables.isEmpty()) {
            return Lock.NONE;
        }
        try {
            MySqlSession.execute(
                    first,
                    "LOCK TABLES "
                            + tables.stream()
                                    .map(t -> MySqlSql.name(t) + " READ")
                                    .collect(Collectors.joining(", ")));
            return Lock.TABLES;
        } catch (SQLException e) {
            if (isDenied(e)) {
                return Lock.NONE;
            }
            throw e;
        }
    }

    private static boolean isDenied(SQLException failure) {
        int number = MySqlErrors.number(failure);
        return number == 1227 || number == 1044 || number == 1142 || number == 1045;
    }

    /** Where the log of changes ends, as long as nobody writes; empty where there is none, or the user may not know. */
    private String position(Connection connection) throws SQLException {
        Server server = session.server();
        if (!MySqlSession.one(connection, "SELECT @@log_bin").equals("1")) {
            return "";
        }
        String query = !server.isMariaDb() && server.version() >= RENAMED_STATUS
                ? "SHOW BINARY LOG STATUS"
                : "SHOW MASTER STATUS";
        try {
            List<String> found = MySqlRows.list(connection, r -> r.text(1) + ":" + r.text(2), query);
            String sets = MySqlSession.one(
                    connection, server.isMariaDb() ? "SELECT @@gtid_binlog_pos" : "SELECT @@global.gtid_executed");
            return found.isEmpty() ? "" : found.get(0) + (sets.isEmpty() ? "" : " " + sets.replace("\n", ""));
        } catch (SQLException e) {
            if (isDenied(e)) {
                return "";
            }
            throw e;
        }
    }
}
