package io.godwit.transfer.cloud;

import io.godwit.spi.ByteRange;
import io.godwit.spi.FileContent;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/** Cuts a content into buffers of one length, its holes as zeros, and proves that it was whole. */
final class Parts {
    private final TreePath path;
    private final FileContent content;
    private final WorkContext context;
    private final OptionalLong size;
    private final List<ByteRange> regions;
    private int region;
    private long position;
    private boolean ended;

    Parts(TreePath path, FileContent content, WorkContext context) {
        this.path = path;
        this.content = content;
        this.context = context;
        this.size = content.size();
        this.regions = content.regions();
    }

    /** How many bytes there were so far. */
    long position() {
        return position;
    }

    /**
     * Fills a buffer as far as the content goes.
     *
     * @return how many bytes; less than the buffer holds only at the end
     * @throws io.godwit.spi.MigrationException as the content throws, and {@code tree.changed} where it has another length
     */
    int fill(byte[] buffer) {
        int filled = size.isPresent() ? fillKnown(buffer, size.getAsLong()) : fillToTheEnd(buffer);
        position += filled;
        return filled;
    }

    private int fillToTheEnd(byte[] buffer) {
        ByteBuffer into = ByteBuffer.wrap(buffer);
        while (into.hasRemaining() && !ended) {
            context.cancellation().throwIfCancelled();
            ended = content.read(into) < 0;
        }
        return into.position();
    }

    private int fillKnown(byte[] buffer, long whole) {
        int length = (int) Math.min(buffer.length, whole - position);
        int at = 0;
        while (at < length) {
            context.cancellation().throwIfCancelled();
            long offset = position + at;
            if (region < regions.size() && offset >= regions.get(region).end()) {
                region++;
                continue;
            }
            long data = region < regions.size() ? regions.get(region).offset() : whole;
            if (offset < data) {
                int zeros = (int) Math.min(length - at, data - offset);
                Arrays.fill(buffer, at, at + zeros, (byte) 0);
                at += zeros;
                continue;
            }
            int wish = (int) Math.min(length - at, regions.get(region).end() - offset);
            int count = content.read(ByteBuffer.wrap(buffer, at, wish));
            if (count < 0) {
                throw TreeFailures.endedEarly(path, offset, whole);
            }
            at += count;
        }
        if (position + length == whole && !ended) {
            requireEnd(whole);
        }
        return length;
    }

    private void requireEnd(long whole) {
        ended = true;
        ByteBuffer one = ByteBuffer.allocate(1);
        if (content.read(one) > 0) {
            throw TreeFailures.endedEarly(path, whole + 1, whole);
        }
    }
}
