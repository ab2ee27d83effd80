package io.godwit.core.internal.run;

import io.godwit.core.MigrationPlan.Place;
import io.godwit.core.Plugins;
import io.godwit.core.RunOptions;
import io.godwit.core.internal.metrics.Meters;
import io.godwit.core.internal.runtime.Bandwidth;
import io.godwit.core.internal.runtime.ConnectionPool;
import io.godwit.core.internal.runtime.LocalWorkExecutor;
import io.godwit.core.internal.runtime.MemoryBudget;
import io.godwit.core.internal.runtime.RetryPolicy;
import io.godwit.core.internal.runtime.RunCancellation;
import io.godwit.core.internal.runtime.RunContext;
import io.godwit.core.internal.runtime.RunLimits;
import io.godwit.core.internal.runtime.SideRights;
import io.godwit.spi.Finding;
import io.godwit.spi.Limits;
import io.godwit.spi.Progress;
import io.godwit.spi.WorkExecutor;
import java.util.List;
import java.util.function.Consumer;

/** What lives as long as one run, or one planning: connections, limits, cancellation, executor. Thread-safe. */
public final class RunScope implements AutoCloseable {
    private static final int DEFAULT_PARALLELISM = 4;

    private final RunSettings settings;
    private final RunCancellation cancellation;
    private final ConnectionPool connections;
    private final Limits limits;
    private final WorkExecutor executor;
    private final boolean ownsExecutor;

    /**
     * Opens a scope; no connection is opened yet.
     *
     * @param settings what all runs share
     * @param what the work, as a cancellation names it
     * @param options limits of this run
     * @param places where it reads and writes
     * @param findings takes what the connections themselves report
     */
    public RunScope(
            RunSettings settings, String what, RunOptions options, List<Place> places, Consumer<Finding> findings) {
        this.settings = settings;
        this.cancellation = new RunCancellation(what);
        int parallelism = options.parallelism() == 0 ? DEFAULT_PARALLELISM : options.parallelism();
        MemoryBudget memory = options.memoryBytes() == 0 ? settings.memory() : new MemoryBudget(options.memoryBytes());
        Meters meters = settings.meters();
        this.limits = meters.waiting(
                new RunLimits(parallelism, new Bandwidth(options.bytesPerSecond()), memory, cancellation));
        Progress quiet = new FindingsOnly(findings);
        this.connections = new ConnectionPool(
                settings.plugins(),
                rights(places),
                settings.secretSeen(),
                meters,
                pool -> new RunContext(quiet, cancellation, settings.clock(), limits, pool));
        WorkExecutor given = settings.executor();
        this.ownsExecutor = given == null;
        RetryPolicy retry =
                RetryPolicy.standard().withListener((unit, failure, attempt, pause) -> meters.unitRetried());
        this.executor = meters.timing(given == null ? new LocalWorkExecutor(parallelism, retry) : given);
    }

    private static SideRights rights(List<Place> places) {
        SideRights rights = SideRights.of();
        for (Place place : places) {
            rights = place.isSource()
                    ? rights.withSource(place.location(), place.mayWrite())
                    : rights.withDestination(place.location());
        }
        return rights;
    }

    /**
     * What all runs share.
     *
     * @return the settings
     */
    public RunSettings settings() {
        return settings;
    }

    /**
     * The plugins.
     *
     * @return the registry
     */
    public Plugins plugins() {
        return settings.plugins();
    }

    /**
     * Whether to stop.
     *
     * @return the token, which can be cancelled
     */
    public RunCancellation cancellation() {
        return cancellation;
    }

    /**
     * Runs work units.
     *
     * @return the executor
     */
    public WorkExecutor executor() {
        return executor;
    }

    /**
     * What work in this scope is given.
     *
     * @param progress where it reports
     * @return the context
     */
    public RunContext context(Progress progress) {
        return new RunContext(progress, cancellation, settings.clock(), limits, connections);
    }

    @Override
    public void close() {
        try {
            connections.close();
        } finally {
            if (ownsExecutor) {
                executor.close();
            }
        }
    }
}
