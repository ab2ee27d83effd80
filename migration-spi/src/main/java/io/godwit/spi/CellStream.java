package io.godwit.spi;

/** Rows as blocks of cells. */
public interface CellStream extends ChunkStream {
    @Override
    default ChunkFormat format() {
        return ChunkFormat.CELLS;
    }

    /**
     * Reads on.
     *
     * @param into cleared first, then filled with at least one row
     * @return false at the end, with the block empty
     */
    boolean read(CellBlock into);
}
