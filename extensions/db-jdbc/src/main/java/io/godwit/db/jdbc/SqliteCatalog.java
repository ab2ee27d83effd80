package io.godwit.db.jdbc;

import io.godwit.spi.DatasetName;
import io.godwit.spi.Finding;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSchema.NativeObject;
import io.godwit.spi.Table;
import io.godwit.spi.WorkContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What there is in a database, read in one transaction. Immutable.
 *
 * @param tables by name, in order of their names
 * @param objects views and triggers, in the order in which they were made
 * @param findings what was noticed
 */
record SqliteCatalog(Map<String, SqliteTable> tables, List<NativeObject> objects, List<Finding> findings) {
    static final String PRODUCT = "SQLite";

    /** How closely values are looked at. */
    enum Evidence {
        /** Every value. */
        FULL,
        /** The first rows of each table. */
        SAMPLE,
        /** None: the declared types are believed. */
        DECLARED
    }

    /** Reads all of it; the connection is in a transaction. */
    static SqliteCatalog read(Connection connection, Evidence evidence, WorkContext context) throws SQLException {
        Map<String, SqliteTable> tables = new LinkedHashMap<>();
        List<Finding> findings = new ArrayList<>();
        SqliteTableReader reader = new SqliteTableReader(connection, evidence, context, findings);
        List<String> areas = SqliteArea.areas(connection);
        for (Named table : named(connection)) {
            context.cancellation().throwIfCancelled();
            if (SqliteArea.isOfArea(areas, table.name)) {
                continue;
            }
            if (table.type.equals("table")) {
                tables.put(table.name, reader.read(table.name, table.sql, table.withoutRowid));
            } else if (table.type.equals("virtual")) {
                findings.add(Finding.warning(
                                "database.virtual-table",
                                table.name,
                                "a virtual table belongs to a module of SQLite and does not move",
                                "Make what it is for (a search index, for instance) anew at the destination.")
                        .withEvidence(table.sql));
            }
        }
        reader.resolveReferences(tables);
        if (evidence == Evidence.FULL) {
            for (SqliteTable table : tables.values()) {
                if (!table.table().foreignKeys().isEmpty()) {
                    context.cancellation().throwIfCancelled();
                    checkReferences(connection, table, findings);
                }
            }
        }
        return new SqliteCatalog(tables, objects(connection), List.copyOf(findings));
    }

    /** Reads some tables, each under the name given for it, as they are declared. */
    static SqliteCatalog of(Connection connection, Map<String, String> finalNames, WorkContext context)
            throws SQLException {
        Map<String, SqliteTable> tables = new TreeMap<>();
        List<Finding> findings = new ArrayList<>();
        SqliteTableReader reader = new SqliteTableReader(connection, Evidence.DECLARED, context, findings);
        for (Named stored : named(connection)) {
            String name = finalNames.get(stored.name);
            if (name != null) {
                SqliteTable found = reader.read(stored.name, stored.sql, stored.withoutRowid);
                Table table = found.table();
                tables.put(
                        name,
                        new SqliteTable(
                                new Table(
                                        DatasetName.of(name),
                                        table.columns(),
                                        table.primaryKey(),
                                        table.indexes(),
                                        table.foreignKeys(),
                                        table.checks(),
                                        table.comment()),
                                stored.name,
                                found.rowid(),
                                found.integerKey()));
            }
        }
        return new SqliteCatalog(tables, List.of(), List.copyOf(findings));
    }

    RelationalSchema schema() {
        return new RelationalSchema(
                PRODUCT, tables.values().stream().map(SqliteTable::table).toList(), List.of(), objects);
    }

    Optional<SqliteTable> table(DatasetName name) {
        return name.namespace().isEmpty() ? Optional.ofNullable(tables.get(name.name())) : Optional.empty();
    }

    private record Named(String name, String type, boolean withoutRowid, String sql) {}

    private static List<Named> named(Connection connection) throws SQLException {
        List<Named> all = new ArrayList<>();
        String query = "SELECT l.name, l.type, l.wr, coalesce(s.sql, '') FROM pragma_table_list AS l"
                + " LEFT JOIN sqlite_schema AS s ON s.type = 'table' AND s.name = l.name"
                + " WHERE l.schema = 'main' AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY l.name";
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                all.add(new Named(rows.getString(1), rows.getString(2), rows.getBoolean(3), rows.getString(4)));
            }
        }
        return all;
    }

    /** SQLite holds to foreign keys only where the application asks it to. */
    private static void checkReferences(Connection connection, SqliteTable table, List<Finding> findings)
            throws SQLException {
        String name = table.table().name().name();
        String query = "SELECT parent, count(*) FROM pragma_foreign_key_check(?) GROUP BY parent ORDER BY parent";
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String parent = rows.getString(1);
                    if (table.table().foreignKeys().stream()
                            .noneMatch(key -> key.target().name().equalsIgnoreCase(parent))) {
                        continue;
                    }
                    findings.add(Finding.warning(
                                    "database.references-nothing",
                                    name,
                                    "rows refer to rows of \"" + parent + "\" that are not there",
                                    "Correct or remove these rows: PRAGMA foreign_key_check shows them. Else the"
                                            + " destination gets the foreign key without holding old rows to it.")
                            .withEvidence(rows.getLong(2) + " rows"));
                }
            }
        }
    }

    private static List<NativeObject> objects(Connection connection) throws SQLException {
        List<NativeObject> objects = new ArrayList<>();
        String query = "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('view', 'trigger') ORDER BY rowid";
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                NativeObject.Kind kind =
                        rows.getString(1).equals("view") ? NativeObject.Kind.VIEW : NativeObject.Kind.TRIGGER;
                objects.add(new NativeObject(kind, DatasetName.of(rows.getString(2)), rows.getString(3)));
            }
        }
        return objects;
    }
}
