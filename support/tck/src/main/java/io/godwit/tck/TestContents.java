package io.godwit.tck;

import io.godwit.spi.ByteRange;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Contents and streams in memory, for tests of what writes them: whole ones, ones with holes, and ones that fail on the way.
 *
 * @since 0.1
 */
public final class TestContents {
    private TestContents() {}

    /**
     * A content without holes.
     *
     * @param bytes what it holds
     * @return the content
     */
    public static FileContent of(byte[] bytes) {
        List<ByteRange> regions = bytes.length == 0 ? List.of() : List.of(new ByteRange(0, bytes.length));
        return new Memory(bytes, OptionalLong.of(bytes.length), regions, null);
    }

    /**
     * A content with holes.
     *
     * @param size its length with the holes
     * @param regions where data is, ascending and disjoint
     * @param data the bytes of the regions, without gap
     * @return the content
     */
    public static FileContent sparse(long size, List<ByteRange> regions, byte[] data) {
        return new Memory(data, OptionalLong.of(size), List.copyOf(regions), null);
    }

    /**
     * A content whose length is not known before its end.
     *
     * @param bytes what it holds
     * @return the content
     */
    public static FileContent ofUnknownSize(byte[] bytes) {
        return new Memory(bytes, OptionalLong.empty(), List.of(), null);
    }

    /**
     * A content that ends before the size that it tells.
     *
     * @param size what it tells
     * @param bytes what comes
     * @return the content
     */
    public static FileContent endingEarly(long size, byte[] bytes) {
        return new Memory(bytes, OptionalLong.of(size), List.of(new ByteRange(0, size)), null);
    }

    /**
     * A content that fails on the way.
     *
     * @param size what it tells
     * @param bytes what comes before it fails
     * @param failure how it fails
     * @return the content
     */
    public static FileContent failing(long size, byte[] bytes, MigrationException failure) {
        return new Memory(bytes, OptionalLong.of(size), List.of(new ByteRange(0, size)), failure);
    }

    /**
     * A stream of items.
     *
     * @param items what it delivers, in order
     * @return the stream
     */
    public static EntryStream stream(List<? extends EntryStream.Item> items) {
        Iterator<? extends EntryStream.Item> iterator = items.iterator();
        return new EntryStream() {
            @Override
            public Optional<Item> next() {
                return iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
            }

            @Override
            public void close() {
                // nothing is held open
            }
        };
    }

    /**
     * Reads a content to its end and closes it.
     *
     * @param content what to read
     * @return its bytes with holes as zeros
     */
    public static byte[] readAll(FileContent content) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        List<ByteRange> regions = content.regions();
        OptionalLong size = content.size();
        try (content) {
            ByteBuffer buffer = ByteBuffer.allocate(70_001);
            while (content.read(buffer.clear()) >= 0) {
                data.write(buffer.array(), 0, buffer.position());
            }
        }
        byte[] packed = data.toByteArray();
        if (size.isEmpty()) {
            return packed;
        }
        byte[] whole = new byte[Math.toIntExact(size.getAsLong())];
        int from = 0;
        for (ByteRange region : regions) {
            int length = Math.toIntExact(region.length());
            System.arraycopy(packed, from, whole, Math.toIntExact(region.offset()), length);
            from += length;
        }
        if (from != packed.length) {
            throw new AssertionError(
                    "the regions of a content hold " + from + " bytes, but " + packed.length + " came");
        }
        return whole;
    }

    /**
     * Bytes that do not repeat, the same at each call.
     *
     * @param seed tells them from others
     * @param length how many
     * @return the bytes
     */
    public static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static final class Memory implements FileContent {
        private final ByteBuffer left;
        private final OptionalLong size;
        private final List<ByteRange> regions;
        private final @Nullable MigrationException failure;

        private Memory(byte[] bytes, OptionalLong size, List<ByteRange> regions, @Nullable MigrationException failure) {
            this.left = ByteBuffer.wrap(bytes);
            this.size = size;
            this.regions = regions;
            this.failure = failure;
        }

        @Override
        public OptionalLong size() {
            return size;
        }

        @Override
        public List<ByteRange> regions() {
            return regions;
        }

        @Override
        public int read(ByteBuffer into) {
            if (!left.hasRemaining()) {
                if (failure != null) {
                    throw failure;
                }
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
}
