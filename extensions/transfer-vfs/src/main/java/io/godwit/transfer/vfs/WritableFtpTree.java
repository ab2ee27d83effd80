package io.godwit.transfer.vfs;

import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.UUID;

/** A directory at an FTP server, to write. Thread-safe. */
final class WritableFtpTree extends FtpTree implements WritableFileTree {
    private final FtpDirectories directories = new FtpDirectories(this);
    private final FtpWriter writer = new FtpWriter(this);
    private final FtpQueues queues = new FtpQueues();

    WritableFtpTree(FtpPool pool, FtpFeatures features, int callers) {
        super(pool, features, callers);
    }

    FtpDirectories directories() {
        return directories;
    }

    FtpWriter writer() {
        return writer;
    }

    FtpQueues queues() {
        return queues;
    }

    /** A name that nobody else has. */
    String temporaryName(WriteToken token) {
        return prefix(token) + token.fence() + "-"
                + UUID.randomUUID().toString().replace("-", "").toLowerCase(Locale.ROOT);
    }

    static String prefix(WriteToken token) {
        return TEMPORARY_PREFIX + WorkArea.plain(token.session()) + "-";
    }

    @Override
    public List<EntryResult> write(EntryStream entries, WriteToken token, WorkContext context) {
        return writer.write(entries, token, context);
    }

    @Override
    public PendingFile begin(TreeEntry entry, WriteToken token, WorkContext context) {
        context.cancellation().throwIfCancelled();
        return FtpPendingFile.begin(this, entry, token, context);
    }

    @Override
    public List<EntryResult> apply(List<TreeChange> changes, WorkContext context) {
        return new FtpChanges(this, context).apply(changes);
    }

    @Override
    public OptionalLong usableSpace(WorkContext context) {
        return OptionalLong.empty();
    }
}
