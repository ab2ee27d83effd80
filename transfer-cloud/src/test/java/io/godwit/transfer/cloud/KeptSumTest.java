package io.godwit.transfer.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.tck.TestContents;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptSumTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 4096, 65_537, 99_999, 100_000})
    void sumsOfPartsJoin(int cut) {
        byte[] content = TestContents.random(1, 100_000);
        byte[] rest = Arrays.copyOfRange(content, cut, content.length);

        KeptSum joined = KeptSum.of(content, cut).then(KeptSum.of(rest, rest.length));

        assertThat(joined).isEqualTo(KeptSum.of(content, content.length));
    }

    @Test
    void partsMayBeLongerThanTheOrderOfThePolynomial() {
        // zeros of a gigabyte, joined by doubling, against the sum made byte by byte
        KeptSum zeros = KeptSum.of(new byte[1 << 20], 1 << 20);
        CRC32C direct = new CRC32C();
        byte[] block = new byte[1 << 20];
        direct.update(new byte[] {1, 2, 3});
        for (int i = 0; i < 1024; i++) {
            direct.update(block);
        }
        for (int i = 0; i < 10; i++) {
            zeros = zeros.then(zeros);
        }

        KeptSum joined = KeptSum.of(new byte[] {1, 2, 3}, 3).then(zeros);

        assertThat(joined.length()).isEqualTo((1L << 30) + 3);
        assertThat(joined.crc()).isEqualTo((int) direct.getValue());
    }

    @Test
    void whatIsKeptOfAnotherContentIsNotBelieved() {
        Map<String, String> words = KeptSum.in(Map.of("a", "b"), KeptSum.of(new byte[] {5}, 1));

        assertThat(KeptSum.read(object(1, words))).contains(KeptSum.of(new byte[] {5}, 1));
        assertThat(KeptSum.read(object(2, words))).isEmpty();
        assertThat(KeptSum.read(object(1, Map.of(KeptSum.WORD, "nonsense")))).isEmpty();
        assertThat(KeptSum.in(words, null)).isEqualTo(Map.of("a", "b"));
    }

    private static StoredObject object(long size, Map<String, String> words) {
        return new StoredObject("k", size, "v", Instant.EPOCH, new ObjectHeaders("", "", "", words));
    }
}
