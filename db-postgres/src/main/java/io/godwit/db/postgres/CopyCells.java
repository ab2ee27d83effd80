package io.godwit.db.postgres;

import io.godwit.relational.SqlErrors;
import io.godwit.spi.CancellationToken;
import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.Dataset;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Rows of one piece as {@code COPY ... TO STDOUT} sends them, taken apart into cells. One thread at a time. */
final class CopyCells implements CellStream {
    private final Dataset dataset;
    private final CopyOutput output;
    private final CopyDecoder[] decoders;
    private final CancellationToken cancellation;
    private byte[] unescaped = new byte[1024];
    private long rows;
    private long bytes;
    private boolean ended;

    CopyCells(Dataset dataset, CopyOutput output, CancellationToken cancellation) {
        this.dataset = dataset;
        this.output = output;
        this.cancellation = cancellation;
        this.decoders = dataset.columns().stream()
                .map(column -> CopyDecoder.of(column.type()))
                .toArray(CopyDecoder[]::new);
    }

    @Override
    public boolean read(CellBlock into) {
        into.clear();
        if (ended) {
            return false;
        }
        cancellation.throwIfCancelled();
        try {
            while (!into.isFull()) {
                byte[] row = output.next();
                if (row == null) {
                    ended = true;
                    break;
                }
                rows++;
                add(row, into);
            }
        } catch (SQLException e) {
            throw output.failure(e);
        }
        bytes += into.bytes();
        return into.rows() > 0;
    }

    private void add(byte[] row, CellBlock into) {
        int end = row.length - 1;
        int at = 0;
        for (int column = 0; column < decoders.length; column++) {
            int start = at;
            boolean escapes = false;
            while (at < end && row[at] != '\t') {
                escapes |= row[at] == '\\';
                at++;
            }
            field(row, start, at, escapes, column, into);
            at++;
        }
    }

    private void field(byte[] row, int start, int end, boolean escapes, int column, CellBlock into) {
        if (!escapes) {
            check(decoders[column].add(row, start, end - start, into), column);
            return;
        }
        if (end - start == 2 && row[start + 1] == 'N') {
            into.addNull();
            return;
        }
        if (unescaped.length < end - start) {
            unescaped = new byte[end - start];
        }
        int to = 0;
        for (int i = start; i < end; i++) {
            byte b = row[i];
            unescaped[to++] = b == '\\' ? plain(row[++i]) : b;
        }
        check(decoders[column].add(unescaped, 0, to, into), column);
        if (unescaped.length > 1 << 20) {
            unescaped = new byte[1024];
        }
    }

    /** PostgreSQL writes six letters for control characters, and any other character for itself. */
    private static byte plain(byte letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 0x0b;
            default -> letter;
        };
    }

    private void check(boolean added, int column) {
        if (!added) {
            throw SqlErrors.rowRefused(
                    dataset.name(),
                    dataset.columns().get(column).name(),
                    rows,
                    "holds a value that is not of the type that the column was planned with");
        }
    }

    @Override
    public ChunkSummary summary() {
        if (!ended) {
            throw new IllegalStateException("the stream has not ended");
        }
        return new ChunkSummary(rows, bytes, "");
    }

    @Override
    public void close() {
        output.close();
    }

    /** Nothing but the name. */
    @Override
    public String toString() {
        return "CopyCells[" + dataset.name() + "]";
    }

    /** Where the rows come from. */
    interface CopyOutput extends AutoCloseable {
        /** The next row with the line feed behind it, or null at the end. */
        byte @Nullable [] next() throws SQLException;

        /** What a failure of {@link #next} means. */
        RuntimeException failure(SQLException failure);

        @Override
        void close();
    }
}
