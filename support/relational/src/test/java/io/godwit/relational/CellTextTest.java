package io.godwit.relational;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.CellBlock;
import io.godwit.spi.LogicalType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CellTextTest {
    private final CellBlock block = new CellBlock(1, 1024, 1 << 20);

    private String read(CellText reader, String text) {
        byte[] padded = ("<<" + text + ">>").getBytes(StandardCharsets.UTF_8);
        block.clear();
        boolean taken = reader.add(padded, 2, padded.length - 4, block);
        assertThat(reader.accepts(padded, 2, padded.length - 4)).isEqualTo(taken);
        assertThat(block.rows()).isEqualTo(taken ? 1 : 0);
        return taken
                ? new String(block.data(), block.start(0, 0), block.length(0, 0), StandardCharsets.UTF_8)
                : "REFUSED";
    }

    static Stream<Arguments> vectors() throws IOException {
        List<Arguments> vectors = new ArrayList<>();
        InputStream in = Objects.requireNonNull(CellTextTest.class.getResourceAsStream("cell-text.tsv"));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#") && !line.isBlank()) {
                    String[] parts = line.split("\t", -1);
                    vectors.add(Arguments.of(parts[0], parts[1], parts[2]));
                }
            }
        }
        return vectors.stream();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void followsTheVectors(String type, String text, String expected) {
        CellText reader = CellText.of(type(type));

        assertThat(read(reader, text)).isEqualTo(expected);
        if (!expected.equals("REFUSED")) {
            assertThat(read(reader, expected))
                    .as("the canonical form is its own")
                    .isEqualTo(expected);
        }
    }

    private static LogicalType type(String name) {
        String[] parts = name.split("[(,)]", -1);
        int first = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
        int second = parts.length > 3 ? Integer.parseInt(parts[2]) : 0;
        return switch (parts[0]) {
            case "boolean" -> LogicalType.bool();
            case "integer" -> LogicalType.integer(first, false);
            case "unsigned" -> LogicalType.integer(first, true);
            case "decimal" -> LogicalType.decimal(first, second);
            case "float" -> LogicalType.floating(first);
            case "text" -> LogicalType.text(first);
            case "char" -> LogicalType.fixedText(first);
            case "bytes" -> LogicalType.bytes(first);
            case "date" -> LogicalType.date();
            case "time" -> LogicalType.time(first);
            case "timestamp" -> LogicalType.timestamp(first);
            case "moment" -> LogicalType.timestampWithZone(first);
            case "json" -> LogicalType.json();
            case "uuid" -> LogicalType.uuid();
            case "enum" -> LogicalType.enumeration(List.of("small", "gr\u00f6\u00dfer"));
            case "bit" -> LogicalType.bits(first, true);
            case "varbit" -> LogicalType.bits(first, false);
            default -> throw new IllegalArgumentException(name);
        };
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] broken = {'a', (byte) 0xc3};

        assertThat(CellText.of(LogicalType.text(0)).accepts(broken, 0, 2)).isFalse();
        assertThat(CellText.of(LogicalType.text(0)).accepts(broken, 0, 1)).isTrue();
        assertThat(CellText.of(LogicalType.json()).accepts(broken, 0, 2)).isFalse();
        assertThat(CellText.of(LogicalType.bytes(0)).accepts(broken, 0, 2)).isTrue();
    }

    @Test
    void decimalsAreThoseOfBigDecimal() {
        SplittableRandom random = Seeds.random();
        CellText free = CellText.of(LogicalType.decimal(0, -1));
        CellText money = CellText.of(LogicalType.decimal(12, 2));
        for (int i = 0; i < 40_000; i++) {
            String text = decimal(random);
            BigDecimal value = new BigDecimal(text);
            BigDecimal plain = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
            assertThat(read(free, text)).as(text).isEqualTo(plain.toPlainString());
            boolean fits = plain.scale() <= 2 && plain.precision() - plain.scale() <= 10;
            assertThat(read(money, text))
                    .as(text)
                    .isEqualTo(fits ? value.setScale(2).toPlainString() : "REFUSED");
        }
    }

    private static String decimal(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        text.append(random.nextInt(3) == 0 ? "-" : random.nextInt(4) == 0 ? "+" : "");
        int whole = random.nextInt(6);
        for (int i = 0; i < whole; i++) {
            text.append(random.nextInt(3) == 0 ? 0 : random.nextInt(10));
        }
        int fraction = random.nextInt(5);
        if (fraction > 0 || whole == 0) {
            text.append('.');
            for (int i = 0; i < fraction || (whole == 0 && i == 0); i++) {
                text.append(random.nextInt(3) == 0 ? 0 : random.nextInt(10));
            }
        }
        if (random.nextInt(3) == 0) {
            text.append(random.nextBoolean() ? 'e' : 'E').append(random.nextInt(-8, 9));
        }
        return text.toString();
    }

    @Test
    void momentsAreThoseOfJavaTime() {
        SplittableRandom random = Seeds.random();
        CellText moments = CellText.of(LogicalType.timestampWithZone(6));
        CellText times = CellText.of(LogicalType.timestamp(6));
        DateTimeFormatter canonical = new DateTimeFormatterBuilder()
                .appendPattern("uuuu-MM-dd HH:mm:ss")
                .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
                .toFormatter(Locale.ROOT);
        DateTimeFormatter iso = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT);
        for (int i = 0; i < 40_000; i++) {
            Instant instant = Instant.ofEpochSecond(
                    random.nextLong(-100_000_000_000L, 200_000_000_000L), random.nextInt(1_000_000) * 1000L);
            LocalDateTime utc = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
            if (utc.getYear() < 1 || utc.getYear() > 9998) {
                continue;
            }
            ZoneOffset zone = ZoneOffset.ofTotalSeconds(random.nextInt(-17 * 60, 17 * 60) * 60);
            assertThat(read(moments, iso.format(instant.atOffset(zone)))).isEqualTo(canonical.format(utc) + "Z");
            assertThat(read(times, utc.toString())).isEqualTo(canonical.format(utc));
        }
    }

    @Test
    void floatsAreShortest() {
        CellText doubles = CellText.of(LogicalType.floating(64));
        SplittableRandom random = Seeds.random();
        for (int i = 0; i < 50_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(Double.parseDouble(read(
                                doubles,
                                new BigDecimal(value).toString().length() > 390
                                        ? Double.toString(value)
                                        : new BigDecimal(value).toString())))
                        .isEqualTo(value);
            }
        }
    }
}
