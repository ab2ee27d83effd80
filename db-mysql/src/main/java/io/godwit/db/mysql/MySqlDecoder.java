package io.godwit.db.mysql;

import io.godwit.relational.CellText;
import io.godwit.spi.CellBlock;
import io.godwit.spi.LogicalType;

/** Puts what the server sends for a cell into its canonical encoding. One thread at a time. */
abstract class MySqlDecoder {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final int SRID_BYTES = 4;
    /** Byte order and type of a shape. */
    private static final int SHAPE_HEAD = 5;

    private static final int HAS_SRID = 0x20;

    /** For cells whose canonical encoding is what the server sends. */
    static final MySqlDecoder SAME = new MySqlDecoder() {
        @Override
        boolean add(byte[] data, int start, int length, CellBlock into) {
            into.add(data, start, length);
            return true;
        }
    };

    /**
     * Adds a cell.
     *
     * @return false where it is not of the type
     */
    abstract boolean add(byte[] data, int start, int length, CellBlock into);

    static MySqlDecoder of(MySqlColumn column) {
        if (column.isShape()) {
            return new Shape();
        }
        LogicalType type = column.type();
        return switch (type.kind()) {
            case INTEGER, DECIMAL ->
                column.columnType().contains("zerofill") || column.dataType().equals("year") ? new Stripped() : SAME;
            case FLOAT -> new Floating(type);
            case BITS -> new Bits(type.length());
            case TIME, TIMESTAMP -> type.length() > 0 ? new Fraction(false) : SAME;
            case TIMESTAMP_WITH_ZONE -> new Fraction(true);
            default -> SAME;
        };
    }

    /** A column as it stands in a query. */
    static String selected(MySqlColumn column) {
        String name = MySqlSql.name(column.name());
        // Six digits are all that the server writes of a single-precision number as such.
        return column.dataType().equals("float") ? name + " * 1E0" : name;
    }

    /** Zeros in front, which fill a number up to its width or a year to four digits. */
    private static final class Stripped extends MySqlDecoder {
        @Override
        boolean add(byte[] data, int start, int length, CellBlock into) {
            int from = start;
            int end = start + length;
            while (from < end - 1 && data[from] == '0' && data[from + 1] != '.') {
                from++;
            }
            into.add(data, from, end - from);
            return true;
        }
    }

    /** The server writes the shortest decimal already; mostly it only wants the point. */
    private static final class Floating extends MySqlDecoder {
        private final CellText exact;
        private final boolean single;

        Floating(LogicalType type) {
            this.exact = CellText.of(type);
            this.single = type.length() == Float.SIZE;
        }

        @Override
        boolean add(byte[] data, int start, int length, CellBlock into) {
            int digits = 0;
            int whole = 0;
            boolean point = false;
            int from = length > 0 && data[start] == '-' ? start + 1 : start;
            for (int i = from; i < start + length; i++) {
                byte c = data[i];
                if (c == '.') {
                    point = true;
                } else if (c >= '0' && c <= '9') {
                    digits++;
                    whole += point ? 0 : 1;
                } else {
                    return exact.add(data, start, length, into);
                }
            }
            boolean small = digits == 0 || whole > 7 || (data[from] == '0' && length > 1 && point);
            if (single || small || digits > 17) {
                return exact.add(data, start, length, into);
            }
            if (point) {
                into.add(data, start, length);
                return true;
            }
            int at = into.addReserved(length + 2);
            System.arraycopy(data, start, into.data(), at, length);
            into.data()[at + length] = '.';
            into.data()[at + length + 1] = '0';
            return true;
        }
    }

    /** Times with a fraction of a fixed number of digits. */
    private static final class Fraction extends MySqlDecoder {
        private final boolean zone;

        Fraction(boolean zone) {
            this.zone = zone;
        }

        @Override
        boolean add(byte[] data, int start, int length, CellBlock into) {
            int end = start + length;
            int point = end - 1;
            while (point > start && data[point] != '.' && data[point] != ':') {
                point--;
            }
            if (data[point] == '.') {
                while (data[end - 1] == '0') {
                    end--;
                }
                if (end - 1 == point) {
                    end = point;
                }
            }
            int size = end - start;
            if (!zone) {
                into.add(data, start, size);
                return true;
            }
            int at = into.addReserved(size + 1);
            System.arraycopy(data, start, into.data(), at, size);
            into.data()[at + size] = 'Z';
            return true;
        }
    }

    /** Bits as whole bytes, the first of them filled up in front. */
    private static final class Bits extends MySqlDecoder {
        private final int bits;

        Bits(int bits) {
            this.bits = bits;
        }

        @Override
        boolean add(byte[] data, int start, int length, CellBlock into) {
            int skipped = length * 8 - bits;
            if (skipped < 0) {
                return false;
            }
            int at = into.addReserved(bits);
            byte[] to = into.data();
            for (int i = 0; i < bits; i++) {
                int bit = i + skipped;
                to[at + i] = (byte) ('0' + (data[start + (bit >> 3)] >> (7 - (bit & 7)) & 1));
            }
            return true;
        }
    }

    /**
     * Shapes: the server puts the number of the reference system in front of the usual bytes. They travel as the hexadecimal text that
     * spatial extensions elsewhere write and read (EWKB).
     */
    private static final class Shape extends MySqlDecoder {
        @Override
        boolean add(byte[] data, int start, int length, CellBlock into) {
            if (length < SRID_BYTES + SHAPE_HEAD || data[start + SRID_BYTES] != 1) {
                return false;
            }
            boolean hasSrid = (data[start] | data[start + 1] | data[start + 2] | data[start + 3]) != 0;
            int bytes = hasSrid ? length : length - SRID_BYTES;
            int at = into.addReserved(bytes * 2);
            byte[] to = into.data();
            int shape = start + SRID_BYTES;
            for (int i = 0; i < SHAPE_HEAD; i++) {
                int flag = hasSrid && i == SHAPE_HEAD - 1 ? HAS_SRID : 0;
                at = hex(data[shape + i] | flag, to, at);
            }
            if (hasSrid) {
                for (int i = 0; i < SRID_BYTES; i++) {
                    at = hex(data[start + i], to, at);
                }
            }
            for (int i = shape + SHAPE_HEAD; i < start + length; i++) {
                at = hex(data[i], to, at);
            }
            return true;
        }

        private static int hex(int value, byte[] to, int at) {
            to[at] = HEX[value >> 4 & 15];
            to[at + 1] = HEX[value & 15];
            return at + 2;
        }
    }
}
