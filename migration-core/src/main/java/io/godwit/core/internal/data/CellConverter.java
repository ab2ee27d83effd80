package io.godwit.core.internal.data;

import io.godwit.spi.CellBlock;

/** Turns cells of one type into cells of another, in the canonical encoding of each. Thread-safe. */
interface CellConverter {
    /** Leaves the encoding as it is. */
    CellConverter SAME = (data, start, length, to) -> {
        to.add(data, start, length);
        return true;
    };

    /**
     * Converts one cell that is not NULL.
     *
     * @param data holds the cell
     * @param start where it begins
     * @param length how long it is
     * @param to takes exactly one cell, where the value can be converted
     * @return false, with nothing added, where the other type cannot hold this value without losing some of it
     */
    boolean convert(byte[] data, int start, int length, CellBlock to);
}
