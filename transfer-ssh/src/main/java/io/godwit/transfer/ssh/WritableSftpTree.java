package io.godwit.transfer.ssh;

import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.Location;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** A directory behind SSH, written over SFTP: temporary names, flushed where the server can, renamed. Thread-safe. */
final class WritableSftpTree extends SftpTree implements WritableFileTree {
    private final boolean owners;

    WritableSftpTree(Location location, WorkContext context) {
        super(location, context);
        this.owners = isRoot(location);
    }

    @Override
    public List<EntryResult> write(EntryStream entries, WriteToken token, WorkContext context) {
        context.cancellation().throwIfCancelled();
        try (SftpPool.Lease lease = pool().take(context);
                SftpBatch batch = new SftpBatch(lease, token, owners, context)) {
            return batch.write(entries);
        }
    }

    @Override
    public PendingFile begin(TreeEntry entry, WriteToken token, WorkContext context) {
        context.cancellation().throwIfCancelled();
        SftpPool.Lease lease = pool().take(context);
        boolean open = false;
        try {
            SftpGuard.checkName(lease.sftp(), entry.path());
            new SftpGuard(lease.sftp()).makeParent(entry.path());
            PendingFile pending = new SftpPendingFile(lease, entry, token, owners, context);
            open = true;
            return pending;
        } catch (IOException e) {
            throw lease.failure(e, "beginning", entry.path().toString());
        } finally {
            if (!open) {
                lease.close();
            }
        }
    }

    @Override
    public List<EntryResult> apply(List<TreeChange> changes, WorkContext context) {
        try (SftpPool.Lease lease = pool().take(context)) {
            return new SftpChanges(lease, owners, context).apply(changes);
        }
    }

    @Override
    public OptionalLong usableSpace(WorkContext context) {
        try (SftpPool.Lease lease = pool().take(context)) {
            return SftpSpace.of(lease.sftp());
        }
    }

    /** The directory that holds a path. */
    static TreePath parent(TreePath path) {
        return path.parent().orElse(TreePath.ROOT);
    }
}
