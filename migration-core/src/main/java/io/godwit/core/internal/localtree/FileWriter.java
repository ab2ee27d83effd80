package io.godwit.core.internal.localtree;

import io.godwit.spi.ByteRange;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Writes contents with their holes. One thread at a time. */
final class FileWriter {
    private static final int BUFFER = 256 * 1024;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final Path root;
    private final WorkContext context;

    FileWriter(Path root, WorkContext context) {
        this.root = root;
        this.context = context;
    }

    /**
     * Writes a content to a file.
     *
     * @param base where its first byte goes
     * @param holes what to do with a hole
     * @return how many bytes of data there were
     * @throws MigrationException what the content threw, or why it could not be written; {@code tree.changed} where the content is
     *     not as long as it said
     */
    long write(FileContent content, FileChannel channel, long base, TreePath path, Holes holes) {
        List<ByteRange> regions = content.regions();
        OptionalLong size = content.size();
        long written = 0;
        long end = 0;
        if (size.isEmpty()) {
            int count;
            while ((count = fill(content, BUFFER)) > 0) {
                drain(channel, base + written, path);
                written += count;
            }
            return written;
        }
        for (ByteRange region : regions) {
            hole(holes, channel, base + end, base + region.offset(), path);
            long inRegion = 0;
            while (inRegion < region.length()) {
                int count = fill(content, (int) Math.min(BUFFER, region.length() - inRegion));
                if (count == 0) {
                    throw LocalErrors.changed(path, "was shorter than announced");
                }
                drain(channel, base + region.offset() + inRegion, path);
                inRegion += count;
            }
            written += region.length();
            end = region.end();
        }
        if (fill(content, 1) > 0) {
            throw LocalErrors.changed(path, "was longer than announced");
        }
        hole(holes, channel, base + end, base + size.getAsLong(), path);
        return written;
    }

    private void hole(Holes holes, FileChannel channel, long from, long to, TreePath path) {
        if (from < to) {
            try {
                holes.make(channel, from, to);
            } catch (IOException e) {
                throw LocalErrors.writing(e, path, root);
            }
        }
    }

    /** Reads until so much is there, or the content has ended. */
    private int fill(FileContent content, int most) {
        buffer.clear().limit(most);
        while (buffer.hasRemaining() && content.read(buffer) >= 0) {
            context.cancellation().throwIfCancelled();
        }
        buffer.flip();
        return buffer.remaining();
    }

    private void drain(FileChannel channel, long at, TreePath path) {
        int count = buffer.remaining();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer, at + buffer.position());
            }
        } catch (IOException e) {
            throw LocalErrors.writing(e, path, root);
        }
        context.progress().addBytes(count);
    }

    /** Makes a file longer without taking room. */
    static void extend(FileChannel channel, long size) throws IOException {
        if (channel.size() < size) {
            // a byte behind the end, which is cut off again: the only way to a longer file that java.nio has
            channel.write(ByteBuffer.wrap(new byte[1]), size);
            channel.truncate(size);
        }
    }

    /** What to do where a content has no data. */
    @FunctionalInterface
    interface Holes {
        /** Leaves what a new file has anyhow. */
        Holes LEAVE = (channel, from, to) -> extend(channel, to);

        void make(FileChannel channel, long from, long to) throws IOException;
    }
}
