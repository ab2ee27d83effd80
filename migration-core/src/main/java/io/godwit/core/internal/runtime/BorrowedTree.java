package io.godwit.core.internal.runtime;

import io.godwit.spi.ByteRange;
import io.godwit.spi.Cursor;
import io.godwit.spi.Digest;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileContent;
import io.godwit.spi.FileTree;
import io.godwit.spi.TreeCapabilities;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A tree that is given back when closed. It reads, whatever the tree behind it could do.
 *
 * @param <T> what is behind it
 */
class BorrowedTree<T extends FileTree> implements FileTree {
    final Pooled.Lease<T> lease;

    BorrowedTree(Pooled.Lease<T> lease) {
        this.lease = lease;
    }

    @Override
    public TreeCapabilities capabilities() {
        return lease.call(FileTree::capabilities);
    }

    @Override
    public Cursor<TreeEntry> list(TreePath below, WorkContext context) {
        return lease.call(tree -> tree.list(below, context));
    }

    @Override
    public Cursor<TreeEntry> list(TreePath below, Predicate<TreePath> enters, WorkContext context) {
        return lease.call(tree -> tree.list(below, enters, context));
    }

    @Override
    public List<Optional<TreeEntry>> stat(List<TreePath> paths, WorkContext context) {
        return lease.call(tree -> tree.stat(paths, context));
    }

    @Override
    public EntryStream read(List<TreeEntry> entries, WorkContext context) {
        return lease.call(tree -> tree.read(entries, context));
    }

    @Override
    public FileContent open(TreeEntry entry, ByteRange range, WorkContext context) {
        return lease.call(tree -> tree.open(entry, range, context));
    }

    @Override
    public List<Optional<Digest>> digest(List<TreePath> paths, String algorithm, WorkContext context) {
        return lease.call(tree -> tree.digest(paths, algorithm, context));
    }

    @Override
    public List<Optional<Digest>> keptDigests(List<TreePath> paths, WorkContext context) {
        return lease.call(tree -> tree.keptDigests(paths, context));
    }

    @Override
    public final void close() {
        lease.close();
    }
}
