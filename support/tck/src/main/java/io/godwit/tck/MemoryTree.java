package io.godwit.tck;

import io.godwit.spi.ByteRange;
import io.godwit.spi.Cursor;
import io.godwit.spi.Digest;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.FileTree;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeCapabilities;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** A place of {@link MemoryTrees}, opened to read. */
class MemoryTree implements FileTree {
    final MemoryStore store;

    MemoryTree(MemoryStore store) {
        this.store = store;
    }

    @Override
    public TreeCapabilities capabilities() {
        return store.capabilities();
    }

    @Override
    public Cursor<TreeEntry> list(TreePath below, WorkContext context) {
        context.cancellation().throwIfCancelled();
        synchronized (store) {
            if (!store.isDirectory(below)) {
                throw notFound(below);
            }
            return Cursor.of(store.below(below));
        }
    }

    static MigrationException notFound(TreePath path) {
        return MemoryStore.failure(ErrorCategory.TRANSFER, "tree.not-found", path, "is no directory here")
                .remedy("Check the path.")
                .build();
    }

    @Override
    public List<Optional<TreeEntry>> stat(List<TreePath> paths, WorkContext context) {
        context.cancellation().throwIfCancelled();
        synchronized (store) {
            return paths.stream().map(store::entry).toList();
        }
    }

    @Override
    public EntryStream read(List<TreeEntry> entries, WorkContext context) {
        Iterator<TreeEntry> wanted = List.copyOf(entries).iterator();
        return new EntryStream() {
            @Override
            public Optional<Item> next() {
                context.cancellation().throwIfCancelled();
                return wanted.hasNext() ? Optional.of(item(wanted.next().path())) : Optional.empty();
            }

            @Override
            public void close() {
                // nothing is held open
            }
        };
    }

    private EntryStream.Item item(TreePath path) {
        synchronized (store) {
            Optional<TreeEntry> entry = store.entry(path);
            return entry.isPresent()
                    ? new EntryStream.Found(
                            entry.get(),
                            content(path).open(new ByteRange(0, entry.get().size())))
                    : new EntryStream.Missed(path, vanished(path));
        }
    }

    private MemoryStore.Content content(TreePath path) {
        return store.node(path).orElseThrow(() -> vanished(path)).content();
    }

    private static MigrationException vanished(TreePath path) {
        return MemoryStore.failure(ErrorCategory.TRANSFER, "tree.vanished", path, "is no longer there")
                .build();
    }

    @Override
    public FileContent open(TreeEntry entry, ByteRange range, WorkContext context) {
        context.cancellation().throwIfCancelled();
        TreePath path = entry.path();
        if (!capabilities().has(Feature.RANGES)) {
            throw MemoryStore.undeclared(path, "cannot be read in ranges here").build();
        }
        synchronized (store) {
            TreeEntry now = store.entry(path).orElseThrow(() -> vanished(path));
            boolean isListed = entry.version().isEmpty() || entry.version().equals(now.version());
            if (!now.isFile() || !isListed || range.end() > now.size()) {
                throw MemoryStore.failure(ErrorCategory.TRANSFER, "tree.changed", path, "is not what was listed")
                        .remedy("Copy again when nothing writes to it.")
                        .build();
            }
            return content(path).open(range);
        }
    }

    @Override
    public List<Optional<Digest>> digest(List<TreePath> paths, String algorithm, WorkContext context) {
        List<Optional<Digest>> digests = new ArrayList<>();
        for (TreePath path : paths) {
            context.cancellation().throwIfCancelled();
            MessageDigest digest = messageDigest(algorithm);
            synchronized (store) {
                digests.add(store.node(path)
                        .filter(node -> node.kind() == EntryKind.FILE)
                        .map(node -> Digest.of(
                                algorithm, digest.digest(node.content().bytes()))));
            }
        }
        return digests;
    }

    private static MessageDigest messageDigest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "tree.unknown-digest",
                            "the hash \"" + algorithm + "\" is not known here")
                    .subject(algorithm)
                    .remedy("Use SHA-256.")
                    .cause(e)
                    .build();
        }
    }

    @Override
    public void close() {
        // nothing is held open
    }
}
