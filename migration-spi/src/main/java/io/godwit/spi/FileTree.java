package io.godwit.spi;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A tree of files, opened to read: a directory, a bucket prefix, an archive. It works in batches, so that many small files
 * cost few round trips.
 *
 * @implSpec Methods may be called from several threads at a time, up to {@link TreeCapabilities#maxConcurrency()}; each stream
 *     returned is used by one thread. Links are never followed, neither the last name of a path nor one on the way to it.
 */
public interface FileTree extends AutoCloseable {
    /**
     * What this tree can do here, found out by probing.
     *
     * @return the capabilities, the same for the life of this object
     */
    TreeCapabilities capabilities();

    /**
     * Lists everything below a directory, but not the directory itself.
     *
     * @param below where to start; the root for all
     * @param context progress, cancellation, limits
     * @return entries in the order of {@link TreePath#compareAs} where the capabilities say {@code sortedListing}, else in any
     *     order; lazily, in bounded memory. Entries that cannot be read are reported to the context and left out, a directory
     *     that cannot be listed fails the cursor.
     * @throws MigrationException TRANSFER, {@code tree.not-found} where there is no such directory; CONNECTIVITY
     */
    Cursor<TreeEntry> list(TreePath below, WorkContext context);

    /**
     * Lists as {@link #list(TreePath, WorkContext)} does, for a caller who wants nothing of what is below some directories.
     *
     * @param below where to start; the root for all
     * @param enters asked for directories below that, at most once each; where it says no, the directory itself is listed, and what
     *     is below it may be left out
     * @param context progress, cancellation, limits
     * @return as there; a directory that cannot be listed fails the cursor only where it is to be entered
     * @throws MigrationException as there
     * @implSpec Lists everything. A tree that goes from directory to directory does not look into those that it is not to enter.
     */
    default Cursor<TreeEntry> list(TreePath below, Predicate<TreePath> enters, WorkContext context) {
        return list(below, context);
    }

    /**
     * Looks up single entries.
     *
     * @param paths which, the root among them if wished
     * @param context progress, cancellation, limits
     * @return an answer per path, in the same order; empty where nothing is there
     */
    List<Optional<TreeEntry>> stat(List<TreePath> paths, WorkContext context);

    /**
     * Reads many entries through one stream.
     *
     * @param entries as listed; where an entry has a {@linkplain TreeEntry#version() version} and the file now has another, the
     *     stream delivers what is there now, whole
     * @param context progress, cancellation, limits
     * @return the entries in the same order, each found or missed
     */
    EntryStream read(List<TreeEntry> entries, WorkContext context);

    /**
     * Opens a range of one large file.
     *
     * @param entry as listed
     * @param range which bytes, within the size
     * @param context progress, cancellation, limits
     * @return the bytes of the range
     * @throws MigrationException TRANSFER: {@code tree.changed} where the file is no longer the version listed,
     *     {@code tree.vanished}
     */
    FileContent open(TreeEntry entry, ByteRange range, WorkContext context);

    /**
     * Hashes many files where they are, or by reading them.
     *
     * @param paths files
     * @param algorithm name of a {@link java.security.MessageDigest}; every tree knows {@code SHA-256}, some know {@code CRC32C}
     * @param context progress, cancellation, limits
     * @return a digest per path, in the same order, over the whole content with holes as zeros; empty where nothing is there
     */
    List<Optional<Digest>> digest(List<TreePath> paths, String algorithm, WorkContext context);

    /**
     * Tells the hashes of whole files that this place keeps and vouches for, without reading a file.
     *
     * @param paths files
     * @param context progress, cancellation, limits
     * @return a digest per path, in the same order: {@code SHA-256} where that is kept, else {@code CRC32C}; empty where nothing of
     *     the kind is known
     * @throws MigrationException CONNECTIVITY
     * @implSpec Knows none.
     */
    default List<Optional<Digest>> keptDigests(List<TreePath> paths, WorkContext context) {
        return java.util.Collections.nCopies(paths.size(), Optional.empty());
    }

    @Override
    void close();
}
