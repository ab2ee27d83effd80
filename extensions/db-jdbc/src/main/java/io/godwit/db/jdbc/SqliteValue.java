package io.godwit.db.jdbc;

import io.godwit.relational.CellNumbers;
import io.godwit.relational.CellText;
import io.godwit.spi.CellBlock;
import io.godwit.spi.LogicalType;
import io.godwit.spi.LogicalType.Kind;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.sqlite.core.DB;

/**
 * Puts values of one column into cells, as far as they are of the column's type; SQLite itself lets any value stand in any column.
 * One thread at a time.
 */
final class SqliteValue {
    static final int INTEGER = 1;
    static final int REAL = 2;
    static final int TEXT = 3;
    static final int BLOB = 4;
    static final int NULL = 5;

    /** A double has this many bits, so greater whole numbers may change when they become one. */
    static final long EXACT_IN_DOUBLE = 1L << 53;

    private static final byte[] NOTHING = new byte[0];
    private static final byte[] NOT_A_NUMBER = {'N', 'a', 'N'};
    private static final Set<Kind> NUMBERS = EnumSet.of(Kind.DECIMAL, Kind.BOOLEAN, Kind.JSON);
    private static final Set<Kind> TEXTS = EnumSet.of(
            Kind.TEXT,
            Kind.BOOLEAN,
            Kind.DECIMAL,
            Kind.DATE,
            Kind.TIME,
            Kind.TIMESTAMP,
            Kind.TIMESTAMP_WITH_ZONE,
            Kind.JSON,
            Kind.UUID,
            Kind.ENUM,
            Kind.BITS);

    private final Kind kind;
    private final CellText text;
    private final CellNumbers numbers = new CellNumbers();
    private final byte[] digits = new byte[32];

    SqliteValue(LogicalType type) {
        this.kind = type.kind();
        this.text = CellText.of(type);
    }

    /** Adds the value of a column of the row that a statement stands on; false where it is not of the type. */
    boolean add(DB db, long statement, int column, int storage, CellBlock into) throws SQLException {
        return switch (storage) {
            case NULL -> {
                into.addNull();
                yield true;
            }
            case INTEGER -> addInteger(db.column_long(statement, column), into);
            case REAL -> addReal(db.column_double(statement, column), into);
            case TEXT -> {
                byte[] bytes = bytes(db, statement, column);
                yield addText(bytes, into);
            }
            default -> {
                if (kind != Kind.BYTES) {
                    yield false;
                }
                byte[] bytes = bytes(db, statement, column);
                yield text.add(bytes, 0, bytes.length, into);
            }
        };
    }

    boolean addInteger(long value, CellBlock into) {
        switch (kind) {
            case INTEGER -> {
                numbers.addLong(into, value);
                return true;
            }
            case FLOAT -> {
                if (value > EXACT_IN_DOUBLE || value < -EXACT_IN_DOUBLE) {
                    return false;
                }
                numbers.addDouble(into, (double) value);
                return true;
            }
            default -> {
                return NUMBERS.contains(kind) && text.add(digits, 0, CellNumbers.put(value, digits, 0), into);
            }
        }
    }

    boolean addReal(double value, CellBlock into) {
        return switch (kind) {
            case FLOAT -> {
                numbers.addDouble(into, value);
                yield true;
            }
            case DECIMAL -> text.add(digits, 0, CellNumbers.put(value, digits, 0), into);
            default -> false;
        };
    }

    boolean addText(byte[] bytes, CellBlock into) {
        if (kind == Kind.FLOAT) {
            // A real cannot be that; what cannot be a real stays text.
            return Arrays.equals(bytes, NOT_A_NUMBER) && text.add(bytes, 0, bytes.length, into);
        }
        return TEXTS.contains(kind) && text.add(bytes, 0, bytes.length, into);
    }

    /** The bytes of a text or blob. */
    static byte[] bytes(DB db, long statement, int column) throws SQLException {
        byte[] bytes = db.column_blob(statement, column);
        return bytes == null ? NOTHING : bytes;
    }
}
