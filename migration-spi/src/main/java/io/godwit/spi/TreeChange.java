package io.godwit.spi;

/**
 * A change to a tree that carries no content. Each is idempotent: where the outcome is there already it does nothing.
 * Immutable.
 */
public sealed interface TreeChange {
    /**
     * What it changes.
     *
     * @return the path
     */
    TreePath path();

    /**
     * Makes a directory with its missing parents; one that is there keeps its content. Attributes are set by
     * {@link SetAttributes}, when its content is complete.
     *
     * @param path the directory
     */
    record MakeDirectory(TreePath path) implements TreeChange {}

    /**
     * Sets the attributes that the entry knows and the tree can keep: mode, owner, time, extended attributes.
     *
     * @param entry the attributes
     */
    record SetAttributes(TreeEntry entry) implements TreeChange {
        @Override
        public TreePath path() {
            return entry.path();
        }
    }

    /**
     * Removes a file, a link or an empty directory.
     *
     * @param path what
     */
    record Delete(TreePath path) implements TreeChange {}

    /**
     * Renames, replacing a file of that name.
     *
     * @param path the old name
     * @param to the new name, in a directory that is there
     */
    record Rename(TreePath path, TreePath to) implements TreeChange {}

    /**
     * Keeps what is at a path under a second name, by hard link, server-side copy or copy, with its attributes; the path
     * itself stays. Replacing the path afterwards leaves the kept one as it is.
     *
     * @param path a file or symbolic link
     * @param to where to keep it, in a directory that is there
     */
    record Preserve(TreePath path, TreePath to) implements TreeChange {}
}
