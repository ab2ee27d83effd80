package io.godwit.tck;

import io.godwit.spi.ByteRange;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** A place of {@link MemoryTrees}, opened to write. */
final class WritableMemoryTree extends MemoryTree implements WritableFileTree {
    private static final long ROOM = 1L << 30;

    private final Consumer<String> written;

    WritableMemoryTree(MemoryStore store, Consumer<String> written) {
        super(store);
        this.written = written;
    }

    @Override
    public List<EntryResult> write(EntryStream entries, WriteToken token, WorkContext context) {
        List<EntryResult> results = new ArrayList<>();
        Map<String, MemoryStore.Content> links = new HashMap<>();
        context.cancellation().throwIfCancelled();
        for (Optional<EntryStream.Item> item = entries.next(); item.isPresent(); item = entries.next()) {
            context.cancellation().throwIfCancelled();
            TreePath path = item.get().path();
            try {
                if (item.get() instanceof EntryStream.Missed missed) {
                    throw missed.failure();
                }
                long bytes = write((EntryStream.Found) item.get(), links, context);
                context.progress().addBytes(bytes);
                context.progress().addItems(1);
                results.add(EntryResult.done(path, bytes));
            } catch (MigrationException e) {
                if (e.category() == ErrorCategory.CANCELLED) {
                    throw e;
                }
                results.add(EntryResult.failed(path, e));
            }
        }
        return results;
    }

    private long write(EntryStream.Found found, Map<String, MemoryStore.Content> links, WorkContext context) {
        TreeEntry entry = found.entry();
        TreePath path = entry.path();
        Instant now = context.clock().instant();
        checkName(path);
        switch (entry.kind()) {
            case DIRECTORY -> {
                synchronized (store) {
                    checkRoom(path, true);
                    store.makeDirectories(path, now);
                    store.node(path).ifPresent(node -> store.put(path, node.with(entry)));
                }
            }
            case SYMLINK -> {
                if (!capabilities().has(Feature.SYMLINKS)) {
                    throw MemoryStore.undeclared(path, "is a symbolic link, and here are none")
                            .build();
                }
                put(entry, MemoryStore.Content.whole(new byte[0]), now);
            }
            case FILE -> {
                MemoryStore.Content content = content(path, found.content(), context);
                String group = entry.linkGroup()
                        .filter(any -> capabilities().has(Feature.HARD_LINKS))
                        .orElse("");
                put(entry, group.isEmpty() ? content : links.computeIfAbsent(group, any -> content), now);
                written.accept("write " + path);
                return content.bytes().length;
            }
            case FIFO, SOCKET, DEVICE ->
                throw MemoryStore.undeclared(path, "is neither file, directory nor link")
                        .build();
        }
        written.accept("write " + path);
        return 0;
    }

    private void put(TreeEntry entry, MemoryStore.Content content, Instant now) {
        synchronized (store) {
            checkRoom(entry.path(), false);
            store.put(entry.path(), entry.kind(), content, entry, now);
        }
    }

    private void checkName(TreePath path) {
        if (path.text().isEmpty() && !capabilities().has(Feature.BYTE_NAMES)) {
            throw MemoryStore.failure(
                            ErrorCategory.COMPATIBILITY,
                            "tree.name-not-representable",
                            path,
                            "is no text, and here all names are")
                    .remedy("Rename it at the source, or exclude it.")
                    .build();
        }
    }

    /** Fails where a name is taken by something that what is written cannot replace. */
    private void checkRoom(TreePath path, boolean forDirectory) {
        store.checkWay(path);
        if (store.node(path).isPresent() && store.isDirectory(path) != forDirectory) {
            throw MemoryStore.failure(
                            ErrorCategory.TRANSFER, "tree.kind-conflict", path, "is a directory on one side only")
                    .remedy("Remove it at the destination, or exclude it.")
                    .build();
        }
    }

    private static MemoryStore.Content content(TreePath path, FileContent content, WorkContext context) {
        OptionalLong size = content.size();
        List<ByteRange> regions = content.regions();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(65_536);
        while (content.read(buffer.clear()) >= 0) {
            context.limits().acquireBandwidth(buffer.position());
            data.write(buffer.array(), 0, buffer.position());
        }
        if (size.isEmpty()) {
            return MemoryStore.Content.whole(data.toByteArray());
        }
        if (data.size() != regions.stream().mapToLong(ByteRange::length).sum()) {
            throw MemoryStore.failure(ErrorCategory.TRANSFER, "tree.changed", path, "has another length than it told")
                    .remedy("Copy again when nothing writes to it.")
                    .build();
        }
        byte[] whole = new byte[Math.toIntExact(size.getAsLong())];
        byte[] packed = data.toByteArray();
        int from = 0;
        for (ByteRange region : regions) {
            System.arraycopy(packed, from, whole, (int) region.offset(), (int) region.length());
            from += (int) region.length();
        }
        return new MemoryStore.Content(whole, regions);
    }

    @Override
    public PendingFile begin(TreeEntry entry, WriteToken token, WorkContext context) {
        context.cancellation().throwIfCancelled();
        if (!capabilities().has(Feature.RANGES)) {
            throw MemoryStore.undeclared(entry.path(), "cannot be written in ranges here")
                    .build();
        }
        synchronized (store) {
            checkName(entry.path());
            checkRoom(entry.path(), false);
            return MemoryPendingFile.begin(store, entry, token, context, written);
        }
    }

    @Override
    public List<EntryResult> apply(List<TreeChange> changes, WorkContext context) {
        List<EntryResult> results = new ArrayList<>();
        for (TreeChange change : changes) {
            context.cancellation().throwIfCancelled();
            try {
                synchronized (store) {
                    store.checkWay(change.path());
                    apply(change, context.clock().instant());
                }
                written.accept(change.getClass().getSimpleName() + " " + change.path());
                results.add(EntryResult.done(change.path(), 0));
            } catch (MigrationException e) {
                results.add(EntryResult.failed(change.path(), e));
            }
        }
        return results;
    }

    private void apply(TreeChange change, Instant now) {
        TreePath path = change.path();
        if (change instanceof TreeChange.MakeDirectory) {
            checkRoom(path, true);
            store.makeDirectories(path, now);
        } else if (change instanceof TreeChange.SetAttributes attributes) {
            store.put(path, there(path).with(attributes.entry()));
        } else if (change instanceof TreeChange.Delete) {
            if (store.isDirectory(path) && !store.isEmpty(path)) {
                throw MemoryStore.failure(ErrorCategory.TRANSFER, "tree.not-empty", path, "is a directory with content")
                        .build();
            }
            store.remove(path);
        } else if (change instanceof TreeChange.Rename rename) {
            rename(path, rename.to());
        } else if (change instanceof TreeChange.Preserve preserve) {
            preserve(path, preserve.to(), now);
        }
    }

    private MemoryStore.Node there(TreePath path) {
        return store.node(path)
                .orElseThrow(
                        () -> MemoryStore.failure(ErrorCategory.TRANSFER, "tree.vanished", path, "is no longer there")
                                .build());
    }

    private void rename(TreePath path, TreePath to) {
        if (!capabilities().has(Feature.RENAME)) {
            throw MemoryStore.undeclared(path, "cannot be renamed here").build();
        }
        checkRoom(to, store.isDirectory(path));
        if (store.node(path).isEmpty() && store.node(to).isPresent()) {
            return; // it was renamed before
        }
        MemoryStore.Node node = there(path);
        if (node.kind() == EntryKind.DIRECTORY) {
            throw MemoryStore.undeclared(path, "is a directory, and here only files are renamed")
                    .build();
        }
        store.remove(path);
        store.put(to, node);
    }

    private void preserve(TreePath path, TreePath to, Instant now) {
        checkRoom(to, false);
        if (store.node(to).isPresent()) {
            return; // it was kept before
        }
        MemoryStore.Node node = there(path);
        MemoryStore.Content copy = new MemoryStore.Content(
                node.content().bytes().clone(),
                List.of(new ByteRange(0, node.content().bytes().length)));
        store.makeDirectories(to.parent().orElse(TreePath.ROOT), now);
        store.put(
                to,
                new MemoryStore.Node(node.kind(), copy, node.mode(), node.modified(), node.target(), node.version()));
    }

    @Override
    public OptionalLong usableSpace(WorkContext context) {
        return OptionalLong.of(ROOM);
    }
}
