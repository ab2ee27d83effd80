package io.godwit.core.internal.tree;

import io.godwit.spi.CancellationToken;
import io.godwit.spi.Cursor;
import io.godwit.spi.MigrationException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a cursor a little ahead in a thread of its own, so that two listings, and what is done with them, go on side by side. The cursor
 * is used by that thread alone, and closed when the thread has ended. For one thread.
 */
final class ReadAhead<T> implements Cursor<T> {
    private static final int BATCH = 128;
    private static final int BATCHES = 8;
    private static final long LOOK_MILLIS = 100;

    private final Cursor<T> in;
    private final CancellationToken cancellation;
    private final BlockingQueue<Batch<T>> batches = new ArrayBlockingQueue<>(BATCHES);
    private final Thread thread;
    private volatile boolean isClosed;
    private Iterator<T> current = List.<T>of().iterator();
    private @Nullable Batch<T> last;

    /**
     * What was read.
     *
     * @param isLast whether nothing comes behind it
     * @param failure why that is so before the end, or null
     */
    private record Batch<T>(
            List<T> values, boolean isLast, @Nullable Throwable failure) {}

    private ReadAhead(Cursor<T> in, CancellationToken cancellation) {
        this.in = in;
        this.cancellation = cancellation;
        this.thread = new Thread(this::readAll, "godwit-ahead");
        thread.setDaemon(true);
    }

    static <T> Cursor<T> of(Cursor<T> in, CancellationToken cancellation) {
        ReadAhead<T> ahead = new ReadAhead<>(in, cancellation);
        ahead.thread.start();
        return ahead;
    }

    private void readAll() {
        List<T> values = new ArrayList<>(BATCH);
        Throwable failure = null;
        try {
            while (!isClosed && in.hasNext()) {
                values.add(in.next());
                if (values.size() == BATCH) {
                    hand(new Batch<>(values, false, null));
                    values = new ArrayList<>(BATCH);
                }
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        hand(new Batch<>(values, true, failure));
    }

    private void hand(Batch<T> batch) {
        while (!isClosed) {
            try {
                if (batches.offer(batch, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                // nobody interrupts this thread but to end it
                isClosed = true;
            }
        }
    }

    @Override
    public boolean hasNext() {
        while (!current.hasNext()) {
            Batch<T> ended = last;
            if (ended != null) {
                throwAgain(ended.failure());
                return false;
            }
            Batch<T> next = take();
            current = next.values().iterator();
            last = next.isLast() ? next : null;
        }
        return true;
    }

    private Batch<T> take() {
        while (true) {
            cancellation.throwIfCancelled();
            if (isClosed) {
                return new Batch<>(List.of(), true, null);
            }
            try {
                Batch<T> next = batches.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    return next;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw MigrationException.cancelled("reading a listing");
            }
        }
    }

    private static void throwAgain(@Nullable Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException runtime) {
            throw runtime;
        }
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return current.next();
    }

    /** Waits until what is being read is here; then nobody uses the cursor any more. */
    @Override
    public void close() {
        isClosed = true;
        boolean isInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        in.close();
    }
}
