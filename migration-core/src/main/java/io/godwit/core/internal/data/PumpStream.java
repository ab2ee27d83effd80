package io.godwit.core.internal.data;

import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of a chunk on their way to the writer, read ahead by a thread of their own: while the writer is busy with one block, the next
 * ones are filled. Blocks change hands without being copied, and are used again. A chunk of a block or two is read by the writer's own
 * thread.
 *
 * <p>The writer's side is for one thread at a time, as for every stream.
 */
final class PumpStream implements CellStream {
    private static final Logger LOG = LoggerFactory.getLogger(PumpStream.class);
    /** Code of the failure that the writer sees when the rows end too early; the true one is {@link #failure()}. */
    static final String INTERRUPTED = "load.source-failed";

    /** Blocks that the writer's thread reads itself before another thread is worth its while. */
    private static final int UNAIDED = 2;
    /** How often a waiting side looks whether the run was cancelled. */
    private static final long LOOK_MILLIS = 100;
    /** How long closing waits for a reader that is inside the source. */
    private static final long PATIENCE_SECONDS = 60;

    private final CellStream source;
    private final CellPipe pipe;
    private final int columns;
    private final PumpSizes sizes;
    private final Executor threads;
    private final WorkContext context;
    private final Runnable afterSource;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<CellBlock> filled = new ArrayDeque<>();
    private final Deque<CellBlock> free = new ArrayDeque<>();
    private boolean isReading;
    private boolean isClosed;
    private @Nullable Throwable failure;
    private final AtomicBoolean isSourceClosed = new AtomicBoolean();

    private int blocks;
    private boolean isEnded;

    /**
     * A stream.
     *
     * @param source the rows as read; closed by this
     * @param pipe what happens to them
     * @param columns cells per row
     * @param sizes how large blocks are and how many are read ahead
     * @param threads runs the reader
     * @param context progress and cancellation
     * @param afterSource run once, when the source was closed
     */
    PumpStream(
            CellStream source,
            CellPipe pipe,
            int columns,
            PumpSizes sizes,
            Executor threads,
            WorkContext context,
            Runnable afterSource) {
        this.source = source;
        this.pipe = pipe;
        this.columns = columns;
        this.sizes = sizes;
        this.threads = threads;
        this.context = context;
        this.afterSource = afterSource;
    }

    @Override
    public boolean read(CellBlock into) {
        into.clear();
        if (isEnded) {
            return false;
        }
        CellBlock block = blocks < UNAIDED || sizes.ahead() == 0 ? readHere() : takeFilled();
        if (block == null) {
            isEnded = true;
            return false;
        }
        blocks++;
        into.swap(block);
        giveBack(block);
        context.progress().addBytes(into.bytes());
        if (blocks == UNAIDED && sizes.ahead() > 0) {
            readAhead();
        }
        return true;
    }

    private @Nullable CellBlock readHere() {
        CellBlock block = free.isEmpty() ? newBlock() : free.removeFirst();
        try {
            if (pipe.fill(block)) {
                return block;
            }
            closeSource();
            return null;
        } catch (RuntimeException | Error e) {
            failure = e;
            throw rethrown(e);
        }
    }

    private CellBlock newBlock() {
        return new CellBlock(columns, sizes.blockBytes(), sizes.maxRowBytes());
    }

    private void giveBack(CellBlock block) {
        lock.lock();
        try {
            block.clear();
            free.addLast(block);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void readAhead() {
        lock.lock();
        try {
            while (free.size() < sizes.ahead() + 1) {
                free.addLast(newBlock());
            }
            isReading = true;
        } finally {
            lock.unlock();
        }
        try {
            threads.execute(this::readOn);
        } catch (RuntimeException | Error e) {
            ended(e);
            throw e;
        }
    }

    /** The life of the reader. */
    private void readOn() {
        Throwable thrown = null;
        try {
            boolean more = true;
            while (more) {
                CellBlock block = takeFree();
                if (block == null) {
                    return;
                }
                more = pipe.fill(block);
                if (more) {
                    handOver(block);
                }
            }
            closeSource();
        } catch (RuntimeException | Error e) {
            thrown = e;
        } finally {
            ended(thrown);
        }
    }

    private void handOver(CellBlock block) {
        lock.lock();
        try {
            filled.addLast(block);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void ended(@Nullable Throwable thrown) {
        lock.lock();
        try {
            isReading = false;
            if (failure == null) {
                failure = thrown;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A block to fill, or null when nobody wants more. */
    private @Nullable CellBlock takeFree() {
        lock.lock();
        try {
            await(() -> isClosed || !free.isEmpty());
            return isClosed ? null : free.removeFirst();
        } finally {
            lock.unlock();
        }
    }

    /** A filled block, or null at the end, which is known only once the source was closed without complaint. */
    private @Nullable CellBlock takeFilled() {
        lock.lock();
        try {
            await(() -> !isReading || !filled.isEmpty());
            if (!filled.isEmpty()) {
                return filled.removeFirst();
            }
            if (failure != null) {
                throw rethrown(failure);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What the writer gets to see. It goes through the target's code, which might take a failure of the source for one of its own and
     * repeat the call, or give up a connection that is sound.
     */
    private static RuntimeException rethrown(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof MigrationException known && known.category() == ErrorCategory.CANCELLED) {
            return known;
        }
        return MigrationException.of(ErrorCategory.TRANSFER, INTERRUPTED, "the rows to be written could not be read on")
                .cause(thrown)
                .build();
    }

    private void await(BooleanSupplier until) {
        try {
            while (!until.getAsBoolean()) {
                if (!changed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    context.cancellation().throwIfCancelled();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MigrationException.cancelled("moving rows");
        }
    }

    private void closeSource() {
        if (isSourceClosed.compareAndSet(false, true)) {
            try {
                source.close();
            } finally {
                afterSource.run();
            }
        }
    }

    /**
     * Why the rows ended too early, where it was on this side.
     *
     * @return the failure, or null
     */
    @Nullable
    Throwable failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether the writer took all rows.
     *
     * @return true when it saw the end
     */
    boolean isEnded() {
        return isEnded;
    }

    @Override
    public ChunkSummary summary() {
        if (!isEnded) {
            throw new IllegalStateException("the stream has not ended");
        }
        return pipe.summary();
    }

    /** Ends the reader and closes the source. */
    @Override
    public void close() {
        boolean isLeft = awaitReader();
        if (isLeft) {
            LOG.atWarn().log("A reader did not end in time; its source is closed underneath it");
        }
        closeSource();
    }

    private boolean awaitReader() {
        boolean isInterrupted = false;
        lock.lock();
        try {
            isClosed = true;
            changed.signalAll();
            long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (isReading && left > 0) {
                try {
                    left = changed.awaitNanos(left);
                } catch (InterruptedException e) {
                    // the reader has to end first; the interruption is passed on below
                    isInterrupted = true;
                }
            }
            return isReading;
        } finally {
            lock.unlock();
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
