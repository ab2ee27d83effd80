package io.godwit.spi;

import java.util.Objects;

/**
 * What a chunk held. Immutable.
 *
 * @param rows how many rows
 * @param bytes how many bytes of cells or documents
 * @param fingerprint an order-independent hash over the rows with the name of its algorithm in front
 *     ({@code rows-v1:...}), or an empty string where none was computed
 */
public record ChunkSummary(long rows, long bytes, String fingerprint) {
    /** Checks the parts. */
    public ChunkSummary {
        Checks.notNegative(rows, "rows");
        Checks.notNegative(bytes, "bytes");
        Objects.requireNonNull(fingerprint, "fingerprint");
    }
}
