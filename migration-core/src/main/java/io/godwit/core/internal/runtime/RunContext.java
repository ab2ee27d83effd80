package io.godwit.core.internal.runtime;

import io.godwit.spi.CancellationToken;
import io.godwit.spi.Connections;
import io.godwit.spi.Limits;
import io.godwit.spi.Progress;
import io.godwit.spi.WorkContext;
import java.time.Clock;
import java.util.Objects;

/**
 * What work is given, put together. Immutable; thread-safe as its parts are.
 *
 * @param progress where to report what was done
 * @param cancellation whether to stop
 * @param clock the clock to tell time by
 * @param limits what may be used
 * @param connections hosts, trees, databases and secrets
 */
public record RunContext(
        Progress progress, CancellationToken cancellation, Clock clock, Limits limits, Connections connections)
        implements WorkContext {
    /** Checks the parts. */
    public RunContext {
        Objects.requireNonNull(progress, "progress");
        Objects.requireNonNull(cancellation, "cancellation");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(connections, "connections");
    }

    /**
     * The same with another place to report to, for instance that of one step.
     *
     * @param other where to report
     * @return a copy
     */
    public RunContext withProgress(Progress other) {
        return new RunContext(other, cancellation, clock, limits, connections);
    }
}
