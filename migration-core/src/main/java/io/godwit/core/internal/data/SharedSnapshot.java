package io.godwit.core.internal.data;

import io.godwit.spi.MigrationException;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A snapshot and who may read under it at a time. Thread-safe; the snapshot belongs to whoever opened it. */
final class SharedSnapshot {
    private static final long LOOK_MILLIS = 100;

    private final Snapshot snapshot;
    private final Semaphore turns;
    private final boolean isForOne;

    /**
     * Shares a snapshot.
     *
     * @param snapshot which
     * @param readers how many may read at a time where its scope allows several
     */
    SharedSnapshot(Snapshot snapshot, int readers) {
        this.snapshot = snapshot;
        this.isForOne = snapshot.scope() == Snapshot.Scope.ONE_READER;
        this.turns = new Semaphore(isForOne ? 1 : readers, true);
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /**
     * Whether there is one reader at a time only, which those who look for pieces count as.
     *
     * @return true for {@link Snapshot.Scope#ONE_READER}
     */
    boolean isForOne() {
        return isForOne;
    }

    /**
     * Waits for one's turn to read.
     *
     * @param context cancellation
     * @return gives the turn back when closed, once or more
     */
    Turn turn(WorkContext context) {
        try {
            while (!turns.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                context.cancellation().throwIfCancelled();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MigrationException.cancelled("waiting for a turn to read");
        }
        AtomicBoolean isGivenBack = new AtomicBoolean();
        return () -> {
            if (isGivenBack.compareAndSet(false, true)) {
                turns.release();
            }
        };
    }

    /** A turn to read. */
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }
}
