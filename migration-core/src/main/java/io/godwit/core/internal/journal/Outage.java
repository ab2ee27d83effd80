package io.godwit.core.internal.journal;

import io.godwit.spi.MigrationException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Says whether something that failed since the journal's database cannot be reached is tried again, and waits before that. */
final class Outage {
    private static final long FIRST_PAUSE = 100;
    private static final long LONGEST_PAUSE = 2_000;

    private final JournalStore store;
    private long began;
    private long pause = FIRST_PAUSE;

    Outage(JournalStore store) {
        this.store = store;
    }

    /** Waits; false where it is to be given up. */
    boolean passes(RuntimeException failure) {
        Duration patience = store.patience();
        @Nullable
        MigrationException known = patience.isZero() ? null : store.failures().of(failure);
        if (known == null || !known.code().equals("journal.unreachable")) {
            return false;
        }
        long now = System.nanoTime();
        began = began == 0 ? now : began;
        if (now - began > patience.toNanos()) {
            return false;
        }
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        pause = Math.min(LONGEST_PAUSE, 2 * pause);
        return true;
    }
}
