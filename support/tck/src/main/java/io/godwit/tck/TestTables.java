package io.godwit.tck;

import io.godwit.spi.DatasetName;
import io.godwit.spi.LogicalType;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.Table;
import io.godwit.spi.Table.Column;
import io.godwit.spi.Table.DefaultValue;
import io.godwit.spi.Table.ForeignKey;
import io.godwit.spi.Table.Generation;
import io.godwit.spi.Table.Index;
import io.godwit.spi.Table.IndexPart;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tables of no engine, and rows for them. */
final class TestTables {
    static final long NEXT = 4711;

    /** People with a counter as key, of whom no two have the same mail. */
    static final Table PEOPLE = table(
            "people",
            List.of(
                    counter("id"),
                    required("mail", DatabaseBench.WORD),
                    column("name", LogicalType.text(0), true, DefaultValue.NONE)),
            List.of(new Index("people_mail", true, List.of(IndexPart.of("mail")), "", "")),
            List.of());

    /** What people ordered; goes with them. */
    static final Table ORDERS = table(
            "orders",
            List.of(
                    required("id", DatabaseBench.NUMBER),
                    required("person", DatabaseBench.NUMBER),
                    column("total", LogicalType.decimal(12, 2), true, DefaultValue.NONE)),
            List.of(new Index("orders_total", false, List.of(IndexPart.of("total"), IndexPart.of("person")), "", "")),
            List.of(new ForeignKey(
                    "orders_person",
                    List.of("person"),
                    DatasetName.of("people"),
                    List.of("id"),
                    ForeignKey.Action.CASCADE,
                    ForeignKey.Action.NO_ACTION)));

    private TestTables() {}

    static Column column(String name, LogicalType type, boolean isNullable, DefaultValue defaultValue) {
        return new Column(name, type, "kit", isNullable, defaultValue, Generation.NONE, "");
    }

    static Column required(String name, LogicalType type) {
        return column(name, type, false, DefaultValue.NONE);
    }

    static Column counter(String name) {
        Generation generation = new Generation(Generation.Mode.IDENTITY, "", NEXT);
        return new Column(name, DatabaseBench.NUMBER, "kit", false, DefaultValue.NONE, generation, "");
    }

    static Table table(String name, List<Column> columns, List<Index> indexes, List<ForeignKey> foreignKeys) {
        return new Table(DatasetName.of(name), columns, List.of("id"), indexes, foreignKeys, List.of(), "");
    }

    /** A number as key and a text. */
    static Table simple(String name) {
        return table(
                name,
                List.of(required("id", DatabaseBench.NUMBER), required("word", DatabaseBench.WORD)),
                List.of(),
                List.of());
    }

    static RelationalSchema schema(Table... tables) {
        return new RelationalSchema("Kit", List.of(tables), List.of(), List.of());
    }

    /** Rows of {@link #simple}. */
    static List<List<@Nullable String>> words(int from, int to, String word) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (int i = from; i < to; i++) {
            rows.add(List.of(String.valueOf(i), word + " " + i));
        }
        return rows;
    }

    static List<List<@Nullable String>> people(int count, String name) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            rows.add(List.of(String.valueOf(i), "p" + i + "@example.com", name + " " + i));
        }
        return rows;
    }

    static List<List<@Nullable String>> orders(int count, int people) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            rows.add(List.of(String.valueOf(i), String.valueOf(1 + i % people), i + ".25"));
        }
        return rows;
    }
}
