package io.godwit.core.internal.capsule;

import io.godwit.spi.ByteRange;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileTree;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.WorkContext;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of a tree as a channel to read, a window at a time; where the tree reads no ranges, from its beginning. Fails with {@link
 * MigrationException}. Not thread-safe.
 */
final class ObjectChannel implements SeekableByteChannel {
    /** How much is asked for at a time. */
    private static final long WINDOW = 8L << 20;
    /** Gaps up to this are read over. */
    private static final long GAP = 1L << 18;

    private final FileTree tree;
    private final TreeEntry entry;
    private final long size;
    private final WorkContext context;
    private final boolean hasRanges;
    private long position;
    private @Nullable DenseContent content;
    private @Nullable EntryStream stream;
    /** Where the content stands. */
    private long at;
    /** Where the content ends. */
    private long end;

    private boolean isClosed;

    ObjectChannel(FileTree tree, TreeEntry entry, long size, WorkContext context) {
        this.tree = tree;
        this.entry = entry;
        this.size = size;
        this.context = context;
        this.hasRanges = tree.capabilities().has(Feature.RANGES);
    }

    @Override
    public int read(ByteBuffer into) throws ClosedChannelException {
        if (isClosed) {
            throw new ClosedChannelException();
        }
        if (position >= size) {
            return -1;
        }
        if (!into.hasRemaining()) {
            return 0;
        }
        DenseContent from = opened();
        int limit = into.limit();
        into.limit((int) Math.min(limit, into.position() + (end - at)));
        int count;
        try {
            count = from.read(into);
        } finally {
            into.limit(limit);
        }
        if (count < 0) {
            throw MigrationException.of(
                            ErrorCategory.TRANSFER,
                            "tree.changed",
                            "\"" + entry.path() + "\" became shorter while it was read")
                    .subject(entry.path().toString())
                    .build();
        }
        at += count;
        position += count;
        return count;
    }

    private DenseContent opened() {
        DenseContent now = content;
        boolean isNear = now != null && position >= at && position < end && (!hasRanges || position - at <= GAP);
        if (!isNear) {
            release();
            now = hasRanges ? range() : whole();
            content = now;
        }
        ByteBuffer skipped = ByteBuffer.allocate((int) Math.min(1 << 16, Math.max(1, position - at)));
        while (now != null && at < position) {
            skipped.clear().limit((int) Math.min(skipped.capacity(), position - at));
            int count = now.read(skipped);
            if (count < 0) {
                at = position;
            } else {
                at += count;
            }
        }
        if (now == null) {
            throw new IllegalStateException("nothing was opened");
        }
        return now;
    }

    private DenseContent range() {
        at = position;
        end = Math.min(size, position + WINDOW);
        return new DenseContent(tree.open(entry, new ByteRange(at, end - at), context));
    }

    private DenseContent whole() {
        at = 0;
        end = size;
        EntryStream entries = tree.read(List.of(entry), context);
        stream = entries;
        EntryStream.Item item = entries.next().orElseThrow();
        if (item instanceof EntryStream.Found found) {
            return new DenseContent(found.content());
        }
        throw ((EntryStream.Missed) item).failure();
    }

    private void release() {
        if (content != null) {
            content.close();
            content = null;
        }
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long to) {
        position = to;
        return this;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public SeekableByteChannel truncate(long to) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return !isClosed;
    }

    @Override
    public void close() {
        isClosed = true;
        release();
    }
}
