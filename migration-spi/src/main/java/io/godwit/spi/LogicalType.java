package io.godwit.spi;

import java.util.List;
import java.util.Objects;

/**
 * What the cells of a column mean, whatever engine they come from, and thereby their canonical encoding: the one form in which
 * cells travel between engines and are hashed. Equal values have equal encodings. Immutable.
 *
 * <table>
 * <caption>Canonical encoding of a cell</caption>
 * <tr><th>kind</th><th>bytes</th></tr>
 * <tr><td>BOOLEAN</td><td>{@code t} or {@code f}</td></tr>
 * <tr><td>INTEGER</td><td>decimal, no leading zeros or plus, {@code -} in front of negative ones</td></tr>
 * <tr><td>DECIMAL</td><td>plain decimal with exactly {@code scale} digits after the point where the scale is known ({@code
 *     12.50}), else without trailing zeros; never an exponent; {@code NaN}, {@code Infinity}, {@code -Infinity}</td></tr>
 * <tr><td>FLOAT</td><td>the shortest decimal that reads back as the same value of that precision, as {@link
 *     Double#toString(double)} or {@link Float#toString(float)} write it; {@code NaN}, {@code Infinity}, {@code -Infinity}; zero
 *     is {@code 0.0} or {@code -0.0}</td></tr>
 * <tr><td>TEXT, ENUM</td><td>UTF-8</td></tr>
 * <tr><td>BYTES</td><td>the bytes</td></tr>
 * <tr><td>DATE</td><td>{@code yyyy-mm-dd}, more digits after year 9999, {@code -} in front of years before 0 (astronomical);
 *     {@code infinity}, {@code -infinity}</td></tr>
 * <tr><td>TIME</td><td>{@code hh:mm:ss} and, where not zero, {@code .} and up to six digits without trailing zeros; a sign and
 *     more than 24 hours where the engine has such</td></tr>
 * <tr><td>TIMESTAMP</td><td>DATE, a blank, TIME</td></tr>
 * <tr><td>TIMESTAMP_WITH_ZONE</td><td>as TIMESTAMP, in UTC, with {@code Z} behind</td></tr>
 * <tr><td>JSON</td><td>the text as the source gives it</td></tr>
 * <tr><td>UUID</td><td>36 lower-case characters</td></tr>
 * <tr><td>BITS</td><td>one {@code 0} or {@code 1} per bit, highest first</td></tr>
 * <tr><td>OTHER</td><td>the engine's own text form, UTF-8</td></tr>
 * </table>
 *
 * @param kind what the cells are
 * @param length for INTEGER bits (8 to 64), for FLOAT bits (32 or 64), for DECIMAL digits in all, for TEXT characters, for BYTES
 *     bytes, for BITS bits, for times digits of the fraction; 0 where there is no limit or it does not apply
 * @param scale for DECIMAL digits after the point, or -1 where it varies; else 0
 * @param isUnsigned for INTEGER, whether there are no negative values
 * @param isFixed for TEXT, BYTES and BITS, whether every value has the full length
 * @param values for ENUM, the values in order; else empty
 * @param nativeName for OTHER, the engine's name of the type; for DATE, TIMESTAMP and TIMESTAMP_WITH_ZONE {@link #ZERO_DATES} where
 *     there may be days that are none; else empty
 */
public record LogicalType(
        Kind kind, int length, int scale, boolean isUnsigned, boolean isFixed, List<String> values, String nativeName) {
    /** Says that there may be days whose year, month or day is zero ({@code 0000-00-00}), as MySQL has them. */
    public static final String ZERO_DATES = "zero-dates";

    /** Checks the parts. */
    public LogicalType {
        Objects.requireNonNull(kind, "kind");
        Checks.notNegative(length, "length");
        if (scale < -1) {
            throw new IllegalArgumentException("a scale is -1 or more, not " + scale);
        }
        values = List.copyOf(values);
        Objects.requireNonNull(nativeName, "nativeName");
    }

    private static LogicalType of(Kind kind, int length) {
        return new LogicalType(kind, length, 0, false, false, List.of(), "");
    }

    /**
     * True or false.
     *
     * @return the type
     */
    public static LogicalType bool() {
        return of(Kind.BOOLEAN, 0);
    }

    /**
     * Whole numbers.
     *
     * @param bits 8, 16, 24, 32 or 64
     * @param unsigned whether there are no negative values
     * @return the type
     */
    public static LogicalType integer(int bits, boolean unsigned) {
        return new LogicalType(Kind.INTEGER, bits, 0, unsigned, false, List.of(), "");
    }

    /**
     * Exact decimal numbers.
     *
     * @param precision digits in all, 0 for no limit
     * @param scale digits after the point, -1 where it varies
     * @return the type
     */
    public static LogicalType decimal(int precision, int scale) {
        return new LogicalType(Kind.DECIMAL, precision, scale, false, false, List.of(), "");
    }

    /**
     * Binary floating-point numbers.
     *
     * @param bits 32 or 64
     * @return the type
     */
    public static LogicalType floating(int bits) {
        return of(Kind.FLOAT, bits);
    }

    /**
     * Text.
     *
     * @param characters the most, 0 for no limit
     * @return the type
     */
    public static LogicalType text(int characters) {
        return of(Kind.TEXT, characters);
    }

    /**
     * Text of one length, padded with blanks.
     *
     * @param characters the length
     * @return the type
     */
    public static LogicalType fixedText(int characters) {
        return new LogicalType(Kind.TEXT, characters, 0, false, true, List.of(), "");
    }

    /**
     * Bytes.
     *
     * @param bytes the most, 0 for no limit
     * @return the type
     */
    public static LogicalType bytes(int bytes) {
        return of(Kind.BYTES, bytes);
    }

    /**
     * Days.
     *
     * @return the type
     */
    public static LogicalType date() {
        return of(Kind.DATE, 0);
    }

    /**
     * Times of day.
     *
     * @param fraction digits of the fraction of a second, 0 to 6
     * @return the type
     */
    public static LogicalType time(int fraction) {
        return of(Kind.TIME, fraction);
    }

    /**
     * Days with times of day, in no zone.
     *
     * @param fraction digits of the fraction of a second, 0 to 6
     * @return the type
     */
    public static LogicalType timestamp(int fraction) {
        return of(Kind.TIMESTAMP, fraction);
    }

    /**
     * Moments.
     *
     * @param fraction digits of the fraction of a second, 0 to 6
     * @return the type
     */
    public static LogicalType timestampWithZone(int fraction) {
        return of(Kind.TIMESTAMP_WITH_ZONE, fraction);
    }

    /**
     * The same type where there may be days that are none. In a column of a type without them, such a day becomes NULL.
     *
     * @param may whether there may be such days
     * @return a copy for DATE, TIMESTAMP and TIMESTAMP_WITH_ZONE, else this
     */
    public LogicalType zeroDates(boolean may) {
        boolean isDay = kind == Kind.DATE || kind == Kind.TIMESTAMP || kind == Kind.TIMESTAMP_WITH_ZONE;
        return isDay && may != hasZeroDates()
                ? new LogicalType(kind, length, scale, isUnsigned, isFixed, values, may ? ZERO_DATES : "")
                : this;
    }

    /**
     * Whether there may be days that are none.
     *
     * @return true where {@link #zeroDates} said so
     */
    public boolean hasZeroDates() {
        return kind != Kind.OTHER && nativeName.equals(ZERO_DATES);
    }

    /**
     * JSON.
     *
     * @return the type
     */
    public static LogicalType json() {
        return of(Kind.JSON, 0);
    }

    /**
     * UUIDs.
     *
     * @return the type
     */
    public static LogicalType uuid() {
        return of(Kind.UUID, 0);
    }

    /**
     * One of some texts.
     *
     * @param values in order
     * @return the type
     */
    public static LogicalType enumeration(List<String> values) {
        return new LogicalType(Kind.ENUM, 0, 0, false, false, values, "");
    }

    /**
     * Bit strings.
     *
     * @param bits the most
     * @param fixed whether every value has that many
     * @return the type
     */
    public static LogicalType bits(int bits, boolean fixed) {
        return new LogicalType(Kind.BITS, bits, 0, false, fixed, List.of(), "");
    }

    /**
     * Something that only one engine has.
     *
     * @param nativeName the engine's name of it
     * @return the type
     */
    public static LogicalType other(String nativeName) {
        return new LogicalType(Kind.OTHER, 0, 0, false, false, List.of(), nativeName);
    }

    /**
     * Reads a type as people write it: {@code boolean}, {@code smallint}, {@code int}, {@code bigint} (with {@code unsigned} behind),
     * {@code decimal(12,2)}, {@code real}, {@code double}, {@code text}, {@code varchar(40)}, {@code char(2)}, {@code bytes}, {@code date},
     * {@code time(3)}, {@code timestamp(6)}, {@code timestamptz(6)}, {@code json}, {@code uuid}.
     *
     * @param words in any case
     * @return the type
     * @throws IllegalArgumentException for any other words
     */
    public static LogicalType parse(String words) {
        return TypeWords.parse(words);
    }

    /** What cells can be. */
    public enum Kind {
        /** True or false. */
        BOOLEAN,
        /** A whole number. */
        INTEGER,
        /** An exact decimal number. */
        DECIMAL,
        /** A binary floating-point number. */
        FLOAT,
        /** Text. */
        TEXT,
        /** Bytes. */
        BYTES,
        /** A day. */
        DATE,
        /** A time of day, or a span of hours. */
        TIME,
        /** A day and a time of day. */
        TIMESTAMP,
        /** A moment. */
        TIMESTAMP_WITH_ZONE,
        /** JSON text. */
        JSON,
        /** A UUID. */
        UUID,
        /** One of some texts. */
        ENUM,
        /** A string of bits. */
        BITS,
        /** Something that only one engine has. */
        OTHER
    }
}
