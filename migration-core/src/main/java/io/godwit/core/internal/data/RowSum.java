package io.godwit.core.internal.data;

import io.godwit.spi.ChunkSummary;

/**
 * Rows, their bytes and their fingerprint. Immutable.
 *
 * @param rows how many
 * @param bytes of their cells
 * @param fingerprint of all of them
 */
record RowSum(long rows, long bytes, Fingerprint fingerprint) {
    static final RowSum NONE = new RowSum(0, 0, Fingerprint.NONE);

    static RowSum of(ChunkSummary summary) {
        return new RowSum(summary.rows(), summary.bytes(), Fingerprint.parse(summary.fingerprint()));
    }

    RowSum plus(RowSum other) {
        return new RowSum(rows + other.rows, bytes + other.bytes, fingerprint.plus(other.fingerprint));
    }

    /** Whether the same rows were summed up. Bytes follow from the rows. */
    boolean agrees(RowSum other) {
        return rows == other.rows && fingerprint.equals(other.fingerprint);
    }
}
