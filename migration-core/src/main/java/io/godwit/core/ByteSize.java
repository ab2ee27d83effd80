package io.godwit.core;

import io.godwit.core.internal.spec.Quantity;

/**
 * A number of bytes. Immutable.
 *
 * @param bytes not negative
 */
public record ByteSize(long bytes) {
    /** Checks the part. */
    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative: " + bytes);
        }
    }

    /**
     * Reads a size.
     *
     * @param text a number with a unit: {@code 64MB} (1000) or {@code 64MiB} (1024)
     * @return the size
     * @throws IllegalArgumentException for anything else
     */
    public static ByteSize parse(String text) {
        return new ByteSize(Quantity.bytes(text)
                .filter(bytes -> Quantity.isSize(text))
                .orElseThrow(() -> new IllegalArgumentException("a size reads 64MB or 64MiB, not \"" + text + "\"")));
    }

    /** The shortest form that {@link #parse} reads back. */
    @Override
    public String toString() {
        return Quantity.text(bytes);
    }
}
