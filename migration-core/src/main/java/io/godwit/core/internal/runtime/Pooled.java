package io.godwit.core.internal.runtime;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is opened when it is first needed and shared by all who borrow it. When its connection turns out to be lost, the
 * next call opens it again; the lost one is closed when nobody holds it any more. Thread-safe.
 *
 * @param <T> a host, tree or database
 */
final class Pooled<T> {
    private final Supplier<T> opener;
    private final Consumer<T> opened;
    private final Consumer<T> closer;
    private @Nullable Generation<T> current;

    /**
     * A thing that is not open yet.
     *
     * @param opener opens it
     * @param opened hears of each opening
     * @param closer closes what was opened
     */
    Pooled(Supplier<T> opener, Consumer<T> opened, Consumer<T> closer) {
        this.opener = opener;
        this.opened = opened;
        this.closer = closer;
    }

    /** Borrows it, opening it where it is not open. */
    Lease<T> borrow() {
        Lease<T> lease = new Lease<>(this);
        lease.generation();
        return lease;
    }

    private synchronized Generation<T> pin(Set<Generation<T>> held) {
        Generation<T> generation = current;
        if (generation == null) {
            generation = new Generation<>(opener.get());
            opened.accept(generation.object);
            current = generation;
        }
        if (held.add(generation)) {
            generation.holders++;
        }
        return generation;
    }

    private synchronized void lost(Generation<T> generation) {
        if (generation.equals(current)) {
            current = null;
            generation.isLost = true;
            if (generation.holders == 0) {
                closer.accept(generation.object);
            }
        }
    }

    private synchronized void unpin(Generation<T> generation) {
        generation.holders--;
        if (generation.isLost && generation.holders == 0) {
            closer.accept(generation.object);
        }
    }

    /** What was opened at one time. Compares by identity. */
    private static final class Generation<T> {
        private final T object;
        private int holders;
        private boolean isLost;

        Generation(T object) {
            this.object = object;
        }
    }

    /**
     * What one borrower has. Thread-safe.
     *
     * @param <T> a host, tree or database
     */
    static final class Lease<T> implements AutoCloseable {
        /** A refused connection says nothing about the host that was asked to connect. */
        private static final String CONNECT_FAILED = "host.connect-failed";

        private final Pooled<T> pooled;
        private final Set<Generation<T>> held = new LinkedHashSet<>();
        private boolean closed;

        private Lease(Pooled<T> pooled) {
            this.pooled = pooled;
        }

        /** Calls what is open now; a connectivity failure makes the next call open it again. */
        <R> R call(Function<T, R> work) {
            Generation<T> generation = generation();
            try {
                return work.apply(generation.object);
            } catch (MigrationException e) {
                if (e.category() == ErrorCategory.CONNECTIVITY && !e.code().equals(CONNECT_FAILED)) {
                    pooled.lost(generation);
                }
                throw e;
            }
        }

        void run(Consumer<T> work) {
            call(object -> {
                work.accept(object);
                return Boolean.TRUE;
            });
        }

        private synchronized Generation<T> generation() {
            if (closed) {
                throw new IllegalStateException("this was given back already");
            }
            return pooled.pin(held);
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                held.forEach(pooled::unpin);
                held.clear();
            }
        }
    }
}
