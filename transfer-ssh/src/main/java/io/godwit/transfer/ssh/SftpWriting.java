package io.godwit.transfer.ssh;

import io.godwit.spi.ByteRange;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import net.schmizz.sshj.sftp.FileAttributes;

/** Writes contents over SFTP with many requests under way. */
final class SftpWriting {
    private static final int IN_FLIGHT = 96;

    private SftpWriting() {}

    /**
     * Sets the attributes of a file that was written, and closes it.
     *
     * @param flushes whether it is flushed to the disk, where the server can
     */
    static void finish(Sftp sftp, byte[] handle, FileAttributes attributes, boolean flushes) throws IOException {
        Sftp.Reply flushed = flushes && sftp.knows("fsync@openssh.com", "1") ? sftp.fsync(handle) : null;
        Sftp.Reply set = sftp.setAttributes(handle, attributes);
        Sftp.Reply closed = sftp.close(handle);
        try {
            if (flushed != null) {
                flushed.ok();
            }
            set.ok();
        } finally {
            closed.ok();
        }
    }

    /**
     * Sends a content to a handle, whole.
     *
     * @param base where its first byte goes
     * @return how many bytes it covers, with its holes
     * @throws MigrationException as the content throws, and {@code tree.changed} where it ended before its size
     */
    static long send(Sftp sftp, byte[] handle, long base, FileContent content, WorkContext context) throws IOException {
        Sending sending = new Sending(sftp, handle, context);
        List<ByteRange> regions = content.regions();
        OptionalLong size = content.size();
        if (size.isEmpty()) {
            return sending.toTheEnd(base, content);
        }
        long end = 0;
        for (ByteRange region : regions) {
            sending.region(base, region, content);
            end = region.end();
        }
        if (end < size.getAsLong()) {
            // a hole at the end: not every server lengthens a file on request, but all do for a byte behind its end
            sending.zero(base + size.getAsLong() - 1);
        }
        sending.await();
        return size.getAsLong();
    }

    private static final class Sending {
        private final Sftp sftp;
        private final byte[] handle;
        private final WorkContext context;
        private final Deque<Sftp.Reply> pending = new ArrayDeque<>();
        private final ByteBuffer buffer = ByteBuffer.allocate(Sftp.CHUNK);

        private Sending(Sftp sftp, byte[] handle, WorkContext context) {
            this.sftp = sftp;
            this.handle = handle;
            this.context = context;
        }

        private void region(long base, ByteRange region, FileContent content) throws IOException {
            long at = region.offset();
            while (at < region.end()) {
                buffer.clear().limit((int) Math.min(Sftp.CHUNK, region.end() - at));
                fill(content);
                if (buffer.hasRemaining()) {
                    throw endedEarly(at + buffer.position(), region.end());
                }
                at += buffer.position();
                flush(base + at - buffer.position());
            }
        }

        private long toTheEnd(long base, FileContent content) throws IOException {
            long at = 0;
            do {
                buffer.clear();
                fill(content);
                at += buffer.position();
                flush(base + at - buffer.position());
            } while (!buffer.hasRemaining());
            await();
            return at;
        }

        private void fill(FileContent content) {
            while (buffer.hasRemaining() && content.read(buffer) >= 0) {
                // read until the buffer is full or the content has ended
            }
        }

        private void flush(long offset) throws IOException {
            int count = buffer.position();
            if (count > 0) {
                context.cancellation().throwIfCancelled();
                add(sftp.write(handle, offset, buffer.array(), 0, count));
                context.progress().addBytes(count);
            }
        }

        private void zero(long offset) throws IOException {
            add(sftp.write(handle, offset, new byte[1], 0, 1));
        }

        private void add(Sftp.Reply reply) throws IOException {
            pending.add(reply);
            while (pending.size() > IN_FLIGHT) {
                pending.remove().ok();
            }
        }

        private void await() throws IOException {
            while (!pending.isEmpty()) {
                pending.remove().ok();
            }
        }

        private static MigrationException endedEarly(long at, long end) {
            return MigrationException.of(
                            ErrorCategory.TRANSFER,
                            "tree.changed",
                            "the content ended at byte " + at + " where " + end + " were announced")
                    .remedy("Something writes to the source; it is read again.")
                    .retryable(true)
                    .build();
        }
    }
}
