package io.godwit.transfer.ssh;

import io.godwit.spi.ByteRange;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.OpenMode;

/** A large file written in ranges under a temporary name that every process of the session finds again. Thread-safe. */
final class SftpPendingFile implements PendingFile {
    private final SftpPool.Lease lease;
    private final TreeEntry entry;
    private final boolean owners;
    private final WorkContext context;
    private final String temporary;
    private final byte[] handle;
    private final long kept;
    private boolean isClosed;

    SftpPendingFile(SftpPool.Lease lease, TreeEntry entry, WriteToken token, boolean owners, WorkContext context)
            throws IOException {
        this.lease = lease;
        this.entry = entry;
        this.owners = owners;
        this.context = context;
        Sftp sftp = lease.sftp();
        String of = entry.path() + "\0" + entry.version().orElse("") + "\0" + entry.size();
        TreePath directory = entry.path().parent().orElse(TreePath.ROOT);
        this.temporary = sftp.absolute(directory.resolve(WritableFileTree.TEMPORARY_PREFIX + token.session() + "-part-"
                + UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8))));
        this.handle = sftp.open(temporary, EnumSet.of(OpenMode.READ, OpenMode.WRITE, OpenMode.CREAT))
                .handle();
        this.kept = sftp.fstat(handle).attributes().getSize();
    }

    @Override
    public List<ByteRange> written() {
        return kept == 0 ? List.of() : List.of(new ByteRange(0, kept));
    }

    @Override
    public synchronized void write(long offset, FileContent content) {
        try {
            long sent = SftpWriting.send(lease.sftp(), handle, offset, content, context);
            extend(offset + content.size().orElse(sent));
        } catch (IOException e) {
            lease.spoil();
            throw SshErrors.of(e, "writing", entry.path().toString());
        }
    }

    /** A range that ends in a hole sends nothing for it; the file must reach that far all the same. */
    private void extend(long end) throws IOException {
        Sftp sftp = lease.sftp();
        if (sftp.fstat(handle).attributes().getSize() < end) {
            sftp.setAttributes(
                            handle, new FileAttributes.Builder().withSize(end).build())
                    .ok();
        }
    }

    @Override
    public FileContent readBack(ByteRange range) {
        return new Exclusive(
                this, new SftpFileContent(lease.sftp(), handle, SshTarget.text(temporary), range, () -> {}));
    }

    @Override
    public synchronized void commit() {
        Sftp sftp = lease.sftp();
        try {
            long size = sftp.fstat(handle).attributes().getSize();
            if (size != entry.size()) {
                throw incomplete(size);
            }
            isClosed = true;
            SftpWriting.finish(sftp, handle, SftpEntries.attributes(entry, owners));
            sftp.rename(temporary, sftp.absolute(entry.path())).ok();
        } catch (IOException e) {
            lease.spoil();
            throw SshErrors.of(e, "completing", entry.path().toString());
        } finally {
            lease.close();
        }
    }

    private MigrationException incomplete(long size) {
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "tree.incomplete",
                        "\"" + entry.path() + "\" has " + size + " bytes where " + entry.size() + " were to be written")
                .subject(entry.path().toString())
                .remedy("Continue with \"resume\"; the file is written again.")
                .build();
    }

    @Override
    public synchronized void abort() {
        try {
            close();
            lease.sftp().engine().remove(temporary);
        } catch (IOException e) {
            throw SshErrors.of(e, "removing", SshTarget.text(temporary));
        }
    }

    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            try {
                lease.sftp().close(handle).ok();
            } catch (IOException e) {
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
