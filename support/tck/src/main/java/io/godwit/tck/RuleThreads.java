package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Threads that a rule has started: the next rule must not meet them. */
final class RuleThreads {
    private static final long SECONDS = 30;

    private RuleThreads() {}

    /**
     * Interrupts what still runs and waits until it has ended; fails where that takes more than half a minute.
     *
     * @param threads used up afterwards
     * @throws InterruptedException if the wait is interrupted
     */
    static void end(ExecutorService threads) throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(SECONDS, TimeUnit.SECONDS))
                .as("threads end within %d s of being interrupted", SECONDS)
                .isTrue();
    }
}
