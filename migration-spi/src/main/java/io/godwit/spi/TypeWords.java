package io.godwit.spi;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Types as people write them. */
final class TypeWords {
    private static final Pattern TYPE =
            Pattern.compile("([a-z]+)(?: ?\\( ?(\\d{1,5})(?: ?, ?(\\d{1,5}))? ?\\))?( unsigned)?");
    /** As many digits of a fraction as there are. */
    private static final int MICROSECONDS = 6;
    /** As many digits as every engine has at least. */
    private static final int DIGITS = 65;

    private TypeWords() {}

    static LogicalType parse(String words) {
        Matcher matcher = TYPE.matcher(words.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " "));
        if (!matcher.matches()) {
            throw unknown(words);
        }
        int first = number(matcher.group(2), 0);
        int second = number(matcher.group(3), 0);
        boolean isUnsigned = matcher.group(4) != null;
        boolean isBare = matcher.group(2) == null && !isUnsigned;
        boolean isSingle = matcher.group(3) == null && !isUnsigned;
        LogicalType type = switch (matcher.group(1)) {
            case "tinyint" -> integer(8, isUnsigned, matcher);
            case "smallint" -> integer(16, isUnsigned, matcher);
            case "mediumint" -> integer(24, isUnsigned, matcher);
            case "int", "integer" -> integer(32, isUnsigned, matcher);
            case "bigint" -> integer(64, isUnsigned, matcher);
            case "decimal", "numeric" ->
                isUnsigned || first > DIGITS || second > first
                        ? null
                        : LogicalType.decimal(first, isBare ? -1 : second);
            case "boolean", "bool" -> isBare ? LogicalType.bool() : null;
            case "real", "float" -> isBare ? LogicalType.floating(32) : null;
            case "double" -> isBare ? LogicalType.floating(64) : null;
            case "text" -> isBare ? LogicalType.text(0) : null;
            case "varchar" -> isSingle && first > 0 ? LogicalType.text(first) : null;
            case "char" -> isSingle && first > 0 ? LogicalType.fixedText(first) : null;
            case "bytes", "blob", "bytea" -> isBare ? LogicalType.bytes(0) : null;
            case "varbinary" -> isSingle && first > 0 ? LogicalType.bytes(first) : null;
            case "date" -> isBare ? LogicalType.date() : null;
            case "time" -> isSingle && first <= MICROSECONDS ? LogicalType.time(fraction(matcher)) : null;
            case "timestamp", "datetime" ->
                isSingle && first <= MICROSECONDS ? LogicalType.timestamp(fraction(matcher)) : null;
            case "timestamptz" ->
                isSingle && first <= MICROSECONDS ? LogicalType.timestampWithZone(fraction(matcher)) : null;
            case "json" -> isBare ? LogicalType.json() : null;
            case "uuid" -> isBare ? LogicalType.uuid() : null;
            default -> null;
        };
        if (type == null) {
            throw unknown(words);
        }
        return type;
    }

    private static @Nullable LogicalType integer(int bits, boolean isUnsigned, Matcher matcher) {
        return matcher.group(2) == null ? LogicalType.integer(bits, isUnsigned) : null;
    }

    private static int fraction(Matcher matcher) {
        return number(matcher.group(2), MICROSECONDS);
    }

    private static int number(@Nullable String digits, int otherwise) {
        return digits == null ? otherwise : Integer.parseInt(digits);
    }

    private static IllegalArgumentException unknown(String words) {
        return new IllegalArgumentException("\"" + words
                + "\" is no type; there are boolean, smallint, int, bigint (unsigned), decimal(p,s), real, double,"
                + " text, varchar(n), char(n), bytes, date, time(f), timestamp(f), timestamptz(f), json and uuid");
    }
}
