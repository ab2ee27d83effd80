package io.godwit.transfer.vfs;

import io.godwit.spi.ByteRange;
import io.godwit.spi.FileContent;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The content of a file in an archive. */
final class StoredContent implements FileContent {
    private static final int CHUNK = 64 * 1024;

    private final String archive;
    private final long size;
    private final @Nullable Stored stored;
    private final WorkContext context;
    private final byte[] chunk;
    private @Nullable InputStream stream;
    private long read;

    /**
     * A content.
     *
     * @param archive for messages
     * @param size with holes
     * @param stored where it lies; null for none
     */
    StoredContent(String archive, long size, @Nullable Stored stored, WorkContext context) {
        this.archive = archive;
        this.size = size;
        this.stored = stored;
        this.context = context;
        this.chunk = new byte[stored == null ? 0 : (int) Math.max(1, Math.min(CHUNK, stored.length()))];
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(size);
    }

    @Override
    public List<ByteRange> regions() {
        if (stored == null || size == 0) {
            return List.of();
        }
        List<ByteRange> regions = stored.regions();
        return regions == null ? List.of(new ByteRange(0, size)) : regions;
    }

    @Override
    public int read(ByteBuffer into) {
        Stored where = stored;
        if (where == null || read == where.length()) {
            return -1;
        }
        context.cancellation().throwIfCancelled();
        try {
            InputStream from = stream;
            if (from == null) {
                from = where.part().open(where);
                stream = from;
            }
            int wish = (int) Math.min(Math.min(into.remaining(), chunk.length), where.length() - read);
            int count = from.read(chunk, 0, wish);
            if (count < 0) {
                throw ArchiveFailures.truncated(archive, "the content of an entry ends early", null);
            }
            into.put(chunk, 0, count);
            read += count;
            if (read == where.length() && from.read() >= 0) {
                throw ArchiveFailures.damaged(archive, "the content of an entry is longer than it says", null);
            }
            return count;
        } catch (IOException e) {
            throw ArchiveFailures.unreadable(archive, e);
        }
    }

    @Override
    public void close() {
        try {
            if (stream != null) {
                stream.close();
            }
        } catch (IOException e) {
            throw ArchiveFailures.unreadable(archive, e);
        }
    }
}
