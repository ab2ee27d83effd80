package io.godwit.core.internal.run;

import io.godwit.core.Plugins;
import io.godwit.core.internal.metrics.Meters;
import io.godwit.core.internal.runtime.MemoryBudget;
import io.godwit.core.internal.runtime.RetryPolicy;
import io.godwit.spi.Secret;
import io.godwit.spi.WorkExecutor;
import java.time.Clock;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What all runs of a migrator have in common.
 *
 * @param plugins the plugins
 * @param executor runs work units, or null for threads of this process
 * @param clock tells the time
 * @param memory what all buffers draw on
 * @param stepRetry how often a step is tried
 * @param secretSeen told of each secret before anybody gets it
 * @param crashPoint where tests let the process die
 * @param meters watches what is done
 */
public record RunSettings(
        Plugins plugins,
        @Nullable WorkExecutor executor,
        Clock clock,
        MemoryBudget memory,
        RetryPolicy stepRetry,
        Consumer<Secret> secretSeen,
        CrashPoint crashPoint,
        Meters meters) {
    /** Checks the parts. */
    public RunSettings {
        Objects.requireNonNull(plugins, "plugins");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(memory, "memory");
        Objects.requireNonNull(stepRetry, "stepRetry");
        Objects.requireNonNull(secretSeen, "secretSeen");
        Objects.requireNonNull(crashPoint, "crashPoint");
        Objects.requireNonNull(meters, "meters");
    }

    /**
     * Settings of a migrator that nobody watches.
     *
     * @param plugins the plugins
     * @param executor runs work units, or null for threads of this process
     * @param clock tells the time
     * @param memory what all buffers draw on
     * @param stepRetry how often a step is tried
     * @param secretSeen told of each secret before anybody gets it
     * @param crashPoint where tests let the process die
     */
    public RunSettings(
            Plugins plugins,
            @Nullable WorkExecutor executor,
            Clock clock,
            MemoryBudget memory,
            RetryPolicy stepRetry,
            Consumer<Secret> secretSeen,
            CrashPoint crashPoint) {
        this(plugins, executor, clock, memory, stepRetry, secretSeen, crashPoint, Meters.NONE);
    }

    /**
     * The same with other plugins.
     *
     * @param other the plugins
     * @return a copy
     */
    public RunSettings withPlugins(Plugins other) {
        return new RunSettings(other, executor, clock, memory, stepRetry, secretSeen, crashPoint, meters);
    }
}
