package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Cursor;
import io.godwit.spi.Dataset;
import io.godwit.spi.Partition;
import io.godwit.spi.Partition.KeyRange;
import io.godwit.spi.Snapshot;
import io.godwit.tck.DatabaseBench.Col;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rules about cutting datasets into pieces. */
interface DatabasePartitionRules extends DatabaseRules {
    Col ID = DatabaseBench.id();
    Col NAME = DatabaseBench.col("name", DatabaseBench.WORD);
    Col FILL = DatabaseBench.col("fill", DatabaseBench.WORD);
    List<Long> SIZES = List.of(1L, 3_000L, 1L << 30);

    /** Tables with keys of all kinds, filled; the rows by table. */
    private Map<String, List<List<@Nullable String>>> tables() {
        Map<String, List<List<@Nullable String>>> all = new LinkedHashMap<>();
        make(all, "empty", List.of(ID, FILL), List.of("id"), List.of());
        make(all, "single", List.of(ID, FILL), List.of("id"), List.of(List.of("-5", "x")));
        make(all, "numbers", List.of(ID, FILL), List.of("id"), numbers());
        make(all, "words", List.of(NAME, FILL), List.of("name"), words());
        make(all, "pairs", List.of(NAME, ID, FILL), List.of("name", "id"), pairs());
        make(all, "keyless", List.of(NAME, FILL), List.of(), keyless());
        return all;
    }

    private void make(
            Map<String, List<List<@Nullable String>>> all,
            String name,
            List<Col> columns,
            List<String> key,
            List<List<@Nullable String>> rows) {
        bench().table(name, columns, key);
        bench().insert(name, columns, rows);
        all.put(name, rows);
    }

    /** With gaps, on both sides of zero, up to the ends. */
    private static List<List<@Nullable String>> numbers() {
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (long i = -150; i < 150; i++) {
            rows.add(List.of(String.valueOf(i * i * i * 7), "fill " + i));
        }
        rows.add(List.of(String.valueOf(Long.MAX_VALUE), "last"));
        rows.add(List.of(String.valueOf(Long.MIN_VALUE), "first"));
        return rows;
    }

    /** That languages sort otherwise than bytes. */
    private static List<List<@Nullable String>> words() {
        List<List<@Nullable String>> rows = new ArrayList<>();
        String[] beginnings = {"a", "B", "\u00e4", "z", "~", "'", "\\", "0", "_", "%", "-", "\ud83d\udc26", "\uff41"};
        for (int i = 0; i < 260; i++) {
            rows.add(List.of(beginnings[i % beginnings.length] + i % 7 + "/" + i, "fill"));
        }
        return rows;
    }

    private static List<List<@Nullable String>> pairs() {
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            rows.add(List.of("group " + i % 3, String.valueOf(i / 3 - 50), "fill"));
        }
        return rows;
    }

    /** With rows that agree, and without values. */
    private static List<List<@Nullable String>> keyless() {
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            rows.add(Arrays.asList(i % 10 == 0 ? null : "name " + i % 20, i % 5 == 0 ? null : "fill"));
        }
        return rows;
    }

    @Test
    default void coversEveryRowOnce() {
        Map<String, List<List<@Nullable String>>> tables = tables();
        Snapshot snapshot = bench().snapshot();

        tables.forEach((name, rows) -> {
            for (long size : SIZES) {
                assertThat(bench().rows(snapshot, bench().dataset(snapshot, name), size))
                        .as("\"%s\" in pieces of %s bytes", name, size)
                        .containsExactlyInAnyOrderElementsOf(rows);
            }
        });
    }

    @Test
    default void numbersThePieces() {
        Map<String, List<List<@Nullable String>>> tables = tables();
        Snapshot snapshot = bench().snapshot();

        for (String name : tables.keySet()) {
            Dataset dataset = bench().dataset(snapshot, name);
            for (long size : SIZES) {
                List<Partition> pieces = bench().pieces(snapshot, dataset, size);
                for (int i = 0; i < pieces.size(); i++) {
                    assertThat(pieces.get(i).number()).isEqualTo(i);
                    assertThat(pieces.get(i).dataset()).isEqualTo(dataset.name());
                }
            }
        }
    }

    @Test
    default void cutsHalfOpenRangesThatMeet() {
        Map<String, List<List<@Nullable String>>> tables = tables();
        Snapshot snapshot = bench().snapshot();

        for (String name : tables.keySet()) {
            List<Partition> pieces = bench().pieces(snapshot, bench().dataset(snapshot, name), 1);
            for (int i = 0; i < pieces.size(); i++) {
                KeyRange range = pieces.get(i).range();
                boolean isFirst = i == 0;
                boolean isLast = i == pieces.size() - 1;
                if (isFirst || isLast || !range.columns().isEmpty()) {
                    assertThat(range.from().isEmpty() || !isFirst)
                            .as("the first piece of %s", name)
                            .isTrue();
                    assertThat(range.to().isEmpty() || !isLast)
                            .as("the last piece of %s", name)
                            .isTrue();
                }
                if (!isFirst) {
                    assertThat(range.from())
                            .as("where piece %s of %s begins", i, name)
                            .isEqualTo(pieces.get(i - 1).range().to());
                }
            }
        }
    }

    @Test
    default void cutsPiecesOfAboutTheSizeAsked() {
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            rows.add(List.of(String.valueOf(i), "0123456789".repeat(4)));
        }
        bench().given("large", List.of(ID, FILL), List.of("id"), rows);
        Snapshot snapshot = bench().snapshot();
        Dataset large = bench().dataset(snapshot, "large");

        assertThat(bench().pieces(snapshot, large, 30_000)).hasSizeBetween(3, 60);
        assertThat(bench().pieces(snapshot, large, 1L << 30)).hasSize(1);
    }

    @Test
    default void cutsTheSameDataTheSameWay() {
        Map<String, List<List<@Nullable String>>> tables = tables();
        Snapshot snapshot = bench().snapshot();
        Snapshot later = bench().snapshot();

        for (String name : tables.keySet()) {
            for (long size : SIZES) {
                List<Partition> pieces = bench().pieces(snapshot, bench().dataset(snapshot, name), size);
                assertThat(bench().pieces(snapshot, bench().dataset(snapshot, name), size))
                        .isEqualTo(pieces);
                assertThat(bench().pieces(later, bench().dataset(later, name), size))
                        .isEqualTo(pieces);
            }
        }
    }

    @Test
    default void goesOnBehindAnyPiece() {
        Map<String, List<List<@Nullable String>>> tables = tables();
        Snapshot snapshot = bench().snapshot();

        tables.forEach((name, rows) -> {
            Dataset dataset = bench().dataset(snapshot, name);
            List<Partition> pieces = bench().pieces(snapshot, dataset, 3_000);
            List<List<@Nullable String>> before = new ArrayList<>();
            for (Partition last : pieces) {
                before.addAll(bench().rows(snapshot, dataset, last));
                List<List<@Nullable String>> seen = new ArrayList<>(before);
                int number = last.number();
                for (Partition next : bench().piecesAfter(snapshot, dataset, last, 5_000)) {
                    assertThat(next.number()).isEqualTo(++number);
                    seen.addAll(bench().rows(snapshot, dataset, next));
                }
                assertThat(seen)
                        .as("\"%s\" up to piece %s and behind it", name, last.number())
                        .containsExactlyInAnyOrderElementsOf(rows);
            }
        });
    }

    @Test
    default void readsAPieceOfAnEarlierSnapshot() {
        Map<String, List<List<@Nullable String>>> tables = tables();
        Snapshot first = bench().snapshot();
        Map<Partition, List<List<@Nullable String>>> seen = new LinkedHashMap<>();
        for (String name : tables.keySet()) {
            Dataset dataset = bench().dataset(first, name);
            for (Partition piece : bench().pieces(first, dataset, 3_000)) {
                seen.put(piece, bench().rows(first, dataset, piece));
            }
        }
        first.close();
        Snapshot second = bench().snapshot();

        seen.forEach((piece, rows) -> assertThat(bench().rows(
                                second, bench().dataset(second, piece.dataset().name()), piece))
                .as(piece.toString())
                .containsExactlyInAnyOrderElementsOf(rows));
    }

    @Test
    default void reachesToInfinityAtBothEnds() {
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            rows.add(List.of(String.valueOf(i), "fill"));
        }
        bench().given("numbers", List.of(ID, FILL), List.of("id"), rows);
        Snapshot first = bench().snapshot();
        List<Partition> pieces = bench().pieces(first, bench().dataset(first, "numbers"), 300);
        assertThat(pieces).hasSizeGreaterThan(1);
        first.close();
        List<List<@Nullable String>> more =
                List.of(List.of("-1000", "x"), List.of("1000", "y"), List.of("100000", "z"));
        bench().insert("numbers", List.of(ID, FILL), more);
        Snapshot second = bench().snapshot();

        List<List<@Nullable String>> seen = new ArrayList<>();
        for (Partition piece : pieces) {
            seen.addAll(bench().rows(second, bench().dataset(second, "numbers"), piece));
        }

        rows.addAll(more);
        assertThat(seen).containsExactlyInAnyOrderElementsOf(rows);
    }

    @Test
    default void aCursorMayBeLeftEarly() {
        tables();
        Snapshot snapshot = bench().snapshot();
        Dataset numbers = bench().dataset(snapshot, "numbers");

        for (int i = 0; i < 12; i++) {
            try (Cursor<Partition> cursor = snapshot.partitions(numbers, 1, bench().context())) {
                cursor.next();
            }
        }

        assertThat(bench().rows(snapshot, numbers, 3_000)).hasSize(302);
    }
}
