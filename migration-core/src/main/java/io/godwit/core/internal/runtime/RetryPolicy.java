package io.godwit.core.internal.runtime;

import io.godwit.spi.CancellationToken;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Repeats what fails for a passing reason, and only that: a {@link MigrationException} that says that a retry can help. The pauses
 * double from one to the next up to a cap, and each is drawn at random from nothing to that length, so that many workers that
 * failed together do not come back together. Immutable and thread-safe.
 */
public final class RetryPolicy {
    private final int maxAttempts;
    private final Duration firstPause;
    private final Duration longestPause;
    private final Sleeper sleeper;
    private final DoubleSupplier random;
    private final Listener listener;

    private RetryPolicy(
            int maxAttempts,
            Duration firstPause,
            Duration longestPause,
            Sleeper sleeper,
            DoubleSupplier random,
            Listener listener) {
        this.maxAttempts = maxAttempts;
        this.firstPause = firstPause;
        this.longestPause = longestPause;
        this.sleeper = sleeper;
        this.random = random;
        this.listener = listener;
    }

    /**
     * Five attempts, pauses from half a second up to half a minute.
     *
     * @return the policy
     */
    public static RetryPolicy standard() {
        return of(5, Duration.ofMillis(500), Duration.ofSeconds(30));
    }

    /**
     * No second attempt.
     *
     * @return the policy
     */
    public static RetryPolicy none() {
        return of(1, Duration.ZERO, Duration.ZERO);
    }

    /**
     * A policy.
     *
     * @param maxAttempts how often in all, at least once
     * @param firstPause the longest first pause
     * @param longestPause the longest of all pauses
     * @return the policy
     */
    public static RetryPolicy of(int maxAttempts, Duration firstPause, Duration longestPause) {
        if (maxAttempts < 1 || firstPause.isNegative() || longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException("at least one attempt, and pauses that do not get shorter");
        }
        return new RetryPolicy(
                maxAttempts,
                firstPause,
                longestPause,
                Waiting::sleep,
                () -> ThreadLocalRandom.current().nextDouble(),
                (what, failure, attempt, pause) -> {});
    }

    /**
     * The same with another way to pass time.
     *
     * @param other waits
     * @return a copy
     */
    public RetryPolicy withSleeper(Sleeper other) {
        return new RetryPolicy(maxAttempts, firstPause, longestPause, other, random, listener);
    }

    /**
     * The same with other dice.
     *
     * @param other gives numbers from 0 to 1
     * @return a copy
     */
    public RetryPolicy withRandom(DoubleSupplier other) {
        return new RetryPolicy(maxAttempts, firstPause, longestPause, sleeper, other, listener);
    }

    /**
     * The same, telling somebody of each repetition.
     *
     * @param other is told; called by the thread that does the work
     * @return a copy
     */
    public RetryPolicy withListener(Listener other) {
        return new RetryPolicy(maxAttempts, firstPause, longestPause, sleeper, random, other);
    }

    /**
     * How often in all.
     *
     * @return at least 1
     */
    public int maxAttempts() {
        return maxAttempts;
    }

    /**
     * Does something, again where that can help.
     *
     * @param <T> what it gives
     * @param what the work, for the listener
     * @param token ends the pauses, and keeps a cancelled piece of work from being repeated
     * @param work what to do
     * @return what it gave
     * @throws MigrationException the last failure, with the ones before it suppressed, and with the number of attempts in its
     *     trail where there was more than one
     */
    public <T> T call(String what, CancellationToken token, Supplier<T> work) {
        Objects.requireNonNull(what, "what");
        MigrationException previous = null;
        for (int attempt = 1; ; attempt++) {
            token.throwIfCancelled();
            try {
                return work.get();
            } catch (MigrationException e) {
                if (previous != null && !previous.equals(e)) {
                    e.addSuppressed(previous);
                }
                boolean helps = e.isRetryable() && e.category() != ErrorCategory.CANCELLED && !token.isCancelled();
                if (!helps || attempt >= maxAttempts) {
                    throw attempt == 1 ? e : e.within("attempt " + attempt);
                }
                Duration pause = pauseAfter(attempt);
                listener.retrying(what, e, attempt, pause);
                previous = e;
                sleeper.sleep(pause, token);
            }
        }
    }

    /**
     * Does something, again where that can help.
     *
     * @param what the work, for the listener
     * @param token ends the pauses
     * @param work what to do
     * @throws MigrationException as {@link #call}
     */
    public void run(String what, CancellationToken token, Runnable work) {
        call(what, token, () -> {
            work.run();
            return Boolean.TRUE;
        });
    }

    private Duration pauseAfter(int attempt) {
        double cap = Math.min((double) longestPause.toMillis(), firstPause.toMillis() * Math.pow(2, attempt - 1.0));
        return Duration.ofMillis(Math.round(cap * random.getAsDouble()));
    }

    /** Passes time. */
    @FunctionalInterface
    public interface Sleeper {
        /**
         * Sleeps.
         *
         * @param time how long
         * @param token ends the sleep
         * @throws MigrationException CANCELLED, when cancelled or interrupted meanwhile
         */
        void sleep(Duration time, CancellationToken token);
    }

    /** Hears of repetitions. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Something failed and will be done again.
         *
         * @param what the work
         * @param failure why it failed
         * @param attempt how often it was tried by now
         * @param pause how long it pauses before the next attempt
         */
        void retrying(String what, MigrationException failure, int attempt, Duration pause);
    }
}
