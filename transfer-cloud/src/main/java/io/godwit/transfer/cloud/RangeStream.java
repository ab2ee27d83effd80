package io.godwit.transfer.cloud;

import java.io.InputStream;

/** A content asked for range by range. One thread. */
final class RangeStream extends InputStream {
    private final long whole;
    private final int most;
    private final Source source;
    private byte[] chunk;
    private int at;
    private long before;

    /** Where the ranges come from. */
    @FunctionalInterface
    interface Source {
        /** The bytes from an offset on; as many as asked for. */
        byte[] bytes(long from, int count);
    }

    /**
     * A content.
     *
     * @param first its first bytes
     * @param whole how many bytes it has
     * @param most the most bytes to ask for at once
     * @param source gives the further ones
     */
    RangeStream(byte[] first, long whole, int most, Source source) {
        this.chunk = first;
        this.whole = whole;
        this.most = most;
        this.source = source;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (before + at >= whole) {
            return -1;
        }
        if (at == chunk.length) {
            before += chunk.length;
            chunk = source.bytes(before, (int) Math.min(most, whole - before));
            at = 0;
            if (chunk.length == 0) {
                return -1;
            }
        }
        int count = (int) Math.min(Math.min(length, chunk.length - at), whole - before - at);
        System.arraycopy(chunk, at, into, offset, count);
        at += count;
        return count;
    }
}
