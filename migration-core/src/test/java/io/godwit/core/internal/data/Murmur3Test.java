package io.godwit.core.internal.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Murmur3Test {
    private static byte[] guava(byte[] bytes) {
        return Hashing.murmur3_128().hashBytes(bytes).asBytes();
    }

    private static byte[] asBytes(Murmur3 hash) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(hash.low())
                .putLong(hash.high())
                .array();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 100, 255, 1024, 4097})
    void isTheHashThatOthersCompute(int length) {
        byte[] input = new byte[length];
        new SplittableRandom(length).nextBytes(input);
        byte[] expected = guava(input);
        Murmur3 murmur = new Murmur3();

        byte[] padded = new byte[length + 16];
        java.util.Arrays.fill(padded, (byte) 0x5a);
        System.arraycopy(input, 0, padded, 0, length);
        murmur.hash(padded, length);
        assertThat(asBytes(murmur)).isEqualTo(expected);

        murmur.reset();
        murmur.update(input, 0, length);
        murmur.finish();
        assertThat(asBytes(murmur)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void doesNotDependOnThePiecesItIsFed(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] input = new byte[random.nextInt(2000)];
        random.nextBytes(input);
        Murmur3 murmur = new Murmur3();
        murmur.reset();
        for (int at = 0; at < input.length; ) {
            int piece = Math.min(input.length - at, random.nextInt(40));
            murmur.update(input, at, piece);
            at += piece;
        }
        murmur.finish();
        assertThat(asBytes(murmur)).isEqualTo(guava(input));
    }
}
