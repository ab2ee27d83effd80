package io.godwit.db.jdbc;

import io.godwit.spi.LogicalType;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the declared type of a column means, as applications use the names. */
final class SqliteType {
    private static final Pattern FORM =
            Pattern.compile("([^(]*)(?:\\(\\s*(\\d{1,9})\\s*(?:,\\s*(\\d{1,9})\\s*)?\\))?.*");
    private static final int FRACTION = 6;

    private SqliteType() {}

    /** How SQLite converts what is stored in a column (https://www.sqlite.org/datatype3.html). */
    enum Affinity {
        INTEGER,
        TEXT,
        BLOB,
        REAL,
        NUMERIC;

        static Affinity of(String declared) {
            String name = declared.toUpperCase(Locale.ROOT);
            if (name.contains("INT")) {
                return INTEGER;
            }
            if (name.contains("CHAR") || name.contains("CLOB") || name.contains("TEXT")) {
                return TEXT;
            }
            if (name.contains("BLOB") || name.isBlank()) {
                return BLOB;
            }
            return name.contains("REAL") || name.contains("FLOA") || name.contains("DOUB") ? REAL : NUMERIC;
        }
    }

    /** The type that the name promises, where the values keep the promise. */
    static LogicalType promised(String declared) {
        Matcher form = FORM.matcher(declared.strip().toUpperCase(Locale.ROOT));
        if (!form.matches()) {
            return byAffinity(declared);
        }
        String name = form.group(1).strip().replaceAll("\\s+", " ");
        int first = form.group(2) == null ? 0 : Integer.parseInt(form.group(2));
        int second = form.group(3) == null ? 0 : Integer.parseInt(form.group(3));
        return switch (name) {
            case "BOOL", "BOOLEAN" -> LogicalType.bool();
            case "DATE" -> LogicalType.date();
            case "TIME", "TIME WITHOUT TIME ZONE" -> LogicalType.time(FRACTION);
            case "DATETIME", "TIMESTAMP", "DATETIME2", "TIMESTAMP WITHOUT TIME ZONE" -> LogicalType.timestamp(FRACTION);
            case "TIMESTAMPTZ", "DATETIMEOFFSET", "TIMESTAMP WITH TIME ZONE" -> LogicalType.timestampWithZone(FRACTION);
            // With TEXT behind it SQLite leaves every digit as it was written.
            case "DECIMAL", "NUMERIC", "DEC", "NUMBER", "MONEY", "DECIMAL TEXT" -> decimal(first, second);
            case "BIT TEXT" -> LogicalType.bits(first, true);
            case "BIT VARYING TEXT" -> LogicalType.bits(first, false);
            case "JSON", "JSONB", "JSON TEXT" -> LogicalType.json();
            case "UUID", "GUID", "UNIQUEIDENTIFIER" -> LogicalType.uuid();
            case "VARCHAR",
                    "CHAR",
                    "CHARACTER",
                    "NCHAR",
                    "NVARCHAR",
                    "VARCHAR2",
                    "VARYING CHARACTER",
                    "NATIVE CHARACTER",
                    "CHARACTER VARYING" -> LogicalType.text(first);
            case "BINARY", "VARBINARY" -> LogicalType.bytes(first);
            case "BYTEA" -> LogicalType.bytes(0);
            case "STRING" -> LogicalType.text(0);
            default -> byAffinity(declared);
        };
    }

    private static LogicalType decimal(int precision, int scale) {
        return precision == 0 || scale > precision ? LogicalType.decimal(0, -1) : LogicalType.decimal(precision, scale);
    }

    /** The name that promises a type, and leaves every value of it as it is. */
    static String declared(LogicalType type) {
        return switch (type.kind()) {
            case BOOLEAN -> "BOOLEAN";
            case INTEGER -> type.isUnsigned() && type.length() >= Long.SIZE ? "DECIMAL TEXT(20, 0)" : "INTEGER";
            case DECIMAL -> declaredDecimal(type);
            case FLOAT -> "DOUBLE";
            case TEXT -> type.length() > 0 && type.length() < 1_000_000_000 ? "VARCHAR(" + type.length() + ")" : "TEXT";
            case ENUM, OTHER -> "TEXT";
            case BYTES -> "BLOB";
            case DATE -> "DATE";
            case TIME -> "TIME";
            case TIMESTAMP -> "DATETIME";
            case TIMESTAMP_WITH_ZONE -> "TIMESTAMPTZ";
            case JSON -> "JSON TEXT";
            case UUID -> "UUID";
            case BITS ->
                (type.isFixed() ? "BIT TEXT" : "BIT VARYING TEXT")
                        + (type.length() > 0 ? "(" + type.length() + ")" : "");
        };
    }

    /** A double holds fifteen digits of any number. */
    private static String declaredDecimal(LogicalType type) {
        boolean sized = type.length() > 0 && type.scale() >= 0 && type.scale() <= type.length();
        String size = sized ? "(" + type.length() + ", " + type.scale() + ")" : "";
        return sized && type.length() <= 15 ? "DECIMAL" + size : "DECIMAL TEXT" + size;
    }

    private static LogicalType byAffinity(String declared) {
        return switch (Affinity.of(declared)) {
            case INTEGER -> LogicalType.integer(64, false);
            case TEXT -> LogicalType.text(0);
            case BLOB -> declared.isBlank() ? LogicalType.text(0) : LogicalType.bytes(0);
            case REAL -> LogicalType.floating(64);
            case NUMERIC -> LogicalType.decimal(0, -1);
        };
    }
}
