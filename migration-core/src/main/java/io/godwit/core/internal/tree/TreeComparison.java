package io.godwit.core.internal.tree;

import io.godwit.spi.Cursor;
import io.godwit.spi.FileTree;
import io.godwit.spi.Selection;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How two trees differ, found by going through both listings side by side: kinds, sizes, times, link targets, modes, and what else both
 * sides can tell; no contents are read. Lazy, in bounded memory. One thread at a time.
 */
public final class TreeComparison implements Cursor<TreeComparison.Found> {
    private final PairCursor pairs;
    private final EntryComparer comparer;
    private long compared;
    private @Nullable Found next;

    private TreeComparison(PairCursor pairs, EntryComparer comparer) {
        this.pairs = pairs;
        this.comparer = comparer;
    }

    /**
     * Compares two trees.
     *
     * @param source what is moved
     * @param target where it is moved to
     * @param selection which entries count
     * @param owners whether owners count
     * @param context progress, cancellation, limits
     * @param scratch a directory for sorting what does not list in order
     * @return the differences, in the order of listings; the trees are not closed with it
     */
    public static TreeComparison of(
            FileTree source, FileTree target, Selection selection, boolean owners, WorkContext context, Path scratch) {
        GlobSelection globs = GlobSelection.of(selection);
        TreeListing left = TreeListing.open(source, globs, context, scratch);
        boolean complete = false;
        try {
            TreeListing right = TreeListing.open(target, globs, context, scratch);
            complete = true;
            return new TreeComparison(
                    new PairCursor(left, right),
                    new EntryComparer(source.capabilities(), target.capabilities(), owners));
        } finally {
            if (!complete) {
                left.close();
            }
        }
    }

    @Override
    public boolean hasNext() {
        while (next == null && pairs.hasNext()) {
            EntryPair pair = pairs.next();
            compared++;
            next = found(pair);
        }
        return next != null;
    }

    private @Nullable Found found(EntryPair pair) {
        Optional<TreeEntry> source = pair.source();
        Optional<TreeEntry> target = pair.target();
        if (source.isEmpty()) {
            return new Found(pair.path(), Change.EXTRA, Set.of());
        }
        if (target.isEmpty()) {
            return new Found(pair.path(), Change.MISSING, Set.of());
        }
        Set<Difference> differences = comparer.differences(source.get(), target.get(), false);
        if (source.get().isDirectory()) {
            differences.remove(Difference.TIME);
        }
        return differences.isEmpty() ? null : new Found(pair.path(), Change.CHANGED, differences);
    }

    @Override
    public Found next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        Found found = next;
        next = null;
        return found;
    }

    /**
     * How many names were looked at so far, the same and the different.
     *
     * @return a count
     */
    public long compared() {
        return compared;
    }

    @Override
    public void close() {
        pairs.close();
    }

    /** In which way a name differs. */
    public enum Change {
        /** The destination has not got it. */
        MISSING,
        /** Only the destination has it. */
        EXTRA,
        /** Both have it, and not the same. */
        CHANGED
    }

    /**
     * A name that differs. Immutable.
     *
     * @param path the name
     * @param change in which way
     * @param differences in what, for one that both have
     */
    public record Found(TreePath path, Change change, Set<Difference> differences) {
        /** Copies the differences. */
        public Found {
            differences = Set.copyOf(differences);
        }

        /**
         * The difference for people.
         *
         * @return one sentence without the path
         */
        public String describe() {
            return switch (change) {
                case MISSING -> "is missing at the destination";
                case EXTRA -> "is only at the destination";
                case CHANGED ->
                    "differs in "
                            + differences.stream()
                                    .sorted()
                                    .map(Difference::word)
                                    .collect(Collectors.joining(", "));
            };
        }
    }
}
