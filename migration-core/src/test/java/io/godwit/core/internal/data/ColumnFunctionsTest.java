package io.godwit.core.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.spi.CellBlock;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.DatasetName;
import io.godwit.spi.LogicalType;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Transform;
import io.godwit.spi.TypedData;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnFunctionsTest {
    private static Dataset words(LogicalType type) {
        return new Dataset(DatasetName.of("words"), List.of(new DataColumn("word", type)), List.of(), 0, 0);
    }

    private static Transform transform(String function) {
        return new ColumnFunctionType()
                .open(ColumnFunctionType.data(Map.of("words.*", function)).get(0));
    }

    private static @Nullable String changed(String function, @Nullable String word) {
        CellBlock from = new CellBlock(1, 64, 1 << 16);
        if (word == null) {
            from.addNull();
        } else {
            byte[] cell = word.getBytes(StandardCharsets.UTF_8);
            from.add(cell, 0, cell.length);
        }
        CellBlock to = new CellBlock(1, 64, 1 << 16);
        transform(function).rewrite(words(LogicalType.text(0))).orElseThrow().rewrite(from, to);
        assertThat(to.rows()).isEqualTo(1);
        return to.isNull(0, 0) ? null : new String(to.data(), to.start(0, 0), to.length(0, 0), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "trim, '  ä b ', 'ä b'",
                "lower, ÄbC, äbc",
                "upper, äbC, ÄBC",
                "empty-to-null, '', -",
                "empty-to-null, a, a",
                "empty-to-null, -, -",
                "null-to-empty, -, ''",
                "null-to-empty, a, a",
                "trim, -, -",
                "trim, '   ', ''"
            })
    void changesText(String function, @Nullable String before, @Nullable String after) {
        assertThat(changed(function, before)).isEqualTo(after);
    }

    @Test
    void endsLinesInOneWay() {
        assertThat(changed("unix-lines", "a\r\nb\rc\n")).isEqualTo("a\nb\nc\n");
    }

    @Test
    void leavesOtherTablesAndRefusesOtherTypes() {
        assertThat(transform("trim")
                        .rewrite(new Dataset(
                                DatasetName.of("others"),
                                List.of(new DataColumn("word", LogicalType.text(0))),
                                List.of(),
                                0,
                                0)))
                .isEmpty();
        assertThatThrownBy(() -> transform("trim").rewrite(words(LogicalType.date())))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo("transform.function-impossible"));
        assertThatThrownBy(() -> ColumnFunctionType.data(Map.of("a.b", "tirm")))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo("transform.bad-data"));
    }

    @Test
    void handsColumnsToThePluginThatIsNamed() {
        List<TypedData> data = ColumnFunctionType.data(Map.of("a.b", "shop:strip", "a.c", "trim", "a.d", "shop:strip"));
        assertThat(data).extracting(TypedData::type).containsExactly(ColumnFunctionType.ID, "shop:strip");
        assertThat(data.get(1).json()).contains("\"a.b\"", "\"a.d\"").doesNotContain("a.c");
    }
}
