package io.godwit.db.mysql;

import io.godwit.relational.SqlErrors;
import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.Dataset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Writes cells as {@code LOAD DATA} reads them, or as the values of an {@code INSERT}, straight from the block into a large buffer,
 * without an object per cell. One thread at a time.
 */
final class MySqlEncoder {
    private static final int SRID_BYTES = 4;

    /** How a cell is written. */
    private enum Form {
        /** Numbers and the like, which hold nothing that has to be escaped. */
        PLAIN,
        SINGLE,
        TEXT,
        BYTES,
        MOMENT,
        BITS,
        YEAR,
        SHAPE
    }

    private final Dataset dataset;
    private final Form[] forms;
    private final boolean[] converted;
    private final List<Set<String>> enumerations;
    private byte[] buffer = new byte[1 << 18];
    private int used;
    private long rows;
    private long strangers;

    MySqlEncoder(Dataset dataset, List<MySqlColumn> columns) {
        this.dataset = dataset;
        this.forms = columns.stream().map(MySqlEncoder::form).toArray(Form[]::new);
        this.converted = new boolean[forms.length];
        this.enumerations = new ArrayList<>();
        for (int i = 0; i < forms.length; i++) {
            MySqlColumn column = columns.get(i);
            converted[i] = isConverted(column);
            enumerations.add(
                    column.dataType().equals("enum") ? Set.copyOf(MySqlColumn.values(column.columnType())) : Set.of());
        }
    }

    private static Form form(MySqlColumn column) {
        if (column.isShape()) {
            return Form.SHAPE;
        }
        return switch (column.dataType()) {
            case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "double", "date", "time", "datetime" ->
                Form.PLAIN;
            case "float" -> Form.SINGLE;
            case "timestamp" -> Form.MOMENT;
            case "bit" -> Form.BITS;
            case "year" -> Form.YEAR;
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "vector" -> Form.BYTES;
            default -> Form.TEXT;
        };
    }

    /** Whether the bytes of a cell, read as such, would not be taken for text by the column. */
    private static boolean isConverted(MySqlColumn column) {
        if (form(column) != Form.TEXT) {
            return false;
        }
        return switch (column.characterSet()) {
            case "utf8mb4", "utf8mb3", "utf8" -> column.dataType().equals("json");
            default -> true;
        };
    }

    /** What stands behind the table's name in {@code LOAD DATA}: columns, by way of variables where text is to be understood. */
    String columnList(List<MySqlColumn> columns) {
        StringBuilder names = new StringBuilder("(");
        StringBuilder sets = new StringBuilder();
        for (int i = 0; i < converted.length; i++) {
            String name = MySqlSql.name(columns.get(i).name());
            names.append(i == 0 ? "" : ", ").append(converted[i] ? "@v" + i : name);
            if (converted[i]) {
                sets.append(sets.length() == 0 ? " SET " : ", ")
                        .append(name)
                        .append(" = CONVERT(@v")
                        .append(i)
                        .append(" USING utf8mb4)");
            }
        }
        return names.append(')').append(sets).toString();
    }

    /** How many rows were written. */
    long rows() {
        return rows;
    }

    /** How many cells hold the value of an enumeration that stands for none of its values, about which the server warns. */
    long strangers() {
        return strangers;
    }

    int used() {
        return used;
    }

    byte[] buffer() {
        return buffer;
    }

    void clear() {
        used = 0;
        if (buffer.length > 1 << 22) {
            buffer = new byte[1 << 18];
        }
    }

    /** Writes all rows of a block as lines. */
    void lines(CellBlock block) {
        byte[] data = block.data();
        int columns = forms.length;
        check(block);
        for (int row = 0; row < block.rows(); row++) {
            rows++;
            for (int column = 0; column < columns; column++) {
                if (column > 0) {
                    put('\t');
                }
                if (block.isNull(row, column)) {
                    room(2);
                    buffer[used++] = '\\';
                    buffer[used++] = 'N';
                    continue;
                }
                cell(data, block.start(row, column), block.length(row, column), column);
            }
            put('\n');
        }
    }

    private void check(CellBlock block) {
        if (block.columns() != forms.length) {
            throw new IllegalArgumentException("a block of " + block.columns() + " columns for " + forms.length);
        }
    }

    private void cell(byte[] data, int start, int length, int column) {
        switch (forms[column]) {
            case PLAIN -> raw(data, start, length);
            case SINGLE -> single(data, start, length);
            case MOMENT -> raw(data, start, moment(data, start, length));
            case YEAR -> year(data, start, length);
            case TEXT -> {
                notice(length, column);
                escaped(data, start, length);
            }
            case BYTES -> escaped(data, start, length);
            case BITS -> {
                byte[] bits = bits(data, start, length);
                escaped(bits, 0, bits.length);
            }
            case SHAPE -> {
                byte[] shape = shape(data, start, length, column);
                escaped(shape, 0, shape.length);
            }
        }
    }

    private void notice(int length, int column) {
        Set<String> values = enumerations.get(column);
        if (length == 0 && !values.isEmpty() && !values.contains("")) {
            strangers++;
        }
    }

    private static int moment(byte[] data, int start, int length) {
        return length > 0 && data[start + length - 1] == 'Z' ? length - 1 : length;
    }

    /** The server reads it with double precision, and the shortest form of the largest ones lies beyond what it then takes. */
    private void single(byte[] data, int start, int length) {
        for (int i = start; i < start + length; i++) {
            if (data[i] == 'E') {
                String number = new String(data, start, length, StandardCharsets.US_ASCII);
                byte[] exact = Double.toString(Float.parseFloat(number)).getBytes(StandardCharsets.US_ASCII);
                raw(exact, 0, exact.length);
                return;
            }
        }
        raw(data, start, length);
    }

    private void year(byte[] data, int start, int length) {
        room(4);
        for (int i = length; i < 4; i++) {
            buffer[used++] = '0';
        }
        raw(data, start, length);
    }

    private static byte[] bits(byte[] data, int start, int length) {
        byte[] bytes = new byte[(length + 7) / 8];
        int shift = bytes.length * 8 - length;
        for (int i = 0; i < length; i++) {
            int bit = i + shift;
            bytes[bit >> 3] |= (byte) ((data[start + i] & 1) << (7 - (bit & 7)));
        }
        return bytes;
    }

    /** From the usual hexadecimal text to the bytes that the server wants, with the reference system in front. */
    private byte[] shape(byte[] data, int start, int length, int column) {
        byte[] bytes = new byte[length / 2];
        for (int i = 0; i < bytes.length; i++) {
            int high = Character.digit(data[start + 2 * i], 16);
            int low = Character.digit(data[start + 2 * i + 1], 16);
            if (high < 0 || low < 0) {
                throw refused(column, "holds a shape that cannot be read");
            }
            bytes[i] = (byte) (high << 4 | low);
        }
        if (length % 2 != 0 || bytes.length < 5 || bytes[0] != 1) {
            throw refused(column, "holds a shape that cannot be read");
        }
        boolean hasSrid = (bytes[4] & 0x20) != 0;
        int body = hasSrid ? 5 + SRID_BYTES : 5;
        byte[] shape = new byte[SRID_BYTES + 5 + bytes.length - body];
        System.arraycopy(bytes, 0, shape, SRID_BYTES, 5);
        if (hasSrid) {
            shape[SRID_BYTES + 4] = (byte) (bytes[4] & ~0x20);
            System.arraycopy(bytes, 5, shape, 0, SRID_BYTES);
        }
        System.arraycopy(bytes, body, shape, SRID_BYTES + 5, bytes.length - body);
        return shape;
    }

    private RuntimeException refused(int column, String why) {
        return SqlErrors.rowRefused(
                dataset.name(), dataset.columns().get(column).name(), rows, why);
    }

    private void raw(byte[] data, int start, int length) {
        room(length);
        System.arraycopy(data, start, buffer, used, length);
        used += length;
    }

    private void escaped(byte[] data, int start, int length) {
        room(2L * length);
        byte[] to = buffer;
        int at = used;
        int end = start + length;
        for (int i = start; i < end; i++) {
            byte b = data[i];
            if (b <= '\\' && (b == '\\' || b == '\t' || b == '\n')) {
                to[at++] = '\\';
                // A letter for the two that would end a cell or a line; the backslash stands for itself.
                to[at++] = b == '\\' ? b : b == '\t' ? (byte) 't' : (byte) 'n';
            } else {
                to[at++] = b;
            }
        }
        used = at;
    }

    /** Writes rows as lists of values, until so many bytes or to the end of the block; gives the row to go on with. */
    int values(CellBlock block, int from, int limit) {
        check(block);
        int row = from;
        while (row < block.rows() && (row == from || used < limit)) {
            rows++;
            put(row == from && used == 0 ? ' ' : ',');
            put('(');
            for (int column = 0; column < forms.length; column++) {
                if (column > 0) {
                    put(',');
                }
                if (block.isNull(row, column)) {
                    raw(NULL, 0, NULL.length);
                } else {
                    value(block.data(), block.start(row, column), block.length(row, column), column);
                }
            }
            put(')');
            row++;
        }
        return row;
    }

    private static final byte[] NULL = {'N', 'U', 'L', 'L'};

    private void value(byte[] data, int start, int length, int column) {
        switch (forms[column]) {
            case BYTES -> hexadecimal(data, start, length);
            case BITS -> {
                put('b');
                put('\'');
                raw(data, start, length);
                put('\'');
            }
            case SHAPE -> {
                byte[] shape = shape(data, start, length, column);
                hexadecimal(shape, 0, shape.length);
            }
            case TEXT -> {
                notice(length, column);
                put('\'');
                quoted(data, start, length);
                put('\'');
            }
            default -> {
                put('\'');
                cell(data, start, length, column);
                put('\'');
            }
        }
    }

    private void quoted(byte[] data, int start, int length) {
        room(2L * length);
        for (int i = start; i < start + length; i++) {
            byte b = data[i];
            if (b == '\\' || b == '\'') {
                buffer[used++] = '\\';
            }
            buffer[used++] = b;
        }
    }

    private void hexadecimal(byte[] data, int start, int length) {
        room(2L * length + 3);
        buffer[used++] = 'x';
        buffer[used++] = '\'';
        for (int i = start; i < start + length; i++) {
            buffer[used++] = (byte) Character.forDigit(data[i] >> 4 & 15, 16);
            buffer[used++] = (byte) Character.forDigit(data[i] & 15, 16);
        }
        buffer[used++] = '\'';
    }

    private void put(char c) {
        room(1);
        buffer[used++] = (byte) c;
    }

    private void room(long bytes) {
        long needed = used + bytes;
        if (needed > buffer.length) {
            buffer =
                    Arrays.copyOf(buffer, (int) Math.min(Integer.MAX_VALUE - 16, Math.max(needed, 2L * buffer.length)));
        }
    }

    /** The lines of a stream, as a file that the server reads. */
    MySqlWire.Feed feed(CellStream cells, CellBlock block, Runnable between) {
        return new MySqlWire.Feed() {
            private int sent;

            @Override
            public int read(byte[] into, int offset, int length) {
                while (sent == used) {
                    clear();
                    sent = 0;
                    between.run();
                    if (!cells.read(block)) {
                        return 0;
                    }
                    lines(block);
                }
                int part = Math.min(length, used - sent);
                System.arraycopy(buffer, sent, into, offset, part);
                sent += part;
                return part;
            }
        };
    }
}
