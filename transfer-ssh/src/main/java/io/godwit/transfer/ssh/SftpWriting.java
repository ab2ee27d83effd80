package io.godwit.transfer.ssh;

import io.godwit.spi.ByteRange;
import io.godwit.spi.FileContent;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.schmizz.sshj.sftp.FileAttributes;

/** Writes contents over SFTP with many requests under way. */
final class SftpWriting {
    private static final int IN_FLIGHT = 96;

    private SftpWriting() {}

    /**
     * Writes a whole file to a fresh handle, sets its attributes, flushes and closes it.
     *
     * @return how many bytes of data were sent
     */
    static long copy(Sftp sftp, byte[] handle, FileContent content, WorkContext context, FileAttributes attributes)
            throws IOException {
        long sent = send(sftp, handle, 0, content, context);
        long size = content.size().orElse(sent);
        if (size != sent) {
            // the file ends in a hole, or is one
            sftp.setAttributes(
                            handle, new FileAttributes.Builder().withSize(size).build())
                    .ok();
        }
        finish(sftp, handle, attributes);
        return sent;
    }

    static void finish(Sftp sftp, byte[] handle, FileAttributes attributes) throws IOException {
        Sftp.Reply flushed = sftp.knows("fsync@openssh.com", "1") ? sftp.fsync(handle) : null;
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

    /** Sends the data of a content to a handle. */
    static long send(Sftp sftp, byte[] handle, long base, FileContent content, WorkContext context) throws IOException {
        Deque<Sftp.Reply> pending = new ArrayDeque<>();
        ByteBuffer buffer = ByteBuffer.allocate(Sftp.CHUNK);
        List<ByteRange> regions = content.regions();
        int region = 0;
        long inRegion = 0;
        long sent = 0;
        while (true) {
            long room = regions.isEmpty() ? Sftp.CHUNK : regions.get(region).length() - inRegion;
            buffer.clear().limit((int) Math.min(Sftp.CHUNK, Math.max(1, room)));
            if (!fill(content, buffer)) {
                break;
            }
            int count = buffer.position();
            context.cancellation().throwIfCancelled();
            long offset = regions.isEmpty() ? sent : regions.get(region).offset() + inRegion;
            pending.add(sftp.write(handle, base + offset, buffer.array(), 0, count));
            sent += count;
            inRegion += count;
            context.progress().addBytes(count);
            if (!regions.isEmpty() && inRegion == regions.get(region).length() && region + 1 < regions.size()) {
                region++;
                inRegion = 0;
            }
            while (pending.size() > IN_FLIGHT) {
                pending.remove().ok();
            }
        }
        for (Sftp.Reply reply : pending) {
            reply.ok();
        }
        return sent;
    }

    private static boolean fill(FileContent content, ByteBuffer buffer) {
        while (buffer.hasRemaining()) {
            if (content.read(buffer) < 0) {
                return buffer.position() > 0;
            }
        }
        return true;
    }
}
