package io.godwit.core.internal.tree;

import io.godwit.spi.Cursor;
import io.godwit.spi.FileTree;
import io.godwit.spi.Selection;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.WorkContext;
import java.nio.file.Path;

/** Lists what is selected of a tree, for those who read it while it is listed. */
public final class SelectedListing {
    /** With fewer calls at a time than this, the listing is read to its end before anything else is asked of the tree. */
    private static final int ENOUGH_CALLS = 3;

    private SelectedListing() {}

    /**
     * Lists.
     *
     * @param tree which
     * @param selection what of it
     * @param context cancellation, and progress that takes what cannot be listed
     * @param scratch a directory for what does not fit into memory
     * @return sorted; closed by the caller
     */
    public static Cursor<TreeEntry> open(FileTree tree, Selection selection, WorkContext context, Path scratch) {
        GlobSelection globs = GlobSelection.of(selection);
        if (tree.capabilities().maxConcurrency() >= ENOUGH_CALLS) {
            return TreeListing.open(tree, globs, context, scratch);
        }
        Spool<TreeEntry> all = new Spool<>(EntryCodec.INSTANCE, scratch);
        boolean isComplete = false;
        try (Cursor<TreeEntry> listing = TreeListing.open(tree, globs, context, scratch)) {
            listing.forEachRemaining(all::add);
            Cursor<TreeEntry> spooled = all.forward();
            isComplete = true;
            return new Cursor<>() {
                @Override
                public boolean hasNext() {
                    return spooled.hasNext();
                }

                @Override
                public TreeEntry next() {
                    return spooled.next();
                }

                @Override
                public void close() {
                    spooled.close();
                    all.close();
                }
            };
        } finally {
            if (!isComplete) {
                all.close();
            }
        }
    }
}
