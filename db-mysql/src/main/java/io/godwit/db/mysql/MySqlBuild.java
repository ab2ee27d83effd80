package io.godwit.db.mysql;

import io.godwit.relational.SqlErrors;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RelationalTarget.SchemaChange;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WriteToken;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Makes things in the area. A definition is committed by itself, so it may be there without its entry in the book: then making it
 * again fails with words that say so, and the entry is all that is missing. Immutable.
 */
final class MySqlBuild {
    /** What stands in front of a definition that is made only after the switch: its kind and name in brackets. */
    static final String LATER = "later:";

    private static final int TABLE_EXISTS = 1050;
    private static final int INDEX_EXISTS = 1061;
    private static final int KEY_EXISTS = 1826;
    private static final int KEY_EXISTS_MARIADB = 1005;
    private static final int NOT_UNIQUE = 1062;

    private final MySqlArea area;
    private final WorkContext context;

    MySqlBuild(MySqlArea area, WorkContext context) {
        this.area = area;
        this.context = context;
    }

    void apply(SchemaChange change, WriteToken token) {
        String subject = change.object().toString();
        context.cancellation().throwIfCancelled();
        area.define("making " + change.id(), subject, subject, token, connection -> {
            if (!area.book().isMade(connection, key(change))) {
                if (change.definition().startsWith(LATER)) {
                    later(connection, change);
                } else {
                    make(connection, change);
                }
                area.book().addMade(connection, key(change));
            }
            return change;
        });
    }

    /** The book takes ids up to a length. */
    private static String key(SchemaChange change) {
        String id = change.id();
        return id.length() <= 200 ? id : id.substring(0, 180) + "#" + Integer.toHexString(id.hashCode());
    }

    private void later(Connection connection, SchemaChange change) throws SQLException {
        String[] parts = change.definition().substring(LATER.length()).split("\n", 3);
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO "
                + MySqlSql.name(area.bookDatabase(), "later") + " (id, kind, name, definition) VALUES (?, ?, ?, ?)")) {
            statement.setString(1, key(change));
            statement.setString(2, parts[0]);
            statement.setString(3, parts[1]);
            statement.setString(4, parts[2]);
            statement.executeUpdate();
        }
    }

    private void make(Connection connection, SchemaChange change) throws SQLException {
        String definition =
                MySqlSql.fill(change.definition(), namespace -> area.area().name());
        try {
            MySqlSession.execute(connection, definition);
        } catch (SQLException e) {
            if (!isThere(e)) {
                throw failed(e, change);
            }
        }
    }

    private static boolean isThere(SQLException failure) {
        int number = MySqlErrors.number(failure);
        return number == TABLE_EXISTS
                || number == INDEX_EXISTS
                || number == KEY_EXISTS
                || (number == KEY_EXISTS_MARIADB
                        && String.valueOf(failure.getMessage()).contains("errno: 121"));
    }

    private static MigrationException failed(SQLException failure, SchemaChange change) {
        MigrationException known =
                MySqlErrors.of(failure, "making " + change.id(), change.object().toString());
        boolean ours = known.category() == ErrorCategory.TRANSFER
                && !known.isRetryable()
                && !known.code().equals("database.no-space");
        if (!ours) {
            return known;
        }
        boolean twice = MySqlErrors.number(failure) == NOT_UNIQUE;
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "database.ddl-failed",
                        "making " + change.id() + " failed" + (twice ? ": rows agree on what must be unique" : "")
                                + words(failure, twice))
                .subject(change.object().toString())
                .remedy("Look at what is made: " + firstLine(change.definition()))
                .cause(known)
                .build();
    }

    /** What the server says of a definition, as long as it does not speak of values. */
    private static String words(SQLException failure, boolean twice) {
        boolean speaksOfRows =
                twice || MySqlErrors.isRowRefused(failure) || SqlErrors.mayQuoteValues(SqlErrors.state(failure));
        return speaksOfRows
                ? " (error " + MySqlErrors.number(failure) + ")"
                : " (error " + MySqlErrors.number(failure) + ": " + firstLine(String.valueOf(failure.getMessage()))
                        + ")";
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
