package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Access;
import io.godwit.spi.CellStream;
import io.godwit.spi.Database;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.DatasetName;
import io.godwit.spi.LogicalType;
import io.godwit.spi.Partition;
import io.godwit.spi.Partition.KeyRange;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.RelationalTarget.Phase;
import io.godwit.spi.RelationalTarget.SchemaChange;
import io.godwit.spi.RelationalTarget.Translation;
import io.godwit.spi.Snapshot;
import io.godwit.spi.Table;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableDatabase.LoadReceipt;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A destination with an area in it, and the words in which the rules about writing are written. */
final class AreaBench {
    private static final AtomicInteger AREAS = new AtomicInteger();

    private final DatabaseBench bench;
    private final WritableDatabase database;
    private final WriteArea area;

    AreaBench(DatabaseBench bench) {
        this(bench, bench.openToWrite());
    }

    private AreaBench(DatabaseBench bench, WritableDatabase database) {
        this.bench = bench;
        this.database = database;
        this.area = new WriteArea(
                "tck-session", "godwit_tck_" + ProcessHandle.current().pid() + "_" + AREAS.incrementAndGet(), "");
    }

    /** Another area in the same destination. */
    AreaBench another() {
        return new AreaBench(bench, database);
    }

    WritableDatabase database() {
        return database;
    }

    WriteArea area() {
        return area;
    }

    TckContext context() {
        return bench.context();
    }

    RelationalTarget target() {
        return database.facet(RelationalTarget.class).orElseThrow();
    }

    static WriteToken token(long fence) {
        return new WriteToken("tck-session", "unit", fence);
    }

    // ---- building ----

    Translation translate(Table... tables) {
        return target().translate(TestTables.schema(tables), "", context());
    }

    /** Opens the area and makes tables in it. */
    Translation begin(Table... tables) {
        Translation plan = translate(tables);
        database.openArea(area, token(1), context());
        apply(plan, Phase.BEFORE_DATA, 1);
        return plan;
    }

    void apply(Translation plan, Phase phase, long fence) {
        for (SchemaChange change : plan.changes()) {
            if (change.phase() == phase) {
                target().apply(area, change, token(fence), context());
            }
        }
    }

    /** Makes what comes after the rows. */
    void complete(Translation plan) {
        apply(plan, Phase.AFTER_DATA, 1);
        apply(plan, Phase.RELATIONS, 1);
    }

    static Dataset dataset(Translation plan, String table) {
        Dataset dataset = plan.datasets().get(DatasetName.of(table));
        assertThat(dataset)
                .as("the dataset that takes the rows of \"%s\"", table)
                .isNotNull();
        return Objects.requireNonNull(dataset);
    }

    static List<DatasetName> names(Translation plan) {
        return plan.datasets().values().stream().map(Dataset::name).sorted().toList();
    }

    /** A piece by its number, of all keys from ten times that number on; the last reaches to infinity. */
    static Partition piece(Dataset dataset, int number, boolean isLast) {
        List<String> from = number == 0 ? List.of() : List.of(String.valueOf(number * 10));
        List<String> to = isLast ? List.of() : List.of(String.valueOf((number + 1) * 10));
        return new Partition(dataset.name(), number, new KeyRange(List.of("id"), from, to), "");
    }

    static Partition whole(Dataset dataset) {
        return new Partition(dataset.name(), 0, KeyRange.ALL, "");
    }

    LoadReceipt load(Dataset dataset, Partition piece, List<? extends List<@Nullable String>> rows) {
        return load(dataset, piece, TestCells.stream(DatabaseBench.types(dataset), rows), 1);
    }

    LoadReceipt load(Dataset dataset, Partition piece, CellStream rows, long fence) {
        return load(database, dataset, piece, rows, fence, context());
    }

    LoadReceipt load(
            WritableDatabase into, Dataset dataset, Partition piece, CellStream rows, long fence, TckContext with) {
        try (rows) {
            return into.load(area, dataset, piece, rows, token(fence), with);
        }
    }

    /** Has a dataset try rows; false where it cannot. */
    boolean attempt(
            Dataset dataset, List<? extends List<@Nullable String>> rows, WritableDatabase.RefusedRows refused) {
        try (CellStream cells = TestCells.stream(DatabaseBench.types(dataset), rows)) {
            return database.tryRows(area, dataset, cells, token(1), refused, context());
        }
    }

    /** Builds tables with rows, ready to be switched in. */
    Translation build(Map<Table, List<List<@Nullable String>>> tables) {
        Translation plan = begin(tables.keySet().toArray(Table[]::new));
        tables.forEach((table, rows) -> {
            Dataset dataset = dataset(plan, table.name().name());
            assertThat(dataset.columns())
                    .extracting(DataColumn::name)
                    .containsExactlyElementsOf(
                            table.columns().stream().map(Table.Column::name).toList());
            load(dataset, whole(dataset), rows);
        });
        complete(plan);
        return plan;
    }

    /** Builds tables and makes them the ones that are there. */
    void settle(Map<Table, List<List<@Nullable String>>> tables) {
        Translation plan = build(tables);
        switchIn(plan);
        database.finish(area, token(1), context());
    }

    List<WritableDatabase.MovedAside> switchIn(Translation plan) {
        return database.switchIn(area, names(plan), token(1), context());
    }

    // ---- looking ----

    /** What the area holds of a dataset, by the plugin. */
    List<List<@Nullable String>> built(Dataset dataset) {
        try (Snapshot snapshot = database.snapshotOf(area, context())) {
            return bench.rows(snapshot, dataset, 1L << 30);
        }
    }

    WritableDatabase.AreaState state() {
        return database.stateOf(area, context());
    }

    /**
     * A table with all its rows.
     *
     * @param definition what the plugin reads of it
     * @param rows how often each row is there
     */
    record Contents(Table definition, Map<String, Integer> rows) {}

    /** All that is there for others: schema and rows, read by another handle; without what the areas hold. */
    Map<DatasetName, Contents> contents() {
        Map<DatasetName, Contents> contents = new TreeMap<>();
        try (Database reading = bench.migrator().open(bench.location(), Access.READ, context());
                Snapshot snapshot = reading.snapshot(context())) {
            RelationalSchema schema = bench.schema(reading);
            for (Dataset dataset : snapshot.datasets(context())) {
                if (dataset.name().namespace().isEmpty()
                        && !dataset.name().name().contains("godwit_tck")) {
                    Map<String, Integer> rows = new TreeMap<>();
                    bench.rows(snapshot, dataset, 1L << 30)
                            .forEach(row -> rows.merge(String.valueOf(row), 1, Integer::sum));
                    contents.put(
                            dataset.name(),
                            new Contents(schema.table(dataset.name()).orElseThrow(), rows));
                }
            }
        }
        return contents;
    }

    /** Whatever has the area's name in its own, by JDBC. */
    List<String> traces() {
        List<String> traces = new ArrayList<>();
        try (Connection connection = bench.place().connect()) {
            DatabaseMetaData data = connection.getMetaData();
            collect(data.getTables(null, null, "%", null), traces);
            collect(data.getSchemas(), traces);
            collect(data.getCatalogs(), traces);
        } catch (SQLException e) {
            throw new AssertionError("the test could not look into its database", e);
        }
        return traces;
    }

    private void collect(ResultSet rows, List<String> traces) throws SQLException {
        try (rows) {
            int columns = Math.min(3, rows.getMetaData().getColumnCount());
            while (rows.next()) {
                for (int i = 1; i <= columns; i++) {
                    String text = rows.getString(i);
                    if (text != null && text.contains(area.name())) {
                        traces.add(text);
                    }
                }
            }
        }
    }

    /** Maps in order. */
    static <K, V> Map<K, V> both(K one, V itsValue, K two, V itsValueToo) {
        Map<K, V> map = new LinkedHashMap<>();
        map.put(one, itsValue);
        map.put(two, itsValueToo);
        return map;
    }

    static LogicalType type(Dataset dataset, int column) {
        return dataset.columns().get(column).type();
    }
}
