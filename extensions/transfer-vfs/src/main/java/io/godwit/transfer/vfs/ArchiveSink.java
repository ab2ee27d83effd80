package io.godwit.transfer.vfs;

import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes an archive from its first byte to its last. One thread. */
interface ArchiveSink {
    /** Whether of files with holes only the data is wanted. */
    boolean keepsHoles();

    /**
     * Begins an entry.
     *
     * @param stored where the content of a file lies, for what it tells of holes
     */
    void begin(TreeEntry entry, @Nullable Stored stored) throws IOException;

    void write(byte[] bytes, int length) throws IOException;

    void end() throws IOException;

    /** Writes a further name of a file; false where the archive has no such thing. */
    boolean link(TreeEntry entry, TreePath first) throws IOException;

    void finish() throws IOException;
}
