package io.godwit.db.mysql;

import io.godwit.db.mysql.MySqlCatalog.MySqlTable;
import io.godwit.spi.LogicalType;
import io.godwit.spi.Partition.KeyRange;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Key ranges as conditions that MySQL can look up in an index; it does not for a comparison of whole tuples. */
final class MySqlKeys {
    private static final int SAMPLE = 250;

    private MySqlKeys() {}

    /** What the columns of a key mean. */
    @FunctionalInterface
    interface Types {
        LogicalType of(String column);
    }

    private static Types types(MySqlTable table) {
        return name -> table.column(name).map(MySqlColumn::type).orElse(LogicalType.text(0));
    }

    static String condition(MySqlTable table, KeyRange range) {
        return condition(types(table), range);
    }

    static String condition(Types types, KeyRange range) {
        List<String> conditions = new ArrayList<>();
        if (!range.from().isEmpty()) {
            conditions.add(bound(types, range.columns(), range.from(), ">", ">="));
        }
        if (!range.to().isEmpty()) {
            conditions.add(bound(types, range.columns(), range.to(), "<", "<"));
        }
        return String.join(" AND ", conditions);
    }

    /** (a, b) >= (1, 2) as (a > 1 OR (a = 1 AND b >= 2)). */
    private static String bound(Types types, List<String> columns, List<String> values, String beyond, String last) {
        String column = MySqlSql.name(columns.get(0));
        String value = literal(types, columns.get(0), values.get(0));
        if (columns.size() == 1) {
            return column + " " + last + " " + value;
        }
        String rest = bound(types, columns.subList(1, columns.size()), values.subList(1, values.size()), beyond, last);
        return "(" + column + " " + beyond + " " + value + " OR (" + column + " = " + value + " AND " + rest + "))";
    }

    private static String literal(Types types, String name, String value) {
        LogicalType type = types.of(name);
        return switch (type.kind()) {
            case INTEGER, DECIMAL -> value.matches("-?[0-9]+(\\.[0-9]+)?") ? value : MySqlSql.literal(value);
            case BYTES -> "x'" + (value.matches("([0-9a-fA-F]{2})*") ? value : "") + "'";
            case BITS -> "b'" + (value.matches("[01]*") ? value : "") + "'";
            case TIMESTAMP_WITH_ZONE ->
                MySqlSql.literal(value.endsWith("Z") ? value.substring(0, value.length() - 1) : value);
            case TEXT, ENUM, OTHER, JSON ->
                "CONVERT(x'" + HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8)) + "' USING utf8mb4)";
            default -> MySqlSql.literal(value);
        };
    }

    /** About how many bytes a row has, from the first and the last ones: the same for the same data. */
    static long bytesPerRow(MySqlSnapshot snapshot, MySqlTable table) {
        String lengths = table.columns().stream()
                .map(c -> "COALESCE(OCTET_LENGTH(" + MySqlSql.name(c.name()) + "), 0)")
                .collect(Collectors.joining(" + "));
        String rows = "(SELECT " + lengths + " AS bytes FROM " + table.quoted() + " FORCE INDEX ("
                + MySqlSql.name(table.index()) + ") ORDER BY ";
        String descending =
                table.key().stream().map(c -> MySqlSql.name(c) + " DESC").collect(Collectors.joining(", "));
        String query = "SELECT CAST(COALESCE(AVG(bytes), 0) AS SIGNED) FROM (" + rows + MySqlSql.names(table.key())
                + " LIMIT " + SAMPLE + ") UNION ALL " + rows + descending + " LIMIT " + SAMPLE + ")) AS sample";
        return Long.parseLong(ask(snapshot, table, query, 1).get(0));
    }

    /** The first key that is so many rows on. */
    static Optional<List<String>> boundary(
            MySqlSnapshot snapshot, MySqlTable table, @Nullable List<String> from, long rows) {
        StringBuilder query = new StringBuilder("SELECT ");
        for (int i = 0; i < table.key().size(); i++) {
            query.append(i == 0 ? "" : ", ").append(text(table, table.key().get(i)));
        }
        query.append(" FROM ").append(table.quoted());
        query.append(" FORCE INDEX (").append(MySqlSql.name(table.index())).append(')');
        if (from != null) {
            query.append(" WHERE ").append(bound(types(table), table.key(), from, ">", ">="));
        }
        String order = MySqlSql.names(table.key());
        query.append(" ORDER BY ").append(order).append(" LIMIT 1 OFFSET ").append(rows);
        List<String> key = ask(snapshot, table, query.toString(), table.key().size());
        return key.isEmpty() ? Optional.empty() : Optional.of(key);
    }

    /** The only row of a query, or nothing. */
    private static List<String> ask(MySqlSnapshot snapshot, MySqlTable table, String query, int columns) {
        MySqlSnapshot.Reader reader = snapshot.join();
        boolean sound = false;
        try (Statement statement = reader.connection().createStatement();
                ResultSet found = statement.executeQuery(query)) {
            sound = true;
            List<String> row = new ArrayList<>();
            if (found.next()) {
                for (int i = 1; i <= columns; i++) {
                    row.add(found.getString(i));
                }
            }
            return row;
        } catch (SQLException e) {
            throw snapshot.failed(
                    e,
                    reader,
                    "cutting \"" + table.table().name() + "\"",
                    table.table().name());
        } finally {
            snapshot.leave(reader, sound);
        }
    }

    /** A key column as text in canonical encoding. */
    private static String text(MySqlTable table, String name) {
        String column = MySqlSql.name(name);
        LogicalType type = table.column(name).map(MySqlColumn::type).orElse(LogicalType.text(0));
        return switch (type.kind()) {
            case BYTES -> "HEX(" + column + ")";
            case BITS -> "LPAD(BIN(" + column + " + 0), " + type.length() + ", '0')";
            case INTEGER -> "CAST(" + column + " + 0 AS CHAR)";
            case TIMESTAMP_WITH_ZONE -> "CONCAT(CAST(" + column + " AS CHAR), 'Z')";
            default -> "CAST(" + column + " AS CHAR)";
        };
    }
}
