package io.godwit.core.internal.localtree;

import io.godwit.spi.ByteRange;
import io.godwit.spi.FileContent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/** What is in anything but a file. */
final class NoContent implements FileContent {
    static final NoContent INSTANCE = new NoContent();

    private NoContent() {}

    @Override
    public OptionalLong size() {
        return OptionalLong.of(0);
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
        // nothing is held open
    }
}
