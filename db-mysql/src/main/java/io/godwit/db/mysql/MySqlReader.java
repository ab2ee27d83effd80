package io.godwit.db.mysql;

import io.godwit.db.mysql.MySqlCatalog.MySqlTable;
import io.godwit.db.mysql.MySqlRelations.Named;
import io.godwit.db.mysql.MySqlSession.Server;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Finding;
import io.godwit.spi.LogicalType.Kind;
import io.godwit.spi.Table;
import io.godwit.spi.Table.CheckConstraint;
import io.godwit.spi.Table.Column;
import io.godwit.spi.Table.DefaultValue;
import io.godwit.spi.Table.ForeignKey;
import io.godwit.spi.Table.Generation;
import io.godwit.spi.Table.Index;
import io.godwit.spi.Table.IndexPart;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads tables from the catalogue. One thread at a time. */
final class MySqlReader {
    private static final int QUOTED_DEFAULTS_MARIADB = 100_207;
    private static final Set<String> TRANSACTIONAL = Set.of("INNODB", "ROCKSDB", "TOKUDB", "NDBCLUSTER", "NDB");

    private final Connection connection;
    private final Server server;
    private final String database;

    MySqlReader(Connection connection, Server server, String database) {
        this.connection = connection;
        this.server = server;
        this.database = database;
    }

    private record TableRow(
            String name, String engine, String type, long rows, long bytes, long nextValue, String comment) {}

    private record ColumnRow(
            String table,
            MySqlColumn column,
            boolean nullable,
            DefaultValue value,
            Generation generation,
            String comment) {}

    List<MySqlTable> tables(List<Finding> findings) throws SQLException {
        if (!server.isMariaDb() && server.version() >= 80_000) {
            MySqlSession.execute(connection, "SET SESSION information_schema_stats_expiry = 0");
        }
        List<TableRow> rows = MySqlRows.list(
                connection,
                r -> new TableRow(r.text(1), r.text(2), r.text(3), r.number(4), r.number(5), r.number(6), r.text(7)),
                "SELECT TABLE_NAME, ENGINE, TABLE_TYPE, TABLE_ROWS, DATA_LENGTH, AUTO_INCREMENT, TABLE_COMMENT"
                        + " FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?"
                        + " AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY BINARY TABLE_NAME",
                database);
        MySqlRelations relations = new MySqlRelations(connection, server, database);
        Map<String, List<Named<CheckConstraint>>> checks = byTable(relations.checks());
        Map<String, Long> counters = new HashMap<>();
        rows.forEach(row -> counters.put(row.name, row.nextValue));
        Map<String, List<ColumnRow>> columns =
                columns(checks, counters, "").stream().collect(Collectors.groupingBy(ColumnRow::table));
        Map<String, Map<String, List<Named<IndexPart>>>> indexes = relations.indexes();
        Map<String, List<Named<ForeignKey>>> keys = byTable(relations.foreignKeys());
        List<MySqlTable> tables = new ArrayList<>();
        for (TableRow row : rows) {
            tables.add(table(
                    row,
                    columns.getOrDefault(row.name, List.of()),
                    indexes.getOrDefault(row.name, Map.of()),
                    keys.getOrDefault(row.name, List.of()),
                    checks.getOrDefault(row.name, List.of())));
            notice(row, findings);
        }
        return tables;
    }

    private static void notice(TableRow row, List<Finding> findings) {
        if (!TRANSACTIONAL.contains(row.engine.toUpperCase(Locale.ROOT))) {
            findings.add(Finding.warning(
                            "database.no-transactions",
                            row.name,
                            "the table's engine has no transactions: its rows are read as they are when they are read,"
                                    + " and not as of one moment",
                            "Close the source to writers while it is moved, or convert the table to InnoDB first.")
                    .withEvidence(row.engine));
        }
        if (row.type.equals("SYSTEM VERSIONED")) {
            findings.add(Finding.warning(
                    "database.history-not-moved",
                    row.name,
                    "the table keeps its former rows; only the present ones are moved",
                    "Move the history with a dump that includes it, where it is wanted."));
        }
    }

    private static <T> Map<String, List<Named<T>>> byTable(List<Named<T>> all) {
        return all.stream().collect(Collectors.groupingBy(Named::table));
    }

    private MySqlTable table(
            TableRow row,
            List<ColumnRow> columns,
            Map<String, List<Named<IndexPart>>> indexes,
            List<Named<ForeignKey>> keys,
            List<Named<CheckConstraint>> checks) {
        List<Column> modelled = new ArrayList<>();
        for (ColumnRow c : columns) {
            modelled.add(new Column(
                    c.column.name(),
                    primaryKey(indexes, c.column.name())
                            ? c.column.type()
                            : server.reading().type(c.column),
                    nativeType(c.column),
                    c.nullable,
                    c.value,
                    c.generation,
                    c.comment));
        }
        List<String> primary = new ArrayList<>();
        List<Index> others = new ArrayList<>();
        for (Map.Entry<String, List<Named<IndexPart>>> entry : indexes.entrySet()) {
            List<IndexPart> parts = entry.getValue().stream().map(Named::value).toList();
            String[] kind = entry.getValue().get(0).name().split(" ", 2);
            if (entry.getKey().equals("PRIMARY")) {
                parts.forEach(p -> primary.add(p.column()));
            } else {
                others.add(new Index(
                        entry.getKey(), kind[0].equals("0"), parts, kind[1].equals("btree") ? "" : kind[1], ""));
            }
        }
        Set<String> json = columns.stream()
                .filter(c -> c.column.isJson())
                .map(c -> c.column.name())
                .collect(Collectors.toSet());
        Table table = new Table(
                DatasetName.of(row.name),
                modelled,
                primary,
                others,
                keys.stream().map(Named::value).toList(),
                checks.stream()
                        .filter(check -> !json.contains(check.name()))
                        .map(Named::value)
                        .toList(),
                row.comment);
        boolean hasPrefix = indexes.getOrDefault("PRIMARY", List.of()).stream()
                .anyMatch(p -> p.value().prefixLength() > 0);
        List<String> key = hasPrefix ? List.of() : primary;
        String index = "PRIMARY";
        if (key.isEmpty()) {
            for (Index other : others) {
                if (key.isEmpty() && isKey(other, columns)) {
                    key = other.parts().stream().map(IndexPart::column).toList();
                    index = other.name();
                }
            }
        }
        return new MySqlTable(
                database, table, columns.stream().map(ColumnRow::column).toList(), key, index, row.rows, row.bytes);
    }

    private static boolean primaryKey(Map<String, List<Named<IndexPart>>> indexes, String column) {
        return indexes.getOrDefault("PRIMARY", List.of()).stream()
                .anyMatch(part -> part.value().column().equals(column));
    }

    private static boolean isKey(Index index, List<ColumnRow> columns) {
        return index.isUnique()
                && index.method().isEmpty()
                && index.parts().stream()
                        .allMatch(part -> part.prefixLength() == 0
                                && columns.stream()
                                        .anyMatch(c -> c.column.name().equals(part.column()) && !c.nullable));
    }

    private static String nativeType(MySqlColumn column) {
        if (!column.isText() || column.dataType().equals("json")) {
            return column.columnType();
        }
        return column.columnType() + " CHARACTER SET " + column.characterSet() + " COLLATE " + column.collation();
    }

    private List<ColumnRow> columns(
            Map<String, List<Named<CheckConstraint>>> checks, Map<String, Long> counters, String only)
            throws SQLException {
        return MySqlRows.list(
                connection,
                r -> {
                    String extra = r.text(11).toUpperCase(Locale.ROOT);
                    String expression = r.text(12);
                    boolean computed = !expression.isEmpty();
                    String dataType = r.text(3).toLowerCase(Locale.ROOT);
                    long precision = isTime(dataType) ? r.number(9) : r.isNull(7) ? r.number(6) : r.number(7);
                    MySqlColumn column = new MySqlColumn(
                            r.text(2),
                            dataType.equals("integer") ? "int" : dataType,
                            r.text(4),
                            r.text(13),
                            r.text(14),
                            precision,
                            (int) r.number(8),
                            computed,
                            isJson(checks.getOrDefault(r.text(1), List.of()), r.text(2)));
                    Generation generation = Generation.NONE;
                    if (computed) {
                        boolean stored = extra.contains("STORED") || extra.contains("PERSISTENT");
                        generation = new Generation(
                                stored ? Generation.Mode.STORED : Generation.Mode.VIRTUAL, expression, 0);
                    } else if (extra.contains("AUTO_INCREMENT")) {
                        long next = Math.max(1, counters.getOrDefault(r.text(1), 1L));
                        generation = new Generation(Generation.Mode.IDENTITY, "", next);
                    }
                    DefaultValue value = r.isNull(10) || computed
                            ? DefaultValue.NONE
                            : defaultValue(column, r.text(10), extra.contains("DEFAULT_GENERATED"));
                    return new ColumnRow(r.text(1), column, r.text(5).equals("YES"), value, generation, r.text(15));
                },
                "SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, IS_NULLABLE, CHARACTER_MAXIMUM_LENGTH,"
                        + " NUMERIC_PRECISION, NUMERIC_SCALE, DATETIME_PRECISION, COLUMN_DEFAULT, EXTRA,"
                        + " GENERATION_EXPRESSION, CHARACTER_SET_NAME, COLLATION_NAME, COLUMN_COMMENT"
                        + " FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ?"
                        + (only.isEmpty() ? "" : " AND TABLE_NAME = " + MySqlSql.literal(only))
                        + " ORDER BY TABLE_NAME, ORDINAL_POSITION",
                database);
    }

    /** The columns of one table, without what they are when nothing is given. */
    static List<MySqlColumn> columnsOf(Connection connection, Server server, String database, String table)
            throws SQLException {
        MySqlReader reader = new MySqlReader(connection, server, database);
        return reader.columns(Map.of(), Map.of(), table).stream()
                .map(ColumnRow::column)
                .toList();
    }

    private static boolean isTime(String dataType) {
        return dataType.equals("time") || dataType.equals("datetime") || dataType.equals("timestamp");
    }

    private boolean isJson(List<Named<CheckConstraint>> checks, String column) {
        String wanted = "json_valid(`" + column.replace("`", "``") + "`)";
        return server.isMariaDb()
                && checks.stream()
                        .anyMatch(c -> c.name().equals(column)
                                && c.value().expression().equalsIgnoreCase(wanted));
    }

    private DefaultValue defaultValue(MySqlColumn column, String said, boolean generated) {
        String plain = said.toLowerCase(Locale.ROOT);
        if (plain.startsWith("current_timestamp") || plain.startsWith("now(")) {
            boolean isTime = isTime(column.dataType());
            return isTime ? DefaultValue.CURRENT_TIMESTAMP : new DefaultValue(DefaultValue.Form.EXPRESSION, said);
        }
        if (plain.equals("null") && (server.isMariaDb() || generated)) {
            return DefaultValue.NONE;
        }
        boolean quoted = server.isMariaDb() && server.version() >= QUOTED_DEFAULTS_MARIADB;
        if (generated || (quoted && !isLiteral(said))) {
            return new DefaultValue(DefaultValue.Form.EXPRESSION, said);
        }
        String text = quoted && said.startsWith("'")
                ? MySqlColumn.values("(" + said + ")").get(0)
                : said;
        return new DefaultValue(DefaultValue.Form.LITERAL, canonical(column, text));
    }

    /** Whether MariaDB's words are one value: text in quotes, a number, bits or bytes. */
    private static boolean isLiteral(String said) {
        return said.matches("(?s)'(?:[^'\\\\]|''|\\\\.)*'")
                || said.matches("[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)?")
                || said.matches("(?i)b'[01]*'|x'[0-9a-f]*'|0x[0-9a-f]*");
    }

    private static String canonical(MySqlColumn column, String text) {
        Kind kind = column.type().kind();
        if (kind == Kind.BITS && text.matches("(?i)b'[01]*'")) {
            String bits = text.substring(2, text.length() - 1);
            return "0".repeat(Math.max(0, (int) column.precision() - bits.length())) + bits;
        }
        if (kind == Kind.BYTES) {
            if (text.matches("(?i)0x[0-9a-f]*")) {
                return text.substring(2).toLowerCase(Locale.ROOT);
            }
            if (text.matches("(?i)x'[0-9a-f]*'")) {
                return text.substring(2, text.length() - 1).toLowerCase(Locale.ROOT);
            }
            return java.util.HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        return text;
    }

    /** The words that make a table. */
    String createTable(String table) throws SQLException {
        return MySqlRows.list(connection, r -> r.text(2), "SHOW CREATE TABLE " + MySqlSql.name(database, table))
                .get(0);
    }
}
