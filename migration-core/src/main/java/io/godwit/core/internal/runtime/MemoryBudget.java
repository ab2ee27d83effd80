package io.godwit.core.internal.runtime;

import io.godwit.spi.CancellationToken;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Limits.Reservation;
import io.godwit.spi.MigrationException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory that all buffers of the process draw on. Whoever waits is served in the order of asking, so that a large request is
 * not starved by small ones. Thread-safe.
 */
public final class MemoryBudget {
    private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final long total;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private long used;

    /**
     * A budget.
     *
     * @param total bytes, positive
     */
    public MemoryBudget(long total) {
        if (total <= 0) {
            throw new IllegalArgumentException("a memory budget is positive: " + total);
        }
        this.total = total;
    }

    /**
     * A budget of half of what this process may use.
     *
     * @return the budget
     */
    public static MemoryBudget ofHeap() {
        return new MemoryBudget(Math.max(1, Runtime.getRuntime().maxMemory() / 2));
    }

    /**
     * How much there is.
     *
     * @return bytes
     */
    public long total() {
        return total;
    }

    /**
     * How much is taken now.
     *
     * @return bytes
     */
    public long used() {
        lock.lock();
        try {
            return used;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes memory, waiting until there is some.
     *
     * @param bytes how many, not negative
     * @param token ends the wait
     * @return gives it back when closed
     * @throws MigrationException TRANSFER, {@code memory.exceeds-budget}; CANCELLED
     */
    public Reservation reserve(long bytes, CancellationToken token) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes is negative: " + bytes);
        }
        if (bytes > total) {
            throw MigrationException.of(
                            ErrorCategory.TRANSFER,
                            "memory.exceeds-budget",
                            "a buffer of " + bytes + " bytes does not fit into the memory budget of " + total
                                    + " bytes")
                    .remedy("Give the process more memory, for instance by -Xmx.")
                    .build();
        }
        token.throwIfCancelled();
        Waiter waiter = new Waiter(bytes);
        lock.lock();
        try {
            waiters.addLast(waiter);
            serve();
            if (!waiter.served) {
                await(waiter, token);
            }
        } finally {
            lock.unlock();
        }
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.getAndSet(false)) {
                giveBack(bytes);
            }
        };
    }

    private void await(Waiter waiter, CancellationToken token) {
        try {
            Waiting.watched(token, () -> Waiting.signal(lock, waiter.turn), () -> {
                while (!waiter.served) {
                    token.throwIfCancelled();
                    Waiting.await(waiter.turn, ROUND_NANOS, token);
                }
            });
        } catch (MigrationException e) {
            if (waiter.served) {
                used -= waiter.bytes;
            } else {
                waiters.remove(waiter);
            }
            serve();
            throw e;
        }
    }

    private void giveBack(long bytes) {
        lock.lock();
        try {
            used -= bytes;
            serve();
        } finally {
            lock.unlock();
        }
    }

    private void serve() {
        Waiter first = waiters.peekFirst();
        while (first != null && first.bytes <= total - used) {
            waiters.removeFirst();
            used += first.bytes;
            first.served = true;
            first.turn.signalAll();
            first = waiters.peekFirst();
        }
    }

    private final class Waiter {
        private final long bytes;
        private final Condition turn = lock.newCondition();
        private boolean served;

        Waiter(long bytes) {
            this.bytes = bytes;
        }
    }
}
