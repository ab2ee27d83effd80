package io.godwit.db.postgres;

import io.godwit.relational.CellText;
import io.godwit.relational.HexBytes;
import io.godwit.spi.CellBlock;
import io.godwit.spi.LogicalType;

/**
 * Reads one column of what {@code COPY ... TO STDOUT} writes, in the session that {@link PostgresConnector} sets up, into the
 * canonical encoding. One thread at a time.
 */
abstract class CopyDecoder {
    /** A decoder for cells of this meaning. */
    static CopyDecoder of(LogicalType type) {
        return switch (type.kind()) {
            case BYTES -> new Bytes();
            case FLOAT -> new Floating(type);
            case DECIMAL -> type.scale() >= 0 && type.length() > 0 ? new Checked(type) : new Decimal();
            case DATE, TIMESTAMP -> new Day(type);
            case TIMESTAMP_WITH_ZONE -> new Moment(type);
            default -> new Same();
        };
    }

    /**
     * Adds a cell.
     *
     * @param text what is left of the field when its escapes are taken out
     * @return false where the text is not of the type
     */
    abstract boolean add(byte[] text, int offset, int length, CellBlock into);

    /** PostgreSQL writes it as the canonical encoding has it. */
    private static final class Same extends CopyDecoder {
        @Override
        boolean add(byte[] text, int offset, int length, CellBlock into) {
            into.add(text, offset, length);
            return true;
        }
    }

    /** Read as any text of the type is. */
    private static final class Checked extends CopyDecoder {
        private final CellText reader;

        Checked(LogicalType type) {
            this.reader = CellText.of(type);
        }

        @Override
        boolean add(byte[] text, int offset, int length, CellBlock into) {
            return reader.add(text, offset, length, into);
        }
    }

    /** {@code \x} and two digits a byte. */
    private static final class Bytes extends CopyDecoder {
        @Override
        boolean add(byte[] text, int offset, int length, CellBlock into) {
            if (length < 2 || text[offset] != '\\' || text[offset + 1] != 'x' || (length & 1) != 0) {
                return false;
            }
            int start = into.addReserved(length / 2 - 1);
            return HexBytes.decode(text, offset + 2, length - 2, into.data(), start) >= 0;
        }
    }

    /** Numbers of no fixed scale: zeros at the end of the fraction say nothing. */
    private static final class Decimal extends CopyDecoder {
        @Override
        boolean add(byte[] text, int offset, int length, CellBlock into) {
            int end = length;
            boolean point = false;
            for (int i = 0; i < length; i++) {
                point |= text[offset + i] == '.';
            }
            if (point) {
                while (text[offset + end - 1] == '0') {
                    end--;
                }
                if (text[offset + end - 1] == '.') {
                    end--;
                }
            }
            into.add(text, offset, end);
            return true;
        }
    }

    /** Plain numbers of few digits stand as they would be written; all others are read and written anew. */
    private static final class Floating extends CopyDecoder {
        /** So many digits tell any two numbers apart, so there is only one way to write them. */
        private static final int SURE_DIGITS = 15;

        private static final int SURE_DIGITS_SINGLE = 6;

        private final CellText reader;
        private final int sureDigits;

        Floating(LogicalType type) {
            this.reader = CellText.of(type);
            this.sureDigits = type.length() == 32 ? SURE_DIGITS_SINGLE : SURE_DIGITS;
        }

        @Override
        boolean add(byte[] text, int offset, int length, CellBlock into) {
            int first = text[offset] == '-' ? 1 : 0;
            int digits = 0;
            int point = -1;
            for (int i = first; i < length; i++) {
                byte c = text[offset + i];
                if (c == '.') {
                    point = i;
                } else if (c >= '0' && c <= '9') {
                    digits++;
                } else {
                    return reader.add(text, offset, length, into);
                }
            }
            int whole = (point < 0 ? length : point) - first;
            boolean small = point == first + 1
                    && length > point + 3
                    && text[offset + first] == '0'
                    && text[offset + point + 1] == '0'
                    && text[offset + point + 2] == '0'
                    && text[offset + point + 3] == '0';
            // Plain from a thousandth to below ten million.
            if (digits > sureDigits || whole > 7 || small) {
                return reader.add(text, offset, length, into);
            }
            if (point >= 0) {
                into.add(text, offset, length);
                return true;
            }
            int start = into.addReserved(length + 2);
            byte[] data = into.data();
            System.arraycopy(text, offset, data, start, length);
            data[start + length] = '.';
            data[start + length + 1] = '0';
            return true;
        }
    }

    private static boolean isBeforeChrist(byte[] text, int offset, int length) {
        return length > 3 && text[offset + length - 1] == 'C' && text[offset + length - 2] == 'B';
    }

    /** ISO 8601 already, but for years before the first. */
    private static final class Day extends CopyDecoder {
        private final CellText reader;

        Day(LogicalType type) {
            this.reader = CellText.of(
                    type.kind() == LogicalType.Kind.TIMESTAMP ? LogicalType.timestamp(6) : LogicalType.date());
        }

        @Override
        boolean add(byte[] text, int offset, int length, CellBlock into) {
            if (isBeforeChrist(text, offset, length)) {
                return reader.add(text, offset, length, into);
            }
            into.add(text, offset, length);
            return true;
        }
    }

    /** In UTC, so behind it stands {@code +00}. */
    private static final class Moment extends CopyDecoder {
        private final CellText reader = CellText.of(LogicalType.timestampWithZone(6));

        Moment(LogicalType type) {
            if (type.kind() != LogicalType.Kind.TIMESTAMP_WITH_ZONE) {
                throw new IllegalArgumentException(type.toString());
            }
        }

        @Override
        boolean add(byte[] text, int offset, int length, CellBlock into) {
            boolean utc = length > 3
                    && text[offset + length - 3] == '+'
                    && text[offset + length - 2] == '0'
                    && text[offset + length - 1] == '0';
            if (!utc) {
                return reader.add(text, offset, length, into);
            }
            int start = into.addReserved(length - 2);
            byte[] data = into.data();
            System.arraycopy(text, offset, data, start, length - 3);
            data[start + length - 3] = 'Z';
            return true;
        }
    }
}
