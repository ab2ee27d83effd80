package io.godwit.core.internal.engine;

import io.godwit.core.MigrationPlan;
import io.godwit.core.internal.journal.Fence;
import io.godwit.core.internal.journal.Journal;
import io.godwit.core.internal.run.RunScope;
import io.godwit.spi.MigrationException;

/**
 * What lives as long as one process runs one session.
 *
 * @param plan what is run
 * @param journal where it is written down
 * @param fence the right to write
 * @param run connections, limits, cancellation
 * @param log what is said of it
 * @param scratch a private directory
 */
record SessionScope(MigrationPlan plan, Journal journal, Fence fence, RunScope run, SessionLog log, Scratch scratch) {
    String id() {
        return fence.session();
    }

    /** The process dies here, in tests that want it to. */
    void pass(String place) {
        run.settings().crashPoint().hit(place);
    }

    /** Whether a failure says that this process is no longer the runner, and so has nothing more to write. */
    static boolean isLeaseLost(MigrationException failure) {
        return failure.code().equals("session.lease-lost");
    }
}
