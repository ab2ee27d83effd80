package io.godwit.core.internal.data;

import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.ChunkStream;
import io.godwit.spi.ChunkSummary;

/** Rows in a form that only a {@link SmallDatabase} reads. */
final class SmallRows implements ChunkStream {
    static final ChunkFormat FORMAT = new ChunkFormat("small-rows", 1);

    private final CellStream cells;
    private long rows;
    private long bytes;
    private boolean isEnded;

    SmallRows(CellStream cells) {
        this.cells = cells;
    }

    /** The rows, for whoever knows the form. */
    CellStream open() {
        return new CellStream() {
            @Override
            public boolean read(CellBlock into) {
                boolean more = cells.read(into);
                rows += into.rows();
                bytes += into.bytes();
                isEnded |= !more;
                return more;
            }

            @Override
            public ChunkSummary summary() {
                return SmallRows.this.summary();
            }

            @Override
            public void close() {
                // the chunk is closed by whoever opened it
            }
        };
    }

    @Override
    public ChunkFormat format() {
        return FORMAT;
    }

    @Override
    public ChunkSummary summary() {
        if (!isEnded) {
            throw new IllegalStateException("not at the end");
        }
        return new ChunkSummary(rows, bytes, "");
    }

    @Override
    public void close() {
        cells.close();
    }
}
