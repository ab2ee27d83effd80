package io.godwit.core.internal.tree;

import io.godwit.spi.Cursor;
import io.godwit.spi.TreeEntry;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Two sorted listings side by side. One thread at a time. */
final class PairCursor implements Cursor<EntryPair> {
    private final Cursor<TreeEntry> source;
    private final Cursor<TreeEntry> target;
    private @Nullable TreeEntry nextSource;
    private @Nullable TreeEntry nextTarget;

    PairCursor(Cursor<TreeEntry> source, Cursor<TreeEntry> target) {
        this.source = source;
        this.target = target;
    }

    @Override
    public boolean hasNext() {
        fill();
        return nextSource != null || nextTarget != null;
    }

    private void fill() {
        if (nextSource == null && source.hasNext()) {
            nextSource = source.next();
        }
        if (nextTarget == null && target.hasNext()) {
            nextTarget = target.next();
        }
    }

    @Override
    public EntryPair next() {
        fill();
        TreeEntry left = nextSource;
        TreeEntry right = nextTarget;
        if (left == null && right == null) {
            throw new NoSuchElementException();
        }
        int order = left == null ? 1 : right == null ? -1 : TreeListing.compare(left, right);
        if (order <= 0) {
            nextSource = null;
        }
        if (order >= 0) {
            nextTarget = null;
        }
        return new EntryPair(order <= 0 ? left : null, order >= 0 ? right : null);
    }

    @Override
    public void close() {
        try (source;
                target) {
            nextSource = null;
            nextTarget = null;
        }
    }
}
