package io.godwit.transfer.vfs;

import io.godwit.spi.ByteRange;
import io.godwit.spi.FileContent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/** A content in memory. */
final class MemoryContent implements FileContent {
    private final ByteBuffer left;
    private final long size;

    MemoryContent(byte[] bytes) {
        this.left = ByteBuffer.wrap(bytes);
        this.size = bytes.length;
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
        if (!left.hasRemaining()) {
            return -1;
        }
        int count = Math.min(left.remaining(), into.remaining());
        into.put(left.slice(left.position(), count));
        left.position(left.position() + count);
        return count;
    }

    @Override
    public void close() {
        // nothing is held open
    }
}
