package io.godwit.core.internal.runtime;

import io.godwit.spi.CancellationToken;
import io.godwit.spi.MigrationException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Waits that a cancellation ends. */
final class Waiting {
    private Waiting() {}

    /**
     * Sleeps, unless cancelled.
     *
     * @throws MigrationException CANCELLED, when cancelled or interrupted meanwhile; an interrupted thread stays so
     */
    static void sleep(Duration time, CancellationToken token) {
        ReentrantLock lock = new ReentrantLock();
        Condition cancelled = lock.newCondition();
        watched(token, () -> signal(lock, cancelled), () -> {
            lock.lock();
            try {
                long left = time.toNanos();
                while (left > 0) {
                    token.throwIfCancelled();
                    left = await(cancelled, left, token);
                }
            } finally {
                lock.unlock();
            }
        });
        token.throwIfCancelled();
    }

    /** Does something that the cancellation is told of. */
    static void watched(CancellationToken token, Runnable onCancel, Runnable work) {
        CancellationToken.Registration registration = token.onCancel(onCancel);
        try {
            work.run();
        } finally {
            registration.close();
        }
    }

    /** Waits for a signal, which its callers look for in a loop; gives the nanoseconds that are left. */
    @SuppressWarnings("WaitNotInLoop")
    static long await(Condition condition, long nanos, CancellationToken token) {
        try {
            return condition.awaitNanos(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            token.throwIfCancelled();
            throw MigrationException.cancelled("the work");
        }
    }

    static void signal(ReentrantLock lock, Condition condition) {
        lock.lock();
        try {
            condition.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
