package io.godwit.core.internal.tree;

import io.godwit.spi.Cursor;
import io.godwit.spi.FileTree;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A sorted listing of what is selected, without our own names. What a tree lists unsorted is sorted through disk. Directories on the
 * way to something that is taken come along. One thread at a time.
 */
final class TreeListing implements Cursor<TreeEntry> {
    private static final long SORT_MEMORY = 32L << 20;

    private final GlobSelection selection;
    private final Cursor<TreeEntry> entries;
    private final Runnable closing;
    private final Deque<Level> levels = new ArrayDeque<>();
    private final Deque<TreeEntry> ready = new ArrayDeque<>();

    private TreeListing(GlobSelection selection, Cursor<TreeEntry> entries, Runnable closing) {
        this.selection = selection;
        this.entries = entries;
        this.closing = closing;
    }

    static TreeListing open(FileTree tree, GlobSelection selection, WorkContext context, Path scratch) {
        Predicate<TreePath> enters =
                directory -> !OwnNames.isOurs(directory.name()) && !selection.excludes(directory, true);
        if (tree.capabilities().has(Feature.SORTED_LISTING)) {
            Cursor<TreeEntry> sorted = ReadAhead.of(tree.list(TreePath.ROOT, enters, context), context.cancellation());
            return new TreeListing(selection, sorted, sorted::close);
        }
        ExternalSorter<TreeEntry> sorter =
                new ExternalSorter<>(TreeListing::compare, EntryCodec.INSTANCE, scratch, SORT_MEMORY);
        boolean complete = false;
        try (Cursor<TreeEntry> unsorted = tree.list(TreePath.ROOT, enters, context)) {
            while (unsorted.hasNext()) {
                context.cancellation().throwIfCancelled();
                TreeEntry entry = unsorted.next();
                if (!OwnNames.isOurs(entry.path())) {
                    sorter.add(entry);
                }
            }
            Cursor<TreeEntry> sorted = sorter.sorted();
            complete = true;
            return new TreeListing(selection, sorted, () -> {
                sorted.close();
                sorter.close();
            });
        } finally {
            if (!complete) {
                sorter.close();
            }
        }
    }

    static int compare(TreeEntry a, TreeEntry b) {
        return a.path().compareAs(a.isDirectory(), b.path(), b.isDirectory());
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && entries.hasNext()) {
            consider(entries.next());
        }
        return !ready.isEmpty();
    }

    @Override
    public TreeEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.removeFirst();
    }

    private void consider(TreeEntry entry) {
        TreePath path = entry.path();
        while (!levels.isEmpty() && !path.startsWith(levels.getFirst().directory)) {
            levels.removeFirst();
        }
        TreePath parent = path.parent().orElseThrow();
        enterMissing(parent);
        Level above = levels.peekFirst();
        boolean excluded = (above != null && above.excluded)
                || OwnNames.isOurs(path.name())
                || selection.excludes(path, entry.isDirectory());
        boolean included = (above == null ? selection.includes(path, entry.isDirectory()) : above.included)
                || selection.includes(path, entry.isDirectory());
        if (entry.isDirectory()) {
            levels.addFirst(new Level(path, entry, excluded, included));
        }
        if (!excluded && included) {
            emit(entry);
        }
    }

    /** Where a tree does not list directories, or not all, they are looked at all the same. */
    private void enterMissing(TreePath parent) {
        List<TreePath> missing = new ArrayList<>();
        TreePath at = parent;
        Level top = levels.peekFirst();
        while (!at.isRoot() && (top == null || !at.equals(top.directory))) {
            missing.add(0, at);
            at = at.parent().orElseThrow();
        }
        for (TreePath directory : missing) {
            Level above = levels.peekFirst();
            boolean excluded = (above != null && above.excluded)
                    || OwnNames.isOurs(directory.name())
                    || selection.excludes(directory, true);
            boolean included = (above != null && above.included) || selection.includes(directory, true);
            levels.addFirst(new Level(directory, null, excluded, included));
        }
    }

    private void emit(TreeEntry entry) {
        List<Level> pending = new ArrayList<>();
        for (Level level : levels) {
            if (level.emitted) {
                break;
            }
            pending.add(0, level);
        }
        for (Level level : pending) {
            level.emitted = true;
            if (level.entry != null) {
                ready.addLast(level.entry);
            }
        }
        if (!entry.isDirectory()) {
            ready.addLast(entry);
        }
    }

    @Override
    public void close() {
        closing.run();
    }

    /** A directory that is being listed. */
    private static final class Level {
        private final TreePath directory;
        private final @Nullable TreeEntry entry;
        private final boolean excluded;
        private final boolean included;
        private boolean emitted;

        Level(TreePath directory, @Nullable TreeEntry entry, boolean excluded, boolean included) {
            this.directory = directory;
            this.entry = entry;
            this.excluded = excluded;
            this.included = included;
        }
    }
}
