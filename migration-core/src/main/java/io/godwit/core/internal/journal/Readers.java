package io.godwit.core.internal.journal;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Connections that only read, kept for the next reader. Thread-safe. */
final class Readers implements AutoCloseable {
    private static final int MAX_IDLE = 4;

    private final JournalStore store;
    private final Jdbi jdbi;
    private final JournalFailures failures;
    private final Deque<Handle> idle = new ArrayDeque<>();
    private boolean closed;

    Readers(JournalStore store) {
        this.store = store;
        this.jdbi = store.readers();
        this.failures = store.failures();
    }

    /** Reads one consistent state: all that was committed before. */
    <T> T read(Function<Handle, T> work) {
        Outage outage = new Outage(store);
        while (true) {
            try {
                return readOnce(work);
            } catch (RuntimeException e) {
                if (!outage.passes(e)) {
                    throw e;
                }
            }
        }
    }

    private <T> T readOnce(Function<Handle, T> work) {
        Handle handle = borrow();
        boolean isGood = false;
        try {
            handle.begin();
            T result = work.apply(handle);
            handle.commit();
            isGood = true;
            return result;
        } catch (RuntimeException e) {
            isGood = rollBack(handle, e);
            throw failures.of(e);
        } finally {
            giveBack(handle, isGood);
        }
    }

    private static boolean rollBack(Handle handle, RuntimeException failure) {
        try {
            handle.rollback();
            return true;
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
            return false;
        }
    }

    private Handle borrow() {
        @Nullable Handle handle = idle();
        while (handle != null) {
            if (store.isUsable(handle)) {
                return handle;
            }
            handle.close();
            handle = idle();
        }
        try {
            return jdbi.open();
        } catch (RuntimeException e) {
            throw failures.of(e);
        }
    }

    private @Nullable Handle idle() {
        synchronized (idle) {
            if (closed) {
                throw MigrationException.of(ErrorCategory.INTERNAL, "journal.closed", "the journal was closed")
                        .build();
            }
            return idle.poll();
        }
    }

    private void giveBack(Handle handle, boolean isGood) {
        synchronized (idle) {
            if (isGood && !closed && idle.size() < MAX_IDLE) {
                idle.push(handle);
                return;
            }
        }
        handle.getConfig(Handles.class).setForceEndTransactions(isGood);
        handle.close();
    }

    @Override
    public void close() {
        synchronized (idle) {
            closed = true;
            idle.forEach(Handle::close);
            idle.clear();
        }
    }
}
