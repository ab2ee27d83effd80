package io.godwit.core.internal.data;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes things go wrong. Every call into a database or the journal passes through {@link #hit}; at the one that is chosen the process
 * dies, as far as a test can have it: that call and all later ones fail with an error that nothing catches, so that nothing can be
 * changed any more. Thread-safe.
 */
final class Faults {
    /** What the process was told to do at some calls. */
    private record Trap(Predicate<String> place, AtomicInteger after, AtomicInteger times, Runnable effect) {}

    private final AtomicLong calls = new AtomicLong();
    private final List<Trap> traps = new ArrayList<>();
    private volatile long deadly = Long.MAX_VALUE;
    private volatile boolean isDead;
    private volatile boolean isNative;

    /** The process is dead. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed(String place) {
            super("killed at " + place);
        }
    }

    /** Lets the process die at a call, counted from 1. */
    Faults dieAt(long call) {
        deadly = call;
        return this;
    }

    /** Lets databases offer a form of their own. */
    Faults nativeForms() {
        isNative = true;
        return this;
    }

    boolean isNative() {
        return isNative;
    }

    /** Does something at calls of a place: not at the first few, and only so often. */
    synchronized Faults at(String place, int after, int times, Runnable effect) {
        traps.add(new Trap(place::equals, new AtomicInteger(after), new AtomicInteger(times), effect));
        return this;
    }

    /** Fails at calls of a place. */
    Faults fail(String place, int after, int times, String code, boolean isRetryable) {
        return at(place, after, times, () -> {
            throw MigrationException.of(
                            code.equals("database.row-refused") ? ErrorCategory.TRANSFER : ErrorCategory.CONNECTIVITY,
                            code,
                            "a fault made by the test")
                    .retryable(isRetryable)
                    .build();
        });
    }

    long calls() {
        return calls.get();
    }

    boolean isDead() {
        return isDead;
    }

    void hit(String place) {
        if (isDead || calls.incrementAndGet() >= deadly) {
            isDead = true;
            throw new Killed(place);
        }
        Runnable effect = trapped(place);
        if (effect != null) {
            effect.run();
        }
    }

    private synchronized @Nullable Runnable trapped(String place) {
        for (Trap trap : traps) {
            if (trap.place().test(place)
                    && trap.after().getAndDecrement() <= 0
                    && trap.times().getAndDecrement() > 0) {
                return trap.effect();
            }
        }
        return null;
    }
}
