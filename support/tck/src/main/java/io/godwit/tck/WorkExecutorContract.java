package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TypedData;
import io.godwit.spi.WorkExecutor;
import io.godwit.spi.WorkResult;
import io.godwit.spi.WorkUnit;
import io.godwit.spi.WriteToken;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link WorkExecutor} promises. The rules hand it runners of this process; an executor that runs units elsewhere extends this class with a place to run
 * them that is this process.
 *
 * @since 0.1
 */
@Tag("contract")
@Timeout(120)
public abstract class WorkExecutorContract {
    private static final int UNITS = 60;

    private WorkExecutor executor;
    private final TckContext context = new TckContext();
    private final Heard heard = new Heard();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Map<String, Integer> runs = new ConcurrentHashMap<>();

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // made before each test
    protected WorkExecutorContract() {}

    /**
     * The executor under test.
     *
     * @return a new one, closed after the test; of a parallelism of at least 2 where it can have that
     */
    protected abstract WorkExecutor newExecutor();

    @BeforeEach
    final void makeTheExecutor() {
        executor = newExecutor();
    }

    @AfterEach
    final void closeTheExecutor() {
        if (executor != null) {
            executor.close();
        }
    }

    /** Keeps what it hears, and notices where two tell it at a time. */
    private static final class Heard implements WorkExecutor.Listener {
        private final Map<String, WorkResult> done = new ConcurrentHashMap<>();
        private final Map<String, MigrationException> failed = new ConcurrentHashMap<>();
        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicBoolean inside = new AtomicBoolean();
        private final AtomicBoolean overlapped = new AtomicBoolean();
        private volatile boolean goesOn;

        @Override
        public void done(WorkUnit unit, WorkResult result) {
            enter();
            done.put(unit.token().unit(), result);
            inside.set(false);
        }

        @Override
        public boolean failed(WorkUnit unit, MigrationException failure) {
            enter();
            failed.put(unit.token().unit(), failure);
            inside.set(false);
            return goesOn;
        }

        private MigrationException failure(String unit) {
            return Objects.requireNonNull(failed.get(unit), unit);
        }

        private void enter() {
            calls.incrementAndGet();
            if (!inside.compareAndSet(false, true)) {
                overlapped.set(true);
            }
            LockSupport.parkNanos(100_000);
        }
    }

    private static WorkUnit unit(int number) {
        return new WorkUnit(
                new WriteToken("tck-session", "unit-" + number, 1),
                new TypedData("tck:unit", 1, "{\"number\": " + number + "}"));
    }

    private static Iterator<WorkUnit> units(int count) {
        return IntStream.range(0, count).mapToObj(WorkExecutorContract::unit).iterator();
    }

    private static Set<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "unit-" + i).collect(Collectors.toSet());
    }

    private static WorkResult result(WorkUnit unit) {
        return new WorkResult(
                1, unit.data().json().length(), "\"" + unit.token().unit() + "\"", List.of());
    }

    private static MigrationException failure(String code) {
        return MigrationException.of(ErrorCategory.TRANSFER, code, "planned").build();
    }

    /** A unit that takes a moment. */
    private WorkResult work(WorkUnit unit) {
        int now = underWay.incrementAndGet();
        most.accumulateAndGet(now, Math::max);
        runs.merge(unit.token().unit(), 1, Integer::sum);
        try {
            LockSupport.parkNanos(500_000);
            return result(unit);
        } finally {
            underWay.decrementAndGet();
        }
    }

    private WorkResult fail(WorkUnit unit, String which, RuntimeException failure) {
        WorkResult result = work(unit);
        if (unit.token().unit().equals(which)) {
            throw failure;
        }
        return result;
    }

    private void execute(Iterator<WorkUnit> units, WorkExecutor.Runner runner) {
        executor.execute(units, runner, heard, context);
    }

    @Test
    void namesItself() {
        assertThat(executor.id()).matches(Providers.ID).isEqualTo(executor.id());
        assertThat(executor.parallelism()).isPositive().isEqualTo(executor.parallelism());
    }

    @Test
    void runsEveryUnitAndTellsItsResult() {
        execute(units(UNITS), this::work);

        assertThat(runs).containsOnlyKeys(names(UNITS));
        assertThat(heard.done).containsOnlyKeys(names(UNITS));
        assertThat(heard.calls).hasValue(UNITS);
        heard.done.forEach((name, result) -> assertThat(result.json()).isEqualTo("\"" + name + "\""));
        assertThat(heard.failed).isEmpty();
    }

    @Test
    void hasNothingToDoWithoutUnits() {
        execute(units(0), this::work);

        assertThat(heard.calls).hasValue(0);
    }

    @Test
    void handsUnitsOverAsTheyAre() {
        Map<String, WorkUnit> seen = new TreeMap<>();

        execute(units(5), unit -> {
            synchronized (seen) {
                seen.put(unit.token().unit(), unit);
            }
            return result(unit);
        });

        assertThat(seen).hasSize(5).containsEntry("unit-3", unit(3));
    }

    @Test
    void runsNoMoreThanItSaysAtATime() {
        execute(units(UNITS), this::work);

        assertThat(most).hasValueLessThanOrEqualTo(executor.parallelism());
    }

    @Test
    void tellsTheListenerOneByOne() {
        execute(units(UNITS), this::work);

        assertThat(heard.overlapped).isFalse();
    }

    @Test
    void takesUnitsOneByOneAsItNeedsThem() {
        Set<Thread> takers = new HashSet<>();
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger farthest = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        Iterator<WorkUnit> all = units(500);
        Iterator<WorkUnit> watched = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public WorkUnit next() {
                synchronized (takers) {
                    takers.add(Thread.currentThread());
                }
                farthest.accumulateAndGet(taken.incrementAndGet() - done.get(), Math::max);
                return all.next();
            }
        };

        execute(watched, unit -> {
            WorkResult result = result(unit);
            done.incrementAndGet();
            return result;
        });

        assertThat(takers).hasSize(1);
        assertThat(taken).hasValue(500);
        assertThat(farthest)
                .as("units taken and not run yet")
                .hasValueLessThanOrEqualTo(4 * executor.parallelism() + 16);
    }

    @Test
    void endsWithTheFirstFailureAfterAllThatIsUnderWay() {
        AtomicInteger taken = new AtomicInteger();
        Iterator<WorkUnit> endless = IntStream.range(0, 2_000)
                .peek(taken::set)
                .mapToObj(WorkExecutorContract::unit)
                .iterator();

        assertThatThrownBy(() -> execute(endless, unit -> fail(unit, "unit-7", failure("tck.planned"))))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo("tck.planned"));

        assertThat(underWay).as("units under way").hasValue(0);
        assertThat(heard.failed).containsOnlyKeys("unit-7");
        assertThat(heard.done).doesNotContainKey("unit-7");
        assertThat(taken).as("units taken behind the failure").hasValueLessThan(1_000);
    }

    @Test
    void goesOnWhereTheListenerTakesTheFailure() {
        heard.goesOn = true;

        execute(units(UNITS), unit -> fail(unit, "unit-7", failure("tck.planned")));

        assertThat(heard.failed).containsOnlyKeys("unit-7");
        assertThat(heard.failure("unit-7").code()).isEqualTo("tck.planned");
        assertThat(heard.done).hasSize(UNITS - 1);
    }

    @Test
    void callsADefectOfAUnitADefect() {
        heard.goesOn = true;

        execute(units(UNITS), unit -> fail(unit, "unit-7", new IllegalArgumentException("planned")));

        assertThat(heard.failed).containsOnlyKeys("unit-7");
        MigrationException failure = heard.failure("unit-7");
        assertThat(failure.category()).isEqualTo(ErrorCategory.INTERNAL);
        assertThat(failure).hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(heard.done).hasSize(UNITS - 1);
    }

    @Test
    void failsWhereTheUnitsRunOutUnexpectedly() {
        Iterator<WorkUnit> breaking = IntStream.range(0, UNITS)
                .mapToObj(i -> {
                    if (i == 20) {
                        throw failure("tck.no-more");
                    }
                    return unit(i);
                })
                .iterator();

        assertThatThrownBy(() -> execute(breaking, this::work))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo("tck.no-more"));

        assertThat(underWay).hasValue(0);
    }

    @Test
    void endsWhenCancelledAfterAllThatIsUnderWay() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<MigrationException> outcome =
                    thread.submit(() -> Providers.failure(() -> execute(units(100_000), unit -> {
                        begun.countDown();
                        underWay.incrementAndGet();
                        try {
                            while (!context.isCancelled()) {
                                LockSupport.parkNanos(1_000_000);
                            }
                            LockSupport.parkNanos(20_000_000);
                            throw MigrationException.cancelled("the unit");
                        } finally {
                            underWay.decrementAndGet();
                        }
                    })));
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            context.cancel();

            assertThat(outcome.get(30, TimeUnit.SECONDS).category()).isEqualTo(ErrorCategory.CANCELLED);
            assertThat(underWay).as("units under way").hasValue(0);
        } finally {
            context.cancel();
            thread.shutdownNow();
        }
    }

    @Test
    void beginsNothingWhereItIsCancelledAlready() {
        context.cancel();

        assertThat(Providers.failure(() -> execute(units(UNITS), this::work)).category())
                .isEqualTo(ErrorCategory.CANCELLED);

        assertThat(runs).isEmpty();
    }

    @Test
    void servesManyCallersAtATime() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Heard> listeners = List.of(new Heard(), new Heard(), new Heard());
            List<Future<?>> calls = new ArrayList<>();
            for (Heard listener : listeners) {
                calls.add(threads.submit(
                        () -> executor.execute(units(UNITS), WorkExecutorContract::result, listener, context)));
            }
            for (Future<?> call : calls) {
                call.get(60, TimeUnit.SECONDS);
            }
            assertThat(listeners)
                    .allSatisfy(listener -> assertThat(listener.done).containsOnlyKeys(names(UNITS)));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void runsNothingOnceClosed() {
        executor.close();
        executor.close();

        assertThatThrownBy(() -> execute(units(1), this::work))
                .isInstanceOfAny(MigrationException.class, IllegalStateException.class);

        assertThat(runs).isEmpty();
    }
}
