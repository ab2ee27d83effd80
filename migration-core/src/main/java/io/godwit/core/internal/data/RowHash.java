package io.godwit.core.internal.data;

import io.godwit.spi.CellBlock;

/** What tells one row from another: the fingerprint of it alone. One thread at a time. */
final class RowHash {
    private final CellBlock single;
    private final int columns;

    /**
     * For rows of so many cells.
     *
     * @param columns cells per row
     */
    RowHash(int columns) {
        this.columns = columns;
        this.single = new CellBlock(columns, 1 << 12, Integer.MAX_VALUE - 64);
    }

    /**
     * The hash of a row.
     *
     * @param block holds it
     * @param row its number in the block
     * @return hexadecimal digits
     */
    String of(CellBlock block, int row) {
        single.clear();
        for (int c = 0; c < columns; c++) {
            if (block.isNull(row, c)) {
                single.addNull();
            } else {
                single.add(block.data(), block.start(row, c), block.length(row, c));
            }
        }
        RowHasher hasher = new RowHasher(columns);
        hasher.add(single);
        return hasher.fingerprint().toString();
    }
}
