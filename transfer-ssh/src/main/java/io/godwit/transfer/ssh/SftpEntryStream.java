package io.godwit.transfer.ssh;

import io.godwit.spi.ByteRange;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.SFTPException;
import org.jspecify.annotations.Nullable;

/**
 * Reads many files over one channel without waiting for each: files ahead are opened, asked for their attributes and read while the
 * one in front is consumed. One thread.
 */
final class SftpEntryStream implements EntryStream {
    private static final int FILES_AHEAD = 48;
    private static final int BYTES_AHEAD = SftpFileContent.IN_FLIGHT;
    private static final EnumSet<OpenMode> READ = EnumSet.of(OpenMode.READ);

    private final SftpPool.Lease lease;
    private final WorkContext context;
    private final Iterator<TreeEntry> entries;
    private final Deque<Ahead> window = new ArrayDeque<>();
    private final Deque<Sftp.Reply> closing = new ArrayDeque<>();
    private @Nullable Ahead current;
    private boolean isClosed;

    SftpEntryStream(SftpPool.Lease lease, List<TreeEntry> entries, WorkContext context) {
        this.lease = lease;
        this.context = context;
        this.entries = entries.iterator();
    }

    @Override
    public Optional<Item> next() {
        context.cancellation().throwIfCancelled();
        finishCurrent();
        try {
            lookAhead();
            Ahead head = window.poll();
            if (head == null) {
                return Optional.empty();
            }
            current = head;
            return Optional.of(item(head));
        } catch (IOException e) {
            lease.spoil();
            throw SshErrors.lost(e, "reading files");
        }
    }

    private Item item(Ahead head) {
        TreeEntry listed = head.entry;
        if (!listed.isFile()) {
            return new Found(listed, new NoContent());
        }
        String path = SshTarget.text(lease.sftp().absolute(listed.path()));
        try {
            SftpFileContent content = started(head);
            TreeEntry now = java.util.Objects.requireNonNull(head.now);
            return new Found(now, content);
        } catch (IOException e) {
            MigrationException failure = SshErrors.of(e, "reading", path);
            if (failure.isRetryable()) {
                lease.spoil();
                throw failure;
            }
            return new Missed(listed.path(), failure);
        }
    }

    /** Opens files ahead, and reads those whose handle has come. */
    private void lookAhead() throws IOException {
        long bytes = 0;
        for (Ahead ahead : window) {
            bytes += ahead.entry.size();
        }
        while (window.size() < FILES_AHEAD && bytes < BYTES_AHEAD && entries.hasNext()) {
            TreeEntry entry = entries.next();
            Ahead ahead = new Ahead(entry);
            if (entry.isFile()) {
                ahead.opening = lease.sftp().open(lease.sftp().absolute(entry.path()), READ);
            }
            window.add(ahead);
            bytes += entry.size();
        }
        for (Ahead ahead : window) {
            ahead.advance(lease.sftp());
        }
        while (!closing.isEmpty() && closing.element().isHere()) {
            closing.remove();
        }
    }

    private SftpFileContent started(Ahead head) throws IOException {
        SftpFileContent content = head.content;
        while (content == null) {
            head.advanceNow(lease.sftp());
            content = head.content;
        }
        return content;
    }

    private void finishCurrent() {
        Ahead done = current;
        current = null;
        if (done != null && done.handle != null) {
            try {
                closing.add(lease.sftp().close(done.handle));
            } catch (IOException e) {
                lease.spoil();
                throw SshErrors.lost(e, "closing a file");
            }
        }
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        if (!window.isEmpty() || entries.hasNext()) {
            // answers are still under way: the channel is not lent again
            lease.spoil();
        } else {
            try {
                finishCurrent();
                for (Sftp.Reply reply : closing) {
                    reply.ok();
                }
            } catch (IOException | MigrationException e) {
                lease.spoil();
            }
        }
        lease.close();
    }

    /** A file ahead: being opened, then asked for its attributes, then read. */
    private static final class Ahead {
        private final TreeEntry entry;
        private Sftp.@Nullable Reply opening;
        private Sftp.@Nullable Reply asking;
        private byte @Nullable [] handle;
        private @Nullable TreeEntry now;
        private @Nullable SftpFileContent content;
        private @Nullable SFTPException failure;

        private Ahead(TreeEntry entry) {
            this.entry = entry;
        }

        /** Goes on as far as answers are here; failures wait until the file is asked for. */
        private void advance(Sftp sftp) throws IOException {
            boolean opened = handle == null && opening != null && opening.isHere();
            boolean told = asking != null && asking.isHere();
            if (failure == null && (opened || told)) {
                try {
                    advanceNow(sftp);
                } catch (SFTPException e) {
                    failure = e;
                }
            }
        }

        private void advanceNow(Sftp sftp) throws IOException {
            if (failure != null) {
                throw failure;
            }
            if (handle == null) {
                byte[] opened = java.util.Objects.requireNonNull(opening).handle();
                handle = opened;
                asking = sftp.fstat(opened);
                return;
            }
            if (content == null && asking != null) {
                FileAttributes attributes = asking.attributes();
                asking = null;
                TreeEntry found = SftpEntries.entry(entry.path(), attributes, null);
                now = found;
                String path = SshTarget.text(sftp.absolute(entry.path()));
                SftpFileContent reading =
                        new SftpFileContent(sftp, handle, path, new ByteRange(0, found.size()), () -> {});
                reading.prefetch(Sftp.CHUNK * 4);
                content = reading;
            }
        }
    }

    /** The content of what has none. */
    private static final class NoContent implements FileContent {
        @Override
        public OptionalLong size() {
            return OptionalLong.of(0);
        }

        @Override
        public List<ByteRange> regions() {
            return List.of();
        }

        @Override
        public int read(ByteBuffer into) {
            return -1;
        }

        @Override
        public void close() {
            // nothing is held open
        }
    }
}
