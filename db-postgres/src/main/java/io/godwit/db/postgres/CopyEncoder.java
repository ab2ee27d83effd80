package io.godwit.db.postgres;

import io.godwit.relational.HexBytes;
import io.godwit.relational.SqlErrors;
import io.godwit.relational.Utf8;
import io.godwit.spi.CellBlock;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes cells as {@code COPY ... FROM STDIN} reads them, straight from the block into a large buffer, without an object per cell.
 * What PostgreSQL would refuse for its bytes alone is refused here, where column and row are known. One thread at a time.
 */
final class CopyEncoder {
    private static final int BUFFER = 1 << 18;
    /** Bytes that stand for themselves. */
    private static final boolean[] PLAIN = plain();

    private final Dataset dataset;
    private final Form[] forms;
    private final Sink sink;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private long rows;
    private PostgresErrors.@Nullable Refusal refusal;

    /** Takes what the buffer holds. */
    @FunctionalInterface
    interface Sink {
        void write(byte[] bytes, int offset, int length) throws SQLException;
    }

    private enum Form {
        TEXT,
        BYTES,
        DAY
    }

    CopyEncoder(Dataset dataset, Sink sink) {
        this.dataset = dataset;
        this.sink = sink;
        this.forms = dataset.columns().stream().map(CopyEncoder::form).toArray(Form[]::new);
    }

    private static Form form(DataColumn column) {
        return switch (column.type().kind()) {
            case BYTES -> Form.BYTES;
            case DATE, TIMESTAMP, TIMESTAMP_WITH_ZONE -> Form.DAY;
            default -> Form.TEXT;
        };
    }

    private static boolean[] plain() {
        boolean[] plain = new boolean[256];
        Arrays.fill(plain, 0x20, 0x80, true);
        plain['\\'] = false;
        return plain;
    }

    /** Writes all rows of a block; what is left in the buffer goes with the next. */
    void write(CellBlock block) throws SQLException {
        write(block, 0, block.rows());
    }

    /** Writes some rows of a block, from the first one up to before the other. */
    void write(CellBlock block, int first, int end) throws SQLException {
        byte[] data = block.data();
        int columns = block.columns();
        if (columns != forms.length) {
            throw new IllegalArgumentException("a block of " + columns + " columns for " + forms.length);
        }
        for (int row = first; row < end; row++) {
            rows++;
            for (int column = 0; column < columns; column++) {
                room(4);
                if (column > 0) {
                    buffer[at++] = '\t';
                }
                if (block.isNull(row, column)) {
                    buffer[at++] = '\\';
                    buffer[at++] = 'N';
                    continue;
                }
                int start = block.start(row, column);
                int length = block.length(row, column);
                switch (forms[column]) {
                    case BYTES -> bytes(data, start, length);
                    case DAY -> day(data, start, length, column);
                    default -> text(data, start, start + length, column);
                }
            }
            room(1);
            buffer[at++] = '\n';
        }
    }

    /** Hands on what is in the buffer. */
    void flush() throws SQLException {
        if (at > 0) {
            sink.write(buffer, 0, at);
            at = 0;
        }
    }

    /** How many rows were written. */
    long rows() {
        return rows;
    }

    private void room(int bytes) throws SQLException {
        if (at + bytes > buffer.length) {
            flush();
        }
    }

    private void text(byte[] data, int start, int end, int column) throws SQLException {
        int i = start;
        while (true) {
            int run = i;
            int limit = Math.min(end, i + buffer.length - at);
            while (i < limit && PLAIN[data[i] & 0xff]) {
                i++;
            }
            System.arraycopy(data, run, buffer, at, i - run);
            at += i - run;
            if (i == end) {
                return;
            }
            room(4);
            i += special(data, i, end, column);
        }
    }

    /** Writes one character that may not be plain; there is room for it. */
    private int special(byte[] data, int i, int end, int column) {
        byte b = data[i];
        if (b < 0) {
            int size = Utf8.sequence(data, i, end);
            if (size == 0) {
                throw refused(column, "holds text that is not UTF-8");
            }
            for (int j = 0; j < size; j++) {
                buffer[at++] = data[i + j];
            }
            return size;
        }
        switch (b) {
            case 0 -> throw refused(column, "holds NUL in text, which PostgreSQL cannot store");
            case '\n' -> escaped('n');
            case '\r' -> escaped('r');
            case '\t' -> escaped('t');
            case '\\' -> escaped('\\');
            default -> buffer[at++] = b;
        }
        return 1;
    }

    private void escaped(char letter) {
        buffer[at++] = '\\';
        buffer[at++] = (byte) letter;
    }

    private RuntimeException refused(int column, String why) {
        String name = dataset.columns().get(column).name();
        refusal = new PostgresErrors.Refusal(rows, name, why);
        return SqlErrors.rowRefused(dataset.name(), name, rows, why);
    }

    /** Why a row was refused here, before the server saw it. */
    PostgresErrors.@Nullable Refusal refusal() {
        return refusal;
    }

    private void bytes(byte[] data, int start, int length) throws SQLException {
        room(3);
        buffer[at++] = '\\';
        buffer[at++] = '\\';
        buffer[at++] = 'x';
        int i = start;
        int end = start + length;
        while (i < end) {
            room(2);
            int part = Math.min(end - i, (buffer.length - at) / 2);
            at = HexBytes.encode(data, i, part, buffer, at);
            i += part;
        }
    }

    /** Years before the first are written with BC by PostgreSQL, and with a minus or as 0000 in the canonical encoding. */
    private void day(byte[] data, int start, int length, int column) throws SQLException {
        boolean negative = length > 0 && data[start] == '-' && length > 1 && data[start + 1] != 'i';
        boolean zero = length > 4
                && data[start] == '0'
                && data[start + 1] == '0'
                && data[start + 2] == '0'
                && data[start + 3] == '0'
                && data[start + 4] == '-';
        if (!negative && !zero) {
            text(data, start, start + length, column);
            return;
        }
        int from = negative ? start + 1 : start;
        int dash = from;
        while (dash < start + length && data[dash] != '-') {
            dash++;
        }
        String year = new String(data, from, dash - from, StandardCharsets.US_ASCII);
        if (!year.matches("\\d{1,9}")) {
            throw refused(column, "holds a date that cannot be read");
        }
        byte[] text = Objects.requireNonNull(String.format("%04d", Long.parseLong(year) + 1))
                .getBytes(StandardCharsets.US_ASCII);
        text(text, 0, text.length, column);
        text(data, dash, start + length, column);
        room(3);
        buffer[at++] = ' ';
        buffer[at++] = 'B';
        buffer[at++] = 'C';
    }
}
