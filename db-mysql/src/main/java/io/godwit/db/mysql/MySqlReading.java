package io.godwit.db.mysql;

import io.godwit.db.mysql.MySqlCatalog.MySqlTable;
import io.godwit.relational.Utf8;
import io.godwit.spi.CellBlock;
import io.godwit.spi.Location;
import io.godwit.spi.LogicalType;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * How a source wants to be read where its rows are not what they seem. Keys are read as they are: rows are found by them. Immutable.
 *
 * @param zeroDates what is made of days that are none
 * @param repaired columns, as {@code table.column}, whose text is UTF-8 though they are declared otherwise
 */
record MySqlReading(ZeroDates zeroDates, Set<String> repaired) {
    static final String ZERO_DATES = "zero_dates";
    static final String REPAIR_UTF8 = "repair_utf8";
    /** Rows as they are. */
    static final MySqlReading AS_IT_IS = new MySqlReading(ZeroDates.NULL, Set.of());

    MySqlReading {
        repaired = Set.copyOf(repaired);
    }

    /** What is made of days that are none, as {@code 0000-00-00} and {@code 2024-00-00}. */
    enum ZeroDates {
        /** They stay, and become NULL where the other side has no such days. */
        NULL,
        /** They stop the migration, with table, column and row. */
        ERROR,
        /** They become the first of January of 1970. */
        EPOCH;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static MySqlReading of(Location location) {
        String wanted = location.setting(ZERO_DATES).orElse(ZeroDates.NULL.word());
        ZeroDates found = null;
        for (ZeroDates policy : ZeroDates.values()) {
            found = policy.word().equals(wanted) ? policy : found;
        }
        if (found == null) {
            throw MySqlAddress.bad(
                    location,
                    "location.bad-setting",
                    "has the policy \"" + wanted + "\" for zero_dates, which is null, error or epoch");
        }
        Set<String> repaired = new LinkedHashSet<>();
        for (String name : location.setting(REPAIR_UTF8).orElse("").split(",", -1)) {
            if (!name.isBlank()) {
                repaired.add(name.strip());
            }
        }
        return new MySqlReading(found, repaired);
    }

    /** What the cells of a column mean when they are read this way. */
    LogicalType type(MySqlColumn column) {
        LogicalType type = column.type();
        return type.hasZeroDates() && zeroDates != ZeroDates.NULL ? type.zeroDates(false) : type;
    }

    private boolean isRepaired(MySqlTable table, MySqlColumn column) {
        return column.isText()
                && !table.key().contains(column.name())
                && repaired.contains(table.table().name().name() + "." + column.name());
    }

    /** A column as it stands in a query. */
    String selected(MySqlTable table, MySqlColumn column) {
        String plain = MySqlDecoder.selected(column);
        return isRepaired(table, column) ? "CAST(" + plain + " AS BINARY)" : plain;
    }

    MySqlDecoder decoder(MySqlTable table, MySqlColumn column) {
        MySqlDecoder plain = MySqlDecoder.of(column);
        if (isRepaired(table, column)) {
            return new Repaired();
        }
        boolean isTold = column.type().hasZeroDates()
                && zeroDates != ZeroDates.NULL
                && !table.key().contains(column.name());
        return isTold ? new Days(plain, zeroDates == ZeroDates.EPOCH) : plain;
    }

    /** The bytes of text that is taken for UTF-8, which they have to be. */
    private static final class Repaired extends MySqlDecoder {
        @Override
        boolean add(byte[] data, int start, int length, CellBlock into) {
            if (Utf8.invalidAt(data, start, length) >= 0) {
                return false;
            }
            into.add(data, start, length);
            return true;
        }
    }

    /** Days, where those that are none are refused or become another. */
    private static final class Days extends MySqlDecoder {
        private static final byte[] EPOCH = "1970-01-01 00:00:00".getBytes(StandardCharsets.US_ASCII);
        private static final int DAY = 10;

        private final MySqlDecoder plain;
        private final boolean isReplaced;

        Days(MySqlDecoder plain, boolean isReplaced) {
            this.plain = plain;
            this.isReplaced = isReplaced;
        }

        @Override
        boolean add(byte[] data, int start, int length, CellBlock into) {
            boolean isNone = length >= DAY
                    && ((data[start + 5] == '0' && data[start + 6] == '0')
                            || (data[start + 8] == '0' && data[start + 9] == '0'));
            if (!isNone) {
                return plain.add(data, start, length, into);
            }
            return isReplaced && plain.add(EPOCH, 0, length > DAY ? EPOCH.length : DAY, into);
        }
    }
}
