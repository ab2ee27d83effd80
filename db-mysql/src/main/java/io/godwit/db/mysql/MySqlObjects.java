package io.godwit.db.mysql;

import io.godwit.db.mysql.MySqlSession.Server;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Finding;
import io.godwit.spi.RelationalSchema.NativeObject;
import io.godwit.spi.RelationalSchema.NativeObject.Kind;
import io.godwit.spi.RelationalSchema.Sequence;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads what a database has besides tables. One thread at a time. */
final class MySqlObjects {
    private static final int SEQUENCES_MARIADB = 100_300;

    private final Connection connection;
    private final Server server;
    private final String database;

    MySqlObjects(Connection connection, Server server, String database) {
        this.connection = connection;
        this.server = server;
        this.database = database;
    }

    List<Sequence> sequences() throws SQLException {
        if (!server.isMariaDb() || server.version() < SEQUENCES_MARIADB) {
            return List.of();
        }
        List<Sequence> sequences = new ArrayList<>();
        for (String name : names("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?"
                + " AND TABLE_TYPE = 'SEQUENCE' ORDER BY 1")) {
            sequences.addAll(MySqlRows.list(
                    connection,
                    r -> new Sequence(DatasetName.of(name), r.number(1), r.number(2)),
                    "SELECT next_not_cached_value, increment FROM " + MySqlSql.name(database, name)));
        }
        return sequences;
    }

    /** The words that make a sequence. */
    NativeObject createSequence(Sequence sequence) throws SQLException {
        String words = MySqlRows.list(
                        connection,
                        r -> r.text(2),
                        "SHOW CREATE SEQUENCE "
                                + MySqlSql.name(database, sequence.name().name()))
                .get(0);
        return new NativeObject(Kind.TABLE, sequence.name(), words);
    }

    private List<String> names(String query) throws SQLException {
        return MySqlRows.list(connection, r -> r.text(1), query, database);
    }

    /** Routines, views, triggers and events, in this order, each with the words that make it. */
    List<NativeObject> all(List<Finding> findings) throws SQLException {
        List<NativeObject> objects = new ArrayList<>();
        for (String type : List.of("FUNCTION", "PROCEDURE")) {
            for (String name : names("SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ?"
                    + " AND ROUTINE_TYPE = '" + type + "' ORDER BY 1")) {
                add(objects, findings, Kind.ROUTINE, type, name, 3);
            }
        }
        for (String name : names("SELECT TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ? ORDER BY 1")) {
            add(objects, findings, Kind.VIEW, "VIEW", name, 2);
        }
        for (String name : names("SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ?"
                + " ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER")) {
            add(objects, findings, Kind.TRIGGER, "TRIGGER", name, 3);
        }
        for (String name :
                names("SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ? ORDER BY 1")) {
            add(objects, findings, Kind.EVENT, "EVENT", name, 4);
        }
        return objects;
    }

    private void add(
            List<NativeObject> objects, List<Finding> findings, Kind kind, String word, String name, int column)
            throws SQLException {
        List<String> modes = new ArrayList<>();
        List<String> source = MySqlRows.list(
                connection,
                r -> {
                    modes.add(r.text(2));
                    return r.text(column);
                },
                "SHOW CREATE " + word + " " + MySqlSql.name(database, name));
        String words = source.isEmpty() ? "" : source.get(0);
        if (words.isEmpty()) {
            findings.add(Finding.warning(
                    "database.source-hidden",
                    name,
                    "the user may not see how this " + word.toLowerCase(java.util.Locale.ROOT) + " is made",
                    "Grant SHOW VIEW, SHOW_ROUTINE or SELECT on mysql.*, or read as the one who made it."));
        }
        String mode = kind == Kind.VIEW || source.isEmpty() ? "" : modes.get(0);
        objects.add(new NativeObject(
                kind, DatasetName.of(name), new MySqlWords(mode, MySqlWords.unqualified(words, database)).script()));
    }
}
