package io.godwit.core.internal.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class TailTest {
    @Test
    void keepsExactlyTheLastBytesHoweverTheyCome() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int size = 1 + random.nextInt(20);
            Tail tail = new Tail(size);
            StringBuilder all = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                StringBuilder piece = new StringBuilder();
                for (int n = random.nextInt(30); n > 0; n--) {
                    piece.append((char) ('a' + random.nextInt(26)));
                }
                byte[] bytes = (piece + "ignored").getBytes(UTF_8);
                tail.add(bytes, piece.length());
                all.append(piece);
            }
            assertThat(tail.text()).as("seed %s", seed).isEqualTo(all.substring(Math.max(0, all.length() - size)));
        }
    }
}
