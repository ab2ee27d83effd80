package io.godwit.core.internal.runtime;

import io.godwit.spi.WorkContext;
import io.godwit.spi.WorkExecutor;
import io.godwit.spi.WorkUnit;
import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs units in threads of this process, at most so many at a time over all calls, each again where its failure is a passing one.
 * A cancelled unit has a while to notice before its thread is interrupted. A unit must not run units itself. Thread-safe.
 */
public final class LocalWorkExecutor implements WorkExecutor {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final int parallelism;
    private final RetryPolicy retry;
    private final Duration grace;
    private final Semaphore slots;
    private final ExecutorService threads;

    /**
     * An executor.
     *
     * @param parallelism how many units at a time, at least 1
     * @param retry how often a unit is tried
     */
    public LocalWorkExecutor(int parallelism, RetryPolicy retry) {
        this(parallelism, retry, GRACE);
    }

    LocalWorkExecutor(int parallelism, RetryPolicy retry, Duration grace) {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism is at least 1, not " + parallelism);
        }
        this.parallelism = parallelism;
        this.retry = Objects.requireNonNull(retry, "retry");
        this.grace = grace;
        this.slots = new Semaphore(parallelism, true);
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), new DaemonThreads("work"));
    }

    @Override
    public String id() {
        return "local";
    }

    @Override
    public int parallelism() {
        return parallelism;
    }

    @Override
    public void execute(Iterator<WorkUnit> units, Runner runner, Listener listener, WorkContext context) {
        if (threads.isShutdown()) {
            throw new IllegalStateException("the executor is closed");
        }
        new UnitRun(threads, slots, retry, grace, runner, listener, context).run(units);
    }

    /** Ends the threads that have nothing to do. Calls under way end by themselves, or by cancellation. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
