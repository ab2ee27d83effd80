package io.godwit.db.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Names at the destination. SQLite has one room of names for tables, views and indexes, and takes capitals for small letters. One
 * thread at a time.
 */
final class SqliteNames {
    private final Set<String> relations = new HashSet<>();
    private final Set<String> taken = new HashSet<>();

    private SqliteNames() {}

    /** An empty destination. */
    static SqliteNames none() {
        return new SqliteNames();
    }

    static SqliteNames read(Connection connection) throws SQLException {
        SqliteNames names = new SqliteNames();
        List<String> areas = SqliteArea.areas(connection);
        for (String name :
                SqliteArea.strings(connection, "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")) {
            if (!SqliteArea.isOfArea(areas, name)) {
                names.relations.add(lower(name));
            }
        }
        return names;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Takes the name of a table: the wanted one, unless another new one has it or SQLite keeps it for itself. */
    String take(String wanted) {
        String base = lower(wanted).startsWith("sqlite_") ? "x_" + wanted : wanted;
        String name = base.replace("\u27e6", "[").replace("\u27e7", "]");
        for (int i = 2; !taken.add(lower(name)); i++) {
            name = base + "_" + i;
        }
        return name;
    }

    /** Takes the name of an index, which no table that stays there may have. */
    String takeIndex(String wanted) {
        String name = take(wanted);
        while (relations.contains(lower(name))) {
            name = take(wanted + "_idx");
        }
        return name;
    }

    /** Whether a table or view has this name, and would be moved aside. */
    boolean isReplaced(String name) {
        return relations.contains(lower(name));
    }
}
