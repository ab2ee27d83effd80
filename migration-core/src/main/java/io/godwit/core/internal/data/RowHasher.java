package io.godwit.core.internal.data;

import io.godwit.spi.CellBlock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Sums up the {@link Fingerprint} of rows, block by block, without allocating. Not thread-safe. */
final class RowHasher {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int NULL = -1;
    /** Rows up to this are copied together and hashed in one stroke; copying longer ones would cost more than it saves. */
    private static final int SHORT = 1024;

    private final Murmur3 murmur = new Murmur3();
    private final int columns;
    private final int head;
    private final byte[] row;
    private long high;
    private long low;
    private long rows;
    private long bytes;

    /**
     * A sum over no rows.
     *
     * @param columns cells per row
     */
    RowHasher(int columns) {
        this.columns = columns;
        this.head = columns * Integer.BYTES;
        this.row = new byte[head + SHORT + 16];
    }

    /**
     * Adds all rows of a block.
     *
     * @param block with as many columns
     */
    void add(CellBlock block) {
        byte[] data = block.data();
        int count = block.rows();
        for (int r = 0; r < count; r++) {
            int first = 0;
            int next = 0;
            int length = 0;
            boolean together = true;
            for (int c = 0; c < columns; c++) {
                if (block.isNull(r, c)) {
                    INTS.set(row, c * Integer.BYTES, NULL);
                    continue;
                }
                int cell = block.length(r, c);
                INTS.set(row, c * Integer.BYTES, cell);
                if (cell == 0) {
                    continue;
                }
                int start = block.start(r, c);
                if (length == 0) {
                    first = start;
                } else if (start != next) {
                    together = false;
                }
                next = start + cell;
                length += cell;
            }
            if (together && length <= SHORT) {
                System.arraycopy(data, first, row, head, length);
                murmur.hash(row, head + length);
            } else {
                murmur.reset();
                murmur.update(row, 0, head);
                if (together) {
                    murmur.update(data, first, length);
                } else {
                    scattered(block, r);
                }
                murmur.finish();
            }
            sum(murmur.low(), murmur.high());
            bytes += length;
        }
        rows += count;
    }

    private void scattered(CellBlock block, int r) {
        for (int c = 0; c < columns; c++) {
            murmur.update(block.data(), block.start(r, c), block.length(r, c));
        }
    }

    private void sum(long addLow, long addHigh) {
        long sum = low + addLow;
        if (Long.compareUnsigned(sum, low) < 0) {
            high++;
        }
        low = sum;
        high += addHigh;
    }

    /**
     * The sum so far.
     *
     * @return the fingerprint of all rows added
     */
    Fingerprint fingerprint() {
        return new Fingerprint(high, low);
    }

    /**
     * How many rows were added.
     *
     * @return the rows
     */
    long rows() {
        return rows;
    }

    /**
     * How many bytes their cells have.
     *
     * @return the bytes
     */
    long bytes() {
        return bytes;
    }
}
