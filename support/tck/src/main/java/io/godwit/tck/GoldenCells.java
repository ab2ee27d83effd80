package io.godwit.tck;

import io.godwit.spi.LogicalType;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Values of every logical type in their canonical encoding, by which all engines are measured.
 *
 * @since 0.1
 */
public final class GoldenCells {
    private static final String MICROS = "23:59:59.999999";

    private GoldenCells() {}

    /**
     * Some values of a type.
     *
     * @param type what they mean
     * @param values their canonical encoding, as text; BYTES in hexadecimal
     */
    public record Vector(LogicalType type, List<String> values) {
        /** Copies the values. */
        public Vector {
            values = List.copyOf(values);
        }
    }

    /** All vectors. */
    public static final List<Vector> VECTORS = List.of(
            vector(LogicalType.bool(), "t", "f"),
            vector(LogicalType.integer(16, false), "0", "-1", "32767", "-32768"),
            vector(LogicalType.integer(32, false), "0", "7", "2147483647", "-2147483648"),
            vector(LogicalType.integer(64, false), "0", "9223372036854775807", "-9223372036854775808"),
            vector(LogicalType.integer(64, true), "0", "9223372036854775808", "18446744073709551615"),
            vector(LogicalType.decimal(12, 2), "0.00", "12.50", "-0.01", "9999999999.99", "-9999999999.99"),
            vector(LogicalType.decimal(5, 0), "0", "100", "-99999"),
            vector(
                    LogicalType.decimal(38, 10),
                    "0.0000000000",
                    "1234567890123456789012345678.0123456789",
                    "-0.0000000001"),
            vector(LogicalType.decimal(0, -1), "0", "1000000", "0.000001", "12.5", "-7", "NaN"),
            vector(LogicalType.floating(32), "0.0", "0.1", "-1.5", "1.0E10", "3.4028235E38", "NaN", "-Infinity"),
            vector(
                    LogicalType.floating(64),
                    "0.0",
                    "0.1",
                    "-1.5",
                    "100.0",
                    "1.2345678E7",
                    "1.0E-5",
                    "1.7976931348623157E308",
                    "NaN",
                    "Infinity",
                    "-Infinity"),
            vector(
                    LogicalType.text(0),
                    "",
                    " ",
                    " leading",
                    "trailing ",
                    "tab\tline\nreturn\r",
                    "quo'te\"s and \\back\\\\slashes\\n",
                    "NULL",
                    "\\N",
                    "\\.",
                    "\u0416 \u6c34 \ud83d\udc26",
                    "caf\u00e9",
                    "cafe\u0301",
                    "\u0001\u007f",
                    "long ".repeat(3000)),
            vector(LogicalType.text(40), "", "short", "\ud83d\udc26".repeat(40)),
            vector(LogicalType.fixedText(5), "abcde", "ab   ", "\u00e4\u00f6\u00fc  "),
            vector(LogicalType.bytes(0), "", "00", "00ff80", "5c5c0a0d27", everyByte()),
            vector(LogicalType.date(), "1970-01-01", "1000-01-01", "2024-02-29", "9999-12-31"),
            vector(LogicalType.time(6), "00:00:00", "12:30:00.5", MICROS),
            vector(LogicalType.time(0), "00:00:00", "23:59:59"),
            vector(
                    LogicalType.timestamp(6),
                    "1970-01-01 00:00:00",
                    "2024-02-29 12:30:00.5",
                    "2038-01-19 03:14:08.000001",
                    "9999-12-31 " + MICROS),
            vector(LogicalType.timestamp(0), "2000-01-01 00:00:00", "2024-12-31 23:59:59"),
            vector(
                    LogicalType.timestampWithZone(6),
                    "1980-01-01 00:00:00Z",
                    "2024-03-31 01:30:00.25Z",
                    "2037-12-31 " + MICROS + "Z"),
            vector(LogicalType.json(), "{\"a\": [true, null, \"x\u00e4\"], \"b\": 1}", "[]", "\"text\"", "12"),
            vector(LogicalType.uuid(), "00000000-0000-0000-0000-000000000000", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
            vector(
                    LogicalType.enumeration(List.of("small", "medium size", "gro\u00df, it's")),
                    "small",
                    "medium size",
                    "gro\u00df, it's"),
            vector(LogicalType.bits(8, true), "00000000", "10100101", "11111111"));

    private static Vector vector(LogicalType type, String... values) {
        return new Vector(type, List.of(values));
    }

    private static String everyByte() {
        return IntStream.range(0, 256).mapToObj("%02x"::formatted).collect(Collectors.joining());
    }
}
