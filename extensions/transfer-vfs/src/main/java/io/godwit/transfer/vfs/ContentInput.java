package io.godwit.transfer.vfs;

import io.godwit.spi.ByteRange;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A content as a stream. Holes come as zeros, unless only the data is wanted. */
class ContentInput extends InputStream {
    private final Object path;
    private final FileContent content;
    private final long size;
    private final boolean isPacked;
    private final Iterator<ByteRange> regions;
    private @Nullable ByteRange region;
    private long position;
    private boolean isOver;

    /**
     * A stream.
     *
     * @param path what it is, for messages
     * @param content closed by the caller
     * @param packed whether holes are passed over
     */
    ContentInput(Object path, FileContent content, boolean packed) {
        this.path = path;
        this.content = content;
        this.size = content.size().orElse(-1);
        this.isPacked = packed;
        this.regions = content.regions().iterator();
        this.region = regions.hasNext() ? regions.next() : null;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (size < 0) {
            return content.read(ByteBuffer.wrap(into, offset, length));
        }
        ByteRange data = region;
        if (data == null) {
            if (isPacked || position >= size) {
                finish();
                return -1;
            }
            return zeros(into, offset, (int) Math.min(length, size - position));
        }
        if (position < data.offset()) {
            if (!isPacked) {
                return zeros(into, offset, (int) Math.min(length, data.offset() - position));
            }
            position = data.offset();
        }
        int wish = (int) Math.min(length, data.end() - position);
        int count = content.read(ByteBuffer.wrap(into, offset, wish));
        if (count < 0) {
            throw TreeFailures.endedEarly(path, position, size);
        }
        position += count;
        if (position >= data.end()) {
            region = regions.hasNext() ? regions.next() : null;
        }
        return count;
    }

    private int zeros(byte[] into, int offset, int length) {
        java.util.Arrays.fill(into, offset, offset + length, (byte) 0);
        position += length;
        return length;
    }

    /** At its end a content says whether it was whole. */
    private void finish() {
        if (!isOver) {
            isOver = true;
            if (content.read(ByteBuffer.allocate(1)) >= 0) {
                throw longer();
            }
        }
    }

    private MigrationException longer() {
        return TreeFailures.endedEarly(path, position + 1, size);
    }
}
