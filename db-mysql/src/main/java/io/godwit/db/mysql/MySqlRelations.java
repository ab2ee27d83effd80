package io.godwit.db.mysql;

import io.godwit.db.mysql.MySqlSession.Server;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Table.CheckConstraint;
import io.godwit.spi.Table.ForeignKey;
import io.godwit.spi.Table.IndexPart;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads what tables have besides columns, from the catalogue: indexes, foreign keys and conditions. One thread at a time. */
final class MySqlRelations {
    private static final int CHECKS_MYSQL = 80_016;
    private static final int EXPRESSION_INDEX_MYSQL = 80_013;

    private final Connection connection;
    private final Server server;
    private final String database;

    MySqlRelations(Connection connection, Server server, String database) {
        this.connection = connection;
        this.server = server;
        this.database = database;
    }

    /** Something of a table. */
    record Named<T>(String table, String name, T value) {}

    /** By table and name of the index; the kind of the index stands in each part. */
    Map<String, Map<String, List<Named<IndexPart>>>> indexes() throws SQLException {
        boolean expressions = !server.isMariaDb() && server.version() >= EXPRESSION_INDEX_MYSQL;
        Map<String, Map<String, List<Named<IndexPart>>>> found = new HashMap<>();
        MySqlRows.list(
                connection,
                r -> {
                    String column = r.text(4);
                    boolean descending = r.text(6).equals("D");
                    IndexPart part = column.isEmpty()
                            ? new IndexPart("", r.text(8), descending, 0)
                            : new IndexPart(column, "", descending, (int) r.number(5));
                    String kind = r.text(3) + " " + r.text(7).toLowerCase(Locale.ROOT);
                    found.computeIfAbsent(r.text(1), t -> new LinkedHashMap<>())
                            .computeIfAbsent(r.text(2), i -> new ArrayList<>())
                            .add(new Named<>(r.text(1), kind, part));
                    return column;
                },
                "SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME, SUB_PART, COLLATION, INDEX_TYPE, "
                        + (expressions ? "EXPRESSION" : "''")
                        + " FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = ?"
                        + " ORDER BY TABLE_NAME, INDEX_NAME <> 'PRIMARY', INDEX_NAME, SEQ_IN_INDEX",
                database);
        return found;
    }

    List<Named<ForeignKey>> foreignKeys() throws SQLException {
        record Part(String table, String name, String column, DatasetName target, String targetColumn) {}
        Map<String, Map<String, List<Part>>> parts = new LinkedHashMap<>();
        MySqlRows.list(
                connection,
                r -> {
                    String namespace = r.text(4).equals(database) ? "" : r.text(4);
                    Part part =
                            new Part(r.text(1), r.text(2), r.text(3), new DatasetName(namespace, r.text(5)), r.text(6));
                    parts.computeIfAbsent(part.table, t -> new LinkedHashMap<>())
                            .computeIfAbsent(part.name, n -> new ArrayList<>())
                            .add(part);
                    return part;
                },
                "SELECT TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME,"
                        + " REFERENCED_COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE"
                        + " WHERE TABLE_SCHEMA = ? AND REFERENCED_TABLE_NAME IS NOT NULL"
                        + " ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION",
                database);
        List<Named<ForeignKey>> keys = new ArrayList<>();
        MySqlRows.list(
                connection,
                r -> {
                    List<Part> own = parts.getOrDefault(r.text(1), Map.of()).getOrDefault(r.text(2), List.of());
                    if (!own.isEmpty()) {
                        keys.add(new Named<>(
                                r.text(1),
                                r.text(2),
                                new ForeignKey(
                                        r.text(2),
                                        own.stream().map(Part::column).toList(),
                                        own.get(0).target,
                                        own.stream().map(Part::targetColumn).toList(),
                                        action(r.text(3)),
                                        action(r.text(4)))));
                    }
                    return own;
                },
                "SELECT TABLE_NAME, CONSTRAINT_NAME, DELETE_RULE, UPDATE_RULE"
                        + " FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = ?"
                        + " ORDER BY TABLE_NAME, CONSTRAINT_NAME",
                database);
        return keys;
    }

    private static ForeignKey.Action action(String rule) {
        return switch (rule) {
            case "CASCADE" -> ForeignKey.Action.CASCADE;
            case "SET NULL" -> ForeignKey.Action.SET_NULL;
            case "SET DEFAULT" -> ForeignKey.Action.SET_DEFAULT;
            case "RESTRICT" -> ForeignKey.Action.RESTRICT;
            default -> ForeignKey.Action.NO_ACTION;
        };
    }

    List<Named<CheckConstraint>> checks() throws SQLException {
        String query;
        if (server.isMariaDb()) {
            query = "SELECT TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS"
                    + " WHERE CONSTRAINT_SCHEMA = ? ORDER BY TABLE_NAME, CONSTRAINT_NAME";
        } else if (server.version() >= CHECKS_MYSQL) {
            query = "SELECT t.TABLE_NAME, c.CONSTRAINT_NAME, c.CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS c"
                    + " JOIN information_schema.TABLE_CONSTRAINTS t ON t.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA"
                    + " AND t.CONSTRAINT_NAME = c.CONSTRAINT_NAME AND t.CONSTRAINT_TYPE = 'CHECK'"
                    + " WHERE c.CONSTRAINT_SCHEMA = ? ORDER BY 1, 2";
        } else {
            return List.of();
        }
        return MySqlRows.list(
                connection,
                r -> new Named<>(r.text(1), r.text(2), new CheckConstraint(r.text(2), r.text(3))),
                query,
                database);
    }
}
