package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.CellStream;
import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RelationalTarget.Phase;
import io.godwit.spi.RelationalTarget.Translation;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableDatabase.AreaState;
import io.godwit.tck.AreaBench.Contents;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Rules that keep a dead or stalled runner out. */
interface AreaFenceRules extends AreaRules {
    private static void fenced(ThrowingCallable call) {
        MigrationException failure = Providers.failure(call);
        assertThat(failure.code()).isEqualTo("database.fenced");
        assertThat(failure.category()).isEqualTo(ErrorCategory.VALIDATION);
        assertThat(failure.isRetryable()).isFalse();
    }

    private void raise() {
        bench().openToWrite().openArea(areas().area(), AreaBench.token(2), bench().context());
    }

    @Test
    default void anOlderRunnerBuildsNothing() {
        Translation plan = areas().begin(TestTables.PEOPLE);
        Dataset dataset = AreaBench.dataset(plan, "people");
        raise();

        fenced(() -> areas().load(dataset, AreaBench.whole(dataset), TestTables.people(3, "late")));
        fenced(() -> areas().apply(plan, Phase.AFTER_DATA, 1));
        fenced(() -> areas().database().openArea(areas().area(), AreaBench.token(1), bench().context()));

        assertThat(areas().built(dataset)).isEmpty();
    }

    @Test
    default void anOlderRunnerTakesNothingOut() {
        Dataset dataset = AreaBench.dataset(areas().begin(TestTables.simple("t")), "t");
        areas().load(dataset, AreaBench.whole(dataset), TestTables.words(0, 5, "word"));
        raise();
        WritableDatabase database = areas().database();

        fenced(() -> database.unload(areas().area(), dataset, List.of(), AreaBench.token(1), bench().context()));
        fenced(() -> database.discard(areas().area(), AreaBench.token(1), bench().context()));

        assertThat(areas().built(dataset)).hasSize(5);
    }

    @Test
    default void anOlderRunnerSwitchesNothing() {
        areas().another().settle(Map.of(TestTables.PEOPLE, TestTables.people(5, "old")));
        Translation plan = areas().build(Map.of(TestTables.PEOPLE, TestTables.people(9, "new")));
        Map<DatasetName, Contents> before = areas().contents();
        raise();
        WritableDatabase database = areas().database();

        fenced(() -> areas().switchIn(plan));
        assertThat(areas().contents()).isEqualTo(before);
        assertThat(areas().state()).isEqualTo(AreaState.OPEN);

        database.switchIn(areas().area(), AreaBench.names(plan), AreaBench.token(2), bench().context());
        Map<DatasetName, Contents> switched = areas().contents();
        fenced(() -> database.switchBack(areas().area(), AreaBench.token(1), bench().context()));
        fenced(() -> database.finish(areas().area(), AreaBench.token(1), bench().context()));
        assertThat(areas().contents()).isEqualTo(switched);
        database.switchBack(areas().area(), AreaBench.token(2), bench().context());
        assertThat(areas().contents()).isEqualTo(before);
    }

    @Test
    default void aNewerRunnerGoesOnWithWhatIsThere() {
        Dataset dataset = AreaBench.dataset(areas().begin(TestTables.simple("t")), "t");
        areas().load(dataset, AreaBench.piece(dataset, 0, false), TestTables.words(0, 10, "one"));
        raise();

        assertThat(areas().load(
                                dataset,
                                AreaBench.piece(dataset, 0, false),
                                TestCells.stream(DatabaseBench.types(dataset), TestTables.words(0, 10, "one")),
                                2)
                        .isRepeat())
                .isTrue();
        areas().load(
                        dataset,
                        AreaBench.piece(dataset, 1, true),
                        TestCells.stream(DatabaseBench.types(dataset), TestTables.words(10, 20, "two")),
                        2);

        assertThat(areas().built(dataset)).hasSize(20);
    }

    @Test
    default void aLateCommitIsRefused() throws Exception {
        Dataset dataset = AreaBench.dataset(areas().begin(TestTables.simple("t")), "t");
        CountDownLatch halfWay = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CellStream stalling =
                TestCells.stream(DatabaseBench.types(dataset), TestTables.words(0, 1_000, "zombie"), row -> {
                    if (row == 600) {
                        halfWay.countDown();
                        await(goOn);
                    }
                });
        ExecutorService threads = Executors.newFixedThreadPool(2);
        boolean isLate;
        try {
            Future<Throwable> zombie = threads.submit(() ->
                    Assertions.catchThrowable(() -> areas().load(dataset, AreaBench.whole(dataset), stalling, 1)));
            await(halfWay);
            Future<?> takeover = threads.submit(this::raise);
            isLate = endsSoon(takeover);
            goOn.countDown();
            Throwable failure = zombie.get(60, TimeUnit.SECONDS);
            takeover.get(60, TimeUnit.SECONDS);
            if (isLate || failure != null) {
                assertThat(failure)
                        .as("what becomes of a commit behind the takeover")
                        .isInstanceOfSatisfying(
                                MigrationException.class,
                                e -> assertThat(e.code())
                                        // The newcomer may have ended the other's connection.
                                        .isIn("database.fenced", "database.connection-lost"));
                fenced(() -> loadAgain(dataset));
            } else {
                // An engine with one writer at a time made the newcomer wait: the chunk was there before.
                assertThat(areas().built(dataset)).hasSize(1_000);
                return;
            }
        } finally {
            goOn.countDown();
            threads.shutdownNow();
        }
        assertThat(areas().built(dataset)).isEmpty();
        assertThat(areas().load(
                                dataset,
                                AreaBench.whole(dataset),
                                TestCells.stream(DatabaseBench.types(dataset), TestTables.words(0, 5, "new")),
                                2)
                        .isRepeat())
                .isFalse();
    }

    /** As a runner does that does not know better: connections that were lost are made anew. */
    private void loadAgain(Dataset dataset) {
        MigrationException lost = null;
        for (int attempt = 0; attempt < 10; attempt++) {
            try {
                areas().load(dataset, AreaBench.whole(dataset), TestTables.words(0, 1_000, "zombie"));
                return;
            } catch (MigrationException e) {
                if (!e.code().equals("database.connection-lost")) {
                    throw e;
                }
                lost = e;
            }
        }
        throw new AssertionError("it stays without a connection", lost);
    }

    private static boolean endsSoon(Future<?> work) throws Exception {
        try {
            work.get(3, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            // It waits for the other one, which the rule then lets go first.
            return false;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
