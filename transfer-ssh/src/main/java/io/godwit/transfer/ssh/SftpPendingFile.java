package io.godwit.transfer.ssh;

import io.godwit.spi.ByteRange;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WriteToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import net.schmizz.sshj.sftp.OpenMode;

/**
 * A large file written in ranges under a temporary name that every process of the session finds again. The name ends in the fence of
 * its runner: a later runner renames it, so that the earlier one finds nothing to commit. Thread-safe.
 */
final class SftpPendingFile implements PendingFile {
    private static final EnumSet<OpenMode> OPEN = EnumSet.of(OpenMode.READ, OpenMode.WRITE, OpenMode.CREAT);

    private final SftpPool.Lease lease;
    private final TreeEntry entry;
    private final boolean owners;
    private final WorkContext context;
    private final TreePath name;
    private final String temporary;
    private final byte[] handle;
    private final long kept;
    private final List<ByteRange> ranges = new ArrayList<>();
    private boolean isClosed;

    /** Begins or continues a file whose directory is there; the lease is owned by this from its return on. */
    SftpPendingFile(SftpPool.Lease lease, TreeEntry entry, WriteToken token, boolean owners, WorkContext context)
            throws IOException {
        this.lease = lease;
        this.entry = entry;
        this.owners = owners;
        this.context = context;
        Sftp sftp = lease.sftp();
        TreePath directory = entry.path().parent().orElse(TreePath.ROOT);
        this.name = directory.resolve(SftpTemporaryNames.takeOver(sftp, directory, entry, token));
        this.temporary = sftp.absolute(name);
        this.handle = sftp.open(temporary, OPEN).handle();
        this.kept = sftp.fstat(handle).attributes().getSize();
        if (kept > 0) {
            ranges.add(new ByteRange(0, kept));
        }
    }

    @Override
    public List<ByteRange> written() {
        return kept == 0 ? List.of() : List.of(new ByteRange(0, kept));
    }

    @Override
    public synchronized void write(long offset, FileContent content) {
        try {
            long length = SftpWriting.send(lease.sftp(), handle, offset, content, context);
            ranges.add(new ByteRange(offset, length));
        } catch (IOException e) {
            throw fencedOr(lease.writeFailure(e, "writing", entry.path().toString()));
        }
    }

    @Override
    public FileContent readBack(ByteRange range) {
        return new Exclusive(
                this,
                new SftpFileContent(
                        lease.sftp(),
                        handle,
                        SshTarget.text(temporary),
                        range,
                        SftpFileContent.whole(range),
                        false,
                        drained -> {}));
    }

    @Override
    public synchronized void commit() {
        long reach = covered();
        if (reach < entry.size()) {
            throw incomplete(reach);
        }
        Sftp sftp = lease.sftp();
        try {
            long size = sftp.fstat(handle).attributes().getSize();
            if (size != entry.size()) {
                throw incomplete(size);
            }
            context.cancellation().throwIfCancelled();
            isClosed = true;
            TreeEntry here = lease.tools(context).accounts().here(entry);
            SftpWriting.finish(sftp, handle, SftpEntries.attributes(here, owners), true);
            SshStamp stamp = new SshStamp(lease, context);
            stamp.attributes(name, entry, Map.of());
            stamp.time(name, entry);
            stamp.apply();
            sftp.rename(temporary, sftp.absolute(entry.path())).ok();
            context.progress().addItems(1);
        } catch (IOException e) {
            throw fencedOr(lease.failure(e, "completing", entry.path().toString()));
        } finally {
            if (isClosed) {
                lease.close();
            }
        }
    }

    /** How far the file is written from its beginning on, without a gap. */
    private long covered() {
        long reach = 0;
        ranges.sort(Comparator.comparingLong(ByteRange::offset));
        for (ByteRange range : ranges) {
            if (range.offset() > reach) {
                break;
            }
            reach = Math.max(reach, range.end());
        }
        return reach;
    }

    /** The temporary name goes only when a later runner took it over. */
    private MigrationException fencedOr(MigrationException failure) {
        return failure.code().equals("tree.vanished") ? SftpTemporaryNames.fenced(entry, failure) : failure;
    }

    private MigrationException incomplete(long size) {
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "tree.incomplete",
                        "of \"" + entry.path() + "\" " + size + " bytes are written where " + entry.size()
                                + " were to be")
                .subject(entry.path().toString())
                .remedy("Continue with \"resume\"; the file is written again.")
                .build();
    }

    @Override
    public synchronized void abort() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        Sftp sftp = lease.sftp();
        try {
            sftp.close(handle).ok();
            sftp.remove(temporary).ok();
        } catch (IOException e) {
            throw lease.failure(e, "removing", SshTarget.text(temporary));
        } finally {
            lease.close();
        }
    }

    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            try {
                lease.sftp().close(handle).ok();
            } catch (IOException e) {
                // the server closes the file with the channel; what was written stays
                lease.spoil();
            } finally {
                lease.close();
            }
        }
    }

    /** Reads while nobody writes: answers come back on the one channel. */
    private record Exclusive(Object lock, SftpFileContent content) implements FileContent {
        @Override
        public OptionalLong size() {
            return content.size();
        }

        @Override
        public List<ByteRange> regions() {
            return content.regions();
        }

        @Override
        public int read(ByteBuffer into) {
            synchronized (lock) {
                return content.read(into);
            }
        }

        @Override
        public void close() {
            content.close();
        }
    }
}
