package io.godwit.transfer.cloud;

import io.godwit.spi.EntryStream;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Reads a batch: small objects ahead, many at a time, large ones as they come. */
final class ObjectEntryStream implements EntryStream {
    /** Objects up to this size are read ahead, whole. */
    private static final int SMALL = 512 * 1024;
    /** How much is read ahead. */
    private static final long AHEAD = 8L << 20;

    private static final int MOST = 64;

    private final ObjectTree tree;
    private final List<TreeEntry> entries;
    private final WorkContext context;
    private final Deque<Ahead> ahead = new ArrayDeque<>();
    private int begun;
    private long room = AHEAD;
    private @Nullable FileContent open;
    private volatile boolean closed;

    ObjectEntryStream(ObjectTree tree, List<TreeEntry> entries, WorkContext context) {
        this.tree = tree;
        this.entries = List.copyOf(entries);
        this.context = context;
    }

    /** One request under way: what it answers is a whole item, or the object whose bytes still come. */
    private record Ahead(Future<Item> item, long size) {}

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
        Item item = Requests.await(first.item(), "reading");
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
            // a large object is opened when its turn comes: its connection would wait, and time out, meanwhile
            if ((!small && !ahead.isEmpty()) || (room < entry.size() && !ahead.isEmpty())) {
                return;
            }
            long size = small ? entry.size() : 0;
            room -= size;
            begun++;
            ahead.add(new Ahead(tree.requests().begin(() -> item(entry)), size));
            if (!small) {
                return;
            }
        }
    }

    private Item item(TreeEntry entry) {
        TreePath path = entry.path();
        if (closed) {
            return new Missed(path, MigrationException.cancelled("reading \"" + path + "\""));
        }
        try {
            if (entry.isFile() && path.text().isPresent() && !path.isRoot()) {
                Optional<ObjectStore.Reading> reading =
                        tree.store().read(tree.keys().file(path), 0, -1, null);
                if (reading.isPresent()) {
                    return found(path, reading.get());
                }
            }
            return tree.lookUp(path)
                    .<Item>map(now -> new Found(now, ObjectContent.empty(path)))
                    .orElseGet(() -> new Missed(path, TreeFailures.vanished(path)));
        } catch (MigrationException failure) {
            return new Missed(path, failure);
        } catch (IOException failure) {
            return new Missed(path, ObjectContent.lost(path, failure));
        }
    }

    private static Item found(TreePath path, ObjectStore.Reading reading) throws IOException {
        TreeEntry now = ObjectEntries.entry(path, reading.object());
        if (!now.isFile() || now.size() == 0) {
            reading.content().close();
            return new Found(now, ObjectContent.empty(path));
        }
        if (now.size() > SMALL) {
            return new Found(now, new ObjectContent(path, reading.content(), now.size()));
        }
        try (InputStream content = reading.content()) {
            byte[] bytes = content.readNBytes((int) now.size());
            if (bytes.length < now.size()) {
                throw new IOException("the answer ended after " + bytes.length + " of " + now.size() + " bytes");
            }
            return new Found(now, new ObjectContent(path, new ByteArrayInputStream(bytes), bytes.length));
        }
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
            open = null;
        }
        closed = true;
        for (Ahead request : ahead) {
            if (Requests.await(request.item(), "reading") instanceof Found found) {
                found.content().close();
            }
        }
        ahead.clear();
        begun = entries.size();
    }
}
