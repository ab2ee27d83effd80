package io.godwit.core.internal.data;

/**
 * How much memory the pumping of one chunk takes. Rows are read into blocks of a size that suits the processor's caches. Where a row is
 * too large for them, its chunk is read again in larger and fewer blocks, up to the most that an array can hold: so the memory of a
 * chunk is reserved in one piece before anything is read, and pumps never wait for each other with memory in their hands. Immutable.
 *
 * @param blockBytes about how much a block holds
 * @param maxRowBytes the largest row
 * @param ahead how many blocks are read ahead of the writer; 0 to read and write in turns
 */
record PumpSizes(int blockBytes, int maxRowBytes, int ahead) {
    /** How many sizes there are. */
    static final int LEVELS = 5;

    private static final int MIB = 1 << 20;
    /** Cells take room besides their bytes; a block's own books may grow to twice what is used of them. */
    private static final int BOOKS = 2;

    /**
     * A size.
     *
     * @param level from 0 for usual rows up to {@link #LEVELS} - 1
     * @return the sizes
     */
    static PumpSizes level(int level) {
        return switch (level) {
            case 0 -> new PumpSizes(MIB / 4, MIB, 3);
            case 1 -> new PumpSizes(MIB, 16 * MIB, 1);
            case 2 -> new PumpSizes(MIB, 64 * MIB, 0);
            case 3 -> new PumpSizes(MIB, 256 * MIB, 0);
            case 4 -> new PumpSizes(MIB, Integer.MAX_VALUE - 64, 0);
            default -> throw new IllegalArgumentException("there is no level " + level);
        };
    }

    /**
     * What all blocks of a pump take together at the most.
     *
     * @param isRewritten whether rows are rewritten on the way, which takes two blocks more
     * @return bytes
     */
    long memory(boolean isRewritten) {
        // one with the writer and one being filled; in turns, the one is empty while the other is full
        long blocks = (ahead > 0 ? ahead + 2L : 1L) + (isRewritten ? 2 : 0);
        return blocks * (maxRowBytes + (long) BOOKS * blockBytes);
    }
}
