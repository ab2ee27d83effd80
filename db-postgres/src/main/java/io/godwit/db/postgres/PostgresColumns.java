package io.godwit.db.postgres;

import io.godwit.spi.DatasetName;
import io.godwit.spi.Finding;
import io.godwit.spi.LogicalType;
import io.godwit.spi.LogicalType.Kind;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.Table;
import io.godwit.spi.Table.Column;
import io.godwit.spi.Table.ForeignKey;
import io.godwit.spi.Table.Generation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Chooses the types of columns: one for all whole numbers that foreign keys tie together, so that each key can be made. One thread at
 * a time.
 */
final class PostgresColumns {
    private final RelationalSchema source;
    private final List<Finding> findings;
    private final Map<Place, Place> parents = new HashMap<>();
    private final Map<Place, LogicalType> widest = new LinkedHashMap<>();

    private record Place(DatasetName table, String column) {}

    PostgresColumns(RelationalSchema source, List<Finding> findings) {
        this.source = source;
        this.findings = findings;
        tie();
    }

    private Place root(Place place) {
        Place at = place;
        while (parents.containsKey(at)) {
            at = Objects.requireNonNull(parents.get(at));
        }
        return at;
    }

    private void tie() {
        for (Table table : source.tables()) {
            for (ForeignKey key : table.foreignKeys()) {
                for (int i = 0; i < key.columns().size(); i++) {
                    Place one = root(new Place(table.name(), key.columns().get(i)));
                    Place other =
                            root(new Place(key.target(), key.targetColumns().get(i)));
                    if (!one.equals(other)) {
                        parents.put(one, other);
                    }
                }
            }
        }
        for (Table table : source.tables()) {
            for (Column column : table.columns()) {
                if (column.type().kind() == Kind.INTEGER) {
                    widest.merge(root(new Place(table.name(), column.name())), column.type(), PostgresColumns::wider);
                }
            }
        }
    }

    private static LogicalType wider(LogicalType one, LogicalType other) {
        int oneBits = bits(one);
        int otherBits = bits(other);
        return oneBits >= otherBits ? one : other;
    }

    private static int bits(LogicalType type) {
        int bits = type.length() == 0 ? 64 : type.length();
        return type.isUnsigned() ? bits + 1 : bits;
    }

    /**
     * What a column becomes.
     *
     * @param type what its cells mean at the destination
     * @param definition the type as a definition writes it
     */
    record Target(LogicalType type, String definition) {}

    Target target(Table table, Column column) {
        String subject = table.name() + "." + column.name();
        boolean isNative = source.product().equals(PostgresCatalog.PRODUCT);
        LogicalType type = column.type();
        if (isNative && type.kind() != Kind.ENUM) {
            return new Target(type, column.nativeType());
        }
        switch (type.kind()) {
            case INTEGER -> type = integer(table, column, subject);
            case OTHER -> {
                findings.add(Finding.warning(
                                "schema.type-unknown",
                                subject,
                                "PostgreSQL has no such type; the column becomes text",
                                "Change the type at the destination where the text can be read as what it was.")
                        .withEvidence(column.nativeType()));
                type = LogicalType.text(0);
            }
            case ENUM -> {
                if (isMySql()) {
                    findings.add(Finding.info(
                            "schema.type-narrowed",
                            subject,
                            "cells that hold none of the values of the enumeration (the empty one, number 0)"
                                    + " are refused"));
                }
                type = LogicalType.text(0);
            }
            case DECIMAL -> {
                if (type.length() > 1000) {
                    type = LogicalType.decimal(0, -1);
                }
            }
            case TEXT -> {
                if (type.length() > 10_485_760) {
                    type = LogicalType.text(0);
                }
            }
            case TIME -> {
                if (isMySql()) {
                    findings.add(Finding.info(
                            "schema.type-narrowed",
                            subject,
                            "spans below zero or beyond 24 hours are refused: a time of PostgreSQL is one of a day"));
                }
            }
            case DATE, TIMESTAMP, TIMESTAMP_WITH_ZONE -> {
                if (type.hasZeroDates()) {
                    findings.add(zeroDates(column, subject));
                    type = type.zeroDates(false);
                }
            }
            default -> {
                // PostgreSQL has it as it is.
            }
        }
        return new Target(type, PostgresTypes.definition(type));
    }

    private boolean isMySql() {
        return source.product().equals("MySQL") || source.product().equals("MariaDB");
    }

    private static Finding zeroDates(Column column, String subject) {
        return isZeroByDefault(column) && !column.isNullable()
                ? Finding.warning(
                        "schema.zero-dates",
                        subject,
                        "days that are none (0000-00-00) become NULL, so the column may be NULL and has no default",
                        "Tell the application, which must not ask for 0000-00-00 any more.")
                : Finding.info(
                        "schema.zero-dates",
                        subject,
                        "days that are none (0000-00-00) become NULL"
                                + (column.isNullable() ? "" : ", which is refused"));
    }

    /** Whether a cell that nobody fills holds a day that is none. */
    static boolean isZeroByDefault(Column column) {
        return column.type().hasZeroDates() && column.defaultValue().text().matches("\\d{4}-(00-\\d\\d|\\d\\d-00).*");
    }

    private LogicalType integer(Table table, Column column, String subject) {
        LogicalType type =
                Objects.requireNonNullElse(widest.get(root(new Place(table.name(), column.name()))), column.type());
        if (bits(type) <= 64) {
            return LogicalType.integer(type.isUnsigned() ? signedBits(type) : bits(type), false);
        }
        if (column.generation().mode() == Generation.Mode.IDENTITY || isTiedToIdentity(table, column)) {
            findings.add(Finding.warning(
                    "schema.type-narrowed",
                    subject,
                    "the column counts up to 2^64 and becomes bigint, which ends at 2^63 - 1",
                    "Nothing to do as long as the numbers are below that."));
            return LogicalType.integer(64, false);
        }
        findings.add(
                Finding.info("schema.type-changed", subject, "unsigned whole numbers of 64 bits become numeric(20,0)"));
        return LogicalType.decimal(20, 0);
    }

    private static int signedBits(LogicalType type) {
        return type.length() < 16 ? 16 : type.length() < 32 ? 32 : 64;
    }

    private boolean isTiedToIdentity(Table table, Column column) {
        Place root = root(new Place(table.name(), column.name()));
        for (Table other : source.tables()) {
            for (Column candidate : other.columns()) {
                if (candidate.generation().mode() == Generation.Mode.IDENTITY
                        && root(new Place(other.name(), candidate.name())).equals(root)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the columns of a foreign key can be compared with those that it refers to. */
    boolean isComparable(Table table, ForeignKey key, Table target) {
        List<Kind> kinds = new ArrayList<>();
        for (int i = 0; i < key.columns().size(); i++) {
            Column one = table.column(key.columns().get(i)).orElseThrow();
            Column other = target.column(key.targetColumns().get(i)).orElseThrow();
            Kind oneKind =
                    one.type().kind() == Kind.ENUM ? Kind.TEXT : one.type().kind();
            Kind otherKind =
                    other.type().kind() == Kind.ENUM ? Kind.TEXT : other.type().kind();
            if (oneKind != otherKind) {
                kinds.add(oneKind);
            }
        }
        return kinds.isEmpty();
    }
}
