package io.godwit.db.mysql;

import io.godwit.spi.Finding;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What can only be made where the tables have their final names: views, triggers, routines and events, which the server lets nobody move
 * from one database to another. It waits in the book of the area. Immutable.
 *
 * <p>What cannot be made is reported and left out: by then the tables are in use.
 */
final class MySqlLater {
    private static final int DENIED = 1227;

    private final MySqlArea area;
    private final WorkContext context;

    MySqlLater(MySqlArea area, WorkContext context) {
        this.area = area;
        this.context = context;
    }

    private record Entry(int number, String kind, String name, String definition) {}

    private List<Entry> entries(Connection connection, boolean made, String order) throws SQLException {
        return MySqlRows.list(
                connection,
                r -> new Entry((int) r.number(1), r.text(2), r.text(3), r.text(4)),
                "SELECT number, kind, name, definition FROM " + book() + " WHERE made = " + (made ? 1 : 0)
                        + " ORDER BY number " + order);
    }

    private String book() {
        return MySqlSql.name(area.bookDatabase(), "later");
    }

    private void mark(Connection connection, Entry entry, boolean made) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE " + book() + " SET made = ? WHERE number = ?")) {
            statement.setInt(1, made ? 1 : 0);
            statement.setInt(2, entry.number);
            statement.executeUpdate();
        }
    }

    /** Makes all that is not made yet; what needs another one first is tried again when others are there. */
    void make(Connection connection) throws SQLException {
        List<Entry> waiting = entries(connection, false, "ASC");
        if (waiting.isEmpty()) {
            return;
        }
        MySqlSession.execute(connection, "USE " + MySqlSql.name(area.finalDatabase("")));
        try {
            boolean progress = true;
            while (progress && !waiting.isEmpty()) {
                List<Entry> still = new ArrayList<>();
                for (Entry entry : waiting) {
                    if (!made(connection, entry, false)) {
                        still.add(entry);
                    }
                }
                progress = still.size() < waiting.size();
                waiting = still;
            }
            for (Entry entry : waiting) {
                made(connection, entry, true);
            }
        } finally {
            if (connection.isValid(5)) {
                MySqlSession.execute(connection, "SET SESSION sql_mode = '" + MySqlConnector.LOAD_MODE + "'");
                MySqlSession.execute(
                        connection,
                        "USE " + MySqlSql.name(area.session().address().database()));
            }
        }
    }

    private boolean made(Connection connection, Entry entry, boolean last) throws SQLException {
        MySqlWords read = MySqlWords.parse(entry.definition);
        MySqlWords words = new MySqlWords(
                read.mode(),
                MySqlDefiner.wanted(read.body(), area.session().address().location()));
        MySqlSession.execute(connection, "SET SESSION sql_mode = " + MySqlSql.literal(words.mode()));
        try {
            run(connection, words.body());
        } catch (SQLException e) {
            if (MySqlErrors.number(e) == DENIED) {
                return madeAsOurselves(connection, entry, words, last);
            }
            if (!isThere(e)) {
                return refused(e, entry, last);
            }
        }
        mark(connection, entry, true);
        return true;
    }

    /** In the name of somebody else only administrators make things. */
    private boolean madeAsOurselves(Connection connection, Entry entry, MySqlWords words, boolean last)
            throws SQLException {
        try {
            run(connection, MySqlDefiner.without(words.body()));
        } catch (SQLException e) {
            if (!isThere(e)) {
                return refused(e, entry, last);
            }
        }
        mark(connection, entry, true);
        context.progress()
                .report(Finding.warning(
                        "schema.definer-changed",
                        entry.name,
                        "the user may not make a " + word(entry)
                                + " in the name of another; it runs with the rights of this user",
                        "Make it again as an administrator where it needs the rights of its former definer."));
        return true;
    }

    private static String word(Entry entry) {
        return entry.kind.toLowerCase(Locale.ROOT);
    }

    private void run(Connection connection, String statement) throws SQLException {
        byte[] bytes = statement.getBytes(StandardCharsets.UTF_8);
        try {
            MySqlWire.of(area.session().connector(), connection).execute(bytes, bytes.length);
        } catch (IOException e) {
            throw MySqlWire.lost(e);
        }
    }

    private boolean refused(SQLException failure, Entry entry, boolean last) throws SQLException {
        if (MySqlErrors.number(failure) == 0) {
            throw failure;
        }
        if (last) {
            String kind = entry.kind.equals("FUNCTION") || entry.kind.equals("PROCEDURE") ? "routine" : word(entry);
            context.progress()
                    .report(Finding.warning(
                                    "schema." + kind + "-not-moved",
                                    entry.name,
                                    "the server refuses the " + word(entry) + " (error " + MySqlErrors.number(failure)
                                            + ": " + String.valueOf(failure.getMessage()) + ")",
                                    "Make it at the destination by hand; its source is the evidence.")
                            .withEvidence(entry.definition));
        }
        return false;
    }

    /** Whether an attempt before this one made it. */
    static boolean isThere(SQLException failure) {
        return switch (MySqlErrors.number(failure)) {
            case 1050, 1304, 1359, 1537 -> true;
            default -> false;
        };
    }

    /** Removes what was made, the last first. */
    void remove(Connection connection) throws SQLException {
        for (Entry entry : entries(connection, true, "DESC")) {
            MySqlSession.execute(
                    connection,
                    "DROP " + entry.kind + " IF EXISTS " + MySqlSql.name(area.finalDatabase(""), entry.name));
            mark(connection, entry, false);
        }
    }
}
