package io.godwit.db.postgres;

import io.godwit.db.postgres.PostgresCatalog.PostgresTable;
import io.godwit.spi.LogicalType;
import io.godwit.spi.Partition.KeyRange;
import io.godwit.spi.Table;
import java.util.ArrayList;
import java.util.List;

/** Key ranges as conditions. COPY takes no parameters, so the values stand in them as literals. */
final class PostgresKeys {
    private PostgresKeys() {}

    static String condition(PostgresTable table, KeyRange range) {
        List<String> columns = new ArrayList<>();
        for (String name : range.columns()) {
            columns.add(PostgresSql.name(name) + (isText(table, name) ? " COLLATE \"C\"" : ""));
        }
        String from = range.from().isEmpty() ? "" : tuple(columns) + " >= " + values(table, range, range.from());
        String to = range.to().isEmpty() ? "" : tuple(columns) + " < " + values(table, range, range.to());
        return from + (from.isEmpty() || to.isEmpty() ? "" : " AND ") + to;
    }

    private static String tuple(List<String> parts) {
        return parts.size() == 1 ? parts.get(0) : "(" + String.join(", ", parts) + ")";
    }

    private static boolean isText(PostgresTable table, String column) {
        return table.table()
                .column(column)
                .map(Table.Column::type)
                .filter(type -> type.kind() == LogicalType.Kind.TEXT)
                .isPresent();
    }

    private static String values(PostgresTable table, KeyRange range, List<String> bounds) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < bounds.size(); i++) {
            String type = table.table()
                    .column(range.columns().get(i))
                    .map(Table.Column::nativeType)
                    .orElse("text");
            values.add("CAST(" + PostgresSql.literal(bounds.get(i)) + " AS " + type + ")");
        }
        return tuple(values);
    }
}
