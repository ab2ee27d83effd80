package io.godwit.transfer.ssh;

import io.godwit.spi.ByteRange;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
    private final List<ByteRange> regions;
    private final Deque<Ask> asked = new ArrayDeque<>();
    private final Released onClose;
    private final List<ByteRange> toAsk = new ArrayList<>();
    private int asking;
    private long nextAsk;
    private @Nullable Response answer;
    private int left;
    private boolean isClosed;

    /** Hears that a content is closed. */
    interface Released {
        /** The content was closed; answers are under way unless it was drained. */
        void closed(boolean drained);
    }

    /**
     * A content.
     *
     * @param regions where data is, from the beginning of the range on
     * @param toEnd whether the range reaches to the end of the file, so that more bytes than that mean that it has grown
     */
    SftpFileContent(
            Sftp sftp,
            byte[] handle,
            String path,
            ByteRange range,
            List<ByteRange> regions,
            boolean toEnd,
            Released onClose) {
        this.sftp = sftp;
        this.handle = handle;
        this.path = path;
        this.range = range;
        this.regions = regions;
        this.onClose = onClose;
        for (ByteRange region : regions) {
            toAsk.add(new ByteRange(range.offset() + region.offset(), region.length()));
        }
        if (toEnd) {
            // a byte more than there should be: none comes unless the file has grown
            ByteRange last = toAsk.isEmpty() ? null : toAsk.get(toAsk.size() - 1);
            if (last != null && last.end() == range.end()) {
                toAsk.set(toAsk.size() - 1, new ByteRange(last.offset(), last.length() + 1));
            } else {
                toAsk.add(new ByteRange(range.end(), 1));
            }
        }
        this.nextAsk = toAsk.isEmpty() ? 0 : toAsk.get(0).offset();
    }

    /** All of a range. */
    static List<ByteRange> whole(ByteRange range) {
        return range.length() == 0 ? List.of() : List.of(new ByteRange(0, range.length()));
    }

    /** Sends requests ahead, up to a number of bytes. */
    void prefetch(int bytes) throws IOException {
        long inFlight = (long) asked.size() * Sftp.CHUNK;
        while (asking < toAsk.size() && inFlight < bytes) {
            long rest = toAsk.get(asking).end() - nextAsk;
            int length = (int) (rest <= Sftp.CHUNK + 1 ? rest : Sftp.CHUNK);
            asked.add(new Ask(nextAsk, length, sftp.read(handle, nextAsk, length)));
            nextAsk += length;
            inFlight += length;
            if (nextAsk == toAsk.get(asking).end()) {
                asking++;
                nextAsk = asking < toAsk.size() ? toAsk.get(asking).offset() : 0;
            }
        }
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(range.length());
    }

    @Override
    public List<ByteRange> regions() {
        return regions;
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
            if (ask.offset() < range.end()) {
                throw changed("ended at byte " + ask.offset() + " of " + range.end());
            }
            return false;
        }
        try {
            left = data.readUInt32AsInt();
        } catch (BufferException e) {
            throw new IOException(e);
        }
        long end = ask.offset() + left;
        if (left == 0) {
            throw changed("ended at byte " + ask.offset() + " of " + range.end());
        }
        if (end > range.end()) {
            throw changed("has grown beyond its " + range.end() + " bytes");
        }
        if (left < ask.length() && end < range.end()) {
            int length = ask.length() - left;
            asked.addFirst(new Ask(end, length, sftp.read(handle, end, length)));
        }
        answer = data;
        return true;
    }

    private MigrationException changed(String how) {
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "tree.changed",
                        "the file \"" + path + "\" " + how + " while it was read")
                .subject(path)
                .remedy("Something writes to it; it is read again.")
                .retryable(true)
                .build();
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            onClose.closed(asked.isEmpty());
        }
    }

    private record Ask(long offset, int length, Sftp.Reply reply) {}
}
