package io.godwit.core.internal.localtree;

import io.godwit.core.internal.localtree.LocalEntries.Status;
import io.godwit.spi.ByteRange;
import io.godwit.spi.CancellationToken;
import io.godwit.spi.FileContent;
import io.godwit.spi.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A file, or a range of it, that is read; at its end the file has to be what it was at the beginning. */
final class LocalFileContent implements FileContent {
    private final TreePath path;
    private final FileChannel channel;
    private final ByteRange range;
    private final List<ByteRange> regions;
    private final @Nullable Check check;
    private final CancellationToken cancellation;
    private int region;
    private long inRegion;
    private boolean isChecked;

    /**
     * A content.
     *
     * @param regions relative to the beginning of the range
     * @param check what is asked at the end, null for nothing
     */
    LocalFileContent(
            TreePath path,
            FileChannel channel,
            ByteRange range,
            List<ByteRange> regions,
            @Nullable Check check,
            CancellationToken cancellation) {
        this.path = path;
        this.channel = channel;
        this.range = range;
        this.regions = List.copyOf(regions);
        this.check = check;
        this.cancellation = cancellation;
    }

    /** The regions of a range, relative to its beginning, out of those of the whole file. */
    static List<ByteRange> within(List<ByteRange> regions, ByteRange range) {
        return regions.stream()
                .filter(one -> one.end() > range.offset() && one.offset() < range.end())
                .map(one -> {
                    long from = Math.max(one.offset(), range.offset());
                    return new ByteRange(from - range.offset(), Math.min(one.end(), range.end()) - from);
                })
                .toList();
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(range.length());
    }

    @Override
    public List<ByteRange> regions() {
        return regions;
    }

    @Override
    public int read(ByteBuffer into) {
        cancellation.throwIfCancelled();
        try {
            while (region < regions.size()) {
                ByteRange now = regions.get(region);
                if (inRegion < now.length()) {
                    return read(into, now);
                }
                region++;
                inRegion = 0;
            }
            end();
            return -1;
        } catch (IOException e) {
            throw LocalErrors.reading(e, path);
        }
    }

    private int read(ByteBuffer into, ByteRange now) throws IOException {
        int limit = into.limit();
        into.limit((int) Math.min(limit, into.position() + (now.length() - inRegion)));
        try {
            int count = channel.read(into, range.offset() + now.offset() + inRegion);
            if (count < 0) {
                throw LocalErrors.changed(path, "became shorter while it was read");
            }
            inRegion += count;
            return count;
        } finally {
            into.limit(limit);
        }
    }

    private void end() throws IOException {
        if (!isChecked && check != null && !check.isUnchanged()) {
            throw LocalErrors.changed(path, "changed while it was read");
        }
        isChecked = true;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks whether a file is still what it was. */
    interface Check {
        boolean isUnchanged() throws IOException;

        /** Compares a file with what was seen of it before. */
        static Check of(LocalEntries entries, java.nio.file.Path file, Status before) {
            return () -> {
                try {
                    return entries.look(file).isSameContentAs(before);
                } catch (java.nio.file.NoSuchFileException gone) {
                    // what was open was read whole all the same
                    return true;
                }
            };
        }
    }
}
