package io.godwit.spi;

import java.util.Optional;

/**
 * Rewrites files or cells while they are under way. What it gives depends on its input alone, so that a repeated unit gives the
 * same. Thread-safe.
 */
@Incubating
public interface Transform {
    /**
     * What it does to people's data, for the plan.
     *
     * @return one line
     */
    String describe();

    /**
     * Rewrites a file.
     *
     * @param entry which
     * @param content what it holds; the transform closes it when its own result is closed
     * @return the new content, read lazily, or empty to leave this file as it is (the content is then untouched)
     */
    default Optional<FileContent> rewrite(TreeEntry entry, FileContent content) {
        return Optional.empty();
    }

    /**
     * Whether it may rewrite a file, found out from its attributes alone; the engine does not trust a listed hash of such files.
     *
     * @param entry which
     * @return false where {@link #rewrite(TreeEntry, FileContent)} certainly leaves it as it is
     */
    default boolean concerns(TreeEntry entry) {
        return false;
    }

    /**
     * Rewrites the rows of a dataset.
     *
     * @param dataset which
     * @return the rewriter, for one thread, or empty to leave these rows as they are
     */
    default Optional<CellRewriter> rewrite(Dataset dataset) {
        return Optional.empty();
    }

    /** Rewrites rows. One thread at a time. */
    interface CellRewriter {
        /**
         * Rewrites a block.
         *
         * @param from the rows as read
         * @param to empty; takes the same number of rows, with the same columns
         */
        void rewrite(CellBlock from, CellBlock to);
    }
}
