package io.godwit.example.adapter;

import io.godwit.spi.ByteRange;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreePath;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Small contents in memory. */
final class Contents {
    private Contents() {}

    /** A small file whole; its holes are too seldom to matter in text, and are refused. */
    static byte[] readAll(EntryStream.Found found, long most) {
        return readAll(found.path(), found.content(), most);
    }

    static byte[] readAll(TreePath path, FileContent content, long most) {
        long size = content.size().orElse(0);
        long data = content.regions().stream().mapToLong(ByteRange::length).sum();
        if (size > most || (content.size().isPresent() && data < size)) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY, "notes.not-text", "\"" + path + "\" is too large for text")
                    .subject(path.toString())
                    .remedy("Look whether it is what it should be.")
                    .build();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (content.read(buffer.clear()) >= 0) {
            bytes.write(buffer.array(), 0, buffer.position());
        }
        return bytes.toByteArray();
    }

    /** A content from memory. */
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

    /** A stream of one item. */
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
