package io.godwit.core.internal.tree;

import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WorkExecutor;
import io.godwit.spi.WorkResult;
import io.godwit.spi.WorkUnit;
import java.util.Iterator;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Runs units: one after the other in the calling thread, or some at a time. */
final class TestExecutor implements WorkExecutor {
    private final int parallelism;

    TestExecutor(int parallelism) {
        this.parallelism = parallelism;
    }

    @Override
    public String id() {
        return "test";
    }

    @Override
    public int parallelism() {
        return parallelism;
    }

    @Override
    public void execute(Iterator<WorkUnit> units, Runner runner, Listener listener, WorkContext context) {
        if (parallelism == 1) {
            while (units.hasNext()) {
                context.cancellation().throwIfCancelled();
                runOne(units.next(), runner, listener);
            }
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(parallelism);
        Semaphore slots = new Semaphore(parallelism);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try {
            while (failure.get() == null && units.hasNext()) {
                slots.acquire();
                WorkUnit unit = units.next();
                threads.execute(() -> {
                    try {
                        runOne(unit, runner, listener);
                    } catch (RuntimeException | Error e) {
                        failure.compareAndSet(null, e);
                    } finally {
                        slots.release();
                    }
                });
            }
            threads.shutdown();
            if (!threads.awaitTermination(10, TimeUnit.MINUTES)) {
                throw new IllegalStateException("units did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Throwable first = failure.get();
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof RuntimeException runtime) {
            throw runtime;
        }
    }

    private void runOne(WorkUnit unit, Runner runner, Listener listener) {
        WorkResult result;
        try {
            result = runner.run(unit);
        } catch (MigrationException e) {
            synchronized (this) {
                if (!listener.failed(unit, e)) {
                    throw e;
                }
            }
            return;
        }
        synchronized (this) {
            listener.done(unit, result);
        }
    }

    @Override
    public void close() {
        // nothing is held
    }
}
