package io.godwit.adapter.web;

import io.godwit.spi.ByteRange;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileContent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Small contents in memory. */
final class Contents {
    private Contents() {}

    static FileContent of(byte[] bytes, Runnable onClose) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        return new FileContent() {
            @Override
            public OptionalLong size() {
                return OptionalLong.of(bytes.length);
            }

            @Override
            public List<ByteRange> regions() {
                return bytes.length == 0 ? List.of() : List.of(new ByteRange(0, bytes.length));
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
                onClose.run();
            }
        };
    }

    static EntryStream stream(EntryStream.Item item) {
        return new EntryStream() {
            private Optional<Item> next = Optional.of(item);

            @Override
            public Optional<Item> next() {
                Optional<Item> now = next;
                next = Optional.empty();
                return now;
            }

            @Override
            public void close() {
                // nothing is held open
            }
        };
    }
}
