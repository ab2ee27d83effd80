package io.godwit.db.mysql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Rows of the server's catalogue: small, and never those of users. */
final class MySqlRows {
    private MySqlRows() {}

    /** Makes something of a row. */
    @FunctionalInterface
    interface Mapper<T> {
        T of(Row row) throws SQLException;
    }

    /** A row, whose texts are never null. */
    record Row(ResultSet rows) {
        String text(int column) throws SQLException {
            String value = rows.getString(column);
            return value == null ? "" : value;
        }

        boolean isNull(int column) throws SQLException {
            return rows.getString(column) == null;
        }

        /** A number; 0 for none, the greatest there is for those that are greater. */
        long number(int column) throws SQLException {
            String value = rows.getString(column);
            if (value == null) {
                return 0;
            }
            try {
                return Long.parseLong(value);
            } catch (NumberFormatException e) {
                // Beyond 2^63: as large as can be told.
                return Long.MAX_VALUE;
            }
        }
    }

    static <T> List<T> list(Connection connection, Mapper<T> mapper, String query, String... parameters)
            throws SQLException {
        List<T> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                Row row = new Row(rows);
                while (rows.next()) {
                    found.add(mapper.of(row));
                }
            }
        }
        return found;
    }
}
