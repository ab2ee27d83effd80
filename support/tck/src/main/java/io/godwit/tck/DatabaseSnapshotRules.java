package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.godwit.spi.Database;
import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FilteringSource;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.Partition.KeyRange;
import io.godwit.spi.Snapshot;
import io.godwit.tck.DatabaseBench.Col;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rules about consistent views. */
interface DatabaseSnapshotRules extends DatabaseRules {
    List<Col> COUNTER = List.of(DatabaseBench.id(), DatabaseBench.col("n", DatabaseBench.NUMBER));

    private void counters(int rows) {
        List<List<String>> values = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            values.add(List.of(String.valueOf(i), "0"));
        }
        bench().given("counter", COUNTER, List.of("id"), values);
    }

    private String increment() {
        return "UPDATE " + bench().quote("counter") + " SET " + bench().quote("n") + " = " + bench().quote("n")
                + " + 1";
    }

    @Test
    default void tellsSnapshotsApart() {
        Database database = bench().openToRead();
        Snapshot one = bench().keep(database.snapshot(bench().context()));
        Snapshot two = bench().keep(database.snapshot(bench().context()));

        assertThat(one.id()).isNotBlank().isEqualTo(one.id()).isNotEqualTo(two.id());
        assertThat(bench().snapshot().id()).isNotIn(one.id(), two.id());
    }

    @Test
    default void keepsItsPositionAndScope() {
        Snapshot snapshot = bench().snapshot();
        String position = snapshot.position();
        Snapshot.Scope scope = snapshot.scope();

        counters(3);

        assertThat(snapshot.position()).isEqualTo(position);
        assertThat(snapshot.scope()).isEqualTo(scope);
    }

    @Test
    default void showsOneStateWhateverIsWritten() {
        counters(3);
        Snapshot before = bench().snapshot();

        bench().sql(
                        increment(),
                        "DELETE FROM " + bench().quote("counter") + " WHERE " + bench().quote("id") + " = 1",
                        "INSERT INTO " + bench().quote("counter") + " VALUES (9, 9)");
        Snapshot after = bench().snapshot();

        assertThat(bench().rows(before, "counter"))
                .containsExactlyInAnyOrder(List.of("0", "0"), List.of("1", "0"), List.of("2", "0"));
        assertThat(bench().rows(after, "counter"))
                .containsExactlyInAnyOrder(List.of("0", "1"), List.of("2", "1"), List.of("9", "9"));
        assertThat(bench().rows(before, "counter")).hasSize(3).contains(List.of("1", "0"));
    }

    @Test
    default void showsAllReadersTheSame() throws Exception {
        counters(40);
        Database database = bench().openToRead();
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(5);
        try {
            Future<?> writer = threads.submit(() -> {
                while (!enough.get()) {
                    bench().sql(increment());
                }
            });
            Set<Set<@Nullable String>> states = new HashSet<>();
            for (int i = 0; i < 5; i++) {
                Set<@Nullable String> state = stateOf(database, threads);
                assertThat(state).as("states seen under one snapshot").hasSize(1);
                states.add(state);
                if (i == 0) {
                    bench().sql(increment());
                }
            }
            enough.set(true);
            writer.get(30, TimeUnit.SECONDS);
            assertThat(states).as("states seen under several").hasSizeGreaterThan(1);
        } finally {
            enough.set(true);
            threads.shutdown();
            assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** The values that readers see at the same time. */
    private Set<@Nullable String> stateOf(Database database, ExecutorService threads) throws Exception {
        try (Snapshot snapshot = database.snapshot(bench().context())) {
            Dataset counter = bench().dataset(snapshot, "counter");
            List<Future<List<List<@Nullable String>>>> reads = new ArrayList<>();
            for (int reader = 0; reader < (snapshot.scope() == Snapshot.Scope.ONE_READER ? 1 : 4); reader++) {
                reads.add(threads.submit(() -> bench().rows(snapshot, counter, 100)));
            }
            Set<@Nullable String> seen = new HashSet<>();
            for (Future<List<List<@Nullable String>>> read : reads) {
                List<List<@Nullable String>> rows = read.get(30, TimeUnit.SECONDS);
                assertThat(rows).hasSize(40);
                rows.forEach(row -> seen.add(row.get(1)));
            }
            return seen;
        }
    }

    @Test
    default void letsMoreReadersWaitForTheirTurn() throws Exception {
        counters(10);
        bench().context().parallelism(2);
        Snapshot snapshot = bench().snapshot();
        Dataset counter = bench().dataset(snapshot, "counter");
        int threadCount = snapshot.scope() == Snapshot.Scope.ONE_READER ? 1 : 8;
        ExecutorService threads = Executors.newFixedThreadPool(threadCount);
        try {
            List<Future<List<List<@Nullable String>>>> reads = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                reads.add(threads.submit(() -> bench().rows(snapshot, counter, 1)));
            }
            for (Future<List<List<@Nullable String>>> read : reads) {
                assertThat(read.get(60, TimeUnit.SECONDS)).hasSize(10);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    default void readsOnlyRowsForWhichAConditionHolds() {
        counters(300);
        Database database = bench().openToRead();
        FilteringSource source = filtering(database);
        String id = bench().quote("id");
        String condition = id + " >= 100 AND " + id + " < 105 OR (" + id + " = 299)";
        Snapshot whole = bench().keep(database.snapshot(bench().context()));
        Snapshot some = bench().keep(source.filtered(
                name -> name.equals(DatasetName.of("counter")) ? condition : "", bench().context()));
        Dataset counter = bench().dataset(some, "counter");
        source.checkCondition(counter.name(), condition, bench().context());

        List<List<@Nullable String>> wanted = bench().rows(whole, "counter").stream()
                .filter(row -> List.of("100", "101", "102", "103", "104", "299").contains(row.get(0)))
                .toList();
        assertThat(wanted).hasSize(6);
        for (long size : new long[] {1 << 30, 500}) {
            assertThat(bench().rows(some, counter, size))
                    .as("rows in pieces of " + size)
                    .containsExactlyInAnyOrderElementsOf(wanted);
        }
        for (String form : some.digests(counter)) {
            long summed = 0;
            for (Partition piece : bench().pieces(some, counter, 500)) {
                summed += some.digest(counter, piece, form, bench().context()).rows();
            }
            assertThat(summed).as("rows that the server sums up").isEqualTo(6);
        }
    }

    @Test
    default void refusesWhatIsNoCondition() {
        counters(3);
        FilteringSource source = filtering(bench().openToRead());
        DatasetName counter = DatasetName.of("counter");

        for (String words :
                List.of("no_such_column_at_all = 1", "1 = 1) OR (1 = 1", "1 = 1; SELECT 1", "'", "1 = 1 --", "(")) {
            assertThatThrownBy(() -> source.checkCondition(counter, words, bench().context()))
                    .as(words)
                    .isInstanceOfSatisfying(MigrationException.class, refusal -> {
                        assertThat(refusal.category()).isEqualTo(ErrorCategory.CONFIGURATION);
                        assertThat(refusal.code()).isEqualTo("database.bad-condition");
                    });
        }
    }

    private static FilteringSource filtering(Database database) {
        Optional<FilteringSource> source = database.facet(FilteringSource.class);
        assumeTrue(source.isPresent(), "this database does not choose rows");
        return source.orElseThrow();
    }

    @Test
    default void showsNothingOnceClosed() {
        counters(3);
        Snapshot snapshot = bench().snapshot();
        Dataset counter = bench().dataset(snapshot, "counter");
        Partition all = new Partition(counter.name(), 0, KeyRange.ALL, "");
        snapshot.close();

        assertThatThrownBy(() -> bench().rows(snapshot, counter, all))
                .as("rows of a closed snapshot")
                .isInstanceOfAny(MigrationException.class, IllegalStateException.class);
    }

    @Test
    default void locksNobodyOutOnceClosed() {
        counters(3);
        Snapshot snapshot = bench().snapshot();
        bench().rows(snapshot, "counter");

        snapshot.close();

        bench().sql("DROP TABLE " + bench().quote("counter"));
        assertThat(bench().snapshot().datasets(bench().context())).isEmpty();
    }

    @Test
    default void refusesADatasetThatIsNotThere() {
        counters(1);
        Snapshot snapshot = bench().snapshot();
        Dataset counter = bench().dataset(snapshot, "counter");
        Dataset other = new Dataset(DatasetName.of("other"), counter.columns(), counter.key(), 0, 0);

        MigrationException failure = Providers.failure(
                () -> bench().rows(snapshot, other, new Partition(other.name(), 0, KeyRange.ALL, "")));

        assertThat(failure.category()).isEqualTo(ErrorCategory.CONFIGURATION);
        assertThat(failure.subject()).contains("other");
    }
}
