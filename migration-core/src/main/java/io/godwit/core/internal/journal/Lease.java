package io.godwit.core.internal.journal;

import org.jspecify.annotations.Nullable;

/** The lease that one runner has on a session. Thread-safe. */
public final class Lease implements AutoCloseable {
    private final Leases leases;
    private final Fence fence;
    private final @Nullable SessionLock lock;
    private final boolean takeover;

    Lease(Leases leases, Fence fence, @Nullable SessionLock lock, boolean takeover) {
        this.leases = leases;
        this.fence = fence;
        this.lock = lock;
        this.takeover = takeover;
    }

    /**
     * The right to write that it gives.
     *
     * @return the fence
     */
    public Fence fence() {
        return fence;
    }

    /**
     * Whether it was taken from a runner that had not let go of it.
     *
     * @return true after a crash
     */
    public boolean isTakeover() {
        return takeover;
    }

    /**
     * Makes it hold for another while.
     *
     * @throws io.godwit.spi.MigrationException VALIDATION, {@code session.lease-lost}
     */
    public void renew() {
        leases.renew(fence);
    }

    /** Lets go of it. */
    @Override
    public void close() {
        try {
            leases.release(fence);
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }
}
