package io.godwit.db.mysql;

import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What stands in the way of a switch and that the server lets nobody move to another database: triggers of the tables that are moved aside, and
 * views that have the name of a table that comes. How each is made stands in the book before it is dropped; it is made again when the
 * switch is undone, or never came about. Immutable.
 *
 * <p>One that this user could not make again as it was is not touched: then there is no switch.
 */
final class MySqlAside {
    private static final String TRIGGER = "TRIGGER";
    private static final String VIEW = "VIEW";

    private final MySqlArea area;

    MySqlAside(MySqlArea area) {
        this.area = area;
    }

    private record Entry(String kind, String name, String definition) {}

    private String book() {
        return MySqlSql.name(area.bookDatabase(), "dropped");
    }

    private boolean isThere(Connection connection) throws SQLException {
        return MySqlArea.isThere(connection, area.bookDatabase(), "dropped");
    }

    /** Writes down and drops what stands in the way of moving tables aside. */
    void remove(Connection connection, List<DatasetName> aside) throws SQLException {
        List<Entry> found = find(connection, aside);
        if (found.isEmpty()) {
            return;
        }
        refuseForeign(connection, found);
        MySqlSession.execute(
                connection,
                "CREATE TABLE IF NOT EXISTS " + book()
                        + " (number int PRIMARY KEY AUTO_INCREMENT, kind varchar(20) NOT NULL, name varchar(64)"
                        + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL, definition longtext CHARACTER SET"
                        + " utf8mb4 NOT NULL, UNIQUE KEY (kind, name)) ENGINE = InnoDB");
        for (Entry entry : found) {
            try (PreparedStatement statement = connection.prepareStatement(
                    "REPLACE INTO " + book() + " (kind, name, definition) VALUES (?, ?, ?)")) {
                statement.setString(1, entry.kind);
                statement.setString(2, entry.name);
                statement.setString(3, entry.definition);
                statement.executeUpdate();
            }
        }
        for (Entry entry : found) {
            MySqlSession.execute(
                    connection,
                    "DROP " + entry.kind + " IF EXISTS " + MySqlSql.name(area.finalDatabase(""), entry.name));
        }
    }

    private List<Entry> find(Connection connection, List<DatasetName> aside) throws SQLException {
        String database = area.finalDatabase("");
        List<Entry> found = new ArrayList<>();
        for (DatasetName name : aside) {
            List<String> triggers = MySqlRows.list(
                    connection,
                    r -> r.text(1),
                    "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = ?"
                            + " AND EVENT_OBJECT_TABLE = ? ORDER BY ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER",
                    database,
                    name.name());
            for (String trigger : triggers) {
                found.add(new Entry(TRIGGER, trigger, definition(connection, database, TRIGGER, trigger)));
            }
            if (isView(connection, database, name.name())) {
                found.add(new Entry(VIEW, name.name(), definition(connection, database, VIEW, name.name())));
            }
        }
        return found;
    }

    /** Whether a name is that of a view. */
    static boolean isView(Connection connection, String database, String name) throws SQLException {
        return !MySqlRows.list(
                        connection,
                        r -> r.text(1),
                        "SELECT TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?",
                        database,
                        name)
                .isEmpty();
    }

    private static String definition(Connection connection, String database, String kind, String name)
            throws SQLException {
        boolean isTrigger = kind.equals(TRIGGER);
        return MySqlRows.list(
                        connection,
                        r -> new MySqlWords(isTrigger ? r.text(2) : "", r.text(isTrigger ? 3 : 2)).script(),
                        "SHOW CREATE " + kind + " " + MySqlSql.name(database, name))
                .get(0);
    }

    /** What somebody else made can only be made again by one who may make things in the name of others. */
    private void refuseForeign(Connection connection, List<Entry> found) throws SQLException {
        String current = MySqlSession.one(connection, "SELECT CURRENT_USER()");
        Set<String> foreign = new LinkedHashSet<>();
        for (Entry entry : found) {
            Optional<String> definer =
                    MySqlDefiner.of(MySqlWords.parse(entry.definition).body());
            boolean isOwn = definer.isPresent() && definer.get().equals(current);
            if (entry.definition.isEmpty() || !isOwn) {
                foreign.add(entry.kind.toLowerCase(java.util.Locale.ROOT) + " " + entry.name);
            }
        }
        if (!foreign.isEmpty() && !MySqlDefiner.maySet(connection)) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "database.has-dependants",
                            "what would be put aside was made by others, and this user could not make it again: "
                                    + String.join("; ", foreign))
                    .subject(area.area().name())
                    .remedy("Drop it, connect as its definer, or grant "
                            + (area.session().server().isMariaDb() ? "SET USER" : "SET_ANY_DEFINER")
                            + ". Nothing was changed.")
                    .build();
        }
    }

    /** Makes again what was dropped, as far as it is not there. */
    void restore(Connection connection) throws SQLException {
        if (!isThere(connection)) {
            return;
        }
        List<Entry> entries = MySqlRows.list(
                connection,
                r -> new Entry(r.text(1), r.text(2), r.text(3)),
                "SELECT kind, name, definition FROM " + book() + " ORDER BY kind, number");
        if (entries.isEmpty()) {
            return;
        }
        MySqlSession.execute(connection, "USE " + MySqlSql.name(area.finalDatabase("")));
        try {
            for (Entry entry : entries) {
                MySqlWords words = MySqlWords.parse(entry.definition);
                MySqlSession.execute(connection, "SET SESSION sql_mode = " + MySqlSql.literal(words.mode()));
                try {
                    run(connection, words.body());
                } catch (SQLException e) {
                    if (!MySqlLater.isThere(e)) {
                        throw e;
                    }
                }
            }
        } finally {
            if (connection.isValid(5)) {
                MySqlSession.execute(connection, "SET SESSION sql_mode = '" + MySqlConnector.LOAD_MODE + "'");
                MySqlSession.execute(
                        connection,
                        "USE " + MySqlSql.name(area.session().address().database()));
            }
        }
        MySqlSession.execute(connection, "DELETE FROM " + book());
    }

    private void run(Connection connection, String statement) throws SQLException {
        byte[] bytes = statement.getBytes(StandardCharsets.UTF_8);
        try {
            MySqlWire.of(area.session().connector(), connection).execute(bytes, bytes.length);
        } catch (IOException e) {
            throw MySqlWire.lost(e);
        }
    }
}
