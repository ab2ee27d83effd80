package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.spi.CellStream;
import io.godwit.spi.Dataset;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.LogicalType;
import io.godwit.spi.LogicalType.Kind;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.RelationalTarget.Translation;
import io.godwit.spi.Table;
import io.godwit.spi.Table.DefaultValue;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableDatabase.LoadReceipt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rules about rows that are loaded into an area and taken out of it. */
interface AreaLoadRules extends AreaRules {
    private Dataset begin() {
        return AreaBench.dataset(areas().begin(TestTables.simple("t")), "t");
    }

    @Test
    default void loadsEveryTypeAsAgreed() {
        Map<String, GoldenCells.Vector> vectors = new LinkedHashMap<>();
        List<Table> tables = new ArrayList<>();
        for (GoldenCells.Vector vector : GoldenCells.VECTORS) {
            String name = "golden" + vectors.size();
            vectors.put(name, vector);
            tables.add(TestTables.table(
                    name,
                    List.of(
                            TestTables.required("id", DatabaseBench.NUMBER),
                            TestTables.column("v", vector.type(), true, DefaultValue.NONE)),
                    List.of(),
                    List.of()));
        }
        Translation plan = areas().begin(tables.toArray(Table[]::new));

        Map<LogicalType, String> wrong = new LinkedHashMap<>();
        List<LogicalType> right = new ArrayList<>();
        vectors.forEach((name, vector) -> {
            Dataset dataset = AreaBench.dataset(plan, name);
            if (isWrittenAlike(vector.type(), AreaBench.type(dataset, 1))) {
                List<List<@Nullable String>> rows = rows(vector);
                areas().load(dataset, AreaBench.whole(dataset), rows);
                List<List<@Nullable String>> seen = areas().built(dataset);
                if (seen.containsAll(rows) && seen.size() == rows.size()) {
                    right.add(vector.type());
                } else {
                    seen.removeAll(rows);
                    wrong.put(vector.type(), "became " + seen);
                }
            } else if (!isWider(vector.type(), AreaBench.type(dataset, 1))
                    && plan.findings().stream()
                            .noneMatch(finding -> finding.subject().contains(name))) {
                wrong.put(vector.type(), "becomes " + AreaBench.type(dataset, 1) + " without a finding");
            }
        });

        assertThat(wrong).isEmpty();
        assertThat(right).extracting(LogicalType::kind).contains(Kind.INTEGER, Kind.DECIMAL, Kind.TEXT, Kind.BYTES);
    }

    /** Whether cells of one type are cells of the other without being converted. */
    private static boolean isWrittenAlike(LogicalType from, LogicalType to) {
        boolean isText = to.kind() == Kind.TEXT && !to.isFixed() && (to.length() == 0 || to.length() >= 40);
        return switch (from.kind()) {
            case ENUM, JSON, UUID -> to.kind() == from.kind() || isText;
            case INTEGER -> to.kind() == Kind.INTEGER || (to.kind() == Kind.DECIMAL && to.scale() == 0);
            case DECIMAL -> to.kind() == Kind.DECIMAL && to.scale() == from.scale();
            case FLOAT -> to.kind() == Kind.FLOAT && to.length() == from.length();
            case TEXT -> to.kind() == Kind.TEXT && (from.isFixed() || !to.isFixed());
            default -> to.kind() == from.kind();
        };
    }

    private static boolean isWider(LogicalType from, LogicalType to) {
        return from.kind() == Kind.FLOAT && to.kind() == Kind.FLOAT && to.length() > from.length();
    }

    private List<List<@Nullable String>> rows(GoldenCells.Vector vector) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        rows.add(Arrays.asList("0", null));
        for (String value : vector.values()) {
            boolean isSpecial = value.endsWith("NaN") || value.endsWith("Infinity");
            if (!isSpecial || bench().place().literal(vector.type(), value).isPresent()) {
                rows.add(List.of(String.valueOf(rows.size()), value));
            }
        }
        return rows;
    }

    @Test
    default void sumsUpWhatItWrote() {
        Dataset dataset = begin();
        List<List<@Nullable String>> rows = TestTables.words(0, 500, "word");
        CellStream stream = TestCells.stream(DatabaseBench.types(dataset), rows);

        LoadReceipt receipt = areas().load(dataset, AreaBench.whole(dataset), stream, 1);

        assertThat(receipt.isRepeat()).isFalse();
        assertThat(receipt.summary()).isEqualTo(stream.summary());
        assertThat(areas().built(dataset)).containsExactlyInAnyOrderElementsOf(rows);
    }

    @Test
    default void writesAChunkOnceHoweverOftenItComes() {
        Dataset dataset = begin();
        Partition piece = AreaBench.piece(dataset, 0, false);
        LoadReceipt first = areas().load(dataset, piece, TestTables.words(0, 10, "word"));
        CellStream again = TestCells.stream(DatabaseBench.types(dataset), TestTables.words(0, 10, "word"), row -> {
            throw new AssertionError("a chunk that is there was read");
        });

        LoadReceipt second = areas().load(dataset, piece, again, 1);

        assertThat(second.isRepeat()).isTrue();
        assertThat(second.summary()).isEqualTo(first.summary());
        assertThat(areas().built(dataset)).hasSize(10);
    }

    @Test
    default void remembersItsChunksInTheDestination() {
        Dataset dataset = begin();
        areas().load(dataset, AreaBench.whole(dataset), TestTables.words(0, 10, "word"));
        areas().database().close();
        WritableDatabase other = bench().openToWrite();

        LoadReceipt receipt = areas().load(
                        other,
                        dataset,
                        AreaBench.whole(dataset),
                        TestCells.stream(DatabaseBench.types(dataset), TestTables.words(0, 10, "word")),
                        1,
                        bench().context());

        assertThat(receipt.isRepeat()).isTrue();
        assertThat(receipt.summary().rows()).isEqualTo(10);
    }

    @Test
    default void takesAnEmptyChunk() {
        Dataset dataset = begin();

        assertThat(areas().load(dataset, AreaBench.whole(dataset), List.of())
                        .summary()
                        .rows())
                .isZero();
        assertThat(areas().load(dataset, AreaBench.whole(dataset), List.of()).isRepeat())
                .isTrue();
        assertThat(areas().built(dataset)).isEmpty();
    }

    @Test
    default void takesALargeCell() {
        Table large = TestTables.table(
                "large",
                List.of(
                        TestTables.required("id", DatabaseBench.NUMBER),
                        TestTables.required("data", LogicalType.bytes(0))),
                List.of(),
                List.of());
        Dataset dataset = AreaBench.dataset(areas().begin(large), "large");
        List<List<@Nullable String>> rows =
                List.of(List.of("1", HexFormat.of().formatHex(TestContents.random(7, 3_000_000))), List.of("2", ""));

        areas().load(dataset, AreaBench.whole(dataset), rows);

        assertThat(areas().built(dataset)).containsExactlyInAnyOrderElementsOf(rows);
    }

    @Test
    default void leavesNothingOfAChunkThatFails() {
        Dataset dataset = begin();
        areas().load(dataset, AreaBench.piece(dataset, 0, false), TestTables.words(0, 10, "there"));
        Partition piece = AreaBench.piece(dataset, 1, true);
        List<List<@Nullable String>> rows = TestTables.words(10, 2_000, "word");
        MigrationException planned = MigrationException.of(
                        ErrorCategory.CONNECTIVITY, "host.lost", "the source is gone")
                .build();

        for (int last : new int[] {0, 1, 500, 1_990}) {
            CellStream failing = TestCells.stream(DatabaseBench.types(dataset), rows, row -> {
                if (row == last) {
                    throw planned;
                }
            });
            assertThatThrownBy(() -> areas().load(dataset, piece, failing, 1))
                    .as("failing at row %s", last)
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("host.lost"));
            assertThat(areas().built(dataset)).hasSize(10);
        }

        assertThat(areas().load(dataset, piece, rows).isRepeat()).isFalse();
        assertThat(areas().built(dataset)).hasSize(2_000);
    }

    @Test
    default void leavesNothingOfAChunkThatWasCancelled() {
        Dataset dataset = begin();
        TckContext context = new TckContext();
        bench().place().location(context);
        CellStream cancelling =
                TestCells.stream(DatabaseBench.types(dataset), TestTables.words(0, 5_000, "word"), row -> {
                    if (row == 700) {
                        context.cancel();
                    }
                });

        MigrationException failure = Providers.failure(
                () -> areas().load(areas().database(), dataset, AreaBench.whole(dataset), cancelling, 1, context));

        assertThat(failure.category()).isEqualTo(ErrorCategory.CANCELLED);
        assertThat(areas().built(dataset)).isEmpty();
        assertThat(areas().load(dataset, AreaBench.whole(dataset), TestTables.words(0, 10, "word"))
                        .isRepeat())
                .isFalse();
    }

    @Test
    default void refusesARowWithoutTellingWhatIsInIt() {
        Dataset dataset = begin();
        List<List<@Nullable String>> rows = TestTables.words(0, 20, "pl4nted");
        rows.set(13, Arrays.asList("13", null));

        MigrationException failure = Providers.failure(() -> areas().load(dataset, AreaBench.whole(dataset), rows));

        assertThat(failure.category()).isEqualTo(ErrorCategory.TRANSFER);
        assertThat(failure.code()).isEqualTo("database.row-refused");
        assertThat(failure.isRetryable()).isFalse();
        assertThat(failure.subject() + failure.getMessage()).contains("t", "word");
        assertThat(Providers.said(failure)).doesNotContain("pl4nted");
        assertThat(areas().built(dataset)).isEmpty();
    }

    @Test
    default void triesRowsAndKeepsNoneOfThem() {
        Dataset dataset = begin();
        List<List<@Nullable String>> rows = TestTables.words(0, 20, "pl4nted");
        rows.set(0, Arrays.asList("0", null));
        rows.set(13, Arrays.asList("13", null));
        rows.set(14, Arrays.asList("14", null));
        List<String> found = new ArrayList<>();

        boolean isTried = areas().attempt(dataset, rows, (block, row, column, why) -> {
            found.add(new String(block.data(), block.start(row, 0), block.length(row, 0), StandardCharsets.UTF_8) + " "
                    + column);
            assertThat(why).isNotBlank().doesNotContain("pl4nted");
        });

        assertThat(areas().built(dataset)).isEmpty();
        assertThat(found).isEqualTo(isTried ? List.of("0 word", "13 word", "14 word") : List.of());
        assertThat(areas().load(dataset, AreaBench.whole(dataset), TestTables.words(0, 10, "word"))
                        .isRepeat())
                .isFalse();
    }

    @Test
    default void refusesAKeyThatIsThereWithoutTellingIt() {
        Table keyed = TestTables.table(
                "keyed",
                List.of(TestTables.required("id", DatabaseBench.WORD), TestTables.required("word", DatabaseBench.WORD)),
                List.of(),
                List.of());
        Dataset dataset = AreaBench.dataset(areas().begin(keyed), "keyed");
        List<List<@Nullable String>> rows =
                List.of(List.of("pl4nted-key", "a"), List.of("other", "b"), List.of("pl4nted-key", "c"));

        // The key may be made before or after the rows.
        MigrationException failure = Providers.failure(() -> {
            areas().load(dataset, AreaBench.whole(dataset), rows);
            areas().complete(areas().translate(keyed));
        });

        assertThat(failure.category()).isEqualTo(ErrorCategory.TRANSFER);
        assertThat(failure.code()).isIn("database.row-refused", "database.ddl-failed");
        assertThat(Providers.said(failure)).doesNotContain("pl4nted");
    }

    @Test
    default void writesManyChunksAtATime() throws Exception {
        Dataset dataset = begin();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<LoadReceipt>> receipts = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                int number = i;
                receipts.add(threads.submit(() -> areas().load(
                                dataset,
                                AreaBench.piece(dataset, number, number == 29),
                                TestTables.words(number * 10, number * 10 + 10, "word"))));
            }
            for (Future<LoadReceipt> receipt : receipts) {
                assertThat(receipt.get(60, TimeUnit.SECONDS).isRepeat()).isFalse();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(areas().built(dataset)).containsExactlyInAnyOrderElementsOf(TestTables.words(0, 300, "word"));
    }

    private Dataset tenChunks() {
        Dataset dataset = begin();
        for (int i = 0; i < 10; i++) {
            areas().load(dataset, AreaBench.piece(dataset, i, i == 9), TestTables.words(i * 10, i * 10 + 10, "first"));
        }
        return dataset;
    }

    private boolean unload(Dataset dataset, List<Partition> pieces) {
        return areas().database().unload(areas().area(), dataset, pieces, AreaBench.token(1), bench().context());
    }

    @Test
    default void takesOutSomeChunksOrSaysThatItCannot() {
        Dataset dataset = tenChunks();
        List<Partition> some = List.of(AreaBench.piece(dataset, 2, false), AreaBench.piece(dataset, 9, true));

        boolean isDone = unload(dataset, some);

        List<List<@Nullable String>> left = TestTables.words(0, 100, "first");
        if (isDone) {
            left.subList(90, 100).clear();
            left.subList(20, 30).clear();
        }
        assertThat(areas().built(dataset)).containsExactlyInAnyOrderElementsOf(left);
        LoadReceipt receipt = areas().load(dataset, some.get(0), TestTables.words(20, 30, "second"));
        assertThat(receipt.isRepeat()).isEqualTo(!isDone);
        if (isDone) {
            left.addAll(TestTables.words(20, 30, "second"));
            assertThat(areas().built(dataset)).containsExactlyInAnyOrderElementsOf(left);
        }
    }

    @Test
    default void takesOutAWholeDataset() {
        Dataset dataset = tenChunks();

        assertThat(unload(dataset, List.of())).isTrue();

        assertThat(areas().built(dataset)).isEmpty();
        assertThat(areas().load(dataset, AreaBench.piece(dataset, 4, false), TestTables.words(40, 50, "second"))
                        .isRepeat())
                .isFalse();
        assertThat(areas().built(dataset)).hasSize(10);
    }

    @Test
    default void passesOverChunksThatAreNotThere() {
        Dataset dataset = begin();
        areas().load(dataset, AreaBench.piece(dataset, 0, false), TestTables.words(0, 10, "first"));

        unload(dataset, List.of(AreaBench.piece(dataset, 5, false)));

        assertThat(areas().built(dataset)).hasSize(10);
        assertThat(unload(dataset, List.of())).isTrue();
        assertThat(unload(dataset, List.of())).isTrue();
    }
}
