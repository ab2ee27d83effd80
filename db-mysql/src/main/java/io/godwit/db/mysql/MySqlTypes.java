package io.godwit.db.mysql;

import io.godwit.db.mysql.MySqlSession.Server;
import io.godwit.spi.Finding;
import io.godwit.spi.LogicalType;
import io.godwit.spi.LogicalType.Kind;
import io.godwit.spi.Table.Column;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Types of MySQL for what columns mean elsewhere. One thread at a time. */
final class MySqlTypes {
    private static final int MAX_DIGITS = 65;
    private static final int MAX_SCALE = 30;
    private static final int MAX_VARCHAR = 4000;
    private static final int MAX_KEY_BYTES = 3072;
    private static final int UUID_MARIADB = 100_700;
    private static final int NOPAD_MYSQL = 80_017;

    private final Server server;
    private final boolean isKin;
    private final List<Finding> findings;

    /** @param product that the columns come from */
    MySqlTypes(String product, Server server, List<Finding> findings) {
        this.server = server;
        this.isKin = product.equals(MySqlSession.MYSQL) || product.equals(MySqlSession.MARIADB);
        this.findings = findings;
    }

    /**
     * What a column becomes.
     *
     * @param type what its cells mean at the destination
     * @param definition the type as a definition writes it
     * @param isLong whether only a prefix of it can be in an index
     */
    record Target(LogicalType type, String definition, boolean isLong) {
        static Target of(LogicalType type, String definition) {
            return new Target(type, definition, false);
        }
    }

    /** @param keyColumns how many columns the key has that the column is in, 0 where it is in none */
    Target target(Column column, String subject, int keyColumns) {
        LogicalType type = column.type();
        narrowed(type, subject);
        return switch (type.kind()) {
            case BOOLEAN -> truth(subject);
            case INTEGER -> Target.of(type, integer(type) + (type.isUnsigned() ? " unsigned" : ""));
            case DECIMAL -> decimal(type, subject);
            case FLOAT -> Target.of(type, type.length() == 32 ? "float" : "double");
            case TEXT -> text(column, subject, keyColumns);
            case BYTES -> bytes(type, subject, keyColumns);
            case DATE -> Target.of(type, "date");
            case TIME -> Target.of(type, "time" + fraction(type));
            case TIMESTAMP -> Target.of(type, "datetime" + fraction(type));
            case TIMESTAMP_WITH_ZONE -> moment(type, subject);
            case JSON -> new Target(type, "longtext" + collation(), true);
            case UUID -> uuid(type, subject);
            case ENUM -> enumeration(type);
            case BITS -> bits(type, subject);
            case OTHER -> other(column, subject);
        };
    }

    /** What other engines have beyond what MySQL has of the same type. */
    private void narrowed(LogicalType type, String subject) {
        if (isKin) {
            return;
        }
        String refused = switch (type.kind()) {
            case FLOAT -> "NaN and the infinities are refused: MySQL's numbers have none";
            case DATE, TIMESTAMP, TIMESTAMP_WITH_ZONE ->
                "days before the year 0 or after 9999, and the infinities, are refused";
            default -> "";
        };
        if (!refused.isEmpty()) {
            findings.add(Finding.info("schema.type-narrowed", subject, refused));
        }
    }

    private Target truth(String subject) {
        findings.add(Finding.info("schema.type-changed", subject, "truths become 1 and 0"));
        return Target.of(LogicalType.integer(8, false), "tinyint(1)");
    }

    private static String integer(LogicalType type) {
        return switch (type.length()) {
            case 8 -> "tinyint";
            case 16 -> "smallint";
            case 24 -> "mediumint";
            case 32 -> "int";
            default -> "bigint";
        };
    }

    private Target decimal(LogicalType type, String subject) {
        boolean fits =
                type.length() > 0 && type.length() <= MAX_DIGITS && type.scale() >= 0 && type.scale() <= MAX_SCALE;
        if (fits) {
            return Target.of(type, "decimal(" + type.length() + "," + type.scale() + ")");
        }
        findings.add(Finding.warning(
                "schema.type-narrowed",
                subject,
                "the column has no limit on its digits and becomes decimal(65,30); a value with more is refused",
                "Give the column a precision at the source where that is not enough."));
        return Target.of(LogicalType.decimal(MAX_DIGITS, MAX_SCALE), "decimal(65,30)");
    }

    private Target text(Column column, String subject, int keyColumns) {
        LogicalType type = column.type();
        int limit = type.length();
        boolean set = isKin && column.nativeType().toLowerCase(Locale.ROOT).startsWith("set(");
        if (set) {
            return Target.of(type, column.nativeType().replaceFirst("(?i) CHARACTER SET .*", "") + collation());
        }
        if (limit > 0 && limit <= MAX_VARCHAR) {
            // Never char: that would take the blanks off the end.
            return new Target(
                    LogicalType.text(limit), "varchar(" + limit + ")" + collation(), limit * 4 > MAX_KEY_BYTES);
        }
        if (keyColumns > 0) {
            int characters = MAX_KEY_BYTES / 4 / keyColumns;
            narrowed(subject, "varchar(" + characters + ")");
            return Target.of(LogicalType.text(characters), "varchar(" + characters + ")" + collation());
        }
        return new Target(LogicalType.text(limit), "longtext" + collation(), true);
    }

    private void narrowed(String subject, String to) {
        findings.add(Finding.warning(
                "schema.type-narrowed",
                subject,
                "the column is part of a key, for which MySQL wants a limit; it becomes " + to
                        + ", and a longer value is refused",
                "Give the column a limit at the source where that is not enough."));
    }

    private Target bytes(LogicalType type, String subject, int keyColumns) {
        int limit = type.length();
        if (limit > 0 && limit <= MAX_VARCHAR * 4) {
            return new Target(type, "varbinary(" + limit + ")", limit > MAX_KEY_BYTES);
        }
        if (keyColumns > 0) {
            int bytes = MAX_KEY_BYTES / keyColumns;
            narrowed(subject, "varbinary(" + bytes + ")");
            return Target.of(LogicalType.bytes(bytes), "varbinary(" + bytes + ")");
        }
        return new Target(type, "longblob", true);
    }

    private Target moment(LogicalType type, String subject) {
        if (isKin) {
            return Target.of(type, "timestamp" + fraction(type));
        }
        findings.add(Finding.info(
                "schema.type-changed",
                subject,
                "moments become datetime in UTC, since MySQL's timestamp ends in 2038"));
        return Target.of(LogicalType.timestamp(type.length()), "datetime" + fraction(type));
    }

    private Target uuid(LogicalType type, String subject) {
        if (server.isMariaDb() && server.version() >= UUID_MARIADB) {
            return Target.of(type, "uuid");
        }
        findings.add(Finding.info("schema.type-changed", subject, "UUIDs become char(36)"));
        return Target.of(LogicalType.text(36), "char(36) CHARACTER SET ascii COLLATE ascii_bin");
    }

    private Target enumeration(LogicalType type) {
        String values = type.values().stream().map(MySqlSql::literal).collect(Collectors.joining(","));
        return Target.of(type, "enum(" + values + ")" + collation());
    }

    private Target bits(LogicalType type, String subject) {
        if (type.isFixed() && type.length() >= 1 && type.length() <= 64) {
            return Target.of(type, "bit(" + type.length() + ")");
        }
        findings.add(Finding.info("schema.type-changed", subject, "bit strings become text of zeros and ones"));
        return new Target(LogicalType.text(0), "longtext" + collation(), true);
    }

    private Target other(Column column, String subject) {
        String type = column.nativeType().toLowerCase(Locale.ROOT);
        boolean shape = isKin
                && type.matches(
                        "geometry|point|linestring|polygon|multipoint|multilinestring|multipolygon|geo.*collection");
        if (shape) {
            return new Target(column.type(), type.equals("geomcollection") ? "geometrycollection" : type, true);
        }
        if (isKin && type.startsWith("set(")) {
            return Target.of(
                    column.type(), column.nativeType().replaceFirst("(?i) CHARACTER SET .*", "") + collation());
        }
        findings.add(Finding.warning(
                        "schema.type-unknown",
                        subject,
                        "MySQL has no such type; the column becomes text",
                        "Change the type at the destination where the text can be read as what it was.")
                .withEvidence(column.nativeType()));
        return new Target(LogicalType.text(0), "longtext" + collation(), true);
    }

    /** Text is compared as elsewhere: by its bytes, blanks at the end included. */
    private String collation() {
        boolean nopad = server.isMariaDb() || server.version() >= NOPAD_MYSQL;
        String name = !nopad ? "utf8mb4_bin" : server.isMariaDb() ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin";
        return isKin ? " CHARACTER SET utf8mb4" : " CHARACTER SET utf8mb4 COLLATE " + name;
    }

    private static String fraction(LogicalType type) {
        int digits = Math.min(6, type.length());
        return digits == 0 ? "" : "(" + digits + ")";
    }

    /** Whether a column of this kind may have a literal default by itself. */
    static boolean takesLiteral(Kind kind, boolean isLong, Server server) {
        return !isLong || (server.isMariaDb() && kind != Kind.OTHER);
    }
}
