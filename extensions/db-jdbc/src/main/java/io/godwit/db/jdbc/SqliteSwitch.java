package io.godwit.db.jdbc;

import static io.godwit.db.jdbc.SqliteTable.quote;

import io.godwit.relational.ChunkBook.Move;
import io.godwit.relational.SqlDialect;
import io.godwit.relational.SqlToken;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WriteToken;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives what was built its final names and back again, in one transaction. Views, triggers and foreign keys of SQLite go by names, so
 * those that stay refer to what comes. Immutable.
 */
final class SqliteSwitch {
    private static final String ASIDE = "aside:";
    private static final String IN = "in:";
    private static final String TABLE = "table";
    private static final String INDEX = "index";
    /** Roles of definitions: those that wait or came with the switch, those that made room, those that were carried over. */
    static final String NEW = "new";

    private static final String OLD = "old";
    private static final String CARRIED = "carried";
    /** The words of what only changes its name, which SQLite writes anew then. */
    private static final String WORDS = "words";

    private final SqliteArea area;
    private final WorkContext context;

    SqliteSwitch(SqliteArea area, WorkContext context) {
        this.area = area;
        this.context = context;
    }

    /** The tables of the area as they are named in the file, with their final names. */
    static Map<String, String> tables(SqliteArea area, Connection connection) throws SQLException {
        Map<String, String> names = new LinkedHashMap<>();
        if (area.book().isSwitched(connection)) {
            for (Move move : area.book().moves(connection)) {
                if (move.kind().equals(IN + TABLE)) {
                    names.put(move.to().name(), move.to().name());
                }
            }
            return names;
        }
        for (String stored : like(connection, TABLE, area.shadow(""))) {
            names.put(stored, stored.substring(area.shadow("").length()));
        }
        return names;
    }

    private static List<String> like(Connection connection, String type, String prefix) throws SQLException {
        return SqliteArea.strings(
                connection,
                "SELECT name FROM sqlite_schema WHERE type = '" + type + "' AND substr(name, 1, " + prefix.length()
                        + ") = " + SqlDialect.SQLITE.literal(prefix) + " ORDER BY name");
    }

    /** An entry of the catalogue. */
    private record Entry(String type, String name, String table, String sql) {}

    private static List<Entry> objects(Connection connection, String condition, String parameter) throws SQLException {
        List<Entry> found = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
                        + " AND " + condition + " ORDER BY rowid")) {
            statement.setString(1, parameter);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new Entry(rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4)));
                }
            }
        }
        return found;
    }

    List<Move> in(List<DatasetName> datasets, WriteToken token) {
        return area.write("switching in", area.area().name(), token, connection -> {
            if (!area.book().isSwitched(connection)) {
                for (DatasetName name : datasets) {
                    moveAside(connection, name.name());
                }
                for (DatasetName name : datasets) {
                    moveIn(connection, name.name());
                }
                for (SqliteArea.Definition definition : area.definitions(connection, NEW)) {
                    replace(connection, definition);
                }
                carryOver(connection);
                area.book().setSwitched(connection, true);
                reportDangling(connection, datasets);
                area.book().hold(connection, token);
            }
            return area.book().moves(connection).stream()
                    .filter(move -> move.kind().equals(ASIDE + TABLE))
                    .toList();
        });
    }

    private void moveAside(Connection connection, String name) throws SQLException {
        for (Entry there : objects(connection, "lower(name) = lower(?) AND type IN ('table', 'view')", name)) {
            if (there.type.equals("view")) {
                area.define(connection, OLD, "view", there.name, there.sql);
                drop(connection, "view", there.name);
                continue;
            }
            for (Entry trigger : objects(connection, "type = 'trigger' AND tbl_name = ? COLLATE NOCASE", there.name)) {
                area.define(connection, OLD, "trigger", trigger.name, trigger.sql);
                drop(connection, "trigger", trigger.name);
            }
            for (Entry index : objects(connection, "type = 'index' AND tbl_name = ? COLLATE NOCASE", there.name)) {
                area.define(connection, WORDS, INDEX, index.name, index.sql);
                renameIndex(connection, index.name, area.old(index.name));
                move(connection, index.name, area.old(index.name), ASIDE + INDEX);
            }
            area.define(connection, WORDS, TABLE, there.name, there.sql);
            renameTable(connection, there.name, area.old(there.name));
            move(connection, there.name, area.old(there.name), ASIDE + TABLE);
        }
    }

    private void move(Connection connection, String from, String to, String kind) throws SQLException {
        area.book().addMove(connection, new Move(DatasetName.of(from), DatasetName.of(to), kind));
    }

    private void moveIn(Connection connection, String name) throws SQLException {
        String shadow = area.shadow(name);
        renameTable(connection, shadow, name);
        move(connection, shadow, name, IN + TABLE);
        for (Entry index : objects(connection, "type = 'index' AND tbl_name = ?", name)) {
            if (index.name.startsWith(area.shadow(""))) {
                String given = index.name.substring(area.shadow("").length());
                requireFree(connection, given);
                renameIndex(connection, index.name, given);
                move(connection, index.name, given, IN + INDEX);
            }
        }
    }

    private void requireFree(Connection connection, String name) throws SQLException {
        if (!objects(connection, "lower(name) = lower(?) AND type IN ('table', 'view', 'index')", name)
                .isEmpty()) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "database.name-taken",
                            "switching in failed: the name \"" + name + "\" of an index is taken")
                    .subject(area.area().name())
                    .remedy("Rename what has this name. Nothing was changed.")
                    .build();
        }
    }

    private static void renameTable(Connection connection, String from, String to) throws SQLException {
        SqliteArea.execute(connection, "ALTER TABLE " + quote(from) + " RENAME TO " + quote(to));
    }

    /**
     * SQLite has no statement for it, and building an index anew takes as long as the table is large. So its entry in the catalogue
     * is changed, in the way that SQLite provides for that.
     */
    private static void renameIndex(Connection connection, String from, String to) throws SQLException {
        String sql = objects(connection, "type = 'index' AND name = ?", from).get(0).sql;
        List<SqlToken> tokens = SqlToken.split(sql);
        int at = 0;
        while (!tokens.get(at).is("INDEX")) {
            at++;
        }
        SqlToken name = tokens.get(at + 1);
        String renamed = sql.substring(0, name.start()) + quote(to) + sql.substring(name.end());
        rewrite(connection, INDEX, from, to, renamed);
    }

    private static void rewrite(Connection connection, String type, String name, String newName, String sql)
            throws SQLException {
        SqliteArea.execute(connection, "PRAGMA writable_schema = ON");
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE sqlite_schema SET name = ?, sql = ? WHERE type = ? AND name = ?")) {
            statement.setString(1, newName);
            statement.setString(2, sql);
            statement.setString(3, type);
            statement.setString(4, name);
            statement.executeUpdate();
        }
        long version = Long.parseLong(
                SqliteArea.strings(connection, "PRAGMA schema_version").get(0));
        SqliteArea.execute(connection, "PRAGMA schema_version = " + (version + 1));
        SqliteArea.execute(connection, "PRAGMA writable_schema = RESET");
    }

    private static void drop(Connection connection, String kind, String name) throws SQLException {
        SqliteArea.execute(connection, "DROP " + kind.toUpperCase(java.util.Locale.ROOT) + " IF EXISTS " + quote(name));
    }

    /** Makes a view or trigger that comes; one of its name makes room. */
    private void replace(Connection connection, SqliteArea.Definition definition) throws SQLException {
        for (Entry there :
                objects(connection, "lower(name) = lower(?) AND type IN ('view', 'trigger')", definition.name())) {
            area.define(connection, OLD, there.type, there.name, there.sql);
            drop(connection, there.type, there.name);
        }
        SqliteArea.execute(connection, definition.definition());
    }

    /** Triggers of the tables that made room go on with those that came. */
    private void carryOver(Connection connection) throws SQLException {
        for (SqliteArea.Definition old : area.definitions(connection, OLD)) {
            boolean taken = !old.kind().equals("trigger")
                    || !objects(connection, "lower(name) = lower(?)", old.name())
                            .isEmpty();
            if (!taken) {
                SqliteArea.execute(connection, old.definition());
                area.define(connection, CARRIED, old.kind(), old.name(), old.definition());
            }
        }
    }

    private void reportDangling(Connection connection, List<DatasetName> datasets) throws SQLException {
        for (DatasetName name : datasets) {
            List<String> parents = SqliteArea.strings(
                    connection,
                    "SELECT DISTINCT parent FROM pragma_foreign_key_check(" + SqlDialect.SQLITE.literal(name.name())
                            + ")");
            if (!parents.isEmpty()) {
                context.progress()
                        .report(Finding.warning(
                                        "schema.foreign-key-not-valid",
                                        name.toString(),
                                        "rows refer to rows that are not there",
                                        "Correct the rows: PRAGMA foreign_key_check shows them.")
                                .withEvidence("in " + String.join(", ", parents)));
            }
        }
    }

    void back(WriteToken token) {
        area.write("switching back", area.area().name(), token, connection -> {
            if (area.book().isSwitched(connection)) {
                for (String role : List.of(CARRIED, NEW)) {
                    for (SqliteArea.Definition made : area.definitions(connection, role)) {
                        drop(connection, made.kind(), made.name());
                    }
                }
                undo(connection, IN);
                undo(connection, ASIDE);
                for (SqliteArea.Definition was : area.definitions(connection, WORDS)) {
                    rewrite(connection, was.kind(), was.name(), was.name(), was.definition());
                }
                for (SqliteArea.Definition old : area.definitions(connection, OLD)) {
                    SqliteArea.execute(connection, old.definition());
                }
                SqliteArea.execute(
                        connection,
                        "DELETE FROM " + area.definitions() + " WHERE role IN ('" + OLD + "', '" + CARRIED + "', '"
                                + WORDS + "')");
                area.book().removeMoves(connection);
                area.book().setSwitched(connection, false);
                area.book().hold(connection, token);
            }
            return token;
        });
    }

    private void undo(Connection connection, String way) throws SQLException {
        for (Move move : area.book().moves(connection)) {
            if (move.kind().equals(way + INDEX)) {
                renameIndex(connection, move.to().name(), move.from().name());
            } else if (move.kind().equals(way + TABLE)) {
                renameTable(connection, move.to().name(), move.from().name());
            }
        }
    }

    /** Removes what was built and not switched in; the area itself only where nothing was, and an empty file with it. */
    void discard(WriteToken token) {
        boolean empty = area.write("discarding the area", area.area().name(), token, connection -> {
            boolean made = !area.definitions(connection, "file").isEmpty();
            dropAll(connection, area.shadow(""));
            area.book().hold(connection, token);
            if (!area.book().isSwitched(connection)) {
                dropAll(connection, area.area().name() + "_book$");
                return made
                        && SqliteArea.strings(
                                        connection,
                                        "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%'"
                                                + " ESCAPE '\\'")
                                .isEmpty();
            }
            return false;
        });
        if (empty) {
            area.removeFile();
        }
    }

    void finish(WriteToken token) {
        area.write("finishing the area", area.area().name(), token, connection -> {
            if (!area.book().isSwitched(connection)) {
                throw MigrationException.of(
                                ErrorCategory.VALIDATION,
                                "database.area-not-switched",
                                "the area \"" + area.area().name() + "\" is not switched in")
                        .subject(area.area().name())
                        .remedy("Switch it in first, or discard it.")
                        .build();
            }
            area.book().hold(connection, token);
            dropAll(connection, area.old(""));
            dropAll(connection, area.shadow(""));
            dropAll(connection, area.area().name() + "_book$");
            return token;
        });
    }

    private static void dropAll(Connection connection, String prefix) throws SQLException {
        for (String table : like(connection, TABLE, prefix)) {
            drop(connection, TABLE, table);
        }
    }
}
