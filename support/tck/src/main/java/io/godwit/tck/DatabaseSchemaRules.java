package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Database;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.DatasetName;
import io.godwit.spi.LogicalType.Kind;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSchema.NativeObject;
import io.godwit.spi.Snapshot;
import io.godwit.spi.Table;
import io.godwit.spi.Table.Column;
import io.godwit.spi.Table.ForeignKey;
import io.godwit.spi.Table.Index;
import io.godwit.spi.Table.IndexPart;
import io.godwit.tck.DatabaseBench.Col;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules about what a database tells of its schema. */
interface DatabaseSchemaRules extends DatabaseRules {
    private Table table(String name) {
        return bench().schema(bench().openToRead())
                .table(DatasetName.of(name))
                .orElseThrow(() -> new AssertionError("the schema lacks \"" + name + "\""));
    }

    @Test
    default void tellsColumnsInOrder() {
        bench().sql("CREATE TABLE "
                + bench().quote("t") + " ("
                + bench().column(DatabaseBench.col("second", DatabaseBench.WORD), false) + ", "
                + bench().column(DatabaseBench.col("first", DatabaseBench.NUMBER), true) + ", "
                + bench().column(DatabaseBench.col("third", DatabaseBench.WORD), true) + ")");

        List<Column> columns = table("t").columns();

        assertThat(columns).extracting(Column::name).containsExactly("second", "first", "third");
        assertThat(columns).extracting(Column::isNullable).containsExactly(false, true, true);
        assertThat(columns)
                .extracting(column -> column.type().kind())
                .containsExactly(Kind.TEXT, Kind.INTEGER, Kind.TEXT);
        assertThat(columns).extracting(Column::nativeType).noneMatch(String::isBlank);
    }

    @Test
    default void tellsThePrimaryKeyInItsOrder() {
        bench().table(
                        "t",
                        List.of(
                                DatabaseBench.col("a", DatabaseBench.NUMBER),
                                DatabaseBench.col("b", DatabaseBench.WORD),
                                DatabaseBench.col("c", DatabaseBench.NUMBER)),
                        List.of("c", "a"));
        bench().table("keyless", List.of(DatabaseBench.id()), List.of());

        assertThat(table("t").primaryKey()).containsExactly("c", "a");
        assertThat(table("keyless").primaryKey()).isEmpty();
    }

    @Test
    default void tellsIndexes() {
        bench().table(
                        "t",
                        List.of(
                                DatabaseBench.id(),
                                DatabaseBench.col("a", DatabaseBench.WORD),
                                DatabaseBench.col("b", DatabaseBench.NUMBER)),
                        List.of("id"));
        bench().sql(
                        "CREATE INDEX " + bench().quote("by_b_a") + " ON " + bench().quote("t") + " ("
                                + bench().quoted(List.of("b", "a")) + ")",
                        "CREATE UNIQUE INDEX " + bench().quote("only_a") + " ON " + bench().quote("t") + " ("
                                + bench().quote("a") + ")");

        assertThat(table("t").indexes())
                .containsExactlyInAnyOrder(
                        new Index("by_b_a", false, List.of(IndexPart.of("b"), IndexPart.of("a")), "", ""),
                        new Index("only_a", true, List.of(IndexPart.of("a")), "", ""));
    }

    @Test
    default void tellsForeignKeys() {
        Col code = DatabaseBench.col("code", DatabaseBench.WORD);
        bench().table("parent", List.of(DatabaseBench.id(), code), List.of("id", "code"));
        bench().sql("CREATE TABLE " + bench().quote("child") + " (" + bench().column(DatabaseBench.id(), false) + ", "
                + bench().column(DatabaseBench.col("of_code", DatabaseBench.WORD), true) + ", "
                + bench().column(DatabaseBench.col("of_id", DatabaseBench.NUMBER), true) + ", PRIMARY KEY ("
                + bench().quote("id") + "), FOREIGN KEY (" + bench().quoted(List.of("of_id", "of_code"))
                + ") REFERENCES " + bench().quote("parent") + " (" + bench().quoted(List.of("id", "code"))
                + ") ON DELETE CASCADE)");

        List<ForeignKey> keys = table("child").foreignKeys();

        assertThat(keys).hasSize(1);
        ForeignKey key = keys.get(0);
        assertThat(key.columns()).containsExactly("of_id", "of_code");
        assertThat(key.target()).isEqualTo(DatasetName.of("parent"));
        assertThat(key.targetColumns()).containsExactly("id", "code");
        assertThat(key.onDelete()).isEqualTo(ForeignKey.Action.CASCADE);
        assertThat(key.onUpdate()).isIn(ForeignKey.Action.NO_ACTION, ForeignKey.Action.RESTRICT);
        assertThat(table("parent").foreignKeys()).isEmpty();
    }

    @Test
    default void tellsViewsApartFromTables() {
        bench().table("t", List.of(DatabaseBench.id()), List.of("id"));
        bench().sql("CREATE VIEW " + bench().quote("v") + " AS SELECT " + bench().quote("id") + " FROM "
                + bench().quote("t"));

        Database database = bench().openToRead();
        RelationalSchema schema = bench().schema(database);

        assertThat(schema.tables()).extracting(Table::name).containsExactly(DatasetName.of("t"));
        assertThat(schema.objects())
                .filteredOn(object -> object.kind() == NativeObject.Kind.VIEW)
                .hasSize(1)
                .allSatisfy(view -> {
                    assertThat(view.name()).isEqualTo(DatasetName.of("v"));
                    assertThat(view.source()).isNotBlank();
                });
        Snapshot snapshot = bench().keep(database.snapshot(bench().context()));
        assertThat(snapshot.datasets(bench().context()))
                .extracting(Dataset::name)
                .containsExactly(DatasetName.of("t"));
    }

    @Test
    default void offersTheTablesOfTheSchemaToRead() {
        for (String name : List.of("zebra", "apple", "mango")) {
            bench().given(
                            name,
                            List.of(DatabaseBench.id(), DatabaseBench.col("word", DatabaseBench.WORD)),
                            List.of("id"),
                            List.of(List.of("1", "x"), List.of("2", "y")));
        }
        Database database = bench().openToRead();
        Snapshot snapshot = bench().keep(database.snapshot(bench().context()));

        List<Dataset> datasets = snapshot.datasets(bench().context());

        assertThat(datasets)
                .extracting(Dataset::name)
                .containsExactly(DatasetName.of("apple"), DatasetName.of("mango"), DatasetName.of("zebra"));
        for (Dataset dataset : datasets) {
            Table table = bench().schema(database).table(dataset.name()).orElseThrow();
            assertThat(dataset.columns())
                    .isEqualTo(table.columns().stream()
                            .map(column -> new DataColumn(column.name(), column.type()))
                            .toList());
            assertThat(dataset.key()).isEqualTo(table.primaryKey());
        }
    }

    @Test
    default void hasNothingToTellOfAnEmptyDatabase() {
        Database database = bench().openToRead();

        RelationalSchema schema = bench().schema(database);

        assertThat(schema.tables()).isEmpty();
        assertThat(schema.sequences()).isEmpty();
        assertThat(schema.objects()).isEmpty();
        assertThat(bench().keep(database.snapshot(bench().context())).datasets(bench().context()))
                .isEmpty();
    }

    @Test
    default void tellsTheSameTwice() {
        bench().given("t", List.of(DatabaseBench.id()), List.of("id"), List.of(List.of("1")));
        Database database = bench().openToRead();

        assertThat(bench().schema(database)).isEqualTo(bench().schema(database));
    }

    @Test
    default void keepsAwkwardNames() {
        List<String> names = AwkwardNames.ALL;
        for (String name : names) {
            bench().given(
                            name,
                            List.of(DatabaseBench.id(), DatabaseBench.col(name, DatabaseBench.WORD)),
                            List.of("id"),
                            List.of(List.of("1", name)));
        }
        Database database = bench().openToRead();
        Snapshot snapshot = bench().keep(database.snapshot(bench().context()));

        List<String> seen = new ArrayList<>();
        for (Dataset dataset : snapshot.datasets(bench().context())) {
            String name = dataset.name().name();
            seen.add(name);
            assertThat(dataset.columns()).extracting(DataColumn::name).containsExactly("id", name);
            assertThat(bench().rows(snapshot, dataset, 1)).as(name).containsExactly(List.of("1", name));
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(names);
    }
}
