package io.godwit.db.jdbc;

import static io.godwit.db.jdbc.SqliteTable.quote;

import io.godwit.spi.CellBlock;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Finding;
import io.godwit.spi.LogicalType;
import io.godwit.spi.Table;
import io.godwit.spi.Table.Column;
import io.godwit.spi.Table.ForeignKey;
import io.godwit.spi.Table.Generation;
import io.godwit.spi.Table.Index;
import io.godwit.spi.Table.IndexPart;
import io.godwit.spi.WorkContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sqlite.core.CoreStatement;

/** Reads one table after the other. One thread at a time. */
final class SqliteTableReader {
    private static final int SAMPLE_ROWS = 10_000;
    private static final int CHECK_ROWS = 4096;
    /** Beyond this a value is looked at only for its storage; it fits in memory all the same. */
    private static final int SCRATCH_BYTES = 1 << 16;

    private final Connection connection;
    private final SqliteCatalog.Evidence evidence;
    private final WorkContext context;
    private final List<Finding> findings;

    SqliteTableReader(
            Connection connection, SqliteCatalog.Evidence evidence, WorkContext context, List<Finding> findings) {
        this.connection = connection;
        this.evidence = evidence;
        this.context = context;
        this.findings = findings;
    }

    /** A column as the catalogue tells it. */
    private record Declared(String name, String type, boolean notNull, String defaultWords, int keyPlace, int hidden) {
        boolean isComputed() {
            return hidden == 2 || hidden == 3;
        }
    }

    SqliteTable read(String name, String sql, boolean withoutRowid) throws SQLException {
        List<Declared> declared = declared(name);
        SqliteDefinition definition = definition(name, sql);
        List<String> key = declared.stream()
                .filter(c -> c.keyPlace > 0)
                .sorted(Comparator.comparingInt(Declared::keyPlace))
                .map(Declared::name)
                .toList();
        String rowid = withoutRowid ? "" : rowidName(declared);
        String integerKey = withoutRowid ? "" : integerKey(name, declared, key);
        Map<String, LogicalType> types = types(name, declared, key, rowid, integerKey);
        List<Column> columns = new ArrayList<>();
        for (Declared column : declared) {
            columns.add(column(name, column, types, definition, withoutRowid || !integerKey.isEmpty(), integerKey));
        }
        Table table = new Table(
                DatasetName.of(name), columns, key, indexes(name), foreignKeys(name), definition.checks(), "");
        return new SqliteTable(table, name, rowid, integerKey);
    }

    private SqliteDefinition definition(String name, String sql) {
        try {
            return SqliteDefinition.of(sql);
        } catch (IllegalArgumentException e) {
            findings.add(Finding.warning(
                            "database.definition-unread",
                            name,
                            "the definition of the table could not be read: its conditions are left out",
                            "Add the conditions at the destination by hand.")
                    .withEvidence(sql));
            return SqliteDefinition.NONE;
        }
    }

    private List<Declared> declared(String table) throws SQLException {
        List<Declared> columns = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT name, type, \"notnull\", coalesce(dflt_value, ''), pk, hidden FROM pragma_table_xinfo(?)"
                        + " ORDER BY cid")) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (rows.getInt(6) != 1) {
                        columns.add(new Declared(
                                rows.getString(1),
                                rows.getString(2),
                                rows.getBoolean(3),
                                rows.getString(4),
                                rows.getInt(5),
                                rows.getInt(6)));
                    }
                }
            }
        }
        return columns;
    }

    private static String rowidName(List<Declared> columns) {
        return Stream.of("rowid", "_rowid_", "oid")
                .filter(name -> columns.stream().noneMatch(c -> c.name.equalsIgnoreCase(name)))
                .findFirst()
                .orElse("");
    }

    /** The column that is another name for the row number: the only one of the key, declared as INTEGER, without an index. */
    private String integerKey(String table, List<Declared> columns, List<String> key) throws SQLException {
        if (key.size() != 1) {
            return "";
        }
        boolean integer = columns.stream().anyMatch(c -> c.keyPlace > 0 && c.type.equalsIgnoreCase("INTEGER"));
        if (!integer) {
            return "";
        }
        // INTEGER PRIMARY KEY DESC is an ordinary key, by an old mistake of SQLite that is kept: that one has an index.
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT count(*) FROM pragma_index_list(?) WHERE origin = 'pk'")) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getInt(1) == 0 ? key.get(0) : "";
            }
        }
    }

    private Column column(
            String table,
            Declared column,
            Map<String, LogicalType> types,
            SqliteDefinition definition,
            boolean keyIsNotNull,
            String integerKey)
            throws SQLException {
        LogicalType type = types.getOrDefault(column.name, LogicalType.text(0));
        boolean notNull = column.notNull || (column.keyPlace > 0 && keyIsNotNull);
        Generation generation = Generation.NONE;
        if (column.isComputed()) {
            generation = new Generation(
                    column.hidden == 3 ? Generation.Mode.STORED : Generation.Mode.VIRTUAL,
                    definition.computed().getOrDefault(column.name, ""),
                    0);
        } else if (column.name.equals(integerKey)) {
            generation = new Generation(Generation.Mode.IDENTITY, definition.counter(), nextValue(table, integerKey));
        }
        return new Column(
                column.name,
                type,
                column.type,
                !notNull,
                column.isComputed() ? Table.DefaultValue.NONE : SqliteDefault.of(column.defaultWords, type),
                generation,
                "");
    }

    private long nextValue(String table, String integerKey) throws SQLException {
        long greatest = number("SELECT coalesce(max(" + quote(integerKey) + "), 0) FROM " + quote(table));
        boolean counted = number("SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_sequence'") > 0;
        if (counted) {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?")) {
                statement.setString(1, table);
                try (ResultSet rows = statement.executeQuery()) {
                    greatest = Math.max(greatest, rows.next() ? rows.getLong(1) : 0);
                }
            }
        }
        return Math.max(1, greatest == Long.MAX_VALUE ? greatest : greatest + 1);
    }

    private long number(String query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** The types, as far as the values bear them out. */
    private Map<String, LogicalType> types(
            String table, List<Declared> columns, List<String> key, String rowid, String integerKey)
            throws SQLException {
        Map<String, LogicalType> types = new LinkedHashMap<>();
        if (evidence == SqliteCatalog.Evidence.DECLARED) {
            columns.forEach(c -> types.put(c.name, SqliteType.promised(c.type)));
            return types;
        }
        List<SqliteProfile> profiles =
                columns.stream().map(c -> new SqliteProfile(c.type)).toList();
        look(table, columns, rowid, profiles);
        for (int i = 0; i < columns.size(); i++) {
            String column = columns.get(i).name;
            String subject = table + "." + column;
            types.put(column, profiles.get(i).type());
            findings.addAll(profiles.get(i).findings(subject));
            if (key.contains(column)
                    && !column.equals(integerKey)
                    && profiles.get(i).hasNulls()) {
                findings.add(Finding.error(
                        "database.null-in-key",
                        subject,
                        "rows have no value in a column of the primary key, which only SQLite allows",
                        "Give these rows a key, or remove them."));
            }
        }
        return types;
    }

    private void look(String table, List<Declared> columns, String rowid, List<SqliteProfile> profiles)
            throws SQLException {
        String names = columns.stream().map(c -> quote(c.name)).collect(Collectors.joining(", "));
        String limit = evidence == SqliteCatalog.Evidence.SAMPLE ? " LIMIT " + SAMPLE_ROWS : "";
        String query = "SELECT " + names + (rowid.isEmpty() ? "" : ", " + rowid) + " FROM " + quote(table) + limit;
        CellBlock scratch = new CellBlock(1, SCRATCH_BYTES, Integer.MAX_VALUE - 16);
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            CoreStatement core = (CoreStatement) statement;
            long[] count = new long[1];
            while (rows.next()) {
                if (++count[0] % CHECK_ROWS == 0) {
                    context.cancellation().throwIfCancelled();
                }
                core.pointer.safeRunConsume((db, row) -> {
                    long number = rowid.isEmpty() ? count[0] : db.column_long(row, profiles.size());
                    for (int i = 0; i < profiles.size(); i++) {
                        profiles.get(i).add(db, row, i, number, scratch);
                    }
                });
            }
        }
    }

    private record IndexName(String name, boolean unique, String origin, String sql) {}

    private List<Index> indexes(String table) throws SQLException {
        List<IndexName> names = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT l.name, l.\"unique\", l.origin, coalesce(s.sql, '') FROM pragma_index_list(?) AS l"
                        + " LEFT JOIN sqlite_schema AS s ON s.type = 'index' AND s.name = l.name"
                        + " WHERE l.origin <> 'pk' ORDER BY l.seq DESC")) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(
                            new IndexName(rows.getString(1), rows.getBoolean(2), rows.getString(3), rows.getString(4)));
                }
            }
        }
        List<Index> indexes = new ArrayList<>();
        for (IndexName name : names) {
            indexes.add(index(name));
        }
        return indexes;
    }

    private Index index(IndexName index) throws SQLException {
        SqliteDefinition.Index definition =
                index.sql.isEmpty() ? new SqliteDefinition.Index(List.of(), "") : SqliteDefinition.Index.of(index.sql);
        List<IndexPart> parts = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT cid, coalesce(name, ''), \"desc\", coll FROM pragma_index_xinfo(?) WHERE key = 1"
                        + " ORDER BY seqno")) {
            statement.setString(1, index.name);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String column = rows.getString(2);
                    boolean plain = rows.getInt(1) >= 0;
                    String collation = rows.getString(4);
                    String words = plain ? quote(column) : definition.parts().get(parts.size());
                    boolean binary = collation == null || collation.equalsIgnoreCase("BINARY");
                    parts.add(
                            plain && binary
                                    ? new IndexPart(column, "", rows.getBoolean(3), 0)
                                    : new IndexPart(
                                            "",
                                            binary ? words : words + " COLLATE " + collation,
                                            rows.getBoolean(3),
                                            0));
                }
            }
        }
        boolean constraint = index.origin.equals("u");
        return new Index(constraint ? "" : index.name, index.unique, parts, "", definition.predicate());
    }

    private List<ForeignKey> foreignKeys(String table) throws SQLException {
        Map<Integer, List<String[]>> keys = new TreeMap<>(Comparator.reverseOrder());
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT id, \"table\", \"from\", coalesce(\"to\", ''), on_delete, on_update"
                        + " FROM pragma_foreign_key_list(?) ORDER BY id, seq")) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    keys.computeIfAbsent(rows.getInt(1), id -> new ArrayList<>())
                            .add(new String[] {
                                rows.getString(2),
                                rows.getString(3),
                                rows.getString(4),
                                rows.getString(5),
                                rows.getString(6)
                            });
                }
            }
        }
        List<ForeignKey> foreign = new ArrayList<>();
        for (List<String[]> pairs : keys.values()) {
            String[] first = pairs.get(0);
            foreign.add(new ForeignKey(
                    "",
                    pairs.stream().map(p -> p[1]).toList(),
                    DatasetName.of(first[0]),
                    pairs.stream().map(p -> p[2]).toList(),
                    action(first[3]),
                    action(first[4])));
        }
        return foreign;
    }

    private static ForeignKey.Action action(String words) {
        return ForeignKey.Action.valueOf(words.toUpperCase(Locale.ROOT).replace(' ', '_'));
    }

    /** Gives foreign keys the names as the tables they refer to have them, and the key that they leave out. */
    void resolveReferences(Map<String, SqliteTable> tables) {
        Map<String, SqliteTable> byLowerCase = new LinkedHashMap<>();
        tables.forEach((name, table) -> byLowerCase.put(name.toLowerCase(Locale.ROOT), table));
        tables.replaceAll((name, table) -> {
            List<ForeignKey> keys = new ArrayList<>();
            for (ForeignKey key : table.table().foreignKeys()) {
                SqliteTable target = byLowerCase.get(key.target().name().toLowerCase(Locale.ROOT));
                ForeignKey resolved = target == null ? null : resolve(table, key, target);
                if (resolved == null) {
                    findings.add(Finding.warning(
                            "database.dangling-key",
                            name + "." + String.join(", ", key.columns()),
                            "a foreign key refers to \"" + key.target() + "\", which has no such table or key;"
                                    + " it is left out",
                            "Nothing to do where it was never used."));
                } else {
                    keys.add(resolved);
                }
            }
            Table old = table.table();
            return new SqliteTable(
                    new Table(
                            old.name(),
                            old.columns(),
                            old.primaryKey(),
                            old.indexes(),
                            keys,
                            old.checks(),
                            old.comment()),
                    table.stored(),
                    table.rowid(),
                    table.integerKey());
        });
    }

    private static @org.jspecify.annotations.Nullable ForeignKey resolve(
            SqliteTable from, ForeignKey key, SqliteTable target) {
        boolean implied = key.targetColumns().get(0).isEmpty();
        List<String> targetColumns = implied
                ? target.key()
                : key.targetColumns().stream()
                        .flatMap(c -> target.column(c).stream())
                        .map(Column::name)
                        .toList();
        List<String> columns = key.columns().stream()
                .flatMap(c -> from.column(c).stream())
                .map(Column::name)
                .toList();
        if (targetColumns.size() != key.columns().size()
                || columns.size() != key.columns().size()) {
            return null;
        }
        return new ForeignKey("", columns, target.table().name(), targetColumns, key.onDelete(), key.onUpdate());
    }
}
