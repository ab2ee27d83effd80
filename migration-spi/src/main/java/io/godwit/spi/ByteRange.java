package io.godwit.spi;

/**
 * A run of bytes. Immutable.
 *
 * @param offset first byte, from 0
 * @param length how many bytes
 */
public record ByteRange(long offset, long length) {
    /** Checks the parts. */
    public ByteRange {
        Checks.notNegative(offset, "offset");
        Checks.notNegative(length, "length");
        if (length > Long.MAX_VALUE - offset) {
            throw new IllegalArgumentException("a range ends behind the last number: " + offset + " and " + length);
        }
    }

    /**
     * The byte after the last.
     *
     * @return offset + length
     */
    public long end() {
        return offset + length;
    }
}
