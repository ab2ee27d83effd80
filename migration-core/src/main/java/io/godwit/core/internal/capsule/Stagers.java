package io.godwit.core.internal.capsule;

import io.godwit.spi.MigrationException;
import java.util.Collection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** What pulls in several threads. */
final class Stagers {
    private Stagers() {}

    /** Waits for what a thread gives. */
    static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MigrationException.cancelled("staging");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e);
        }
    }

    /** Ends threads, with what they have not begun; what is under way is waited for, since it uses what is closed next. */
    static void end(ExecutorService threads, Collection<? extends Future<?>> underWay) {
        underWay.forEach(future -> future.cancel(false));
        threads.shutdown();
        boolean isInterrupted = false;
        while (!threads.isTerminated()) {
            try {
                threads.awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
