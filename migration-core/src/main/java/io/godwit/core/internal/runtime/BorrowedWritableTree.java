package io.godwit.core.internal.runtime;

import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A tree to write that is given back when closed. */
final class BorrowedWritableTree extends BorrowedTree<WritableFileTree> implements WritableFileTree {
    BorrowedWritableTree(Pooled.Lease<WritableFileTree> lease) {
        super(lease);
    }

    @Override
    public List<EntryResult> write(EntryStream entries, WriteToken token, WorkContext context) {
        return lease.call(tree -> tree.write(entries, token, context));
    }

    @Override
    public PendingFile begin(TreeEntry entry, WriteToken token, WorkContext context) {
        return lease.call(tree -> tree.begin(entry, token, context));
    }

    @Override
    public List<EntryResult> apply(List<TreeChange> changes, WorkContext context) {
        return lease.call(tree -> tree.apply(changes, context));
    }

    @Override
    public void complete(WriteToken token, WorkContext context) {
        lease.call(tree -> {
            tree.complete(token, context);
            return Boolean.TRUE;
        });
    }

    @Override
    public Optional<MigrationException> refusal(TreePath path) {
        return lease.call(tree -> tree.refusal(path));
    }

    @Override
    public List<Finding> remarks(WorkContext context) {
        return lease.call(tree -> tree.remarks(context));
    }

    @Override
    public OptionalLong usableSpace(WorkContext context) {
        return lease.call(tree -> tree.usableSpace(context));
    }
}
