package io.godwit.relational;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortestDecimalTest {
    private final byte[] buffer = new byte[ShortestDecimal.MAX_LENGTH];

    private String text(double value) {
        return new String(buffer, 0, ShortestDecimal.put(value, buffer, 0), StandardCharsets.US_ASCII);
    }

    private String text(float value) {
        return new String(buffer, 0, ShortestDecimal.put(value, buffer, 0), StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({
        "0x0.0p0, 0.0",
        "-0x0.0p0, -0.0",
        "0x1.0p0, 1.0",
        "1e6, 1000000.0",
        "9999999, 9999999.0",
        "1e7, 1.0E7",
        "12345678, 1.2345678E7",
        "0.001, 0.001",
        "0.00099, 9.9E-4",
        "0.1, 0.1",
        "0.30000000000000004, 0.30000000000000004",
        "2e23, 2.0E23",
        "8.41e21, 8.41E21",
        "4.9e-324, 4.9E-324",
        "9.9e-324, 9.9E-324",
        "1.5e-323, 1.5E-323",
        "2.2250738585072014e-308, 2.2250738585072014E-308",
        "1.7976931348623157e308, 1.7976931348623157E308",
        "-123.5, -123.5",
        "9007199254740993, 9.007199254740992E15",
        "NaN, NaN",
        "Infinity, Infinity",
        "-Infinity, -Infinity"
    })
    void writesAsTheContractSays(String value, String expected) {
        assertThat(text(Double.parseDouble(value))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1.4e-45, 1.4E-45", "3.4028235e38, 3.4028235E38", "0.1, 0.1", "16777216, 1.6777216E7", "2e10, 2.0E10"})
    void writesSinglePrecision(String value, String expected) {
        assertThat(text(Float.parseFloat(value))).isEqualTo(expected);
    }

    @Test
    void isTheShortestThatReadsBack() {
        SplittableRandom random = Seeds.random();
        for (int i = 0; i < 60_000; i++) {
            double value = some(random, i);
            if (!Double.isFinite(value) || value == 0) {
                continue;
            }
            String text = text(value);
            assertThat(Double.parseDouble(text)).isEqualTo(value);
            int digits = new BigDecimal(text).stripTrailingZeros().precision();
            if (digits > 2) {
                BigDecimal exact = new BigDecimal(value);
                for (RoundingMode mode : new RoundingMode[] {RoundingMode.DOWN, RoundingMode.UP}) {
                    double shorter =
                            exact.round(new MathContext(digits - 1, mode)).doubleValue();
                    assertThat(shorter).as("%s with a digit less", text).isNotEqualTo(value);
                }
            }
            if (Runtime.version().feature() >= 19) {
                assertThat(text).isEqualTo(Double.toString(value));
            }
        }
    }

    @Test
    void singlePrecisionReadsBack() {
        SplittableRandom random = Seeds.random();
        for (int i = 0; i < 60_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            String text = text(value);
            assertThat(Float.parseFloat(text)).isEqualTo(Float.valueOf(value));
            assertThat(text.length()).isLessThanOrEqualTo(Float.toString(value).length());
            if (Runtime.version().feature() >= 19) {
                assertThat(text).isEqualTo(Float.toString(value));
            }
        }
    }

    private static double some(SplittableRandom random, int i) {
        return switch (i % 4) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> random.nextInt() / (double) (1 + random.nextInt(1000));
            case 2 -> Double.longBitsToDouble(random.nextLong(2047) << 52 | random.nextLong(8));
            default -> random.nextInt(100_000_000) / 100.0;
        };
    }
}
