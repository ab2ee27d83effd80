package io.godwit.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CellBlockTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String cell(CellBlock block, int row, int column) {
        return new String(block.data(), block.start(row, column), block.length(row, column), StandardCharsets.UTF_8);
    }

    private static void add(CellBlock block, String text) {
        byte[] bytes = utf8(text);
        block.add(bytes, 0, bytes.length);
    }

    @Test
    void keepsCellsAndNullsApart() {
        CellBlock block = new CellBlock(3, 64, 1024);
        add(block, "ä");
        block.addNull();
        add(block, "");
        byte[] reserved = utf8("later");
        int at = block.addReserved(reserved.length);
        System.arraycopy(reserved, 0, block.data(), at, reserved.length);

        assertThat(block.rows()).isEqualTo(1);
        assertThat(block.bytes()).isEqualTo(7);
        assertThat(cell(block, 0, 0)).isEqualTo("ä");
        assertThat(block.isNull(0, 1)).isTrue();
        assertThat(block.length(0, 1)).isZero();
        assertThat(block.isNull(0, 2)).isFalse();
        assertThat(cell(block, 0, 2)).isEmpty();
        assertThat(cell(block, 1, 0)).isEqualTo("later");
    }

    @Test
    void isFullOfCellsWithoutBytesToo() {
        CellBlock block = new CellBlock(2, 1 << 16, 1 << 20);
        int rows = 0;
        while (!block.isFull()) {
            block.addNull();
            block.addNull();
            rows++;
        }
        assertThat(block.bytes()).isZero();
        assertThat(rows).isLessThanOrEqualTo((1 << 16) / 16);
    }

    @Test
    void refusesMoreThanItMayHoldAndSaysSo() {
        CellBlock block = new CellBlock(1, 16, 100);
        block.add(new byte[100], 0, 100);
        assertThatThrownBy(() -> block.add(new byte[1], 0, 1))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo("memory.row-too-large"));
    }

    @Test
    void givesTheMemoryOfALargeRowBack() {
        CellBlock block = new CellBlock(1, 16, 10_000);
        block.add(new byte[10_000], 0, 10_000);
        block.clear();
        assertThat(block.data()).hasSize(16);
        assertThat(block.rows()).isZero();
    }

    @Test
    void swapsRowsWithoutCopyingThem() {
        CellBlock one = new CellBlock(2, 32, 1024);
        CellBlock two = new CellBlock(2, 64, 2048);
        add(one, "a");
        one.addNull();
        byte[] storage = one.data();
        for (String text : Arrays.asList("b", "c", "d", "e")) {
            add(two, text);
        }

        one.swap(two);

        assertThat(two.data()).isSameAs(storage);
        assertThat(two.rows()).isEqualTo(1);
        assertThat(cell(two, 0, 0)).isEqualTo("a");
        assertThat(two.isNull(0, 1)).isTrue();
        assertThat(one.rows()).isEqualTo(2);
        assertThat(cell(one, 1, 1)).isEqualTo("e");
        assertThat(one.bytes()).isEqualTo(4);
    }

    @Test
    void swapsOnlyWithItsLike() {
        CellBlock one = new CellBlock(2, 32, 1024);
        assertThatIllegalArgumentException().isThrownBy(() -> one.swap(new CellBlock(3, 32, 1024)));
    }

    @Test
    void takesBytesThatAreFilledInLater() {
        CellBlock block = new CellBlock(1, 4, 64);
        int start = block.addReserved(10);
        byte[] text = utf8("0123456789");
        System.arraycopy(text, 0, block.data(), start, text.length);

        assertThat(cell(block, 0, 0)).isEqualTo("0123456789");
        assertThat(block.columns()).isEqualTo(1);
        assertThat(block.bytes()).isEqualTo(10);
    }

    @Test
    void refusesCellsOfALengthThatCannotBe() {
        CellBlock block = new CellBlock(1, 16, 64);
        add(block, "kept");

        assertThatIllegalArgumentException().isThrownBy(() -> block.addReserved(-1));
        assertThatThrownBy(() -> block.add(new byte[3], 2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(block.rows()).isEqualTo(1);
        assertThat(block.bytes()).isEqualTo(4);
    }

    @Test
    void refusesToBeWithoutColumnsOrRoom() {
        assertThatIllegalArgumentException().isThrownBy(() -> new CellBlock(0, 16, 64));
        assertThatIllegalArgumentException().isThrownBy(() -> new CellBlock(1, 0, 64));
        assertThatIllegalArgumentException().isThrownBy(() -> new CellBlock(1, 16, 15));
    }
}
