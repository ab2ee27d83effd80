package io.godwit.core.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.spi.CellBlock;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.DatasetName;
import io.godwit.spi.LogicalType;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Transform;
import io.godwit.spi.TypedData;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskingTest {
    private static Dataset people(LogicalType type) {
        return new Dataset(
                new DatasetName("shop", "people"),
                List.of(new DataColumn("id", LogicalType.integer(32, false)), new DataColumn("secret", type)),
                List.of("id"),
                0,
                0);
    }

    private static List<@Nullable String> masked(TypedData data, LogicalType type, String... values) {
        Transform transform = new MaskType().open(data);
        CellBlock from = new CellBlock(2, 1 << 12, 1 << 20);
        for (String value : values) {
            byte[] cell = value.getBytes(StandardCharsets.UTF_8);
            from.add(new byte[] {'7'}, 0, 1);
            from.add(cell, 0, cell.length);
        }
        CellBlock to = new CellBlock(2, 1 << 12, 1 << 20);
        transform.rewrite(people(type)).orElseThrow().rewrite(from, to);
        List<@Nullable String> result = new ArrayList<>();
        for (int row = 0; row < to.rows(); row++) {
            assertThat(text(to, row, 0)).isEqualTo("7");
            result.add(to.isNull(row, 1) ? null : text(to, row, 1));
        }
        return result;
    }

    private static String text(CellBlock block, int row, int column) {
        return new String(block.data(), block.start(row, column), block.length(row, column), StandardCharsets.UTF_8);
    }

    private static TypedData mask(String way) {
        return MaskType.data(Map.of("people.secret", way));
    }

    @ParameterizedTest
    @CsvSource({
        "hash, [0-9a-f]{20}",
        "keep-format, '[A-Z][a-z]{2} [0-9]{3}-x!'",
        "fake-name, [A-Z][a-z]+ [A-Z][a-z]+",
        "fake-email, [0-9a-f]{16}@exa",
        "fake-phone, '\\+1 555 [0-9]{3} [0-9]{4}'",
        "fake-text, '[a-z ]{1,11}'"
    })
    void masksTextWithinItsColumn(String way, String pattern) {
        TypedData data = mask(way);
        LogicalType type = LogicalType.text(20);

        List<@Nullable String> found = masked(data, type, "Zoe 123-\u00e9!", "Zoe 124-\u00e9!", "Zoe 123-\u00e9!");

        assertThat(found).allSatisfy(text -> assertThat(text).matches(pattern));
        assertThat(found.get(0)).isEqualTo(found.get(2)).isNotEqualTo("Zoe 123-\u00e9!");
        assertThat(masked(data, type, "Zoe 123-\u00e9!"))
                .as("in another process")
                .containsExactly(found.get(0));
    }

    @Test
    void makesNothingOfAnything() {
        assertThat(masked(mask("null"), LogicalType.date(), "2024-01-01")).containsExactly((String) null);
    }

    @Test
    void numbersStayWithinTheirTypes() {
        LogicalType tiny = LogicalType.integer(8, false);
        String[] all = java.util.stream.IntStream.rangeClosed(-128, 127)
                .mapToObj(Integer::toString)
                .toArray(String[]::new);
        for (String way : List.of("hash", "keep-format")) {
            assertThat(masked(mask(way), tiny, all))
                    .allSatisfy(text -> assertThat(Integer.parseInt(java.util.Objects.requireNonNull(text)))
                            .isBetween(-128, 127));
        }
        assertThat(masked(mask("keep-format"), LogicalType.decimal(10, 2), "1234.50"))
                .allSatisfy(text -> assertThat(text).matches("1[0-9]{3}\\.[0-9]{2}"));
        assertThat(masked(mask("hash"), LogicalType.uuid(), "123e4567-e89b-12d3-a456-426655440000"))
                .allSatisfy(text -> assertThat(java.util.UUID.fromString(text)).hasToString(text));
    }

    @Test
    void anotherMigrationMasksOtherwise() {
        LogicalType type = LogicalType.text(0);
        assertThat(masked(mask("hash"), type, "value")).isNotEqualTo(masked(mask("hash"), type, "value"));
    }

    @Test
    void findsColumnsByStars() {
        Dataset people = people(LogicalType.text(0));
        for (String column : List.of("*.secret", "people.*cret", "shop.people.secret", "PEOPLE.Secret")) {
            assertThat(new MaskType()
                            .open(MaskType.data(Map.of(column, "hash")))
                            .rewrite(people))
                    .as(column)
                    .isPresent();
        }
        assertThat(new MaskType()
                        .open(MaskType.data(Map.of("other.secret", "hash")))
                        .rewrite(people))
                .isEmpty();
    }

    @Test
    void saysWhatCannotBeMaskedSo() {
        MigrationException impossible = catchThrowableOfType(
                MigrationException.class,
                () -> new MaskType().open(mask("fake-name")).rewrite(people(LogicalType.date())));
        assertThat(impossible.code()).isEqualTo("transform.mask-impossible");
        assertThat(catchThrowableOfType(MigrationException.class, () -> mask("rot13"))
                        .code())
                .isEqualTo("transform.bad-data");
    }
}
