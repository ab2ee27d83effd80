package io.godwit.relational;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Utf8Test {
    @Test
    void agreesWithTheDecoderOfThePlatform() {
        SplittableRandom random = Seeds.random();
        byte[] leads = {
            'a',
            0x7f,
            (byte) 0x80,
            (byte) 0xbf,
            (byte) 0xc0,
            (byte) 0xc1,
            (byte) 0xc2,
            (byte) 0xe0,
            (byte) 0xed,
            (byte) 0xef,
            (byte) 0xf0,
            (byte) 0xf4,
            (byte) 0xf5,
            (byte) 0xff,
            (byte) 0x9f,
            (byte) 0xa0,
            (byte) 0x8f,
            (byte) 0x90
        };
        int valid = 0;
        for (int i = 0; i < 300_000; i++) {
            byte[] bytes = new byte[random.nextInt(6)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = random.nextBoolean() ? leads[random.nextInt(leads.length)] : (byte) random.nextInt(256);
            }
            int invalid = Utf8.invalidAt(bytes, 0, bytes.length);
            assertThat(invalid < 0).isEqualTo(decodes(bytes));
            valid += invalid < 0 ? 1 : 0;
        }
        assertThat(valid).isGreaterThan(1000);
    }

    private static boolean decodes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @Test
    void tellsWhere() {
        byte[] bytes = "aü\uD83D\uDC26".getBytes(StandardCharsets.UTF_8);

        assertThat(Utf8.invalidAt(bytes, 0, bytes.length)).isEqualTo(-1);
        assertThat(Utf8.invalidAt(bytes, 0, bytes.length - 1)).isEqualTo(3);
        assertThat(Utf8.invalidAt(bytes, 2, 1)).isEqualTo(2);
        assertThat(Utf8.characters(bytes, 0, bytes.length)).isEqualTo(3);
    }

    @Test
    void writesAndReadsHexadecimal() {
        byte[] every = new byte[256];
        for (int i = 0; i < 256; i++) {
            every[i] = (byte) i;
        }
        byte[] digits = new byte[512];
        byte[] back = new byte[256];

        assertThat(HexBytes.encode(every, 0, 256, digits, 0)).isEqualTo(512);
        assertThat(new String(digits, StandardCharsets.US_ASCII))
                .startsWith("000102")
                .endsWith("fdfeff");
        assertThat(HexBytes.decode(digits, 0, 512, back, 0)).isEqualTo(256);
        assertThat(back).isEqualTo(every);
        assertThat(HexBytes.decode("FfAa".getBytes(StandardCharsets.US_ASCII), 0, 4, back, 0))
                .isEqualTo(2);
        assertThat(HexBytes.decode(digits, 0, 3, back, 0)).isEqualTo(-1);
        assertThat(HexBytes.decode("0g".getBytes(StandardCharsets.US_ASCII), 0, 2, back, 0))
                .isEqualTo(-1);
        assertThat(HexBytes.decode("g0".getBytes(StandardCharsets.US_ASCII), 0, 2, back, 0))
                .isEqualTo(-1);
    }
}
