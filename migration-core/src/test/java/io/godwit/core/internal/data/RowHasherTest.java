package io.godwit.core.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import io.godwit.spi.CellBlock;
import io.godwit.spi.MigrationException;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowHasherTest {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(128);

    /** The definition, spelled out slowly and with other people's hash. */
    private static String slowly(List<byte @Nullable []> cells, int columns) {
        BigInteger sum = BigInteger.ZERO;
        for (int at = 0; at < cells.size(); at += columns) {
            ByteArrayOutputStream row = new ByteArrayOutputStream();
            for (byte[] cell : cells.subList(at, at + columns)) {
                int length = cell == null ? -1 : cell.length;
                row.writeBytes(ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(length)
                        .array());
            }
            for (byte[] cell : cells.subList(at, at + columns)) {
                if (cell != null) {
                    row.writeBytes(cell);
                }
            }
            byte[] hash = Hashing.murmur3_128().hashBytes(row.toByteArray()).asBytes();
            for (int i = 0; i < 8; i++) {
                byte b = hash[i];
                hash[i] = hash[15 - i];
                hash[15 - i] = b;
            }
            sum = sum.add(new BigInteger(1, hash)).mod(MODULUS);
        }
        return "rows-v1:" + String.format("%032x", sum);
    }

    private static CellBlock block(List<byte @Nullable []> cells, int columns) {
        CellBlock block = new CellBlock(columns, 1 << 16, 1 << 24);
        for (byte[] cell : cells) {
            if (cell == null) {
                block.addNull();
            } else {
                block.add(cell, 0, cell.length);
            }
        }
        return block;
    }

    private static String hash(int columns, @Nullable String... cells) {
        List<byte @Nullable []> bytes = new ArrayList<>();
        for (String cell : cells) {
            bytes.add(cell == null ? null : cell.getBytes(StandardCharsets.UTF_8));
        }
        RowHasher hasher = new RowHasher(columns);
        hasher.add(block(bytes, columns));
        assertThat(hasher.fingerprint()).hasToString(slowly(bytes, columns));
        return hasher.fingerprint().toString();
    }

    @Test
    void goldenVectors() {
        assertThat(new RowHasher(3).fingerprint()).hasToString("rows-v1:00000000000000000000000000000000");
        assertThat(hash(1, "")).isEqualTo("rows-v1:589623161cf526f1cfa0f7ddd84c76bc");
        assertThat(hash(1, new String[] {null})).isEqualTo("rows-v1:c715574845878f6c43da45eb34664641");
        assertThat(hash(3, "1", "Grüße, 世界 🐦", null)).isEqualTo("rows-v1:8dec5973696660c706c2225034a75486");
        assertThat(hash(2, "1", "a", "2", "b", "2", "b")).isEqualTo("rows-v1:d00d4d8f03187d9ce8c747aef5621ba8");
        assertThat(hash(4, "-7", "12.50", "2024-02-29 23:59:59.5", "x".repeat(3000)))
                .isEqualTo("rows-v1:c2c005593c29c8ab7bbe247a690941c3");
    }

    @Test
    void tellsApartWhatIsNotTheSame() {
        assertThat(List.of(
                        hash(2, "ab", "c"),
                        hash(2, "a", "bc"),
                        hash(2, "abc", ""),
                        hash(2, "", "abc"),
                        hash(2, "abc", null),
                        hash(2, null, "abc"),
                        hash(2, "1", "x", "2", "y"),
                        hash(2, "1", "y", "2", "x"),
                        hash(2, "1", "x", "1", "x"),
                        hash(2, "1", "x"),
                        hash(2, "1", "x", "1", "x", "1", "x"),
                        hash(1, "ab", "c"),
                        hash(4, "1", "x", "2", "y")))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void isTheSumOfTheRowsInWhateverOrderAndPieces(long seed) {
        Random random = new Random(seed);
        int columns = 1 + random.nextInt(6);
        int count = 1 + random.nextInt(60);
        List<List<byte @Nullable []>> rows = new ArrayList<>();
        for (int r = 0; r < count; r++) {
            List<byte @Nullable []> row = new ArrayList<>();
            for (int c = 0; c < columns; c++) {
                if (random.nextInt(5) == 0) {
                    row.add(null);
                } else {
                    byte[] cell = new byte[random.nextInt(random.nextInt(20) == 0 ? 5000 : 30)];
                    random.nextBytes(cell);
                    row.add(cell);
                }
            }
            rows.add(row);
        }
        List<byte @Nullable []> flat = new ArrayList<>();
        rows.forEach(flat::addAll);
        String expected = slowly(flat, columns);

        Collections.shuffle(rows, random);
        int cut = random.nextInt(count + 1);
        Fingerprint sum = Fingerprint.NONE;
        for (List<List<byte @Nullable []>> piece : List.of(rows.subList(0, cut), rows.subList(cut, count))) {
            List<byte @Nullable []> cells = new ArrayList<>();
            piece.forEach(cells::addAll);
            RowHasher hasher = new RowHasher(columns);
            hasher.add(block(cells, columns));
            assertThat(hasher.rows()).isEqualTo(piece.size());
            sum = sum.plus(hasher.fingerprint());
        }
        assertThat(sum).hasToString(expected);
        assertThat(Fingerprint.parse(expected)).isEqualTo(sum);
    }

    @Test
    void doesNotCareHowTheCellsLieInTheBlock() {
        CellBlock apart = new CellBlock(2, 1 << 16, 1 << 20);
        apart.add(new byte[] {'a'}, 0, 1);
        apart.addReserved(0);
        int second = apart.addReserved(3);
        byte[] three = {'x', 'y', 'z'};
        System.arraycopy(three, 0, apart.data(), second, 3);
        apart.addNull();
        RowHasher hasher = new RowHasher(2);
        hasher.add(apart);
        assertThat(hasher.fingerprint()).hasToString(hash(2, "a", "", "xyz", null));
        assertThat(hasher.bytes()).isEqualTo(4);
    }

    @Test
    void carriesIntoTheUpperHalf() {
        Fingerprint most = Fingerprint.parse("rows-v1:0000000000000001ffffffffffffffff");
        assertThat(most.plus(new Fingerprint(0, 1))).hasToString("rows-v1:00000000000000020000000000000000");
        assertThat(new Fingerprint(-1, -1).plus(new Fingerprint(0, 1))).isEqualTo(Fingerprint.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rows-v1:",
                "rows-v1:0000000000000000000000000000000",
                "rows-v1:zz000000000000000000000000000000"
            })
    void refusesWhatIsNoFingerprint(String text) {
        assertThatThrownBy(() -> Fingerprint.parse(text))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo("fingerprint.unreadable"));
    }
}
