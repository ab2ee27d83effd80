package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.management.ThreadMXBean;
import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.Dataset;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.LogicalType;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.Snapshot;
import io.godwit.tck.DatabaseBench.Col;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rules about the cells that are read. */
interface DatabaseCellRules extends DatabaseRules {
    Col TEXT = DatabaseBench.col("t", DatabaseBench.WORD);
    Col BYTES = DatabaseBench.col("b", LogicalType.bytes(0));

    private Snapshot texts(int rows) {
        List<List<@Nullable String>> values = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            values.add(List.of(String.valueOf(i), "text " + i));
        }
        bench().given("t", List.of(DatabaseBench.id(), TEXT), List.of("id"), values);
        return bench().snapshot();
    }

    private Partition whole(Snapshot snapshot, Dataset dataset) {
        List<Partition> pieces = bench().pieces(snapshot, dataset, 1L << 40);
        assertThat(pieces).hasSize(1);
        return pieces.get(0);
    }

    @Test
    default void encodesEveryTypeAsAgreed() {
        Map<String, List<List<@Nullable String>>> expected = new LinkedHashMap<>();
        Map<String, LogicalType> types = new LinkedHashMap<>();
        for (GoldenCells.Vector vector : GoldenCells.VECTORS) {
            if (bench().place().columnType(vector.type()).isPresent()) {
                String name = "golden" + types.size();
                List<Col> columns = List.of(DatabaseBench.id(), DatabaseBench.col("v", vector.type()));
                List<List<@Nullable String>> rows = new ArrayList<>();
                rows.add(Arrays.asList("0", null));
                for (String value : vector.values()) {
                    if (bench().place().literal(vector.type(), value).isPresent()) {
                        rows.add(List.of(String.valueOf(rows.size()), value));
                    }
                }
                bench().given(name, columns, List.of("id"), rows);
                expected.put(name, rows);
                types.put(name, vector.type());
            }
        }
        assertThat(types).as("types that this engine has").hasSizeGreaterThan(5);
        Snapshot snapshot = bench().snapshot();

        Map<String, String> wrong = new LinkedHashMap<>();
        expected.forEach((name, rows) -> {
            LogicalType type = types.get(name);
            Dataset dataset = bench().dataset(snapshot, name);
            LogicalType read = dataset.columns().get(1).type();
            List<List<@Nullable String>> seen = bench().rows(snapshot, dataset, 1L << 30);
            if (type == null || read.kind() != type.kind()) {
                wrong.put(name, type + " is read as " + read);
            } else if (!seen.containsAll(rows) || seen.size() != rows.size()) {
                seen.removeAll(rows);
                wrong.put(name, "cells of " + type + " are read as " + seen);
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    default void tellsNothingFromEmpty() {
        List<List<@Nullable String>> rows = List.of(
                Arrays.asList("1", "", ""),
                Arrays.asList("2", null, ""),
                Arrays.asList("3", "", null),
                Arrays.asList("4", null, null));
        bench().given("t", List.of(DatabaseBench.id(), TEXT, BYTES), List.of("id"), rows);

        assertThat(bench().rows(bench().snapshot(), "t")).containsExactlyInAnyOrderElementsOf(rows);
    }

    @Test
    default void offersCells() {
        Snapshot snapshot = texts(1);
        Dataset dataset = bench().dataset(snapshot, "t");

        assertThat(snapshot.offers(dataset)).contains(ChunkFormat.CELLS).doesNotHaveDuplicates();
        try (CellStream cells = bench().cells(snapshot, dataset, whole(snapshot, dataset))) {
            assertThat(cells.format()).isEqualTo(ChunkFormat.CELLS);
        }
    }

    @Test
    default void refusesAFormatThatItDoesNotOffer() {
        Snapshot snapshot = texts(1);
        Dataset dataset = bench().dataset(snapshot, "t");
        Partition whole = whole(snapshot, dataset);
        ChunkFormat unknown = new ChunkFormat("tck-unknown", 1);

        MigrationException failure = Providers.failure(
                () -> snapshot.read(dataset, whole, unknown, bench().context()).close());

        assertThat(failure.category()).isEqualTo(ErrorCategory.COMPATIBILITY);
    }

    @Test
    default void readsTheColumnsAskedForInTheirOrder() {
        Snapshot snapshot = texts(20);
        Dataset all = bench().dataset(snapshot, "t");
        Dataset swapped = new Dataset(
                all.name(), List.of(all.columns().get(1), all.columns().get(0)), all.key(), 0, 0);
        Dataset one = new Dataset(all.name(), List.of(all.columns().get(1)), all.key(), 0, 0);

        assertThat(bench().rows(snapshot, swapped, 1L << 30)).hasSize(20).contains(List.of("text 7", "7"));
        assertThat(bench().rows(snapshot, one, 1L << 30)).hasSize(20).contains(List.of("text 7"));
    }

    @Test
    default void fillsBlocksOfAnySize() {
        Snapshot snapshot = texts(500);
        Dataset dataset = bench().dataset(snapshot, "t");

        for (int target : new int[] {1, 100, 4_000, 1 << 20}) {
            try (CellStream cells = bench().cells(snapshot, dataset, whole(snapshot, dataset))) {
                assertThat(TestCells.read(cells, DatabaseBench.types(dataset), target))
                        .as("blocks of %s bytes", target)
                        .hasSize(500)
                        .contains(List.of("0", "text 0"), List.of("499", "text 499"));
            }
        }
    }

    @Test
    default void fillsABlockNoFurtherThanAsked() {
        Snapshot snapshot = texts(500);
        Dataset dataset = bench().dataset(snapshot, "t");
        CellBlock block = new CellBlock(2, 200, 1 << 20);

        try (CellStream cells = bench().cells(snapshot, dataset, whole(snapshot, dataset))) {
            while (cells.read(block)) {
                assertThat(block.rows()).isBetween(1, 20);
            }
        }
    }

    @Test
    default void endsOnceAndForAll() {
        Snapshot snapshot = texts(3);
        Dataset dataset = bench().dataset(snapshot, "t");
        CellBlock block = new CellBlock(2, 1 << 16, 1 << 20);

        try (CellStream cells = bench().cells(snapshot, dataset, whole(snapshot, dataset))) {
            while (cells.read(block)) {
                assertThat(block.rows()).isPositive();
            }
            assertThat(block.rows()).isZero();
            TestCells.add(block, TEXT.type(), "left over");
            assertThat(cells.read(block)).isFalse();
            assertThat(block.bytes()).isZero();
        }
    }

    @Test
    default void sumsUpWhatItReadAndOnlyAtTheEnd() {
        Snapshot snapshot = texts(100);
        Dataset dataset = bench().dataset(snapshot, "t");
        Partition whole = whole(snapshot, dataset);

        try (CellStream cells = bench().cells(snapshot, dataset, whole)) {
            CellBlock block = new CellBlock(2, 100, 1 << 20);
            assertThat(cells.read(block)).isTrue();
            assertThatIllegalStateException().isThrownBy(cells::summary);
            long rows = block.rows();
            long bytes = block.bytes();
            while (cells.read(block)) {
                rows += block.rows();
                bytes += block.bytes();
            }
            assertThat(rows).isEqualTo(100);
            assertThat(cells.summary().rows()).isEqualTo(rows);
            assertThat(cells.summary().bytes()).isEqualTo(bytes);
        }
    }

    @Test
    default void sumsUpTheSameRowsAlike() {
        Snapshot first = texts(100);
        Dataset dataset = bench().dataset(first, "t");
        Partition whole = whole(first, dataset);
        ChunkSummary before = summary(first, dataset, whole);

        assertThat(summary(bench().snapshot(), dataset, whole)).isEqualTo(before);
        assertThat(before.fingerprint()).matches("|[a-z0-9-]+:.+");
        bench().sql("UPDATE " + bench().quote("t") + " SET " + bench().quote("t") + " = 'TEXT 7' WHERE "
                + bench().quote("id") + " = 7");
        ChunkSummary after = summary(bench().snapshot(), dataset, whole);
        assertThat(after.rows()).isEqualTo(before.rows());
        if (!before.fingerprint().isEmpty()) {
            assertThat(after.fingerprint()).isNotEqualTo(before.fingerprint());
        }
    }

    private ChunkSummary summary(Snapshot snapshot, Dataset dataset, Partition piece) {
        try (CellStream cells = bench().cells(snapshot, dataset, piece)) {
            TestCells.read(cells, DatabaseBench.types(dataset));
            return cells.summary();
        }
    }

    @Test
    default void readsALargeCellWhereThereIsRoomAndSaysWhereThereIsNot() {
        byte[] large = TestContents.random(1, 4_000_000);
        bench().given("t", List.of(DatabaseBench.id(), BYTES), List.of("id"), List.of(List.of("1", "00")));
        bench().insertBytes("t", 2, large);
        Snapshot snapshot = bench().snapshot();
        Dataset dataset = bench().dataset(snapshot, "t");

        assertThat(bench().rows(snapshot, dataset, 1L << 30))
                .containsExactlyInAnyOrder(
                        List.of("1", "00"), List.of("2", HexFormat.of().formatHex(large)));
        CellBlock small = new CellBlock(2, 1 << 10, 1 << 20);
        for (int i = 0; i < 3; i++) {
            try (CellStream cells = bench().cells(snapshot, dataset, whole(snapshot, dataset))) {
                MigrationException failure = Providers.failure(() -> {
                    while (cells.read(small)) {
                        assertThat(small.bytes()).isLessThanOrEqualTo(1 << 20);
                    }
                });
                assertThat(failure.category()).isEqualTo(ErrorCategory.TRANSFER);
                assertThat(failure.code()).isEqualTo("memory.row-too-large");
            }
        }
    }

    @Test
    default void readsALargeTableLittleByLittle() {
        bench().table("t", List.of(DatabaseBench.id(), BYTES), List.of("id"));
        for (int i = 0; i < 100; i++) {
            bench().insertBytes("t", i, TestContents.random(i, 400_000));
        }
        Snapshot snapshot = bench().snapshot();
        Dataset dataset = bench().dataset(snapshot, "t");
        Partition whole = whole(snapshot, dataset);
        CellBlock block = new CellBlock(2, 1 << 10, 4 << 20);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        long before = threads.getCurrentThreadAllocatedBytes();
        try (CellStream cells = bench().cells(snapshot, dataset, whole)) {
            assertThat(cells.read(block)).isTrue();
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as("bytes allocated for the first of 100 rows of 400 kB")
                    .isLessThan(12L << 20);
        }
    }

    @Test
    default void givesBackAllMemory() {
        Snapshot snapshot = texts(300);
        Dataset dataset = bench().dataset(snapshot, "t");
        Partition whole = whole(snapshot, dataset);
        bench().rows(snapshot, dataset, whole);

        try (CellStream cells = bench().cells(snapshot, dataset, whole)) {
            cells.read(new CellBlock(2, 100, 1 << 20));
        }

        assertThat(bench().context().memoryHeld()).isZero();
    }

    @Test
    default void aStreamMayBeLeftEarlyAndClosedTwice() {
        Snapshot snapshot = texts(3_000);
        Dataset dataset = bench().dataset(snapshot, "t");
        Partition whole = whole(snapshot, dataset);

        for (int i = 0; i < 12; i++) {
            CellStream cells = bench().cells(snapshot, dataset, whole);
            if (i % 2 == 0) {
                assertThat(cells.read(new CellBlock(2, 100, 1 << 20))).isTrue();
            }
            cells.close();
            cells.close();
        }

        assertThat(bench().rows(snapshot, dataset, whole)).hasSize(3_000);
    }
}
