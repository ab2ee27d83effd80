package io.godwit.transfer.vfs;

import io.godwit.spi.ByteRange;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/** The bytes of a file, or of a range of it, as they come over a connection of its own. */
final class FtpContent implements FileContent {
    private static final int CHUNK = 64 * 1024;

    private final FtpTree tree;
    private final TreePath path;
    private final long size;
    private final boolean isToEnd;
    private final WorkContext context;
    private final FtpLink link;
    private final InputStream stream;
    private final byte[] chunk;
    private long read;
    private boolean over;

    private FtpContent(
            FtpTree tree,
            TreePath path,
            long size,
            boolean toEnd,
            WorkContext context,
            FtpLink link,
            InputStream stream) {
        this.tree = tree;
        this.path = path;
        this.size = size;
        this.isToEnd = toEnd;
        this.context = context;
        this.link = link;
        this.stream = stream;
        this.chunk = new byte[(int) Math.min(CHUNK, Math.max(1, size))];
    }

    /**
     * Opens a range.
     *
     * @param total how long the whole file is
     */
    static FileContent open(FtpTree tree, TreePath path, long offset, long length, long total, WorkContext context) {
        if (length == 0) {
            return new MemoryContent(new byte[0]);
        }
        String whole = tree.paths().of(path);
        for (int attempt = 1; ; attempt++) {
            FtpLink link = tree.pool().take(context.cancellation());
            boolean usable = false;
            try {
                link.setRestartOffset(offset);
                InputStream stream = link.retrieveFileStream(whole);
                if (stream == null) {
                    usable = true;
                    tree.pool().give(link);
                    throw missing(path, link);
                }
                usable = true;
                return new FtpContent(tree, path, length, offset + length == total, context, link, stream);
            } catch (IOException e) {
                if (attempt == 3) {
                    throw FtpErrors.lost(tree.pool().place(), e);
                }
            } finally {
                if (!usable) {
                    tree.pool().discard(link);
                }
            }
        }
    }

    static MigrationException missing(TreePath path, FtpLink link) {
        return link.getReplyCode() == 550
                ? TreeFailures.vanished(path)
                : FtpErrors.refused(path, "send", link.getReplyCode(), link.said());
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(size);
    }

    @Override
    public List<ByteRange> regions() {
        return List.of(new ByteRange(0, size));
    }

    @Override
    public int read(ByteBuffer into) {
        if (read == size) {
            finish();
            return -1;
        }
        context.cancellation().throwIfCancelled();
        try {
            int wish = (int) Math.min(Math.min(into.remaining(), chunk.length), size - read);
            int count = stream.read(chunk, 0, wish);
            if (count < 0) {
                throw new EOFException("the content ended after " + read + " of " + size + " bytes");
            }
            into.put(chunk, 0, count);
            read += count;
            return count;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private MigrationException broken(IOException e) {
        if (!over) {
            over = true;
            tree.pool().discard(link);
        }
        return Thread.currentThread().isInterrupted()
                ? MigrationException.cancelled("reading \"" + path + "\"")
                : FtpErrors.lost(tree.pool().place(), e);
    }

    /** At its end the server has to say that this was all of it. */
    private void finish() {
        if (over) {
            return;
        }
        try {
            if (isToEnd && stream.read() >= 0) {
                over = true;
                tree.pool().discard(link);
                throw TreeFailures.changed(path);
            }
            link.endReading(stream, isToEnd);
            over = true;
            tree.pool().give(link);
        } catch (IOException e) {
            if (isToEnd) {
                throw broken(e);
            }
            // the range is here whole; a server may well hang up on who stops listening in the middle of a file
            over = true;
            tree.pool().discard(link);
        }
    }

    @Override
    public void close() {
        if (over) {
            return;
        }
        if (read == size) {
            finish();
            return;
        }
        over = true;
        // the server would go on sending: a new connection costs less
        tree.pool().discard(link);
    }
}
