package io.godwit.db.postgres;

import io.godwit.spi.LogicalType;
import java.util.List;

/** Types of PostgreSQL and what they mean. */
final class PostgresTypes {
    private static final int VARLENA_HEADER = 4;
    private static final int MICROSECONDS = 6;

    private PostgresTypes() {}

    /**
     * What a column means.
     *
     * @param type name of its type in {@code pg_type}, of the base type for a domain
     * @param modifier {@code atttypmod}, -1 for none
     * @param values of an enumeration, or empty
     * @param shown as {@code format_type} writes it
     */
    static LogicalType of(String type, int modifier, List<String> values, String shown) {
        if (!values.isEmpty()) {
            return LogicalType.enumeration(values);
        }
        return switch (type) {
            case "bool" -> LogicalType.bool();
            case "int2" -> LogicalType.integer(16, false);
            case "int4" -> LogicalType.integer(32, false);
            case "int8" -> LogicalType.integer(64, false);
            case "numeric" -> numeric(modifier);
            case "float4" -> LogicalType.floating(32);
            case "float8" -> LogicalType.floating(64);
            case "text", "name" -> LogicalType.text(0);
            case "varchar" -> LogicalType.text(Math.max(0, modifier - VARLENA_HEADER));
            case "bpchar" -> modifier < 0 ? LogicalType.text(0) : LogicalType.fixedText(modifier - VARLENA_HEADER);
            case "bytea" -> LogicalType.bytes(0);
            case "date" -> LogicalType.date();
            case "time" -> LogicalType.time(fraction(modifier));
            case "timestamp" -> LogicalType.timestamp(fraction(modifier));
            case "timestamptz" -> LogicalType.timestampWithZone(fraction(modifier));
            case "json", "jsonb" -> LogicalType.json();
            case "uuid" -> LogicalType.uuid();
            case "bit" -> LogicalType.bits(Math.max(1, modifier), true);
            case "varbit" -> LogicalType.bits(Math.max(0, modifier), false);
            default -> LogicalType.other(shown);
        };
    }

    private static int fraction(int modifier) {
        return modifier < 0 ? MICROSECONDS : modifier;
    }

    private static LogicalType numeric(int modifier) {
        if (modifier < VARLENA_HEADER) {
            return LogicalType.decimal(0, -1);
        }
        int packed = modifier - VARLENA_HEADER;
        int precision = packed >> 16 & 0xffff;
        // Eleven bits with a sign since PostgreSQL 15.
        int scale = ((packed & 0x7ff) ^ 0x400) - 0x400;
        return scale < 0 || scale > precision ? LogicalType.decimal(0, -1) : LogicalType.decimal(precision, scale);
    }

    /** The type that takes cells of this meaning, as a definition writes it. */
    static String definition(LogicalType type) {
        return switch (type.kind()) {
            case BOOLEAN -> "boolean";
            case INTEGER -> integer(type);
            case DECIMAL -> decimal(type);
            case FLOAT -> type.length() == 32 ? "real" : "double precision";
            case TEXT -> text(type);
            case ENUM, OTHER -> "text";
            case BYTES -> "bytea";
            case DATE -> "date";
            case TIME -> "time" + precision(type);
            case TIMESTAMP -> "timestamp" + precision(type);
            case TIMESTAMP_WITH_ZONE -> "timestamp" + precision(type) + " with time zone";
            // Not jsonb, which writes the text anew: its keys in another order, its numbers in another form.
            case JSON -> "json";
            case UUID -> "uuid";
            case BITS -> bits(type);
        };
    }

    private static String integer(LogicalType type) {
        int bits = type.length() == 0 ? 64 : type.length();
        int signed = type.isUnsigned() ? bits + 1 : bits;
        return signed <= 16 ? "smallint" : signed <= 32 ? "integer" : signed <= 64 ? "bigint" : "numeric(20,0)";
    }

    private static String decimal(LogicalType type) {
        boolean fixed = type.length() > 0 && type.length() <= 1000 && type.scale() >= 0;
        return fixed ? "numeric(" + type.length() + "," + type.scale() + ")" : "numeric";
    }

    private static String text(LogicalType type) {
        boolean limited = type.length() > 0 && type.length() <= 10_485_760;
        return limited ? (type.isFixed() ? "character(" : "character varying(") + type.length() + ")" : "text";
    }

    private static String bits(LogicalType type) {
        if (type.length() == 0) {
            return "bit varying";
        }
        return (type.isFixed() ? "bit(" : "bit varying(") + type.length() + ")";
    }

    private static String precision(LogicalType type) {
        return type.length() >= MICROSECONDS ? "" : "(" + type.length() + ")";
    }
}
