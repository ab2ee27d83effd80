package io.godwit.core.internal.data;

import io.godwit.spi.DatasetName;
import io.godwit.spi.LogicalType;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the schema of a {@link SmallFile}: tables whose names hold no double underscore. */
final class SmallSchema {
    private static final Pattern DECIMAL = Pattern.compile("DECTEXT\\((\\d+),(\\d+)\\)");

    private SmallSchema() {}

    static RelationalSchema read(SmallFile file) {
        return file.read(connection -> {
            List<Table> tables = new ArrayList<>();
            for (String name : names(connection, "")) {
                tables.add(table(connection, name));
            }
            return new RelationalSchema("Small", tables, List.of(), List.of());
        });
    }

    /** Names of tables behind a prefix; without one, those that belong to no area. */
    static List<String> names(Connection connection, String prefix) throws SQLException {
        List<String> names = new ArrayList<>();
        for (List<String> row :
                SmallFile.rows(connection, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")) {
            String name = row.get(0);
            if (name.startsWith(prefix) && !name.substring(prefix.length()).contains("__")) {
                names.add(name.substring(prefix.length()));
            }
        }
        return names;
    }

    static Table table(Connection connection, String name) throws SQLException {
        List<Table.Column> columns = new ArrayList<>();
        List<String> key = new ArrayList<>();
        for (List<String> row : SmallFile.rows(connection, "PRAGMA table_info(\"" + name + "\")")) {
            columns.add(new Table.Column(
                    row.get(1),
                    type(row.get(2)),
                    row.get(2),
                    row.get(3).equals("0"),
                    Table.DefaultValue.NONE,
                    Table.Generation.NONE,
                    ""));
            if (!row.get(5).equals("0")) {
                key.add(row.get(1));
            }
        }
        List<Table.ForeignKey> foreignKeys = new ArrayList<>();
        for (List<String> row : SmallFile.rows(connection, "PRAGMA foreign_key_list(\"" + name + "\")")) {
            foreignKeys.add(new Table.ForeignKey(
                    "",
                    List.of(row.get(3)),
                    DatasetName.of(row.get(2)),
                    List.of(row.get(4)),
                    Table.ForeignKey.Action.NO_ACTION,
                    Table.ForeignKey.Action.NO_ACTION));
        }
        return new Table(DatasetName.of(name), columns, key, List.of(), foreignKeys, List.of(), "");
    }

    static LogicalType type(String declared) {
        Matcher decimal = DECIMAL.matcher(declared);
        if (decimal.matches()) {
            return LogicalType.decimal(Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)));
        }
        return switch (declared) {
            case "INTEGER" -> LogicalType.integer(64, false);
            case "BLOB" -> LogicalType.bytes(0);
            case "TEXT" -> LogicalType.text(0);
            default -> LogicalType.other(declared);
        };
    }
}
