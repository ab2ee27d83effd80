package io.godwit.spi;

import java.util.Arrays;
import java.util.Objects;

/**
 * Some rows as slices of one array: no object per cell. Cells are in the canonical encoding of their {@link LogicalType}. It is
 * filled row by row, cell by cell, and used again and again. Not thread-safe.
 */
public final class CellBlock {
    private static final int NULL = -1;
    /** What a cell takes besides its bytes. */
    private static final int CELL_OVERHEAD = 2 * Integer.BYTES;

    private final int columns;
    private final int targetBytes;
    private final int maxBytes;
    private byte[] data;
    private int[] starts;
    private int[] lengths;
    private int cells;
    private int used;

    /**
     * An empty block.
     *
     * @param columns cells per row, at least 1
     * @param targetBytes about how much a block should hold; a row more than that fits still
     * @param maxBytes how much it may hold at the most, which bounds the largest row
     */
    public CellBlock(int columns, int targetBytes, int maxBytes) {
        if (columns < 1 || targetBytes < 1 || maxBytes < targetBytes) {
            throw new IllegalArgumentException("a block has columns and room");
        }
        this.columns = columns;
        this.maxBytes = maxBytes;
        this.data = new byte[targetBytes];
        this.starts = new int[columns * 64];
        this.lengths = new int[columns * 64];
        this.targetBytes = targetBytes;
    }

    /**
     * Cells per row.
     *
     * @return the number of columns
     */
    public int columns() {
        return columns;
    }

    /**
     * Complete rows.
     *
     * @return how many
     */
    public int rows() {
        return cells / columns;
    }

    /**
     * Bytes of all cells.
     *
     * @return how many
     */
    public int bytes() {
        return used;
    }

    /**
     * Whether the block holds as much as it should, so that the producer hands it on.
     *
     * @return true when the target size is reached, counting what the cells take besides their bytes
     */
    public boolean isFull() {
        return used + (long) CELL_OVERHEAD * cells >= targetBytes;
    }

    /**
     * Exchanges all rows with another block, without copying them: so a block is handed from one thread to the next.
     *
     * @param other a block with as many columns
     */
    public void swap(CellBlock other) {
        if (other.columns != columns) {
            throw new IllegalArgumentException("blocks of " + columns + " and " + other.columns + " columns");
        }
        byte[] otherData = other.data;
        int[] otherStarts = other.starts;
        int[] otherLengths = other.lengths;
        int otherCells = other.cells;
        int otherUsed = other.used;
        other.data = data;
        other.starts = starts;
        other.lengths = lengths;
        other.cells = cells;
        other.used = used;
        data = otherData;
        starts = otherStarts;
        lengths = otherLengths;
        cells = otherCells;
        used = otherUsed;
    }

    /** Forgets all rows; the memory of an unusually large row is given back. */
    public void clear() {
        cells = 0;
        used = 0;
        if (data.length > 4L * targetBytes) {
            data = new byte[targetBytes];
        }
    }

    /** Adds a cell without a value. */
    public void addNull() {
        cell(used, NULL);
    }

    /**
     * Adds a cell.
     *
     * @param value holds the bytes
     * @param offset where they begin
     * @param length how many
     * @throws MigrationException TRANSFER, {@code memory.row-too-large}, when the block would exceed its maximum
     */
    public void add(byte[] value, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, value.length);
        int start = reserve(length);
        System.arraycopy(value, offset, data, start, length);
        cell(start, length);
    }

    /**
     * Adds a cell whose bytes the caller then puts into {@link #data()} itself.
     *
     * @param length how many bytes
     * @return where they go
     * @throws MigrationException TRANSFER, {@code memory.row-too-large}, when the block would exceed its maximum
     */
    public int addReserved(int length) {
        Checks.notNegative(length, "length");
        int start = reserve(length);
        cell(start, length);
        return start;
    }

    private int reserve(int length) {
        long needed = (long) used + length;
        if (needed > maxBytes) {
            throw MigrationException.of(
                            ErrorCategory.TRANSFER,
                            "memory.row-too-large",
                            "a row needs more than the " + maxBytes + " bytes that a block may take")
                    .remedy("Raise the memory limit of the migration.")
                    .build();
        }
        if (needed > data.length) {
            data = Arrays.copyOf(data, (int) Math.min(maxBytes, Math.max(needed, data.length * 2L)));
        }
        int start = used;
        used += length;
        return start;
    }

    private void cell(int start, int length) {
        if (cells == starts.length) {
            starts = Arrays.copyOf(starts, cells * 2);
            lengths = Arrays.copyOf(lengths, cells * 2);
        }
        starts[cells] = start;
        lengths[cells] = length;
        cells++;
    }

    /**
     * The array that all slices lie in; it may be another one after a cell was added.
     *
     * @return the array itself, not a copy
     */
    public byte[] data() {
        return data;
    }

    /**
     * Whether a cell has no value.
     *
     * @param row from 0
     * @param column from 0
     * @return true for NULL
     */
    public boolean isNull(int row, int column) {
        return lengths[row * columns + column] == NULL;
    }

    /**
     * Where a cell begins in {@link #data()}.
     *
     * @param row from 0
     * @param column from 0
     * @return an index; of no meaning for NULL
     */
    public int start(int row, int column) {
        return starts[row * columns + column];
    }

    /**
     * How long a cell is.
     *
     * @param row from 0
     * @param column from 0
     * @return bytes, 0 for NULL
     */
    public int length(int row, int column) {
        return Math.max(0, lengths[row * columns + column]);
    }
}
