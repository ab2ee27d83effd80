package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.spi.Access;
import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.Database;
import io.godwit.spi.Dataset;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.LogicalType;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.Snapshot;
import io.godwit.tck.DatabaseBench.Col;
import io.godwit.tck.lab.FaultProxy;
import io.godwit.tck.lab.FaultProxy.Direction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rules about reading that is disturbed: cancelled, cut, stalled. */
interface DatabaseFaultRules extends DatabaseRules {
    int ROWS = 2_000;
    List<Col> COLUMNS = List.of(DatabaseBench.id(), DatabaseBench.col("fill", LogicalType.text(0)));

    /** A megabyte in small rows. */
    private void megabyte() {
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(List.of(String.valueOf(i), "0123456789".repeat(50)));
        }
        bench().given("t", COLUMNS, List.of("id"), rows);
    }

    private Database behind(FaultProxy proxy) {
        return bench().keep(bench().migrator().open(bench().through(proxy), Access.READ, bench().context()));
    }

    @Test
    default void stopsReadingWhenCancelled() {
        megabyte();
        Snapshot snapshot = bench().snapshot();
        Dataset dataset = bench().dataset(snapshot, "t");
        Partition whole = bench().pieces(snapshot, dataset, 1L << 40).get(0);
        TckContext context = new TckContext();

        try (CellStream cells = bench().cells(snapshot, dataset, whole, context)) {
            CellBlock block = new CellBlock(2, 1_000, 1 << 20);
            assertThat(cells.read(block)).isTrue();
            context.cancel();
            MigrationException failure = Providers.failure(() -> cells.read(block));
            assertThat(failure.category()).isEqualTo(ErrorCategory.CANCELLED);
        }
        assertThat(bench().rows(snapshot, dataset, whole)).as("read by another").hasSize(ROWS);
    }

    @Test
    default void wakesUpWhenCancelledWhileItWaits() throws Exception {
        megabyte();
        FaultProxy proxy = bench().proxy();
        Snapshot snapshot = bench().keep(behind(proxy).snapshot(bench().context()));
        Dataset dataset = bench().dataset(snapshot, "t");
        Partition whole = bench().pieces(snapshot, dataset, 1L << 40).get(0);
        TckContext context = new TckContext();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            proxy.stallAfter(Direction.TO_CLIENT, 200_000);
            long before = proxy.bytes(Direction.TO_CLIENT);
            Future<MigrationException> outcome = thread.submit(() -> Providers.failure(() -> {
                try (CellStream cells = bench().cells(snapshot, dataset, whole, context)) {
                    TestCells.read(cells, DatabaseBench.types(dataset));
                }
            }));
            await().atMost(Duration.ofSeconds(20)).until(() -> proxy.bytes(Direction.TO_CLIENT) - before >= 200_000);
            context.cancel();
            // The line stays dead for the first while: only then does it help to ask the server to stop.
            proxy.resume();
            MigrationException failure = outcome.get(20, TimeUnit.SECONDS);
            assertThat(failure.category()).isEqualTo(ErrorCategory.CANCELLED);
        } finally {
            proxy.heal();
            thread.shutdownNow();
        }
    }

    @Test
    default void neverTakesACutForTheEnd() {
        megabyte();
        FaultProxy proxy = bench().proxy();
        for (long after : new long[] {1_000, 100_000, 500_000, 900_000}) {
            try (Database database = bench().migrator().open(bench().through(proxy), Access.READ, bench().context());
                    Snapshot snapshot = database.snapshot(bench().context())) {
                Dataset dataset = bench().dataset(snapshot, "t");
                Partition whole = bench().pieces(snapshot, dataset, 1L << 40).get(0);
                proxy.cutOnce(Direction.TO_CLIENT, after);

                // Where it was cut before the first row, it may have begun again.
                assertThat(bench().rows(snapshot, dataset, whole)).hasSize(ROWS);
            } catch (MigrationException failure) {
                assertThat(failure.category()).isIn(ErrorCategory.CONNECTIVITY, ErrorCategory.TRANSFER);
                assertThat(failure.code()).isIn("database.connection-lost", "database.snapshot-lost");
                assertThat(failure.isRetryable())
                        .as("whether repeating helps after %s", failure.code())
                        .isEqualTo(failure.code().equals("database.connection-lost"));
                assertThat(Providers.said(failure)).doesNotContain("0123456789");
            } finally {
                proxy.heal();
            }
        }
    }

    @Test
    default void readsOnAfterALostConnectionOrSaysThatTheSnapshotIsLost() {
        megabyte();
        FaultProxy proxy = bench().proxy();
        Snapshot snapshot = bench().keep(behind(proxy).snapshot(bench().context()));
        Dataset dataset = bench().dataset(snapshot, "t");
        Partition whole = bench().pieces(snapshot, dataset, 1L << 40).get(0);
        proxy.cutOnce(Direction.TO_CLIENT, 300_000);
        MigrationException failure = Providers.failure(() -> bench().rows(snapshot, dataset, whole));
        proxy.heal();

        if (failure.code().equals("database.connection-lost")) {
            assertThat(bench().rows(snapshot, dataset, whole)).hasSize(ROWS);
        } else {
            assertThat(failure.code()).isEqualTo("database.snapshot-lost");
        }
    }

    @Test
    default void saysThatTheSnapshotIsLostWithAllConnections() {
        megabyte();
        FaultProxy proxy = bench().proxy();
        Database database = behind(proxy);
        Snapshot snapshot = bench().keep(database.snapshot(bench().context()));
        Dataset dataset = bench().dataset(snapshot, "t");
        Partition whole = bench().pieces(snapshot, dataset, 1L << 40).get(0);

        proxy.cutNow();
        await().atMost(Duration.ofSeconds(10)).until(() -> proxy.openConnections() == 0);
        MigrationException failure = Providers.failure(() -> bench().rows(snapshot, dataset, whole));

        assertThat(failure.code()).isEqualTo("database.snapshot-lost");
        assertThat(failure.category()).isIn(ErrorCategory.CONNECTIVITY, ErrorCategory.TRANSFER);
        try (Snapshot another = database.snapshot(bench().context())) {
            assertThat(another.id()).isNotEqualTo(snapshot.id());
            assertThat(bench().rows(another, dataset, whole)).hasSize(ROWS);
        }
    }

    @Test
    default void keepsToItsConnections() throws Exception {
        megabyte();
        bench().context().parallelism(2);
        FaultProxy proxy = bench().proxy();
        Snapshot snapshot = bench().keep(behind(proxy).snapshot(bench().context()));
        Dataset dataset = bench().dataset(snapshot, "t");
        List<Partition> pieces = bench().pieces(snapshot, dataset, 50_000);
        LongAccumulator most = new LongAccumulator(Math::max, 0);
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            // slow enough that six readers would all be seen at once
            proxy.throttle(2_000_000);
            Future<?> watching = watch.scheduleAtFixedRate(
                    () -> most.accumulate(proxy.openConnections()), 0, 1, TimeUnit.MILLISECONDS);
            List<Future<?>> reads = new ArrayList<>();
            for (Partition piece : pieces) {
                reads.add(threads.submit(() -> bench().rows(snapshot, dataset, piece)));
            }
            for (Future<?> read : reads) {
                read.get(60, TimeUnit.SECONDS);
            }
            watching.cancel(false);
        } finally {
            threads.shutdownNow();
            watch.shutdownNow();
        }
        assertThat(most.get()).as("connections at a time").isBetween(1L, 3L);
    }

    @Test
    default void readsOverALineThatDeliversByteByByte() {
        bench().given(
                        "t",
                        COLUMNS,
                        List.of("id"),
                        List.of(List.of("1", "x"), List.of("2", "\ud83d\udc26".repeat(100))));
        FaultProxy proxy = bench().proxy().chunks(1);

        Snapshot snapshot = bench().keep(behind(proxy).snapshot(bench().context()));

        assertThat(bench().rows(snapshot, "t"))
                .containsExactlyInAnyOrder(List.of("1", "x"), List.of("2", "\ud83d\udc26".repeat(100)));
    }
}
