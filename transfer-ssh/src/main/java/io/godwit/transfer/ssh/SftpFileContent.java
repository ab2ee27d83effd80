package io.godwit.transfer.ssh;

import io.godwit.spi.ByteRange;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import net.schmizz.sshj.common.Buffer.BufferException;
import net.schmizz.sshj.sftp.Response;
import org.jspecify.annotations.Nullable;

/**
 * A range of an open remote file, read with many requests under way: as many bytes as the line holds, not one packet a round trip.
 * Short answers, which servers may give, are asked for again. One thread.
 */
final class SftpFileContent implements FileContent {
    /** How many bytes may be asked for and not yet here. */
    static final int IN_FLIGHT = 4 << 20;

    private final Sftp sftp;
    private final byte[] handle;
    private final String path;
    private final ByteRange range;
    private final Deque<Ask> asked = new ArrayDeque<>();
    private final Runnable onClose;
    private long nextAsk;
    private @Nullable Response answer;
    private int left;
    private boolean isClosed;

    SftpFileContent(Sftp sftp, byte[] handle, String path, ByteRange range, Runnable onClose) {
        this.sftp = sftp;
        this.handle = handle;
        this.path = path;
        this.range = range;
        this.nextAsk = range.offset();
        this.onClose = onClose;
    }

    /** Sends requests ahead, up to a number of bytes. */
    void prefetch(int bytes) throws IOException {
        long inFlight = (long) asked.size() * Sftp.CHUNK;
        while (nextAsk < range.end() && inFlight < bytes) {
            int length = (int) Math.min(Sftp.CHUNK, range.end() - nextAsk);
            asked.add(new Ask(nextAsk, length, sftp.read(handle, nextAsk, length)));
            nextAsk += length;
            inFlight += length;
        }
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(range.length());
    }

    @Override
    public List<ByteRange> regions() {
        return range.length() == 0 ? List.of() : List.of(new ByteRange(0, range.length()));
    }

    @Override
    public int read(ByteBuffer into) {
        try {
            if (left == 0 && !nextAnswer()) {
                return -1;
            }
            Response data = java.util.Objects.requireNonNull(answer);
            int count = Math.min(left, into.remaining());
            into.put(data.array(), data.rpos(), count);
            data.rpos(data.rpos() + count);
            left -= count;
            return count;
        } catch (IOException e) {
            throw SshErrors.of(e, "reading", path);
        }
    }

    private boolean nextAnswer() throws IOException {
        prefetch(IN_FLIGHT);
        Ask ask = asked.poll();
        if (ask == null) {
            return false;
        }
        Response data = ask.reply().data();
        if (data == null) {
            throw shrunk(ask.offset());
        }
        try {
            left = data.readUInt32AsInt();
        } catch (BufferException e) {
            throw new IOException(e);
        }
        if (left < ask.length()) {
            if (left == 0) {
                throw shrunk(ask.offset());
            }
            long offset = ask.offset() + left;
            int length = ask.length() - left;
            asked.addFirst(new Ask(offset, length, sftp.read(handle, offset, length)));
        }
        answer = data;
        return true;
    }

    private MigrationException shrunk(long at) {
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "tree.changed",
                        "the file \"" + path + "\" ended at byte " + at + " of " + range.end() + " while it was read")
                .subject(path)
                .remedy("Something writes to it; it is read again.")
                .retryable(true)
                .build();
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            onClose.run();
        }
    }

    private record Ask(long offset, int length, Sftp.Reply reply) {}
}
