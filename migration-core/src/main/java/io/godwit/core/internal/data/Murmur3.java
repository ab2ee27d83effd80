package io.godwit.core.internal.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * MurmurHash3, the x64 variant with 128 bits and seed 0, fed piece by piece and without allocating. It is used again and again:
 * {@link #reset}, {@link #update}, {@link #finish}, then the two halves. Not thread-safe.
 */
final class Murmur3 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BLOCK = 16;
    private static final long C1 = 0x87c37b91114253d5L;
    private static final long C2 = 0x4cf5ad432745937fL;

    private final byte[] tail = new byte[BLOCK];
    private int tailLength;
    private long length;
    private long low;
    private long high;

    /** Forgets everything. */
    void reset() {
        tailLength = 0;
        length = 0;
        low = 0;
        high = 0;
    }

    /**
     * Feeds bytes.
     *
     * @param bytes holds them
     * @param offset where they begin
     * @param count how many
     */
    void update(byte[] bytes, int offset, int count) {
        length += count;
        int from = offset;
        int left = count;
        if (tailLength > 0) {
            int fits = Math.min(BLOCK - tailLength, left);
            for (int i = 0; i < fits; i++) {
                tail[tailLength + i] = bytes[from + i];
            }
            tailLength += fits;
            if (tailLength < BLOCK) {
                return;
            }
            blocks(tail, 0, BLOCK);
            from += fits;
            left -= fits;
        }
        int whole = left & -BLOCK;
        blocks(bytes, from, whole);
        tailLength = left - whole;
        for (int i = 0; i < tailLength; i++) {
            tail[i] = bytes[from + whole + i];
        }
    }

    private void blocks(byte[] bytes, int offset, int count) {
        long h1 = low;
        long h2 = high;
        int end = offset + count;
        for (int at = offset; at < end; at += BLOCK) {
            h1 ^= mixLow((long) LONGS.get(bytes, at));
            h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
            h2 ^= mixHigh((long) LONGS.get(bytes, at + 8));
            h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
        }
        low = h1;
        high = h2;
    }

    /** Ends the input. */
    void finish() {
        finish(tail, 0);
    }

    /**
     * Hashes one array from its beginning: the same as reset, update and finish, in one go.
     *
     * @param bytes holds the input; up to 15 bytes behind it are overwritten
     * @param count how many bytes the input has
     */
    void hash(byte[] bytes, int count) {
        reset();
        length = count;
        int whole = count & -BLOCK;
        blocks(bytes, 0, whole);
        tailLength = count - whole;
        finish(bytes, whole);
    }

    private void finish(byte[] bytes, int rest) {
        if (tailLength > 0) {
            java.util.Arrays.fill(bytes, rest + tailLength, rest + BLOCK, (byte) 0);
            // zeros change nothing: mixing zero gives zero
            high ^= mixHigh((long) LONGS.get(bytes, rest + 8));
            low ^= mixLow((long) LONGS.get(bytes, rest));
        }
        long h1 = low ^ length;
        long h2 = high ^ length;
        h1 += h2;
        h2 += h1;
        h1 = avalanche(h1);
        h2 = avalanche(h2);
        h1 += h2;
        low = h1;
        high = h2 + h1;
    }

    /**
     * The first eight bytes of the hash.
     *
     * @return as a little-endian number
     */
    long low() {
        return low;
    }

    /**
     * The last eight bytes of the hash.
     *
     * @return as a little-endian number
     */
    long high() {
        return high;
    }

    private static long mixLow(long k) {
        return Long.rotateLeft(k * C1, 31) * C2;
    }

    private static long mixHigh(long k) {
        return Long.rotateLeft(k * C2, 33) * C1;
    }

    private static long avalanche(long k) {
        long h = k;
        h ^= h >>> 33;
        h *= 0xff51afd7ed558ccdL;
        h ^= h >>> 33;
        h *= 0xc4ceb9fe1a85ec53L;
        h ^= h >>> 33;
        return h;
    }
}
