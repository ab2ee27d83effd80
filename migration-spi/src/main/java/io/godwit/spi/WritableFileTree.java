package io.godwit.spi;

import java.util.List;
import java.util.Optional;

/**
 * A tree opened to write.
 *
 * @implSpec As {@link FileTree}. Nothing appears under its final name before it is complete: content goes to a temporary name
 *     that holds the session and the fence of the {@link WriteToken} and begins with {@link #TEMPORARY_PREFIX}, is flushed to
 *     the medium, and is then renamed (on an object store: completed conditionally). Writing through a symbolic link that lies
 *     in the tree is refused with {@code tree.link-in-path}.
 */
public interface WritableFileTree extends FileTree {
    /** What every temporary name begins with. */
    String TEMPORARY_PREFIX = ".godwit-";

    /**
     * Writes many entries: directories are made, files and links replace what has their name, attributes that the tree can keep
     * are set. Entries with the same {@linkplain TreeEntry#linkGroup() link group} become hard links of one file.
     *
     * <p>The batch is durable on return: all temporary files were written, flushed, renamed, and their directories flushed.
     *
     * @param entries parents before children; closed by the caller
     * @param token on whose behalf
     * @param context progress (bytes and items are added as they are written), cancellation, limits
     * @return a result per item of the stream, in order; an item {@linkplain EntryStream.Missed missed} gives its own failure
     * @throws MigrationException when the whole batch failed: no space ({@code tree.no-space}), connection lost; entries already
     *     renamed stay
     */
    List<EntryResult> write(EntryStream entries, WriteToken token, WorkContext context);

    /**
     * Begins, or continues, one large file that is written in ranges.
     *
     * @param entry its name, size and attributes
     * @param token on whose behalf; the same session continues what it began for the same path and the same
     *     {@linkplain TreeEntry#version() version}, whatever its fence
     * @param context progress, cancellation, limits
     * @return the file, invisible until committed
     */
    PendingFile begin(TreeEntry entry, WriteToken token, WorkContext context);

    /**
     * Applies many changes in order, in few round trips.
     *
     * @param changes what to do
     * @param context progress, cancellation, limits
     * @return a result per change, in order; later ones are tried although an earlier one failed
     */
    List<EntryResult> apply(List<TreeChange> changes, WorkContext context);

    /**
     * Makes what was written and changed appear to others, where the tree itself is one thing that is there as a whole or not at
     * all: an archive gets its name. The engine calls it when a copy has come to its end, and after undoing one or removing what was
     * kept. What was done is durable before, so that a later process completes it.
     *
     * @param token on whose behalf
     * @param context progress, cancellation, limits
     * @throws MigrationException TRANSFER, {@code tree.fenced}, when a later runner took over
     * @implSpec Does nothing; everything has appeared already. May be called again and again.
     */
    default void complete(WriteToken token, WorkContext context) {}

    /**
     * Why this place can never take an entry of a name, so that a plan tells of it before anything is written.
     *
     * @param path which
     * @return the failure that writing it would end with; empty where nothing is known against it, without asking the place
     */
    default Optional<MigrationException> refusal(TreePath path) {
        return Optional.empty();
    }

    /**
     * What people should know of this place before anything is written to it, for instance that all can read what is written.
     *
     * @param context progress, cancellation, limits
     * @return what a plan shows; nothing in most places
     */
    default List<Finding> remarks(WorkContext context) {
        return List.of();
    }

    /**
     * How much room there is.
     *
     * @param context progress, cancellation, limits
     * @return bytes that may be written, or empty where the tree cannot tell
     */
    java.util.OptionalLong usableSpace(WorkContext context);
}
