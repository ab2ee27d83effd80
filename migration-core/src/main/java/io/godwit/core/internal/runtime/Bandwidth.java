package io.godwit.core.internal.runtime;

import io.godwit.spi.CancellationToken;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * A bandwidth limit shared by everything in the process, which may change at any time. Large amounts are taken in slices, so that
 * a change is felt within a fraction of a second and no caller holds up the others. Thread-safe.
 *
 * <p>Guava's RateLimiter would let a second's worth pass at once after any pause and cannot be interrupted; this one saves up no
 * more than {@link #BURST_NANOS}, which keeps any ten seconds within five per cent of the limit.
 */
public final class Bandwidth {
    /** What may be caught up after a pause. */
    private static final long BURST_NANOS = 200_000_000L;
    /** How much is taken at a time. */
    private static final long SLICE_NANOS = 50_000_000L;

    private static final double SECOND = 1e9;

    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition wake = lock.newCondition();
    private volatile long bytesPerSecond;
    /** When the next byte may go, in terms of nanoTime. */
    private double nextFree;

    /**
     * A limit.
     *
     * @param bytesPerSecond the most per second, or 0 for no limit
     */
    public Bandwidth(long bytesPerSecond) {
        this(bytesPerSecond, System::nanoTime);
    }

    Bandwidth(long bytesPerSecond, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.bytesPerSecond = checked(bytesPerSecond);
        this.nextFree = nanoTime.getAsLong();
    }

    private static long checked(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("a bandwidth limit is not negative: " + value);
        }
        return value;
    }

    /**
     * The limit.
     *
     * @return bytes per second, or 0 for no limit
     */
    public long bytesPerSecond() {
        return bytesPerSecond;
    }

    /**
     * Changes the limit, also for those that wait.
     *
     * @param limit bytes per second, or 0 for no limit
     */
    public void limit(long limit) {
        checked(limit);
        lock.lock();
        try {
            bytesPerSecond = limit;
            nextFree = Math.min(nextFree, nanoTime.getAsLong() + (double) SLICE_NANOS);
            wake.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until so many bytes may be moved.
     *
     * @param bytes how many, not negative
     * @param token ends the wait
     * @throws io.godwit.spi.MigrationException CANCELLED, when cancelled or interrupted
     */
    public void acquire(long bytes, CancellationToken token) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes is negative: " + bytes);
        }
        token.throwIfCancelled();
        long left = bytes;
        while (left > 0 && bytesPerSecond > 0) {
            left -= acquireSlice(left, token);
        }
    }

    private long acquireSlice(long wanted, CancellationToken token) {
        lock.lock();
        try {
            long limit = bytesPerSecond;
            if (limit == 0) {
                return wanted;
            }
            double now = nanoTime.getAsLong();
            nextFree = Math.max(nextFree, now - BURST_NANOS);
            if (nextFree > now) {
                awaitFree(token);
                return 0;
            }
            long slice = Math.max(1, Math.min(wanted, (long) (limit * (SLICE_NANOS / SECOND))));
            nextFree += slice * SECOND / limit;
            return slice;
        } finally {
            lock.unlock();
        }
    }

    /** Waits once; whoever wakes looks again, since the limit may have changed. */
    private void awaitFree(CancellationToken token) {
        Waiting.watched(token, () -> Waiting.signal(lock, wake), () -> {
            token.throwIfCancelled();
            Waiting.await(wake, (long) Math.ceil(nextFree - nanoTime.getAsLong()), token);
        });
    }
}
