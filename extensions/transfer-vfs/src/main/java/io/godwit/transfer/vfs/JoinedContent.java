package io.godwit.transfer.vfs;

import io.godwit.spi.ByteRange;
import io.godwit.spi.FileContent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/** Some contents one behind the other, closed as they end. */
final class JoinedContent implements FileContent {
    private final List<FileContent> parts;
    private final long length;
    private int at;

    JoinedContent(List<FileContent> parts, long length) {
        this.parts = parts;
        this.length = length;
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(length);
    }

    @Override
    public List<ByteRange> regions() {
        return length == 0 ? List.of() : List.of(new ByteRange(0, length));
    }

    @Override
    public int read(ByteBuffer into) {
        while (at < parts.size()) {
            int count = parts.get(at).read(into);
            if (count >= 0) {
                return count;
            }
            parts.get(at++).close();
        }
        return -1;
    }

    @Override
    public void close() {
        while (at < parts.size()) {
            parts.get(at++).close();
        }
    }
}
