package io.godwit.core.internal.localtree;

import io.godwit.core.internal.localtree.LocalEntries.Status;
import io.godwit.core.internal.tree.ExternalSorter;
import io.godwit.spi.Cursor;
import io.godwit.spi.EntryKind;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lists a tree in order, one directory at a time. Of a large directory only the names are held, and beyond {@link #MEMORY} bytes of
 * them they are sorted through disk.
 */
final class LocalListing implements Cursor<TreeEntry> {
    private static final long MEMORY = 48L << 20;

    private final LocalTree tree;
    private final WorkContext context;
    private final TreePath below;
    private final Predicate<TreePath> enters;
    private final Deque<Frame> frames = new ArrayDeque<>();
    private @Nullable SparseFiles sparse;
    private @Nullable SystemAttributes attributes;
    private @Nullable TreeEntry next;

    LocalListing(LocalTree tree, TreePath below, Predicate<TreePath> enters, WorkContext context) {
        this.tree = tree;
        this.context = context;
        this.below = below;
        this.enters = enters;
        Path start = NativePaths.resolve(tree.root(), below);
        try {
            if (!below.isRoot()) {
                new LinkGuard(tree.root()).check(below.parent().orElseThrow());
            }
            boolean isDirectory =
                    below.isRoot() ? Files.isDirectory(start) : Files.isDirectory(start, LinkOption.NOFOLLOW_LINKS);
            if (!isDirectory) {
                throw new NoSuchFileException(start.toString());
            }
            enter(below, start);
            if (tree.capabilities().has(Feature.ACCESS_LISTS)) {
                attributes = SystemAttributes.in(start, below);
            }
        } catch (NoSuchFileException e) {
            throw LocalErrors.notFound(below, tree.root(), e);
        } catch (IOException e) {
            throw LocalErrors.reading(e, below);
        } catch (MigrationException e) {
            // behind a link there is nothing of this tree
            throw e.code().equals("tree.link-in-path") ? LocalErrors.notFound(below, tree.root(), e) : e;
        }
    }

    @Override
    public boolean hasNext() {
        while (next == null && !frames.isEmpty()) {
            next = advance();
        }
        return next != null;
    }

    @Override
    public TreeEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        TreeEntry found = next;
        next = null;
        if (found == null) {
            throw new NoSuchElementException();
        }
        if (found.isDirectory() && enters.test(found.path())) {
            descend(found.path());
        }
        return found;
    }

    private void descend(TreePath directory) {
        try {
            enter(directory, NativePaths.resolve(tree.root(), directory));
        } catch (NoSuchFileException e) {
            context.progress()
                    .report(Finding.info(
                            "tree.vanished", directory.toString(), "A directory vanished while it was listed."));
        } catch (IOException e) {
            throw LocalErrors.reading(e, directory);
        }
    }

    private @Nullable TreeEntry advance() {
        context.cancellation().throwIfCancelled();
        Frame frame = frames.getFirst();
        if (!frame.names.hasNext()) {
            frames.removeFirst().close();
            return null;
        }
        byte[] name = frame.names.next();
        boolean isDirectory = name[name.length - 1] == '/';
        TreePath path =
                frame.directory.resolve(TreePath.ofBytes(isDirectory ? Arrays.copyOf(name, name.length - 1) : name));
        try {
            Path file = NativePaths.resolve(tree.root(), path);
            Status status = tree.entries().look(file);
            if (status.isDirectory() != isDirectory) {
                skipped(path, LocalErrors.changed(path, "became something else while it was listed"));
                return null;
            }
            return attributes == null
                    ? tree.entries().entry(path, file, status, isSparse(status))
                    : withAttributes(tree.entries()
                            .withoutAttributes(path, file, status, isSparse(status))
                            .build());
        } catch (NoSuchFileException gone) {
            return null;
        } catch (IOException e) {
            skipped(path, LocalErrors.reading(e, path));
            return null;
        }
    }

    private TreeEntry withAttributes(TreeEntry entry) throws IOException {
        SystemAttributes known = attributes;
        if (known == null || !(entry.isFile() || entry.isDirectory())) {
            return entry;
        }
        return LocalEntries.with(entry, known.of(entry.path(), entry.isDirectory()));
    }

    private boolean isSparse(Status status) throws IOException {
        if (status.kind() != EntryKind.FILE || status.size() < SparseFiles.SMALLEST || !tree.tellsHoles()) {
            return false;
        }
        SparseFiles known = sparse;
        if (known == null) {
            known = SparseFiles.in(NativePaths.resolve(tree.root(), below));
            sparse = known;
        }
        return known.contains(status.inode());
    }

    private void skipped(TreePath path, MigrationException failure) {
        if (failure.category() == ErrorCategory.CANCELLED) {
            throw failure;
        }
        String message = failure.getMessage();
        context.progress()
                .report(Finding.error(
                        failure.code(),
                        path.toString(),
                        message == null ? failure.code() : message,
                        failure.remediation()));
    }

    private void enter(TreePath directory, Path path) throws IOException {
        Frame frame = new Frame(directory);
        boolean complete = false;
        try (DirectoryStream<Path> names = Files.newDirectoryStream(path)) {
            checkSame(directory, path, names);
            for (Path name : names) {
                frame.add(name, path);
            }
            frame.sort();
            frames.addFirst(frame);
            complete = true;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } finally {
            if (!complete) {
                frame.close();
            }
        }
    }

    /** What was opened is the directory that is there, not what a link put in its place leads to. */
    private void checkSame(TreePath directory, Path path, DirectoryStream<Path> opened) throws IOException {
        if (directory.isRoot() || !(opened instanceof SecureDirectoryStream<Path> secure)) {
            return;
        }
        Object there = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        Object open = secure.getFileAttributeView(BasicFileAttributeView.class)
                .readAttributes()
                .fileKey();
        if (there != null && !there.equals(open)) {
            throw LocalErrors.linkInPath(directory, new IOException("a link took the place of the directory"));
        }
    }

    @Override
    public void close() {
        next = null;
        while (!frames.isEmpty()) {
            frames.removeFirst().close();
        }
        SystemAttributes known = attributes;
        attributes = null;
        if (known != null) {
            try {
                known.close();
            } catch (IOException e) {
                throw LocalErrors.reading(e, below);
            }
        }
    }

    /** The names of one directory, those of directories with a slash behind. */
    private final class Frame implements AutoCloseable {
        private final TreePath directory;
        private final ExternalSorter<byte[]> sorter =
                new ExternalSorter<>(Arrays::compareUnsigned, NameCodec.INSTANCE, null, MEMORY);
        private Cursor<byte[]> names = Cursor.of(java.util.List.of());

        Frame(TreePath directory) {
            this.directory = directory;
        }

        void add(Path name, Path parent) throws IOException {
            byte[] raw = NativePaths.bytes(name.getFileName());
            try {
                BasicFileAttributes kind = Files.readAttributes(
                        name.isAbsolute() ? name : parent.resolve(name.getFileName()),
                        BasicFileAttributes.class,
                        LinkOption.NOFOLLOW_LINKS);
                if (kind.isDirectory()) {
                    raw = Arrays.copyOf(raw, raw.length + 1);
                    raw[raw.length - 1] = '/';
                }
                sorter.add(raw);
            } catch (NoSuchFileException gone) {
                // it went while the directory was read: it is not there
            } catch (IOException e) {
                TreePath path = directory.resolve(TreePath.ofBytes(raw));
                skipped(path, LocalErrors.reading(e, path));
            }
        }

        void sort() {
            names = sorter.sorted();
        }

        @Override
        public void close() {
            names.close();
            sorter.close();
        }
    }
}
