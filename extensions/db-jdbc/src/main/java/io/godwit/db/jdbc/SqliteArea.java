package io.godwit.db.jdbc;

import static io.godwit.db.jdbc.SqliteTable.quote;

import io.godwit.relational.ChunkBook;
import io.godwit.relational.SqlDialect;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A shadow in a SQLite file, which has one room of names: the tables that are built, those kept aside and the book are told by the
 * beginning of their names, which ends with a dollar sign. Immutable; used with the writer's connection.
 */
final class SqliteArea {
    private static final String FENCE = "_book$fence";

    private final SqliteWriter writer;
    private final WriteArea area;
    private final ChunkBook book;

    SqliteArea(SqliteWriter writer, WriteArea area) {
        this.writer = writer;
        this.area = area;
        this.book = new ChunkBook(new Book(area.name()));
        if (!area.namespace().isEmpty()) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "database.no-namespaces",
                            "a SQLite database has no namespaces, so nothing can go to \"" + area.namespace() + "\"")
                    .subject(area.namespace())
                    .remedy("Leave the namespace away.")
                    .build();
        }
    }

    /** How the book is written in SQLite; a transaction that writes excludes all others. */
    private record Book(String area) implements ChunkBook.Dialect {
        @Override
        public String table(String name) {
            return quote(area + "_book$" + name);
        }

        @Override
        public String text() {
            return "text";
        }

        @Override
        public String share() {
            return "";
        }

        @Override
        public String exclusive() {
            return "";
        }
    }

    WriteArea area() {
        return area;
    }

    ChunkBook book() {
        return book;
    }

    /** The name that something has while it is built. */
    String shadow(String name) {
        return area.name() + "$" + name;
    }

    String shadow(DatasetName name) {
        return shadow(name.name());
    }

    /** The name that something has while it is kept aside. */
    String old(String name) {
        return area.name() + "_old$" + name;
    }

    /** The table of definitions that wait for the switch, and of those that made room in it. */
    String definitions() {
        return quote(area.name() + "_book$definition");
    }

    /** Beginnings of the names of areas that are in a file. */
    static List<String> areas(Connection connection) throws SQLException {
        List<String> areas = new ArrayList<>();
        for (String name : strings(
                connection,
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, -11) = '" + FENCE + "'")) {
            areas.add(name.substring(0, name.length() - FENCE.length()));
        }
        return areas;
    }

    /** Whether a name is one of an area's own. */
    static boolean isOfArea(List<String> areas, String name) {
        return areas.stream()
                .anyMatch(area -> name.startsWith(area + "$")
                        || name.startsWith(area + "_old$")
                        || name.startsWith(area + "_book$"));
    }

    boolean exists(Connection connection) throws SQLException {
        return !strings(
                        connection,
                        "SELECT name FROM sqlite_schema WHERE name = " + SqlDialect.SQLITE.literal(area.name() + FENCE))
                .isEmpty();
    }

    /** Makes the book and raises the fence. */
    void open(WriteToken token, boolean isNewFile) {
        writer.write("opening the area", area.name(), connection -> {
            book.create(connection, area);
            execute(
                    connection,
                    "CREATE TABLE IF NOT EXISTS " + definitions()
                            + " (role text NOT NULL, kind text NOT NULL, name text NOT NULL, seq integer PRIMARY KEY,"
                            + " definition text NOT NULL, UNIQUE (role, name))");
            if (isNewFile) {
                define(connection, "file", "file", "made", "");
            }
            book.raise(connection, token);
            return token;
        });
    }

    /** Does work on behalf of a token in one transaction; refused where the fence is higher. */
    <T> T write(String action, String subject, WriteToken token, SqliteWriter.Work<T> work) {
        return writer.write(action, subject, connection -> {
            if (!exists(connection)) {
                throw missing();
            }
            if (!book.admits(connection, token)) {
                book.raise(connection, token);
            }
            return work.on(connection);
        });
    }

    /** Removes the file, in which nothing is any more. */
    void removeFile() {
        writer.remove();
    }

    MigrationException missing() {
        return MigrationException.of(
                        ErrorCategory.VALIDATION,
                        "database.area-missing",
                        "there is no area \"" + area.name() + "\" in the destination")
                .subject(area.name())
                .remedy("Begin anew: the area was discarded or finished, or never opened.")
                .build();
    }

    /**
     * Keeps a definition.
     *
     * @param role {@code new} for what waits for the switch, {@code old} for what made room, {@code file} for the file itself
     */
    void define(Connection connection, String role, String kind, String name, String definition) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT OR IGNORE INTO " + definitions() + " (role, kind, name, definition) VALUES (?, ?, ?, ?)")) {
            statement.setString(1, role);
            statement.setString(2, kind);
            statement.setString(3, name);
            statement.setString(4, definition);
            statement.executeUpdate();
        }
    }

    /** A definition that was kept. */
    record Definition(String kind, String name, String definition) {}

    List<Definition> definitions(Connection connection, String role) throws SQLException {
        List<Definition> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT kind, name, definition FROM " + definitions() + " WHERE role = ? ORDER BY seq")) {
            statement.setString(1, role);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new Definition(rows.getString(1), rows.getString(2), rows.getString(3)));
                }
            }
        }
        return found;
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static List<String> strings(Connection connection, String query) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
