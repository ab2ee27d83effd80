package io.godwit.spi;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/**
 * The content of one file, or of a range of it, as a stream that knows its holes. One thread at a time.
 *
 * <p>The bytes of the {@linkplain #regions() regions} follow each other without gap; whatever lies between the regions, and
 * after the last one up to the size, is zeros that are not sent.
 */
public interface FileContent extends AutoCloseable {
    /**
     * The length of the file, or of the range, with its holes.
     *
     * @return bytes, or empty where it is not known before the end
     */
    OptionalLong size();

    /**
     * Where data is, relative to the start of this content.
     *
     * @return ascending and disjoint; one region over everything for a file without holes; empty for content of unknown size,
     *     which has no holes
     */
    List<ByteRange> regions();

    /**
     * Reads on.
     *
     * @param into takes at least one byte unless the content has ended
     * @return how many bytes were read, or -1 at the end
     * @throws MigrationException TRANSFER: {@code tree.changed} where the file is not the one that was listed or turned out
     *     shorter or longer than its size, {@code tree.read-failed}
     */
    int read(ByteBuffer into);

    @Override
    void close();
}
