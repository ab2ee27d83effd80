package io.godwit.core.internal.capsule;

import com.github.luben.zstd.ZstdOutputStream;
import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * Rows as bytes, compressed: for each row a 1, the length of each cell (-1 for NULL) and the cells in canonical encoding; then a 0 and the
 * number of rows. One thread.
 */
final class RowSource implements ByteSource {
    static final int ROW = 1;
    static final int END = 0;
    static final int NULL = -1;

    private static final int BLOCK = 1 << 20;
    private static final int LARGEST_BLOCK = 1 << 30;
    private static final int LEVEL = 1;

    private final CellStream rows;
    private final CellBlock block;
    private final Drain packed = new Drain();
    private final DataOutputStream out;
    private ByteBuffer ready = ByteBuffer.allocate(0);
    private long count;
    private long bytes;
    private boolean isEnded;

    RowSource(CellStream rows, int columns) {
        this.rows = rows;
        this.block = new CellBlock(columns, BLOCK, LARGEST_BLOCK);
        try {
            this.out = new DataOutputStream(new BufferedOutputStream(new ZstdOutputStream(packed, LEVEL), 1 << 16));
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
    }

    /** How many rows there were. */
    long rows() {
        return count;
    }

    /** How many bytes their cells had. */
    long bytes() {
        return bytes;
    }

    @Override
    public int read(ByteBuffer into) {
        while (!ready.hasRemaining()) {
            if (isEnded) {
                return -1;
            }
            fill();
        }
        int length = Math.min(ready.remaining(), into.remaining());
        into.put(ready.slice().limit(length));
        ready.position(ready.position() + length);
        return length;
    }

    private void fill() {
        try {
            if (rows.read(block)) {
                write();
            } else {
                out.write(END);
                out.writeLong(count);
                out.close();
                isEnded = true;
            }
            ready = packed.take();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
    }

    private void write() throws IOException {
        int columns = block.columns();
        for (int row = 0; row < block.rows(); row++) {
            out.write(ROW);
            for (int column = 0; column < columns; column++) {
                out.writeInt(block.isNull(row, column) ? NULL : block.length(row, column));
            }
            for (int column = 0; column < columns; column++) {
                if (!block.isNull(row, column)) {
                    out.write(block.data(), block.start(row, column), block.length(row, column));
                }
            }
        }
        count += block.rows();
        bytes += block.bytes();
    }
}
