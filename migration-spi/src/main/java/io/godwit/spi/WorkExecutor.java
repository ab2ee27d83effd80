package io.godwit.spi;

import java.util.Iterator;

/**
 * Says where and how many units run at a time.
 *
 * @implSpec Thread-safe. Units are taken from the iterator lazily, by one thread. Each unit is run at least once; a unit lost with
 *     its worker is run again.
 */
@Incubating
public interface WorkExecutor extends AutoCloseable {
    /**
     * The id of this executor, shown in the plan.
     *
     * @return lower-case words with dashes, for instance {@code local}
     */
    String id();

    /**
     * How many units run at a time at the most.
     *
     * @return at least 1
     */
    int parallelism();

    /**
     * Runs units until there are no more.
     *
     * @param units what to run
     * @param runner runs one unit; on another machine a runner is built there from the plugins found there
     * @param listener hears of each result, one at a time
     * @param context cancellation ends the units under way and fails the call
     * @throws MigrationException the first failure that the listener did not take, after the units under way have ended
     */
    void execute(Iterator<WorkUnit> units, Runner runner, Listener listener, WorkContext context);

    @Override
    void close();

    /** Runs units. Thread-safe. */
    interface Runner {
        /**
         * Runs one unit.
         *
         * @param unit which
         * @return its result
         * @throws MigrationException where it could not be done
         */
        WorkResult run(WorkUnit unit);
    }

    /** Hears of results. Called by one thread at a time. */
    interface Listener {
        /**
         * A unit is done.
         *
         * @param unit which
         * @param result what became of it
         */
        void done(WorkUnit unit, WorkResult result);

        /**
         * A unit failed for good.
         *
         * @param unit which
         * @param failure why
         * @return true to go on with the others, false to end the call with this failure
         */
        boolean failed(WorkUnit unit, MigrationException failure);
    }
}
