package io.godwit.spi;

import java.util.Optional;

/**
 * Entries with their contents, one after the other, as {@link FileTree#read} delivers and {@link WritableFileTree#write}
 * takes them. One thread at a time.
 */
public interface EntryStream extends AutoCloseable {
    /**
     * Moves to the next entry; what was not read of the one before is skipped.
     *
     * @return the entry, or empty at the end
     * @throws MigrationException when the whole stream failed; a fault of one entry is an {@link Item} of its own
     */
    Optional<Item> next();

    @Override
    void close();

    /** One entry of a stream: {@link Found} or {@link Missed}. */
    sealed interface Item permits Found, Missed {
        /**
         * Which entry.
         *
         * @return its path
         */
        TreePath path();
    }

    /**
     * An entry that could be read.
     *
     * @param entry its attributes at the time of reading, which may differ from those listed
     * @param content its content, valid until the next call of {@link #next()}; empty content for anything but a file
     */
    record Found(TreeEntry entry, FileContent content) implements Item {
        @Override
        public TreePath path() {
            return entry.path();
        }
    }

    /**
     * An entry that could not be read.
     *
     * @param path which
     * @param failure why; code {@code tree.vanished} where it is no longer there
     */
    record Missed(TreePath path, MigrationException failure) implements Item {}
}
