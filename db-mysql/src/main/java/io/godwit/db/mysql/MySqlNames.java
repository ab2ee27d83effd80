package io.godwit.db.mysql;

import io.godwit.spi.DatasetName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Names at the destination. Immutable.
 *
 * @param taken names of tables and views that are there
 * @param objects words and names of views, routines, triggers and events that are there, as {@code view paid_orders}
 * @param triggers the table of each trigger that is there, by the name of the trigger
 * @param collations those that the server knows, in lower case
 * @param engines those of tables that the server has, in upper case
 * @param isFolded whether the server takes names that differ in case alone for the same
 */
record MySqlNames(
        Set<String> taken,
        Set<String> objects,
        Map<String, String> triggers,
        Set<String> collations,
        Set<String> engines,
        boolean isFolded) {
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
        Map<String, String> triggers = new HashMap<>();
        MySqlRows.list(
                connection,
                r -> triggers.put(r.text(1), r.text(2)),
                "SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ?",
                database);
        Set<String> collations = new HashSet<>(MySqlRows.list(
                connection,
                r -> r.text(1).toLowerCase(Locale.ROOT),
                "SELECT COLLATION_NAME FROM information_schema.COLLATIONS"));
        if (!MySqlSession.one(
                        connection,
                        "SELECT COUNT(*) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'information_schema' AND"
                                + " TABLE_NAME = 'COLLATION_CHARACTER_SET_APPLICABILITY' AND COLUMN_NAME ="
                                + " 'FULL_COLLATION_NAME'")
                .equals("0")) {
            // Newer ones of MariaDB stand there without their character set.
            collations.addAll(MySqlRows.list(
                    connection,
                    r -> r.text(1).toLowerCase(Locale.ROOT),
                    "SELECT FULL_COLLATION_NAME FROM information_schema.COLLATION_CHARACTER_SET_APPLICABILITY"));
        }
        Set<String> engines = new HashSet<>(MySqlRows.list(
                connection,
                r -> r.text(1).toUpperCase(Locale.ROOT),
                "SELECT ENGINE FROM information_schema.ENGINES WHERE SUPPORT IN ('YES', 'DEFAULT')"));
        return new MySqlNames(taken, objects, triggers, collations, engines, folded);
    }

    /** Whether a table or view has this name, and would be moved aside. */
    boolean isReplaced(DatasetName name) {
        return taken.stream().anyMatch(t -> isFolded ? t.equalsIgnoreCase(name.name()) : t.equals(name.name()));
    }

    /** What stays when tables and views make room for others: triggers go with their table. */
    Set<String> staying(List<DatasetName> replaced) {
        Set<String> gone = replaced.stream().map(DatasetName::name).collect(Collectors.toSet());
        return objects.stream()
                .filter(object -> {
                    String[] words = object.split(" ", 2);
                    return words[0].equals("trigger")
                            ? !gone.contains(triggers.getOrDefault(words[1], ""))
                            : !(words[0].equals("view") && gone.contains(words[1]));
                })
                .collect(Collectors.toUnmodifiableSet());
    }

    static boolean fits(String name) {
        return name.codePointCount(0, name.length()) <= MAX_CHARACTERS && !name.endsWith(" ") && !name.isEmpty();
    }
}
