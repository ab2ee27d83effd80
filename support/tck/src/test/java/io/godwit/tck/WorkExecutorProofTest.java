package io.godwit.tck;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TypedData;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WorkExecutor;
import io.godwit.spi.WorkResult;
import io.godwit.spi.WorkUnit;
import io.godwit.spi.WriteToken;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class WorkExecutorProofTest {
    /** Runs two units at a time, in pairs. */
    static final class InPairs implements WorkExecutor {
        private final ExecutorService threads = Executors.newCachedThreadPool();

        @Override
        public String id() {
            return "in-pairs";
        }

        @Override
        public int parallelism() {
            return 6;
        }

        @Override
        public void execute(Iterator<WorkUnit> units, Runner runner, Listener listener, WorkContext context) {
            if (threads.isShutdown()) {
                throw new IllegalStateException("it was closed");
            }
            context.cancellation().throwIfCancelled();
            while (units.hasNext()) {
                List<WorkUnit> pair = new ArrayList<>();
                pair.add(units.next());
                if (units.hasNext()) {
                    pair.add(units.next());
                }
                List<Callable<WorkResult>> work = new ArrayList<>();
                pair.forEach(unit -> work.add(() -> runner.run(unit)));
                try {
                    List<Future<WorkResult>> results = threads.invokeAll(work);
                    for (int i = 0; i < pair.size(); i++) {
                        tell(pair.get(i), results.get(i), listener);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                context.cancellation().throwIfCancelled();
            }
        }

        private static void tell(WorkUnit unit, Future<WorkResult> result, Listener listener)
                throws InterruptedException {
            WorkResult value;
            try {
                value = result.get();
            } catch (ExecutionException e) {
                MigrationException failure = e.getCause() instanceof MigrationException known
                        ? known
                        : MigrationException.of(ErrorCategory.INTERNAL, "unit.defect", "a defect")
                                .cause(e.getCause())
                                .build();
                if (failure.category() == ErrorCategory.CANCELLED || !listener.failed(unit, failure)) {
                    throw failure;
                }
                return;
            }
            listener.done(unit, value);
        }

        @Override
        public void close() {
            threads.shutdown();
        }
    }

    static final class Honest extends WorkExecutorContract {
        @Override
        protected WorkExecutor newExecutor() {
            return Breakage.over(new InPairs());
        }
    }

    private static Breakage executing(Breakage.Fault fault) {
        return Breakage.in(WorkExecutor.class, "execute", fault);
    }

    /** With another runner. */
    private static Breakage running(UnaryOperator<WorkExecutor.Runner> other) {
        return executing(call ->
                call.proceedWith(call.with(1, other.apply(call.argument(1, WorkExecutor.Runner.class)))));
    }

    /** With another listener. */
    private static Breakage telling(UnaryOperator<WorkExecutor.Listener> other) {
        return executing(call ->
                call.proceedWith(call.with(2, other.apply(call.argument(2, WorkExecutor.Listener.class)))));
    }

    private static WorkExecutor.Listener listener(
            BiConsumer<WorkUnit, WorkResult> done, BiPredicate<WorkUnit, MigrationException> failed) {
        return new WorkExecutor.Listener() {
            @Override
            public void done(WorkUnit unit, WorkResult result) {
                done.accept(unit, result);
            }

            @Override
            public boolean failed(WorkUnit unit, MigrationException failure) {
                return failed.test(unit, failure);
            }
        };
    }

    @SuppressWarnings("unchecked") // the first argument is the iterator of units
    private static Iterator<WorkUnit> units(Breakage.Call call) {
        return (Iterator<WorkUnit>) call.argument(0, Iterator.class);
    }

    @TestFactory
    Stream<DynamicTest> proof() {
        return ContractProof.of(Honest.class)
                .notices("has no id", Breakage.in(WorkExecutor.class, "id", call -> "In Pairs!"), "namesItself")
                .notices(
                        "invents a unit where there is none",
                        executing(call -> {
                            if (!units(call).hasNext()) {
                                call.argument(2, WorkExecutor.Listener.class)
                                        .failed(
                                                new WorkUnit(
                                                        new WriteToken("s", "u", 1),
                                                        new TypedData("tck:none", 1, "{}")),
                                                MigrationException.cancelled("nothing"));
                                return null;
                            }
                            return call.proceed();
                        }),
                        "hasNothingToDoWithoutUnits")
                .notices(
                        "tells every result twice",
                        telling(honest -> listener(
                                (unit, result) -> {
                                    honest.done(unit, result);
                                    honest.done(unit, result);
                                },
                                honest::failed)),
                        "runsEveryUnitAndTellsItsResult")
                .notices(
                        "hands over other data",
                        running(honest -> unit -> honest.run(new WorkUnit(
                                unit.token(),
                                new TypedData("tck:other", 1, unit.data().json())))),
                        "handsUnitsOverAsTheyAre")
                .notices(
                        "says that it does one at a time",
                        Breakage.in(WorkExecutor.class, "parallelism", call -> 1),
                        "runsNoMoreThanItSaysAtATime")
                .notices("tells from all threads", Overlapping.class, "tellsTheListenerOneByOne")
                .notices(
                        "takes all units first",
                        executing(call -> {
                            List<WorkUnit> all = new ArrayList<>();
                            units(call).forEachRemaining(all::add);
                            return call.proceedWith(call.with(0, all.iterator()));
                        }),
                        "takesUnitsOneByOneAsItNeedsThem",
                        "endsWithTheFirstFailureAfterAllThatIsUnderWay")
                .notices(
                        "goes on behind every failure",
                        telling(honest -> listener(honest::done, (unit, failure) -> {
                            honest.failed(unit, failure);
                            return true;
                        })),
                        "endsWithTheFirstFailureAfterAllThatIsUnderWay")
                .notices(
                        "ends with every failure",
                        telling(honest -> listener(honest::done, (unit, failure) -> {
                            honest.failed(unit, failure);
                            return false;
                        })),
                        "goesOnWhereTheListenerTakesTheFailure",
                        "callsADefectOfAUnitADefect")
                .notices(
                        "takes a defect for a lost connection",
                        running(honest -> unit -> {
                            try {
                                return honest.run(unit);
                            } catch (IllegalArgumentException e) {
                                throw MigrationException.of(ErrorCategory.CONNECTIVITY, "tck.lost", "lost")
                                        .build();
                            }
                        }),
                        "callsADefectOfAUnitADefect")
                .notices(
                        "ends in silence where units do not come",
                        executing(call -> {
                            try {
                                return call.proceed();
                            } catch (MigrationException e) {
                                if (e.code().equals("tck.no-more")) {
                                    return null;
                                }
                                throw e;
                            }
                        }),
                        "failsWhereTheUnitsRunOutUnexpectedly")
                .notices(
                        "ends in silence when cancelled",
                        executing(call -> {
                            try {
                                return call.proceed();
                            } catch (MigrationException e) {
                                if (e.category() == ErrorCategory.CANCELLED) {
                                    return null;
                                }
                                throw e;
                            }
                        }),
                        "endsWhenCancelledAfterAllThatIsUnderWay",
                        "beginsNothingWhereItIsCancelledAlready")
                .notices(
                        "looks for cancellation behind the first unit only",
                        executing(call -> {
                            if (call.argument(3, WorkContext.class)
                                            .cancellation()
                                            .isCancelled()
                                    && units(call).hasNext()) {
                                call.argument(1, WorkExecutor.Runner.class)
                                        .run(units(call).next());
                            }
                            return call.proceed();
                        }),
                        "beginsNothingWhereItIsCancelledAlready")
                .notices("serves one caller at a time", OneCaller.class, "servesManyCallersAtATime")
                .notices(
                        "runs on when closed",
                        Breakage.in(WorkExecutor.class, "close", call -> null),
                        "runsNothingOnceClosed")
                .everyRule();
    }

    static final class Overlapping extends WorkExecutorContract {
        @Override
        protected WorkExecutor newExecutor() {
            InPairs honest = new InPairs();
            return new Delegating(honest) {
                @Override
                public void execute(Iterator<WorkUnit> units, Runner runner, Listener listener, WorkContext context) {
                    Runner telling = unit -> {
                        WorkResult result = runner.run(unit);
                        listener.done(unit, result);
                        return result;
                    };
                    honest.execute(units, telling, listener((unit, result) -> {}, listener::failed), context);
                }
            };
        }
    }

    static final class OneCaller extends WorkExecutorContract {
        @Override
        protected WorkExecutor newExecutor() {
            InPairs honest = new InPairs();
            return new Delegating(honest) {
                private int callers;

                @Override
                public void execute(Iterator<WorkUnit> units, Runner runner, Listener listener, WorkContext context) {
                    synchronized (this) {
                        if (++callers > 1) {
                            callers--;
                            throw new IllegalStateException("busy");
                        }
                    }
                    try {
                        LockSupport.parkNanos(20_000_000);
                        honest.execute(units, runner, listener, context);
                    } finally {
                        synchronized (this) {
                            callers--;
                        }
                    }
                }
            };
        }
    }

    /** The same as another, but for what is overridden. */
    abstract static class Delegating implements WorkExecutor {
        private final WorkExecutor honest;

        Delegating(WorkExecutor honest) {
            this.honest = honest;
        }

        @Override
        public String id() {
            return honest.id();
        }

        @Override
        public int parallelism() {
            return honest.parallelism();
        }

        @Override
        public void close() {
            honest.close();
        }
    }
}
