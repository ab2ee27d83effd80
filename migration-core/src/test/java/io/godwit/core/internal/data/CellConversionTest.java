package io.godwit.core.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.godwit.spi.CellBlock;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.DatasetName;
import io.godwit.spi.LogicalType;
import io.godwit.spi.MigrationException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CellConversionTest {
    private static final LogicalType LONG = LogicalType.integer(64, false);
    private static final LogicalType ANY_DECIMAL = LogicalType.decimal(0, -1);
    private static final LogicalType MONEY = LogicalType.decimal(10, 2);
    private static final LogicalType DOUBLE = LogicalType.floating(64);
    private static final LogicalType FLOAT = LogicalType.floating(32);
    private static final LogicalType TEXT = LogicalType.text(0);
    private static final LogicalType ZONED = LogicalType.timestampWithZone(6);
    private static final LogicalType PLAIN = LogicalType.timestamp(6);

    private static Dataset dataset(LogicalType type) {
        return new Dataset(
                DatasetName.of("goods"),
                List.of(new DataColumn("id", LONG), new DataColumn("value", type)),
                List.of("id"),
                0,
                0);
    }

    private static CellBlock block(String value) {
        CellBlock block = new CellBlock(2, 16, 1 << 20);
        byte[] id = {'7'};
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        block.add(id, 0, 1);
        block.add(bytes, 0, bytes.length);
        block.add(id, 0, 1);
        block.addNull();
        return block;
    }

    private static String converted(LogicalType from, LogicalType to, String value) {
        CellBlock source = block(value);
        CellBlock target = new CellBlock(2, 16, 1 << 20);
        CellConversion conversion =
                CellConversion.between(dataset(from), dataset(to)).orElse(null);
        if (conversion == null) {
            return "same";
        }
        conversion.rewrite(source, target);
        assertThat(target.rows()).isEqualTo(2);
        assertThat(target.isNull(1, 1)).isTrue();
        assertThat(target.length(0, 0)).isEqualTo(1);
        return new String(target.data(), target.start(0, 1), target.length(0, 1), StandardCharsets.UTF_8);
    }

    @Test
    void makesNullOfDaysThatAreNone() {
        LogicalType zeros = LogicalType.date().zeroDates(true);
        for (String none : List.of("0000-00-00", "2024-00-05", "2024-05-00", "0000-00-00 00:00:00")) {
            CellBlock target = new CellBlock(2, 16, 1 << 20);
            CellConversion.between(dataset(zeros), dataset(LogicalType.date()))
                    .orElseThrow()
                    .rewrite(block(none), target);
            assertThat(target.isNull(0, 1)).as(none).isTrue();
        }
        assertThat(converted(zeros, LogicalType.date(), "2024-05-10")).isEqualTo("2024-05-10");
        assertThat(converted(zeros, PLAIN, "2024-05-10")).isEqualTo("2024-05-10 00:00:00");
        assertThat(converted(zeros, zeros, "0000-00-00")).isEqualTo("same");
        assertThat(converted(zeros, TEXT, "0000-00-00")).isEqualTo("same");
    }

    static Stream<Arguments> ways() {
        return Stream.of(
                arguments(LONG, LogicalType.integer(16, true), "12", "same"),
                arguments(LONG, LogicalType.decimal(20, 0), "12", "same"),
                arguments(LONG, MONEY, "-12", "-12.00"),
                arguments(LONG, LogicalType.bool(), "1", "t"),
                arguments(LONG, LogicalType.bool(), "0", "f"),
                arguments(LogicalType.bool(), LONG, "t", "1"),
                arguments(LogicalType.bool(), LONG, "f", "0"),
                arguments(LogicalType.bits(1, true), LogicalType.bool(), "1", "t"),
                arguments(LogicalType.bool(), LogicalType.bits(1, true), "f", "0"),
                arguments(ANY_DECIMAL, MONEY, "12.5", "12.50"),
                arguments(ANY_DECIMAL, MONEY, "12", "12.00"),
                arguments(ANY_DECIMAL, MONEY, "NaN", "NaN"),
                arguments(MONEY, ANY_DECIMAL, "12.50", "12.5"),
                arguments(MONEY, ANY_DECIMAL, "12.00", "12"),
                arguments(MONEY, ANY_DECIMAL, "-0.00", "0"),
                arguments(MONEY, LogicalType.decimal(12, 4), "-0.05", "-0.0500"),
                arguments(MONEY, LogicalType.decimal(12, 1), "100.50", "100.5"),
                arguments(MONEY, LONG, "100.00", "100"),
                arguments(LONG, DOUBLE, "10", "10.0"),
                arguments(MONEY, DOUBLE, "12.50", "12.5"),
                arguments(DOUBLE, ANY_DECIMAL, "1.5E10", "15000000000"),
                arguments(DOUBLE, MONEY, "0.25", "0.25"),
                arguments(DOUBLE, MONEY, "Infinity", "Infinity"),
                arguments(DOUBLE, FLOAT, "0.1", "0.1"),
                arguments(DOUBLE, FLOAT, "0.123456789123", "0.12345679"),
                arguments(FLOAT, DOUBLE, "1.0E10", "1.0E10"),
                arguments(FLOAT, DOUBLE, "3.4028235E38", "3.4028235E38"),
                arguments(FLOAT, DOUBLE, "NaN", "NaN"),
                arguments(LogicalType.date(), PLAIN, "2024-02-29", "2024-02-29 00:00:00"),
                arguments(LogicalType.date(), ZONED, "2024-02-29", "2024-02-29 00:00:00Z"),
                arguments(LogicalType.date(), PLAIN, "infinity", "infinity"),
                arguments(PLAIN, LogicalType.date(), "2024-02-29 00:00:00", "2024-02-29"),
                arguments(PLAIN, ZONED, "2024-02-29 12:00:00.5", "2024-02-29 12:00:00.5Z"),
                arguments(PLAIN, ZONED, "-infinity", "-infinity"),
                arguments(ZONED, PLAIN, "2024-02-29 12:00:00.5Z", "2024-02-29 12:00:00.5"),
                arguments(ZONED, PLAIN, "infinity", "infinity"),
                arguments(LONG, TEXT, "5", "same"),
                arguments(LogicalType.json(), TEXT, "{}", "same"),
                arguments(TEXT, LogicalType.other("citext"), "x", "same"),
                arguments(TEXT, LogicalType.bytes(0), "x", "same"),
                arguments(LogicalType.enumeration(List.of("a")), TEXT, "a", "same"),
                arguments(TEXT, LogicalType.fixedText(4), "äö", "äö  "),
                arguments(TEXT, LogicalType.fixedText(4), "", "    "),
                arguments(LogicalType.fixedText(4), LogicalType.fixedText(6), "ab  ", "ab    "),
                arguments(LogicalType.fixedText(4), TEXT, "ab  ", "same"),
                arguments(
                        TEXT,
                        LogicalType.uuid(),
                        "6BA7B810-9DAD-11D1-80B4-00C04FD430C8",
                        "6ba7b810-9dad-11d1-80b4-00c04fd430c8"));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void convertsWhatCanBeConverted(LogicalType from, LogicalType to, String value, String expected) {
        assertThat(converted(from, to, value)).isEqualTo(expected);
    }

    static Stream<Arguments> losses() {
        return Stream.of(
                arguments(LONG, LogicalType.bool(), "2"),
                arguments(LONG, LogicalType.bool(), "10"),
                arguments(LogicalType.bool(), LONG, "yes"),
                arguments(ANY_DECIMAL, MONEY, "1.005"),
                arguments(MONEY, LONG, "1.50"),
                arguments(ANY_DECIMAL, LONG, "NaN"),
                arguments(DOUBLE, FLOAT, "1.0E300"),
                arguments(DOUBLE, MONEY, "0.125"),
                arguments(PLAIN, LogicalType.date(), "2024-02-29 00:00:01"),
                arguments(TEXT, LogicalType.uuid(), "Pater noster"));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void refusesToLoseAnythingAndTellsNoValue(LogicalType from, LogicalType to, String value) {
        assertThatThrownBy(() -> converted(from, to, value)).isInstanceOfSatisfying(MigrationException.class, e -> {
            assertThat(e.code()).isEqualTo("database.value-refused");
            assertThat(e.subject()).isEqualTo("goods.value");
            assertThat(e.isRetryable()).isFalse();
            assertThat(e).hasMessageNotContaining(value.length() > 1 ? value : "\"" + value + "\"");
        });
    }

    static Stream<Arguments> dead() {
        return Stream.of(
                arguments(TEXT, LogicalType.bool()),
                arguments(TEXT, LONG),
                arguments(TEXT, MONEY),
                arguments(TEXT, DOUBLE),
                arguments(LogicalType.bytes(0), TEXT),
                arguments(LogicalType.bytes(0), LogicalType.json()),
                arguments(LONG, LogicalType.json()),
                arguments(LONG, LogicalType.bytes(0)),
                arguments(LONG, LogicalType.date()),
                arguments(LONG, LogicalType.time(6)),
                arguments(LONG, PLAIN),
                arguments(LONG, ZONED),
                arguments(LONG, LogicalType.uuid()),
                arguments(LONG, LogicalType.bits(8, true)),
                arguments(LogicalType.bool(), LogicalType.bits(8, true)));
    }

    @ParameterizedTest
    @MethodSource("dead")
    void knowsWhereThereIsNoWay(LogicalType from, LogicalType to) {
        assertThat(CellConversion.impossible(dataset(from), dataset(to)))
                .extracting(DataColumn::name)
                .containsExactly("value");
    }

    static Stream<Arguments> likes() {
        return Stream.of(
                arguments(LogicalType.time(3), LogicalType.time(6)),
                arguments(PLAIN, LogicalType.timestamp(3)),
                arguments(ZONED, LogicalType.timestampWithZone(0)),
                arguments(LogicalType.bits(8, true), LogicalType.bits(16, false)),
                arguments(LogicalType.uuid(), LogicalType.text(36)),
                arguments(LogicalType.bytes(10), LogicalType.bytes(0)),
                arguments(LogicalType.bool(), LogicalType.bool()),
                arguments(FLOAT, LogicalType.floating(32)),
                arguments(MONEY, LogicalType.decimal(20, 2)),
                arguments(LogicalType.other("point"), LogicalType.other("geometry")),
                arguments(LogicalType.json(), LogicalType.enumeration(List.of("a"))));
    }

    @ParameterizedTest
    @MethodSource("likes")
    void leavesAloneWhatBothWriteTheSameWay(LogicalType from, LogicalType to) {
        assertThat(converted(from, to, "x")).isEqualTo("same");
    }

    @Test
    void saysBeforehandWhatHasNoConversion() {
        assertThat(CellConversion.impossible(dataset(LogicalType.bytes(0)), dataset(DOUBLE)))
                .extracting(DataColumn::name)
                .containsExactly("value");
        assertThatThrownBy(() -> CellConversion.between(dataset(TEXT), dataset(LONG)))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo("schema.no-conversion"));
    }
}
