package io.godwit.db.mysql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What can only be made where the tables have their final names: views, triggers, routines and events, which the server lets nobody move
 * from one database to another. It waits in the book of the area. Immutable.
 */
final class MySqlLater {
    private final MySqlArea area;

    MySqlLater(MySqlArea area) {
        this.area = area;
    }

    private record Entry(String kind, String name, String definition) {}

    private List<Entry> entries(Connection connection, String order) throws SQLException {
        return MySqlRows.list(
                connection,
                r -> new Entry(r.text(1), r.text(2), r.text(3)),
                "SELECT kind, name, definition FROM " + MySqlSql.name(area.bookDatabase(), "later")
                        + " ORDER BY number " + order);
    }

    /** Makes all; what is there already from an attempt before this one is made anew. */
    void make(Connection connection) throws SQLException {
        for (Entry entry : entries(connection, "ASC")) {
            drop(connection, entry);
            String mode = entry.definition.lines().findFirst().orElse("");
            String body = entry.definition.substring(mode.length()).strip();
            inDatabase(connection, "SET SESSION sql_mode = " + MySqlSql.literal(mode), body);
        }
    }

    /** A body names what it uses without a database, so the connection has to be in the right one. */
    private void inDatabase(Connection connection, String mode, String body) throws SQLException {
        MySqlSession.execute(connection, "USE " + MySqlSql.name(area.finalDatabase("")));
        try {
            MySqlSession.execute(connection, mode);
            MySqlSession.execute(connection, body);
        } finally {
            if (connection.isValid(5)) {
                MySqlSession.execute(connection, "SET SESSION sql_mode = '" + MySqlConnector.LOAD_MODE + "'");
                MySqlSession.execute(
                        connection,
                        "USE " + MySqlSql.name(area.session().address().database()));
            }
        }
    }

    /** Removes all, the last first. */
    void remove(Connection connection) throws SQLException {
        for (Entry entry : entries(connection, "DESC")) {
            drop(connection, entry);
        }
    }

    private void drop(Connection connection, Entry entry) throws SQLException {
        MySqlSession.execute(
                connection,
                "DROP " + entry.kind + " IF EXISTS " + MySqlSql.name(area.finalDatabase(""), entry.name));
    }
}
