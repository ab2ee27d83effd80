package io.godwit.db.mysql;

import io.godwit.spi.DatasetName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Names at the destination. Immutable.
 *
 * @param taken names of tables and views that are there
 * @param objects words and names of views, routines, triggers and events that are there, as {@code view paid_orders}
 * @param isFolded whether the server takes names that differ in case alone for the same
 */
record MySqlNames(Set<String> taken, Set<String> objects, boolean isFolded) {
    static final int MAX_CHARACTERS = 64;

    static MySqlNames read(Connection connection, String database) throws SQLException {
        Set<String> taken = MySqlRows.list(
                        connection,
                        r -> r.text(1),
                        "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?",
                        database)
                .stream()
                .collect(Collectors.toUnmodifiableSet());
        boolean folded =
                !MySqlSession.one(connection, "SELECT @@lower_case_table_names").equals("0");
        Set<String> objects = MySqlRows.list(
                        connection,
                        r -> r.text(1) + " " + r.text(2),
                        "SELECT 'table', TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? UNION ALL"
                                + " SELECT 'view', TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ? UNION"
                                + " ALL SELECT LOWER(ROUTINE_TYPE), ROUTINE_NAME FROM information_schema.ROUTINES WHERE"
                                + " ROUTINE_SCHEMA = ? UNION ALL SELECT 'trigger', TRIGGER_NAME FROM"
                                + " information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ? UNION ALL SELECT 'event',"
                                + " EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ?",
                        database,
                        database,
                        database,
                        database,
                        database)
                .stream()
                .collect(Collectors.toUnmodifiableSet());
        return new MySqlNames(taken, objects, folded);
    }

    /** Whether a table or view has this name, and would be moved aside. */
    boolean isReplaced(DatasetName name) {
        return taken.stream().anyMatch(t -> isFolded ? t.equalsIgnoreCase(name.name()) : t.equals(name.name()));
    }

    static boolean fits(String name) {
        return name.codePointCount(0, name.length()) <= MAX_CHARACTERS && !name.endsWith(" ") && !name.isEmpty();
    }
}
