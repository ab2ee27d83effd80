package io.godwit.core.internal.data;

import java.util.List;

/**
 * What the comparison of a database came to: the JSON that its step leaves as its checkpoint. Immutable.
 *
 * @param name of the database set
 * @param isEqual whether all that was compared agrees
 * @param tables every table, the largest first
 */
record DatabaseVerification(String name, boolean isEqual, List<TableResult> tables) {
    DatabaseVerification {
        tables = List.copyOf(tables);
    }

    /**
     * A table.
     *
     * @param table its name at the target
     * @param rowsSent rows that were sent
     * @param rowsFound rows that are there
     * @param bytesFound bytes of their cells
     * @param sent fingerprint of what was sent
     * @param found fingerprint of what is there
     * @param isEqual whether both agree
     * @param isSourceCompared whether the source was read once more
     * @param rowsRejected rows that were refused and left behind, which neither number counts
     */
    record TableResult(
            String table,
            long rowsSent,
            long rowsFound,
            long bytesFound,
            String sent,
            String found,
            boolean isEqual,
            boolean isSourceCompared,
            long rowsRejected) {}
}
