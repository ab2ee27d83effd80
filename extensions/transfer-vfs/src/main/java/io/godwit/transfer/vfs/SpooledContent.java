package io.godwit.transfer.vfs;

import io.godwit.spi.ByteRange;
import io.godwit.spi.FileContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/** What a temporary file holds; the file belongs to whoever made it. */
final class SpooledContent implements FileContent {
    private final InputStream stream;
    private final long size;
    private final byte[] chunk = new byte[64 * 1024];

    SpooledContent(SpoolFile spool, long size) {
        this.stream = spool.open(0, size);
        this.size = size;
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(size);
    }

    @Override
    public List<ByteRange> regions() {
        return size == 0 ? List.of() : List.of(new ByteRange(0, size));
    }

    @Override
    public int read(ByteBuffer into) {
        try {
            int count = stream.read(chunk, 0, Math.min(chunk.length, into.remaining()));
            if (count > 0) {
                into.put(chunk, 0, count);
            }
            return count;
        } catch (IOException e) {
            throw ArchiveFailures.noScratch(e);
        }
    }

    @Override
    public void close() {
        // the file belongs to whoever made it
    }
}
