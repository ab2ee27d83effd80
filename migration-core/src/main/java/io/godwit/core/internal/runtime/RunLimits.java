package io.godwit.core.internal.runtime;

import io.godwit.spi.CancellationToken;
import io.godwit.spi.Limits;

/**
 * The limits as one run sees them: bandwidth and memory belong to the process, its waits end with the run. Immutable and
 * thread-safe.
 *
 * @param parallelism how many things at a time on one side, at least 1
 * @param bandwidth shared by all runs of the process
 * @param memory shared by all runs of the process
 * @param cancellation ends waiting
 */
public record RunLimits(int parallelism, Bandwidth bandwidth, MemoryBudget memory, CancellationToken cancellation)
        implements Limits {
    /** Checks the parts. */
    public RunLimits {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism is at least 1, not " + parallelism);
        }
    }

    @Override
    public void acquireBandwidth(long bytes) {
        bandwidth.acquire(bytes, cancellation);
    }

    @Override
    public Reservation reserveMemory(long bytes) {
        return memory.reserve(bytes, cancellation);
    }
}
