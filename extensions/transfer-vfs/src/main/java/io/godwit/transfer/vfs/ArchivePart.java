package io.godwit.transfer.vfs;

import java.io.IOException;
import java.io.InputStream;

/** Some bytes in which contents of entries lie: a whole archive, or a part of one under way. Thread-safe. */
interface ArchivePart extends AutoCloseable {
    /**
     * The stored bytes of an entry; without its holes.
     *
     * @param content where it lies in this part
     */
    InputStream open(Stored content) throws IOException;

    @Override
    void close();
}
