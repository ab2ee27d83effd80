package io.godwit.transfer.cloud;

import io.godwit.spi.MigrationException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The requests of one tree, many under way at a time: a store answers each slowly and all of them fast. Begun in the order in
 * which they were handed over. Thread-safe.
 */
final class Requests implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ExecutorService threads;

    Requests(int most) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(most, most, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "godwit-cloud-" + NUMBER.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
    }

    <T> Future<T> begin(Callable<T> request) {
        return threads.submit(request);
    }

    /** Waits for a request and throws what it threw. */
    static <T> T await(Future<T> request, String what) {
        try {
            return request.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MigrationException.cancelled(what);
        } catch (CancellationException e) {
            throw MigrationException.cancelled(what);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MigrationException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new CompletionException(e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
