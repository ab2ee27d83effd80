package io.godwit.core.internal.journal;

import io.godwit.core.internal.run.CrashPoint;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Handles;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes. What callers hand in while a commit is under way shares the next one, so that many small writes cost
 * few flushes to the medium. Each piece of work succeeds or fails on its own. Thread-safe.
 */
final class Writer implements AutoCloseable {
    private static final int MAX_BATCH = 512;
    private static final int MAX_QUEUE = 4096;

    private final JournalStore store;
    private final JournalFailures failures;
    private final CrashPoint crashPoint;
    private final BlockingQueue<Job<?>> queue = new LinkedBlockingQueue<>(MAX_QUEUE);
    private final Thread thread;
    private volatile boolean closed;
    /** Nobody takes from the queue any more. */
    private volatile boolean ended;
    /** Made again by the one thread where it was lost. */
    private Handle handle;

    private boolean isSuspect;
    private boolean isCommitting;

    Writer(JournalStore store, CrashPoint crashPoint) {
        this.store = store;
        this.handle = store.openWriter();
        this.failures = store.failures();
        this.crashPoint = crashPoint;
        this.thread = new Thread(this::loop, "godwit-journal");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /** Writes; what was written is durable on return. */
    <T> T write(@Nullable Fence fence, Function<Handle, T> work) {
        Job<T> job = new Job<>(fence, work);
        put(job);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return job.done.get();
                } catch (InterruptedException e) {
                    // A write that is under way is not given up: its caller must know what was written.
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw failures.of(e.getCause() instanceof Exception cause ? cause : e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Writes soon, for what may be lost in a crash: progress and log lines. The first later write that is waited for makes it durable. */
    void writeLater(@Nullable Fence fence, java.util.function.Consumer<Handle> work) {
        put(new Job<Boolean>(fence, open -> {
            work.accept(open);
            return Boolean.TRUE;
        }));
    }

    int waiting() {
        return queue.size();
    }

    private void put(Job<?> job) {
        boolean interrupted = false;
        while (true) {
            if (closed) {
                throw closed();
            }
            try {
                queue.put(job);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (ended) {
            refuseWaiting();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void refuseWaiting() {
        List<Job<?>> late = new ArrayList<>();
        queue.drainTo(late);
        late.forEach(job -> job.fail(closed()));
    }

    private static MigrationException closed() {
        return MigrationException.of(ErrorCategory.INTERNAL, "journal.closed", "the journal was closed")
                .build();
    }

    private void loop() {
        List<Job<?>> batch = new ArrayList<>();
        while (true) {
            try {
                batch.add(queue.take());
            } catch (InterruptedException e) {
                break;
            }
            queue.drainTo(batch, MAX_BATCH);
            boolean last = batch.removeIf(job -> job == Job.END);
            if (!batch.isEmpty()) {
                commit(batch);
            }
            batch.clear();
            if (last) {
                break;
            }
        }
        closed = true;
        // Who puts something in after this sees it and refuses that itself.
        ended = true;
        refuseWaiting();
    }

    private void commit(List<Job<?>> batch) {
        Outage outage = new Outage(store);
        while (true) {
            List<Job<?>> good = new ArrayList<>(batch.size());
            isCommitting = false;
            try {
                commit(batch, good);
                good.forEach(Job::succeed);
                return;
            } catch (RuntimeException e) {
                isSuspect = true;
                rollBack(e);
                // once the commit was sent, what became of it is not known
                if (isCommitting || !outage.passes(e)) {
                    batch.forEach(job -> job.fail(e));
                    return;
                }
            }
        }
    }

    private void commit(List<Job<?>> batch, List<Job<?>> good) {
        if (isSuspect && !store.isUsable(handle)) {
            handle.getConfig(Handles.class).setForceEndTransactions(false);
            handle.close();
            handle = store.openWriter();
        }
        isSuspect = false;
        handle.begin();
        store.exclude(handle);
        for (Job<?> job : batch) {
            if (!job.isDone() && run(job)) {
                good.add(job);
            }
        }
        long number = store.count(handle);
        crashPoint.hit("journal.before-commit");
        isCommitting = true;
        handle.commit();
        store.counted(number);
        crashPoint.hit("journal.after-commit");
    }

    private boolean run(Job<?> job) {
        handle.savepoint("job");
        try {
            job.run(handle);
            handle.releaseSavepoint("job");
            return true;
        } catch (RuntimeException e) {
            try {
                handle.rollbackToSavepoint("job");
            } catch (RuntimeException whole) {
                // A full disk takes the whole transaction back, and its savepoints with it.
                e.addSuppressed(whole);
                throw e;
            }
            job.fail(e);
            return false;
        }
    }

    private void rollBack(RuntimeException failure) {
        try {
            if (handle.isInTransaction()) {
                handle.rollback();
            }
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Writes what was handed in, then ends the thread and closes the connection. */
    @Override
    public void close() {
        boolean isFirst;
        synchronized (this) {
            isFirst = !closed;
            closed = true;
        }
        boolean interrupted = false;
        while (true) {
            try {
                if (isFirst) {
                    queue.put(Job.END);
                    isFirst = false;
                }
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        handle.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Job<T> {
        static final Job<Boolean> END = new Job<>(null, handle -> Boolean.TRUE);

        private final @Nullable Fence fence;
        private final Function<Handle, T> work;
        private final CompletableFuture<T> done = new CompletableFuture<>();
        private @Nullable T result;

        Job(@Nullable Fence fence, Function<Handle, T> work) {
            this.fence = fence;
            this.work = work;
        }

        void run(Handle handle) {
            if (fence != null) {
                fence.check(handle);
            }
            result = work.apply(handle);
        }

        boolean isDone() {
            return done.isDone();
        }

        void succeed() {
            done.complete(result);
        }

        void fail(Exception failure) {
            done.completeExceptionally(failure instanceof CompletionException wrapped ? wrapped : failure);
        }
    }
}
