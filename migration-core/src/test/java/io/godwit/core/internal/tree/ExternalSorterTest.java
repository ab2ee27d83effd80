package io.godwit.core.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.spi.Cursor;
import io.godwit.spi.MigrationException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalSorterTest {
    private static final long SEED = Long.getLong("test.seed", System.nanoTime());

    @TempDir
    Path scratch;

    /** A key to sort by and the place where it was added. */
    private record Numbered(int key, int place) {}

    private static final class Numbers implements ExternalSorter.Codec<Numbered> {
        private boolean isFull;

        @Override
        public void write(Numbered value, DataOutput out) throws IOException {
            if (isFull) {
                throw new IOException("no space left");
            }
            out.writeInt(value.key());
            out.writeInt(value.place());
        }

        @Override
        public Numbered read(DataInput in) throws IOException {
            return new Numbered(in.readInt(), in.readInt());
        }

        @Override
        public int weight(Numbered value) {
            return 8;
        }
    }

    private ExternalSorter<Numbered> sorter(Numbers codec, long memory) {
        return new ExternalSorter<>(Comparator.comparingInt(Numbered::key), codec, scratch, memory);
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.list(scratch)) {
            return all.count();
        }
    }

    private static List<Numbered> all(Cursor<Numbered> cursor) {
        List<Numbered> all = new ArrayList<>();
        try (cursor) {
            cursor.forEachRemaining(all::add);
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 101, 1_000, 30_000})
    void sortsAnyNumberAndKeepsTheOrderOfEquals(int count) throws IOException {
        Random random = new Random(SEED);
        List<Numbered> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(new Numbered(random.nextInt(200), i));
        }
        // 30,000 values make 297 runs, more than are merged at a time
        try (ExternalSorter<Numbered> sorter = sorter(new Numbers(), 800)) {
            values.forEach(sorter::add);

            List<Numbered> sorted = all(sorter.sorted());

            assertThat(sorted)
                    .as("seed %d", SEED)
                    .isEqualTo(values.stream()
                            .sorted(Comparator.comparingInt(Numbered::key).thenComparingInt(Numbered::place))
                            .toList());
            assertThat(files()).isLessThanOrEqualTo(64);
            assertThat(files() > 0).as("what does not fit is on disk").isEqualTo(count > 100);
        }
        assertThat(files()).isZero();
    }

    @Test
    void leavesNothingWhenItIsClosedHalfway() throws IOException {
        try (ExternalSorter<Numbered> sorter = sorter(new Numbers(), 80)) {
            for (int i = 0; i < 1_000; i++) {
                sorter.add(new Numbered(i, i));
            }
            Cursor<Numbered> cursor = sorter.sorted();
            assertThat(cursor.next()).isEqualTo(new Numbered(0, 0));
        }
        assertThat(files()).isZero();
    }

    @Test
    void endsWhereThereIsNoMore() {
        try (ExternalSorter<Numbered> sorter = sorter(new Numbers(), 8)) {
            sorter.add(new Numbered(2, 0));
            sorter.add(new Numbered(1, 1));
            Cursor<Numbered> cursor = sorter.sorted();
            assertThat(cursor.next().key()).isEqualTo(1);
            assertThat(cursor.next().key()).isEqualTo(2);
            assertThat(cursor.hasNext()).isFalse();
            assertThatThrownBy(cursor::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void aFullDiskIsAFailureThatLeavesNoHalfFile() throws IOException {
        Numbers codec = new Numbers();
        try (ExternalSorter<Numbered> sorter = sorter(codec, 16)) {
            sorter.add(new Numbered(1, 0));
            codec.isFull = true;
            sorter.add(new Numbered(2, 1));
            assertThatThrownBy(() -> sorter.add(new Numbered(3, 2)))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("sort.failed"));
            assertThat(files()).isZero();
        }
    }

    @Test
    void aDirectoryThatIsGoneIsAFailure() {
        try (ExternalSorter<Numbered> sorter = new ExternalSorter<>(
                Comparator.comparingInt(Numbered::key), new Numbers(), scratch.resolve("gone"), 16)) {
            sorter.add(new Numbered(1, 0));
            sorter.add(new Numbered(1, 1));
            assertThatThrownBy(() -> sorter.add(new Numbered(1, 2)))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            e -> assertThat(e.remediation()).contains("Make room"));
        }
    }

    @Test
    void sortsInTheSystemsDirectoryWhereNoneIsGiven() {
        try (ExternalSorter<Numbered> sorter =
                new ExternalSorter<>(Comparator.comparingInt(Numbered::key), new Numbers(), null, 8)) {
            for (int i = 9; i >= 0; i--) {
                sorter.add(new Numbered(i, i));
            }
            assertThat(all(sorter.sorted())).extracting(Numbered::key).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        }
    }

    @Test
    void aSpoolIsReadForwardsAndBackwards() throws IOException {
        try (Spool<Numbered> spool = new Spool<>(new Numbers(), scratch)) {
            assertThat(spool.isEmpty()).isTrue();
            for (int i = 0; i < 20_000; i++) {
                spool.add(new Numbered(i, -i));
            }
            assertThat(spool.isEmpty()).isFalse();

            List<Numbered> forward = all(spool.forward());
            List<Numbered> backward = all(spool.backward());

            assertThat(forward).hasSize(20_000).startsWith(new Numbered(0, 0)).endsWith(new Numbered(19_999, -19_999));
            java.util.Collections.reverse(backward);
            assertThat(backward).isEqualTo(forward);
            try (Cursor<Numbered> ended = spool.backward()) {
                ended.forEachRemaining(value -> {});
                assertThatThrownBy(ended::next).isInstanceOf(NoSuchElementException.class);
            }
            try (Cursor<Numbered> ended = spool.forward()) {
                ended.forEachRemaining(value -> {});
                assertThatThrownBy(ended::next).isInstanceOf(NoSuchElementException.class);
            }
        }
        assertThat(files()).isZero();
    }

    @Test
    void aSpoolFailsWithAWayOut() {
        assertThatThrownBy(() -> new Spool<>(new Numbers(), scratch.resolve("gone")))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo("spool.failed"));
        Numbers codec = new Numbers();
        codec.isFull = true;
        try (Spool<Numbered> spool = new Spool<>(codec, scratch)) {
            assertThatThrownBy(() -> spool.add(new Numbered(1, 1)))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            e -> assertThat(e.remediation()).contains("resume"));
        }
    }

    @Test
    void aSpoolWhoseFileWasCutFailsInsteadOfEndingEarly() throws IOException {
        try (Spool<Numbered> spool = new Spool<>(new Numbers(), scratch)) {
            for (int i = 0; i < 10_000; i++) {
                spool.add(new Numbered(i, i));
            }
            try (Cursor<Numbered> forward = spool.forward();
                    Cursor<Numbered> backward = spool.backward();
                    Stream<Path> files = Files.list(scratch)) {
                Path file = files.findFirst().orElseThrow();
                Files.write(file, new byte[10], java.nio.file.StandardOpenOption.TRUNCATE_EXISTING);
                assertThatThrownBy(() -> forward.forEachRemaining(value -> {})).isInstanceOf(MigrationException.class);
                assertThatThrownBy(() -> backward.forEachRemaining(value -> {})).isInstanceOf(MigrationException.class);
            }
        }
    }
}
