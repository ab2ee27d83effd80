package io.godwit.core.internal.data;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A SQLite file, and how it is read and written. Thread-safe. */
final class SmallFile {
    private final Path path;

    SmallFile(Path path) {
        this.path = path;
    }

    Connection connect() {
        try {
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
            execute(connection, "PRAGMA journal_mode = WAL");
            execute(connection, "PRAGMA synchronous = OFF");
            execute(connection, "PRAGMA busy_timeout = 20000");
            return connection;
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    <T> T read(Work<T> work) {
        try (Connection connection = connect()) {
            return work.run(connection);
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    /** One transaction; what was not committed when the connection is closed never was. */
    <T> T write(Work<T> work, Runnable beforeCommit) {
        try (Connection connection = connect()) {
            execute(connection, "BEGIN IMMEDIATE");
            T result = work.run(connection);
            beforeCommit.run();
            execute(connection, "COMMIT");
            return result;
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    static MigrationException broken(SQLException e) {
        return MigrationException.of(ErrorCategory.TRANSFER, "database.failed", "SQLite: " + e.getMessage())
                .cause(e)
                .build();
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static List<List<String>> rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            List<List<String>> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int c = 1; c <= columns; c++) {
                    row.add(String.valueOf(result.getString(c)));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    static String text(Connection connection, String sql) throws SQLException {
        return rows(connection, sql).get(0).get(0);
    }

    static boolean hasTable(Connection connection, String name) throws SQLException {
        return !rows(connection, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '" + name + "'")
                .isEmpty();
    }

    /** Something done with a connection. */
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }
}
