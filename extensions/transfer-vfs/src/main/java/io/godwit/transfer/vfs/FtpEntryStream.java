package io.godwit.transfer.vfs;

import io.godwit.spi.EntryStream;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Reads a batch: small files ahead, several at a time, large ones as they come. One thread. */
final class FtpEntryStream implements EntryStream {
    /** Files up to this size are read ahead, whole. */
    private static final int SMALL = 512 * 1024;

    private static final long AHEAD = 8L << 20;
    private static final int MOST = 64;

    private final FtpTree tree;
    private final List<TreeEntry> entries;
    private final WorkContext context;
    private final Deque<Ahead> ahead = new ArrayDeque<>();
    private int begun;
    private long room = AHEAD;
    private @Nullable FileContent open;
    private volatile boolean closed;

    FtpEntryStream(FtpTree tree, List<TreeEntry> entries, WorkContext context) {
        this.tree = tree;
        this.entries = List.copyOf(entries);
        this.context = context;
    }

    private record Ahead(@Nullable Future<Item> item, TreeEntry entry, long size) {}

    @Override
    public Optional<Item> next() {
        context.cancellation().throwIfCancelled();
        if (open != null) {
            open.close();
            open = null;
        }
        begin();
        Ahead first = ahead.poll();
        if (first == null) {
            return Optional.empty();
        }
        Item item = first.item() == null ? large(first.entry()) : FtpTree.await(first.item(), "reading");
        room += first.size();
        if (item instanceof Found found) {
            open = found.content();
        }
        return Optional.of(item);
    }

    private void begin() {
        while (begun < entries.size() && ahead.size() < MOST) {
            TreeEntry entry = entries.get(begun);
            boolean small = entry.size() <= SMALL;
            if (!ahead.isEmpty() && (!small || room < entry.size())) {
                return;
            }
            begun++;
            if (!small) {
                ahead.add(new Ahead(null, entry, 0));
                return;
            }
            room -= entry.size();
            ahead.add(new Ahead(tree.begin(() -> small(entry)), entry, entry.size()));
        }
    }

    private Item small(TreeEntry entry) {
        TreePath path = entry.path();
        try {
            if (closed || !entry.isFile() || path.isRoot() || !tree.paths().isSpeakable(path)) {
                return other(path);
            }
            String whole = tree.paths().of(path);
            Optional<byte[]> sent = tree.pool().with(context.cancellation(), link -> retrieve(link, whole, entry));
            if (sent.isEmpty()) {
                return other(path);
            }
            byte[] bytes = sent.get();
            boolean isAsListed =
                    bytes.length == entry.size() && entry.modified().isPresent();
            if (isAsListed) {
                return new Found(entry, new MemoryContent(bytes));
            }
            TreeEntry now = tree.listing(context).look(path).orElseThrow(() -> TreeFailures.vanished(path));
            return new Found(now.toBuilder().size(bytes.length).build(), new MemoryContent(bytes));
        } catch (TooLarge e) {
            return large(entry);
        } catch (MigrationException failure) {
            return new Missed(path, failure);
        }
    }

    /** The file grew beyond what is read ahead. */
    private static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** The whole content; empty where the server sends no such file. */
    private static Optional<byte[]> retrieve(FtpLink link, String whole, TreeEntry entry) throws IOException {
        link.setRestartOffset(0);
        InputStream stream = link.retrieveFileStream(whole);
        if (stream == null) {
            if (link.getReplyCode() / 100 == 5) {
                return Optional.empty();
            }
            throw new IOException(link.said());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) Math.max(32, entry.size()));
        byte[] chunk = new byte[32 * 1024];
        for (int count = stream.read(chunk); count >= 0; count = stream.read(chunk)) {
            bytes.write(chunk, 0, count);
            if (bytes.size() > 4 * SMALL) {
                link.drop();
                throw new TooLarge();
            }
        }
        link.endReading(stream, true);
        return Optional.of(bytes.toByteArray());
    }

    /** What is no file, or is not there. */
    private Item other(TreePath path) {
        Optional<TreeEntry> now = tree.listing(context).look(path);
        if (now.isEmpty()) {
            return new Missed(path, TreeFailures.vanished(path));
        }
        return now.get().isFile()
                ? new Missed(path, FtpErrors.refused(path, "send", 550, "it may not be read"))
                : new Found(now.get(), new MemoryContent(new byte[0]));
    }

    private Item large(TreeEntry entry) {
        TreePath path = entry.path();
        try {
            Optional<TreeEntry> now = tree.listing(context).look(path);
            if (now.isEmpty()) {
                return new Missed(path, TreeFailures.vanished(path));
            }
            long size = now.get().size();
            return new Found(
                    now.get(),
                    now.get().isFile()
                            ? FtpContent.open(tree, path, 0, size, size, context)
                            : new MemoryContent(new byte[0]));
        } catch (MigrationException failure) {
            return new Missed(path, failure);
        }
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
            open = null;
        }
        closed = true;
        for (Ahead one : ahead) {
            if (one.item() != null && FtpTree.await(one.item(), "reading") instanceof Found found) {
                found.content().close();
            }
        }
        ahead.clear();
        begun = entries.size();
    }
}
