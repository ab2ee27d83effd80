package io.godwit.core.internal.metrics;

import io.godwit.core.Outcome;

/** How the runs of one migrator ended. Thread-safe. */
final class SessionTally {
    private long active;
    private long ended;
    private long verified;

    synchronized void began() {
        active++;
    }

    synchronized void ended(Outcome outcome) {
        ended++;
        verified += outcome == Outcome.VERIFIED ? 1 : 0;
    }

    synchronized void left() {
        active--;
    }

    synchronized double active() {
        return active;
    }

    /** The share of runs that ended verified; not a number before the first ended. */
    synchronized double ratio() {
        return ended == 0 ? Double.NaN : (double) verified / ended;
    }
}
