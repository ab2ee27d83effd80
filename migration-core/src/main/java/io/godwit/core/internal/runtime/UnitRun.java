package io.godwit.core.internal.runtime;

import io.godwit.spi.CancellationToken;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WorkExecutor.Listener;
import io.godwit.spi.WorkExecutor.Runner;
import io.godwit.spi.WorkResult;
import io.godwit.spi.WorkUnit;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call of {@link LocalWorkExecutor#execute}. The calling thread takes the units; others run them. */
final class UnitRun {
    private static final Logger log = LoggerFactory.getLogger(UnitRun.class);
    private static final ThreadLocal<Boolean> IN_UNIT = ThreadLocal.withInitial(() -> false);
    private static final Duration NAG = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 100;

    private final ExecutorService threads;
    private final Semaphore slots;
    private final RetryPolicy retry;
    private final Duration grace;
    private final Runner runner;
    private final Listener listener;
    private final CancellationToken token;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** One at a time for the listener, without holding up who starts and ends units. */
    private final ReentrantLock hearing = new ReentrantLock();

    private final Set<Thread> running = new LinkedHashSet<>();
    private int underWay;
    private @Nullable Throwable failure;

    UnitRun(
            ExecutorService threads,
            Semaphore slots,
            RetryPolicy retry,
            Duration grace,
            Runner runner,
            Listener listener,
            WorkContext context) {
        this.threads = threads;
        this.slots = slots;
        this.retry = retry;
        this.grace = grace;
        this.runner = runner;
        this.listener = listener;
        this.token = context.cancellation();
    }

    void run(Iterator<WorkUnit> units) {
        if (IN_UNIT.get()) {
            throw new IllegalStateException("a unit cannot run units: it would wait for its own slot");
        }
        Waiting.watched(token, () -> Waiting.signal(lock, changed), () -> {
            try {
                while (!hasFailed() && units.hasNext() && takeSlot()) {
                    start(units);
                }
                token.throwIfCancelled();
            } catch (RuntimeException | Error e) {
                fail(e);
            }
            awaitAll();
        });
        throwFailure();
    }

    /** Waits for a slot of the executor, which other calls may hold; false where a unit failed meanwhile. */
    private boolean takeSlot() {
        while (!hasFailed()) {
            token.throwIfCancelled();
            try {
                if (slots.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return false;
    }

    private void start(Iterator<WorkUnit> units) {
        boolean started = false;
        try {
            WorkUnit unit = units.next();
            count(1);
            try {
                threads.execute(() -> work(unit));
                started = true;
            } finally {
                if (!started) {
                    count(-1);
                }
            }
        } finally {
            if (!started) {
                slots.release();
            }
        }
    }

    private void work(WorkUnit unit) {
        IN_UNIT.set(true);
        mark(Thread.currentThread(), true);
        try {
            runUnit(unit);
        } catch (RuntimeException | Error e) {
            fail(e);
        } finally {
            mark(Thread.currentThread(), false);
            IN_UNIT.remove();
            slots.release();
            count(-1);
        }
    }

    private void runUnit(WorkUnit unit) {
        WorkResult result;
        try {
            result = retry.call(unit.token().unit(), token, () -> runner.run(unit));
        } catch (MigrationException e) {
            failed(unit, e);
            return;
        } catch (RuntimeException e) {
            failed(
                    unit,
                    MigrationException.of(
                                    ErrorCategory.INTERNAL,
                                    "unit.defect",
                                    "the unit \"" + unit.token().unit() + "\" failed unexpectedly: "
                                            + e.getClass().getName())
                            .subject(unit.token().unit())
                            .remedy("Report this with the log; resume the session to go on.")
                            .cause(e)
                            .build());
            return;
        }
        hearing.lock();
        try {
            listener.done(unit, result);
        } finally {
            hearing.unlock();
        }
    }

    private void failed(WorkUnit unit, MigrationException e) {
        if (token.isCancelled() || e.category() == ErrorCategory.CANCELLED) {
            fail(cancelled(unit, e));
            return;
        }
        hearing.lock();
        try {
            if (!listener.failed(unit, e)) {
                fail(e);
            }
        } finally {
            hearing.unlock();
        }
    }

    /** What a unit runs into because its thread was interrupted is no failure of its own. */
    private static MigrationException cancelled(WorkUnit unit, MigrationException e) {
        if (e.category() == ErrorCategory.CANCELLED) {
            return e;
        }
        MigrationException stopped =
                MigrationException.cancelled("the unit \"" + unit.token().unit() + "\"");
        stopped.addSuppressed(e);
        return stopped;
    }

    private void fail(Throwable e) {
        lock.lock();
        try {
            if (failure == null) {
                failure = e;
            } else if (!failure.equals(e)) {
                failure.addSuppressed(e);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean hasFailed() {
        lock.lock();
        try {
            return failure != null;
        } finally {
            lock.unlock();
        }
    }

    private void count(int more) {
        lock.lock();
        try {
            underWay += more;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void mark(Thread thread, boolean begins) {
        lock.lock();
        try {
            if (begins) {
                running.add(thread);
            } else {
                running.remove(thread);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns only when nothing writes any more, whatever happens meanwhile; an interrupt is kept for the caller. */
    private void awaitAll() {
        boolean interrupted = Thread.interrupted();
        boolean pushed = false;
        long stopSince = 0;
        lock.lock();
        try {
            while (underWay > 0) {
                long wait = NAG.toNanos();
                if (!pushed && (interrupted || token.isCancelled())) {
                    long now = System.nanoTime();
                    stopSince = stopSince == 0 ? now : stopSince;
                    wait = interrupted ? 0 : grace.toNanos() - (now - stopSince);
                    if (wait <= 0) {
                        running.forEach(Thread::interrupt);
                        pushed = true;
                        continue;
                    }
                }
                try {
                    if (changed.awaitNanos(wait) <= 0 && pushed) {
                        log.atWarn().addKeyValue("units", underWay).log("Cancelled work has not ended yet");
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            lock.unlock();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void throwFailure() {
        Throwable first;
        lock.lock();
        try {
            first = failure;
        } finally {
            lock.unlock();
        }
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof RuntimeException runtime) {
            throw runtime;
        }
        token.throwIfCancelled();
    }
}
