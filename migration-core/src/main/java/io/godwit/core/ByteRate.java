package io.godwit.core;

import io.godwit.core.internal.spec.Quantity;

/**
 * A rate at which bytes are moved. Immutable.
 *
 * @param bytesPerSecond at least 1
 */
public record ByteRate(long bytesPerSecond) {
    /** Checks the part. */
    public ByteRate {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("a rate is at least 1 byte a second, not " + bytesPerSecond);
        }
    }

    /**
     * Reads a rate.
     *
     * @param text a number with a unit: {@code 20MiB/s} (1024), {@code 20MB/s} (1000) or {@code 100Mbit/s}
     * @return the rate
     * @throws IllegalArgumentException for anything else
     */
    public static ByteRate parse(String text) {
        return new ByteRate(Quantity.bytesPerSecond(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "a rate reads 20MiB/s, 20MB/s or 100Mbit/s, not \"" + text + "\"")));
    }

    /** The shortest form that {@link #parse} reads back. */
    @Override
    public String toString() {
        return Quantity.text(bytesPerSecond) + "/s";
    }
}
