package io.godwit.core.internal.capsule;

import io.godwit.spi.ByteRange;
import io.godwit.spi.FileContent;
import java.nio.ByteBuffer;
import java.util.List;

/** A content with its holes as zeros. One thread. */
final class DenseContent implements AutoCloseable {
    private final FileContent content;
    private final List<ByteRange> regions;
    private final long size;
    private int region;
    private long position;

    DenseContent(FileContent content) {
        this.content = content;
        this.regions = content.regions();
        this.size = content.size().orElse(-1);
    }

    /** How many bytes were read, or -1 at the end. */
    int read(ByteBuffer into) {
        if (size < 0) {
            return content.read(into);
        }
        while (region < regions.size() && position >= regions.get(region).end()) {
            region++;
        }
        long hole = (region < regions.size() ? regions.get(region).offset() : size) - position;
        if (hole > 0) {
            int count = (int) Math.min(hole, into.remaining());
            into.put(new byte[count]);
            position += count;
            return count;
        }
        int limit = into.limit();
        if (region < regions.size()) {
            into.limit(
                    (int) Math.min(limit, into.position() + (regions.get(region).end() - position)));
        }
        try {
            int count = content.read(into);
            position += Math.max(0, count);
            return count;
        } finally {
            into.limit(limit);
        }
    }

    @Override
    public void close() {
        content.close();
    }
}
