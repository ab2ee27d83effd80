package io.godwit.db.mysql;

import io.godwit.spi.LogicalType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A column as the catalogue has it. Immutable.
 *
 * @param name its name
 * @param dataType its type without anything, in lower case
 * @param columnType its type as it is written in a definition
 * @param characterSet of text, or an empty string
 * @param collation of text, or an empty string
 * @param precision digits of a number, characters or bytes of text, digits of the fraction of a time
 * @param scale digits behind the point
 * @param isComputed whether the server computes it
 * @param isJson whether it is text that a condition of the server's keeps to be JSON
 */
record MySqlColumn(
        String name,
        String dataType,
        String columnType,
        String characterSet,
        String collation,
        long precision,
        int scale,
        boolean isComputed,
        boolean isJson) {

    /** What its cells mean. */
    LogicalType type() {
        boolean unsigned = columnType.toLowerCase(Locale.ROOT).contains("unsigned");
        return switch (dataType) {
            case "tinyint" -> LogicalType.integer(8, unsigned);
            case "smallint" -> LogicalType.integer(16, unsigned);
            case "mediumint" -> LogicalType.integer(24, unsigned);
            case "int" -> LogicalType.integer(32, unsigned);
            case "bigint" -> LogicalType.integer(64, unsigned);
            case "year" -> LogicalType.integer(16, false);
            case "decimal" -> LogicalType.decimal((int) precision, scale);
            case "float" -> LogicalType.floating(32);
            case "double" -> LogicalType.floating(64);
            // Never padded when read, so never of one length.
            case "char", "varchar" -> isJson ? LogicalType.json() : LogicalType.text((int) precision);
            case "tinytext", "text", "mediumtext", "longtext" -> isJson ? LogicalType.json() : LogicalType.text(0);
            case "binary", "varbinary" -> LogicalType.bytes((int) precision);
            case "tinyblob", "blob", "mediumblob", "longblob", "vector" -> LogicalType.bytes(0);
            case "date" -> LogicalType.date().zeroDates(true);
            case "time" -> LogicalType.time((int) precision);
            case "datetime" -> LogicalType.timestamp((int) precision).zeroDates(true);
            case "timestamp" -> LogicalType.timestampWithZone((int) precision).zeroDates(true);
            case "json" -> LogicalType.json();
            case "bit" -> LogicalType.bits((int) precision, true);
            case "enum" -> LogicalType.enumeration(values(columnType));
            case "uuid" -> LogicalType.uuid();
            default -> LogicalType.other(columnType);
        };
    }

    boolean isShape() {
        return switch (dataType) {
            case "geometry",
                    "point",
                    "linestring",
                    "polygon",
                    "multipoint",
                    "multilinestring",
                    "multipolygon",
                    "geometrycollection",
                    "geomcollection" -> true;
            default -> false;
        };
    }

    boolean isText() {
        return !characterSet.isEmpty() && !characterSet.equals("binary");
    }

    /** The values between the brackets of {@code enum('a','b''c')}. */
    static List<String> values(String columnType) {
        List<String> values = new ArrayList<>();
        int at = columnType.indexOf('(') + 1;
        while (at > 0 && at < columnType.length() && columnType.charAt(at) == '\'') {
            StringBuilder value = new StringBuilder();
            at++;
            while (at < columnType.length()) {
                char c = columnType.charAt(at);
                if (c == '\'') {
                    if (at + 1 < columnType.length() && columnType.charAt(at + 1) == '\'') {
                        at++;
                    } else {
                        break;
                    }
                } else if (c == '\\' && at + 1 < columnType.length()) {
                    at++;
                    c = unescaped(columnType.charAt(at));
                }
                value.append(c);
                at++;
            }
            values.add(value.toString());
            at += 2;
        }
        return values;
    }

    private static char unescaped(char letter) {
        return switch (letter) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '0' -> '\0';
            case 'Z' -> '\u001a';
            default -> letter;
        };
    }
}
