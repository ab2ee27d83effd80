package io.godwit.transfer.ssh;

import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads many files over one channel without waiting for each: files ahead are looked up, opened and read while the one in front is
 * consumed. One thread.
 */
final class SftpEntryStream implements EntryStream {
    private static final int FILES_AHEAD = 64;
    private static final int BYTES_AHEAD = SftpFileContent.IN_FLIGHT;

    private final SftpPool.Lease lease;
    private final SftpGuard guard;
    private final SshHoles holes;
    private final WorkContext context;
    private final Iterator<TreeEntry> entries;
    private final Deque<SftpFileAhead> window = new ArrayDeque<>();
    private final Deque<Sftp.Reply> closing = new ArrayDeque<>();
    private long bytesAhead;
    private @Nullable SftpFileAhead current;
    private boolean isClosed;

    SftpEntryStream(SftpPool.Lease lease, List<TreeEntry> entries, SshHoles holes, WorkContext context) {
        this.holes = holes;
        this.lease = lease;
        this.guard = new SftpGuard(lease.sftp());
        this.context = context;
        this.entries = entries.iterator();
    }

    @Override
    public Optional<Item> next() {
        context.cancellation().throwIfCancelled();
        try {
            finishCurrent();
            lookAhead();
        } catch (IOException e) {
            lease.spoil();
            throw SshErrors.lost(e, "reading files");
        }
        SftpFileAhead head = window.poll();
        if (head == null) {
            return Optional.empty();
        }
        bytesAhead -= head.listed().size();
        current = head;
        return Optional.of(item(head));
    }

    private Item item(SftpFileAhead head) {
        try {
            return head.await();
        } catch (IOException e) {
            String path = SshTarget.text(lease.sftp().absolute(head.listed().path()));
            MigrationException failure = lease.failure(e, "reading", path);
            if (failure.category() == ErrorCategory.CONNECTIVITY) {
                throw failure;
            }
            return new Missed(head.listed().path(), failure);
        }
    }

    private void lookAhead() throws IOException {
        while (window.size() < FILES_AHEAD && bytesAhead < BYTES_AHEAD && entries.hasNext()) {
            TreeEntry entry = entries.next();
            window.add(new SftpFileAhead(
                    lease.sftp(), guard, entry, (listed, size) -> holes.of(lease, listed, size, context)));
            bytesAhead += entry.size();
        }
        for (SftpFileAhead ahead : window) {
            ahead.advance();
        }
        while (!closing.isEmpty() && closing.element().isHere()) {
            closing.remove();
        }
    }

    private void finishCurrent() throws IOException {
        SftpFileAhead done = current;
        current = null;
        byte[] handle = done == null ? null : done.handle();
        if (handle != null) {
            closing.add(lease.sftp().close(handle));
        }
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        if (!window.isEmpty()) {
            // answers are still under way, among them handles: the channel is not lent again
            lease.spoil();
        } else {
            try {
                finishCurrent();
                for (Sftp.Reply reply : closing) {
                    reply.ok();
                }
            } catch (IOException e) {
                // a channel that does not even close its files is of no further use
                lease.spoil();
            }
        }
        lease.close();
    }
}
