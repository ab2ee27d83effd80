package io.godwit.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.godwit.spi.LogicalType.Kind;
import io.godwit.spi.RelationalSchema.NativeObject;
import io.godwit.spi.RelationalSchema.Sequence;
import io.godwit.spi.RelationalTarget.SchemaChange;
import io.godwit.spi.RelationalTarget.Translation;
import io.godwit.spi.Table.CheckConstraint;
import io.godwit.spi.Table.Column;
import io.godwit.spi.Table.DefaultValue;
import io.godwit.spi.Table.ForeignKey;
import io.godwit.spi.Table.Generation;
import io.godwit.spi.Table.Index;
import io.godwit.spi.Table.IndexPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Schemas in terms that no engine owns. */
class SchemaValuesTest {
    private static Column column(String name) {
        return new Column(
                name, LogicalType.integer(64, false), "BIGINT", false, DefaultValue.NONE, Generation.NONE, "");
    }

    private static Table table(String name) {
        return new Table(
                DatasetName.of(name),
                List.of(column("id"), column("total")),
                List.of("id"),
                List.of(new Index("by_total", false, List.of(IndexPart.of("total")), "", "")),
                List.of(new ForeignKey(
                        "",
                        List.of("id"),
                        DatasetName.of("other"),
                        List.of("id"),
                        ForeignKey.Action.CASCADE,
                        ForeignKey.Action.NO_ACTION)),
                List.of(new CheckConstraint("", "total > 0")),
                "");
    }

    @Test
    void typesSayWhatTheyAre() {
        assertThat(LogicalType.bool().kind()).isEqualTo(Kind.BOOLEAN);
        assertThat(LogicalType.integer(32, true).isUnsigned()).isTrue();
        assertThat(LogicalType.integer(32, true).length()).isEqualTo(32);
        assertThat(LogicalType.decimal(10, 2).scale()).isEqualTo(2);
        assertThat(LogicalType.decimal(0, -1).scale()).isEqualTo(-1);
        assertThat(LogicalType.floating(32).length()).isEqualTo(32);
        assertThat(LogicalType.text(20).isFixed()).isFalse();
        assertThat(LogicalType.fixedText(20).isFixed()).isTrue();
        assertThat(LogicalType.bytes(0).kind()).isEqualTo(Kind.BYTES);
        assertThat(LogicalType.date().kind()).isEqualTo(Kind.DATE);
        assertThat(LogicalType.time(3).length()).isEqualTo(3);
        assertThat(LogicalType.timestamp(6).kind()).isEqualTo(Kind.TIMESTAMP);
        assertThat(LogicalType.timestampWithZone(6).kind()).isEqualTo(Kind.TIMESTAMP_WITH_ZONE);
        assertThat(LogicalType.json().kind()).isEqualTo(Kind.JSON);
        assertThat(LogicalType.uuid().kind()).isEqualTo(Kind.UUID);
        assertThat(LogicalType.enumeration(List.of("a", "b")).values()).containsExactly("a", "b");
        assertThat(LogicalType.bits(8, true).isFixed()).isTrue();
        assertThat(LogicalType.other("geometry").nativeName()).isEqualTo("geometry");
        assertThat(LogicalType.text(20)).isNotEqualTo(LogicalType.fixedText(20)).isEqualTo(LogicalType.text(20));
    }

    @Test
    void typesRefuseNumbersThatMeanNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> LogicalType.text(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> LogicalType.decimal(5, -2));
    }

    @Test
    void aTypeCopiesItsValues() {
        List<String> values = new ArrayList<>(List.of("a"));
        LogicalType type = LogicalType.enumeration(values);
        values.add("b");

        assertThat(type.values()).containsExactly("a");
    }

    @Test
    void aTableFindsItsColumnsByTheirExactName() {
        Table orders = table("orders");

        assertThat(orders.column("total")).contains(column("total"));
        assertThat(orders.column("TOTAL")).isEmpty();
        assertThat(orders).isEqualTo(table("orders")).isNotEqualTo(table("stock"));
    }

    @Test
    void aSchemaFindsItsTables() {
        RelationalSchema schema = new RelationalSchema(
                "SQLite",
                List.of(table("orders")),
                List.of(new Sequence(DatasetName.of("numbers"), 5, 1)),
                List.of(new NativeObject(NativeObject.Kind.VIEW, DatasetName.of("v"), "SELECT 1")));

        assertThat(schema.table(DatasetName.of("orders"))).contains(table("orders"));
        assertThat(schema.table(new DatasetName("main", "orders"))).isEmpty();
        assertThat(schema.sequences().get(0).nextValue()).isEqualTo(5);
        assertThat(schema.objects().get(0).kind()).isEqualTo(NativeObject.Kind.VIEW);
    }

    @Test
    void aPartOfAnIndexIsAColumnOrAnExpression() {
        assertThat(IndexPart.of("total")).isEqualTo(new IndexPart("total", "", false, 0));
        assertThat(new IndexPart("", "lower(name)", true, 0).isDescending()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> new IndexPart("", "", false, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new IndexPart("a", "b", false, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new IndexPart("a", "", false, -1));
    }

    @Test
    void aForeignKeyPairsColumns() {
        Consumer<List<String>> referringTo = targets -> new ForeignKey(
                "", List.of("a"), DatasetName.of("t"), targets, ForeignKey.Action.SET_NULL, ForeignKey.Action.RESTRICT);

        referringTo.accept(List.of("b"));
        assertThatIllegalArgumentException().isThrownBy(() -> referringTo.accept(List.of("b", "c")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ForeignKey(
                        "",
                        List.of(),
                        DatasetName.of("t"),
                        List.of(),
                        ForeignKey.Action.SET_NULL,
                        ForeignKey.Action.RESTRICT));
    }

    @Test
    void partsHaveWhatMakesThem() {
        assertThatIllegalArgumentException().isThrownBy(() -> column(""));
        assertThat(column(" ").name()).as("engines allow it").isEqualTo(" ");
        assertThatIllegalArgumentException().isThrownBy(() -> new CheckConstraint("c", " "));
        assertThat(DefaultValue.CURRENT_TIMESTAMP.form()).isEqualTo(DefaultValue.Form.CURRENT_TIMESTAMP);
        assertThat(new DefaultValue(DefaultValue.Form.LITERAL, "0").text()).isEqualTo("0");
        assertThat(new Generation(Generation.Mode.IDENTITY, "", 7).nextValue()).isEqualTo(7);
    }

    @Test
    void aTranslationCopiesItsParts() {
        Map<DatasetName, Dataset> datasets = new HashMap<>();
        datasets.put(DatasetName.of("orders"), new Dataset(DatasetName.of("orders"), List.of(), List.of(), 0, 0));
        List<SchemaChange> changes = new ArrayList<>(List.of(new SchemaChange(
                "index orders.by_total", RelationalTarget.Phase.AFTER_DATA, DatasetName.of("orders"), "CREATE INDEX")));
        Translation translation = new Translation(datasets, changes, List.of(DatasetName.of("orders")), List.of());
        datasets.clear();
        changes.clear();

        assertThat(translation.datasets()).containsKey(DatasetName.of("orders"));
        assertThat(translation.changes())
                .extracting(SchemaChange::phase)
                .containsExactly(RelationalTarget.Phase.AFTER_DATA);
        assertThat(translation.replaced()).containsExactly(DatasetName.of("orders"));
    }
}
