package io.godwit.transfer.vfs;

/**
 * What is taken for an attack. Immutable.
 *
 * @param entries how many entries an archive may have
 * @param ratio how many bytes one compressed byte may become; asked once there are many of them
 */
record ArchiveLimits(long entries, long ratio) {
    static final long ENTRIES = 5_000_000;
    static final long RATIO = 250;
    /** So much may come out of an archive, or out of one entry of a zip, whatever the ratio. */
    private static final long FREE = 64L << 20;

    /** Refuses an archive of which too much comes. */
    void checkRatio(String archive, long packed, long unpacked) {
        if (unpacked > FREE && unpacked / Math.max(1, packed) > ratio) {
            throw ArchiveFailures.bomb(
                    archive, "more than " + ratio + " bytes come out of each of its bytes", "max_ratio");
        }
    }

    /** Refuses an archive of too many entries. */
    void checkCount(String archive, long count) {
        if (count > entries) {
            throw ArchiveFailures.bomb(archive, "it has more than " + entries + " entries", "max_entries");
        }
    }
}
