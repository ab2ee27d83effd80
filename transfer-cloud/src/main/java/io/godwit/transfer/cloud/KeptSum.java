package io.godwit.transfer.cloud;

import io.godwit.spi.Digest;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The CRC32C of a content whose length is known, which joins with that of what follows. It is kept with objects whose service sums up
 * the parts that it gets, but not the whole. Immutable.
 *
 * @param crc the sum
 * @param length of how many bytes
 */
record KeptSum(int crc, long length) {
    /** The name of the word of metadata. */
    static final String WORD = "godwit-crc32c";

    static final KeptSum NOTHING = new KeptSum(0, 0);

    private static final int POLYNOMIAL = 0x82F63B78;
    /** The powers of x by 2^n, n bits reflected. */
    private static final int[] POWERS = new int[Long.SIZE];

    static {
        POWERS[0] = 1 << 30;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = times(POWERS[i - 1], POWERS[i - 1]);
        }
    }

    static KeptSum of(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return new KeptSum((int) crc.getValue(), length);
    }

    /** What is kept with an object; empty where nothing is, or where it is of another content. */
    static Optional<KeptSum> read(StoredObject object) {
        String word = object.known().metadata().get(WORD);
        if (word == null || !word.matches("[0-9a-f]{8}-\\d{1,18}")) {
            return Optional.empty();
        }
        KeptSum sum =
                new KeptSum(Integer.parseUnsignedInt(word.substring(0, 8), 16), Long.parseLong(word.substring(9)));
        return sum.length() == object.size() ? Optional.of(sum) : Optional.empty();
    }

    /** The metadata with this; without any where it is not known. */
    static Map<String, String> in(Map<String, String> metadata, @Nullable KeptSum sum) {
        Map<String, String> words = new java.util.LinkedHashMap<>(metadata);
        words.remove(WORD);
        if (sum != null) {
            words.put(WORD, String.format("%08x-%d", sum.crc(), sum.length()));
        }
        return words;
    }

    Digest digest() {
        return Digest.of(
                ContentSum.CRC32C,
                ByteBuffer.allocate(Integer.BYTES).putInt(crc).array());
    }

    /** The sum of this content with another one behind it. */
    KeptSum then(KeptSum next) {
        int shift = 1 << 31;
        // a byte has 2^3 bits
        for (int bit = 0; bit < Long.SIZE - 3; bit++) {
            if ((next.length >>> bit & 1) != 0) {
                shift = times(POWERS[bit + 3], shift);
            }
        }
        return new KeptSum(times(shift, crc) ^ next.crc, length + next.length);
    }

    /** The product of two polynomials modulo that of the sum. */
    private static int times(int a, int b) {
        int product = 0;
        int factor = b;
        for (int bit = 1 << 31; bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                product ^= factor;
            }
            factor = (factor & 1) != 0 ? (factor >>> 1) ^ POLYNOMIAL : factor >>> 1;
        }
        return product;
    }
}
