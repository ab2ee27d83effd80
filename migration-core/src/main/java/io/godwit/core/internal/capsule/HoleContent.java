package io.godwit.core.internal.capsule;

import io.godwit.spi.ByteRange;
import io.godwit.spi.FileContent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/** A content without data: nothing, or one hole. */
final class HoleContent implements FileContent {
    private final long size;

    HoleContent(long size) {
        this.size = size;
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(size);
    }

    @Override
    public List<ByteRange> regions() {
        return List.of();
    }

    @Override
    public int read(ByteBuffer into) {
        return -1;
    }

    @Override
    public void close() {
        // nothing is held
    }
}
