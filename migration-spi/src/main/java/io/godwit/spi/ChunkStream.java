package io.godwit.spi;

/** The rows of one partition under way. One thread at a time. */
public interface ChunkStream extends AutoCloseable {
    /**
     * The form of the rows.
     *
     * @return the format
     */
    ChunkFormat format();

    /**
     * What went through, complete only when the stream has ended.
     *
     * @return rows, bytes and fingerprint
     * @throws IllegalStateException when the stream has not ended
     */
    ChunkSummary summary();

    @Override
    void close();
}
