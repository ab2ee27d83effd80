package io.godwit.core.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TypedData;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WorkExecutor.Listener;
import io.godwit.spi.WorkExecutor.Runner;
import io.godwit.spi.WorkResult;
import io.godwit.spi.WorkUnit;
import io.godwit.spi.WriteToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LocalWorkExecutorTest {
    private final RunCancellation token = new RunCancellation("the run");
    private final WorkContext context = Contexts.of(token);
    private final LocalWorkExecutor executor =
            new LocalWorkExecutor(4, RetryPolicy.of(3, Duration.ZERO, Duration.ZERO), Duration.ofMillis(200));
    private final Heard heard = new Heard();

    @AfterEach
    void close() {
        executor.close();
    }

    private static WorkUnit unit(int n) {
        return new WorkUnit(new WriteToken("s", "u" + n, 1), new TypedData("test:unit", 1, "{}"));
    }

    private static Iterator<WorkUnit> units(int count) {
        return IntStream.range(0, count).mapToObj(LocalWorkExecutorTest::unit).iterator();
    }

    private static WorkResult ok() {
        return new WorkResult(1, 2, "null", List.of());
    }

    private static MigrationException failure(String code, boolean retryable) {
        return MigrationException.of(ErrorCategory.TRANSFER, code, code)
                .retryable(retryable)
                .build();
    }

    /** Hears of results; notices when it is called by two threads at a time. */
    private static final class Heard implements Listener {
        private final List<String> done = new ArrayList<>();
        private final List<MigrationException> failed = new ArrayList<>();
        private final AtomicBoolean inside = new AtomicBoolean();
        private final AtomicBoolean overlapped = new AtomicBoolean();
        private boolean goOn = true;

        @Override
        public void done(WorkUnit unit, WorkResult result) {
            enter();
            done.add(unit.token().unit());
            inside.set(false);
        }

        @Override
        public boolean failed(WorkUnit unit, MigrationException failure) {
            enter();
            failed.add(failure);
            inside.set(false);
            return goOn;
        }

        private void enter() {
            if (inside.getAndSet(true)) {
                overlapped.set(true);
            }
            LockSupport.parkNanos(1_000);
        }
    }

    @Test
    void runsEveryUnitOnceInOurThreadsAndNoMoreThanAllowedAtATime() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Set<String> threads = ConcurrentHashMap.newKeySet();
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger ahead = new AtomicInteger();
        AtomicInteger finished = new AtomicInteger();
        Thread caller = Thread.currentThread();
        Iterator<WorkUnit> source = units(500);
        Iterator<WorkUnit> watched = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return source.hasNext();
            }

            @Override
            public WorkUnit next() {
                assertThat(Thread.currentThread()).isSameAs(caller);
                ahead.accumulateAndGet(taken.incrementAndGet() - finished.get(), Math::max);
                return source.next();
            }
        };
        Runner runner = unit -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            threads.add(Thread.currentThread().getName());
            assertThat(Thread.currentThread().isDaemon()).isTrue();
            LockSupport.parkNanos(1_000);
            finished.incrementAndGet();
            now.decrementAndGet();
            return ok();
        };
        executor.execute(watched, runner, heard, context);
        assertThat(heard.done).hasSize(500).doesNotHaveDuplicates();
        assertThat(heard.overlapped).isFalse();
        assertThat(most.get()).isBetween(1, 4);
        assertThat(ahead.get()).isLessThanOrEqualTo(5);
        assertThat(threads).allSatisfy(name -> assertThat(name).startsWith("godwit-work-"));
        assertThat(executor.id()).isEqualTo("local");
        assertThat(executor.parallelism()).isEqualTo(4);
    }

    @Test
    void reallyRunsUnitsAtTheSameTime() {
        CyclicBarrier barrier = new CyclicBarrier(4);
        executor.execute(
                units(8),
                unit -> {
                    try {
                        barrier.await();
                    } catch (InterruptedException | java.util.concurrent.BrokenBarrierException e) {
                        throw new IllegalStateException(e);
                    }
                    return ok();
                },
                heard,
                context);
        assertThat(heard.done).hasSize(8);
    }

    @Test
    void repeatsPassingFailuresBeforeTheListenerHears() {
        AtomicInteger attempts = new AtomicInteger();
        executor.execute(
                units(1),
                unit -> {
                    if (attempts.incrementAndGet() < 3) {
                        throw failure("tree.busy", true);
                    }
                    return ok();
                },
                heard,
                context);
        assertThat(heard.done).containsExactly("u0");
        assertThat(heard.failed).isEmpty();
    }

    @Test
    void goesOnWhereTheListenerTakesAFailure() {
        executor.execute(
                units(10),
                unit -> {
                    if (unit.token().unit().equals("u3")) {
                        throw failure("tree.vanished", false);
                    }
                    if (unit.token().unit().equals("u5")) {
                        throw new IllegalStateException("a defect");
                    }
                    return ok();
                },
                heard,
                context);
        assertThat(heard.done).hasSize(8);
        assertThat(heard.failed)
                .extracting(MigrationException::code)
                .containsExactlyInAnyOrder("tree.vanished", "unit.defect");
    }

    @Test
    void endsWithTheFirstFailureThatTheListenerDoesNotTakeAfterTheOthersEnded() {
        heard.goOn = false;
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        CountDownLatch failedOne = new CountDownLatch(1);
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> executor.execute(
                        units(100_000),
                        unit -> {
                            taken.incrementAndGet();
                            if (unit.token().unit().equals("u2")) {
                                failedOne.countDown();
                                ended.incrementAndGet();
                                throw failure("tree.no-space", false);
                            }
                            waitFor(failedOne);
                            ended.incrementAndGet();
                            return ok();
                        },
                        heard,
                        context))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("tree.no-space"));
        assertThat(taken.get()).isEqualTo(ended.get()).isLessThan(100_000);
        assertThat(heard.failed).hasSize(1);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MigrationException.cancelled("the unit");
        }
    }

    @Test
    void aFailingIteratorOrListenerEndsTheCallAfterTheUnits() {
        Iterator<WorkUnit> source = units(3);
        Iterator<WorkUnit> broken = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public WorkUnit next() {
                if (!source.hasNext()) {
                    throw failure("tree.not-found", false);
                }
                return source.next();
            }
        };
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> executor.execute(broken, unit -> ok(), heard, context))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("tree.not-found"));
        assertThat(heard.done).hasSize(3);

        Listener full = new Listener() {
            @Override
            public void done(WorkUnit unit, WorkResult result) {
                throw new IllegalStateException("the journal is closed");
            }

            @Override
            public boolean failed(WorkUnit unit, MigrationException failure) {
                return true;
            }
        };
        assertThatIllegalStateException()
                .isThrownBy(() -> executor.execute(units(5), unit -> ok(), full, context))
                .withMessage("the journal is closed");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> executor.execute(
                        units(1),
                        unit -> {
                            throw new AssertionError("an error");
                        },
                        heard,
                        context));
        executor.execute(units(6), unit -> ok(), heard, context);
        assertThat(heard.done).hasSize(9);
    }

    @Test
    void cancellationEndsUnitsThatListenAndInterruptsThoseThatDoNot() {
        AtomicInteger interrupted = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(4);
        Thread canceller = new Thread(() -> {
            waitFor(begun);
            token.cancel();
        });
        canceller.start();
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> executor.execute(
                        units(1000),
                        unit -> {
                            begun.countDown();
                            if (unit.token().unit().equals("u0")) {
                                Waiting.sleep(Duration.ofHours(1), token);
                            }
                            try {
                                Thread.sleep(Duration.ofHours(1).toMillis());
                            } catch (InterruptedException e) {
                                interrupted.incrementAndGet();
                                throw failure("tree.unreadable", true);
                            }
                            return ok();
                        },
                        heard,
                        context))
                .satisfies(failure -> assertThat(failure.category()).isEqualTo(ErrorCategory.CANCELLED));
        assertThat(interrupted).hasValue(3);
        assertThat(heard.failed).isEmpty();
    }

    @Test
    void anInterruptedCallerStopsTheUnitsAndKeepsItsFlag() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        AtomicInteger running = new AtomicInteger();
        AtomicReference<Throwable> seen = new AtomicReference<>();
        AtomicBoolean flag = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            try {
                executor.execute(
                        units(2),
                        unit -> {
                            running.incrementAndGet();
                            begun.countDown();
                            try {
                                waitFor(new CountDownLatch(1));
                            } finally {
                                running.decrementAndGet();
                            }
                            return ok();
                        },
                        heard,
                        context);
            } catch (MigrationException e) {
                flag.set(Thread.currentThread().isInterrupted());
                seen.set(e);
            }
        });
        caller.start();
        begun.await();
        caller.interrupt();
        caller.join();
        assertThat(seen.get()).isInstanceOf(MigrationException.class);
        assertThat(flag).isTrue();
        assertThat(running).hasValue(0);
        List<String> flags = Collections.synchronizedList(new ArrayList<>());
        executor.execute(
                units(8),
                unit -> {
                    flags.add(Boolean.toString(Thread.currentThread().isInterrupted()));
                    return ok();
                },
                heard,
                context);
        assertThat(flags).hasSize(8).containsOnly("false");
    }

    @Test
    void anInterruptWhileWaitingForASlotStopsToo() throws Exception {
        LocalWorkExecutor single = new LocalWorkExecutor(1, RetryPolicy.none());
        CountDownLatch begun = new CountDownLatch(1);
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try {
                single.execute(
                        units(2),
                        unit -> {
                            begun.countDown();
                            waitFor(new CountDownLatch(1));
                            return ok();
                        },
                        heard,
                        context);
            } catch (MigrationException e) {
                seen.set(e);
            }
        });
        caller.start();
        begun.await();
        caller.interrupt();
        caller.join();
        single.close();
        assertThat(seen.get())
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.CANCELLED));
    }

    @Test
    void refusesUnitsInsideUnitsAndCallsAfterClose() {
        heard.goOn = false;
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> executor.execute(
                        units(1),
                        unit -> {
                            executor.execute(units(1), inner -> ok(), heard, context);
                            return ok();
                        },
                        heard,
                        context))
                .satisfies(failure -> assertThat(failure.getCause()).hasMessageContaining("its own slot"));
        executor.close();
        executor.close();
        assertThatIllegalStateException().isThrownBy(() -> executor.execute(units(1), unit -> ok(), heard, context));
        assertThatIllegalArgumentException().isThrownBy(() -> new LocalWorkExecutor(0, RetryPolicy.none()));
    }
}
