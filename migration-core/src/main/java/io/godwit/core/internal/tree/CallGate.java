package io.godwit.core.internal.tree;

import io.godwit.spi.CancellationToken;
import io.godwit.spi.MigrationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Keeps to how many calls two trees take at a time. Thread-safe. */
final class CallGate {
    private static final long LOOK_MILLIS = 200;

    private final Semaphore source;
    private final Semaphore target;

    CallGate(int ofSource, int ofTarget) {
        this.source = new Semaphore(ofSource, true);
        this.target = new Semaphore(ofTarget, true);
    }

    /** Waits until so many calls may be made. */
    Calls take(int ofSource, int ofTarget, CancellationToken cancellation) {
        acquire(source, ofSource, cancellation);
        boolean complete = false;
        try {
            acquire(target, ofTarget, cancellation);
            complete = true;
        } finally {
            if (!complete) {
                source.release(ofSource);
            }
        }
        AtomicBoolean held = new AtomicBoolean(true);
        return () -> {
            if (held.getAndSet(false)) {
                source.release(ofSource);
                target.release(ofTarget);
            }
        };
    }

    private static void acquire(Semaphore calls, int count, CancellationToken cancellation) {
        try {
            while (!calls.tryAcquire(count, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                cancellation.throwIfCancelled();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MigrationException.cancelled("waiting for a tree");
        }
    }

    /** Gives back what was taken, once. */
    interface Calls extends AutoCloseable {
        @Override
        void close();
    }
}
