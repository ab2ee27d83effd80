package io.godwit.core.internal.metrics;

import io.godwit.core.MigrationEvent;
import io.godwit.core.MigrationPlan;
import io.godwit.spi.Limits;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Progress;
import io.godwit.spi.WorkExecutor;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Watches what a migrator does. What it does not watch passes through untouched, so that {@link #NONE} costs nothing. Thread-safe.
 */
public interface Meters extends AutoCloseable {
    /** Watches nothing. */
    Meters NONE = new Meters() {};

    /**
     * Watches a run: its steps, errors, retries and findings, and how it ends.
     *
     * @param plan what is run
     * @param listener hears of it as well
     * @return hears of it in place of the listener
     */
    default Consumer<MigrationEvent> hearing(MigrationPlan plan, Consumer<MigrationEvent> listener) {
        return listener;
    }

    /** Somebody asked for a run. */
    default void began() {
        // nobody counts
    }

    /** It ended. */
    default void left() {
        // nobody counts
    }

    /**
     * Counts a failure that no run tells of: a request that was refused, a place that could not be looked at.
     *
     * @param failure why
     */
    default void failed(MigrationException failure) {
        // nobody counts
    }

    /** Counts a unit that is done again. */
    default void unitRetried() {
        // nobody counts
    }

    /**
     * Counts what a step moves.
     *
     * @param stepType the id of its type
     * @param progress where it reports
     * @return where it reports instead
     */
    default Progress counting(String stepType, Progress progress) {
        return progress;
    }

    /**
     * Times work units.
     *
     * @param executor runs them
     * @return runs them instead
     */
    default WorkExecutor timing(WorkExecutor executor) {
        return executor;
    }

    /**
     * Times what waits for bandwidth and memory.
     *
     * @param limits what may be used
     * @return the same, watched
     */
    default Limits waiting(Limits limits) {
        return limits;
    }

    /**
     * Times the opening of a connection.
     *
     * @param <T> what is opened
     * @param kind {@code host}, {@code tree} or {@code database}
     * @param opener opens it
     * @return what it opened
     */
    default <T> T opening(String kind, Supplier<T> opener) {
        return opener.get();
    }

    /**
     * A connection was closed.
     *
     * @param kind as for {@link #opening}
     * @param wasLost whether because it had broken
     */
    default void closed(String kind, boolean wasLost) {
        // nobody counts
    }

    /**
     * Watches the queue of the journal.
     *
     * @param waiting gives how many writes wait
     */
    default void journal(IntSupplier waiting) {
        // nobody looks
    }

    /** Takes what shows the state of this migrator out of the registry; counters and timers stay. */
    @Override
    default void close() {
        // nothing was put in
    }
}
