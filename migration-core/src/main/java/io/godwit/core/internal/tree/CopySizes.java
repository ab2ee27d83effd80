package io.godwit.core.internal.tree;

/**
 * Into how large pieces a copy is cut. Immutable.
 *
 * @param large files larger than this are copied in ranges
 * @param smallestRange the least length of a range, but for the last of a file
 * @param largestRange the greatest length of a range
 * @param leastBytes a unit of small files may end when it has so many bytes
 * @param mostBytes and ends when it has so many
 * @param leastEntries it may end when it has so many entries
 * @param mostEntries and ends when it has so many
 */
record CopySizes(
        long large,
        long smallestRange,
        long largestRange,
        long leastBytes,
        long mostBytes,
        int leastEntries,
        int mostEntries) {
    /** What is used outside tests. */
    static final CopySizes USUAL = new CopySizes(64L << 20, 64L << 20, 1L << 30, 32L << 20, 64L << 20, 4000, 8000);
}
