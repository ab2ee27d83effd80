package io.godwit.core.internal.runtime;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/** Makes the threads of this library: daemons with a name that says whose they are. Thread-safe. */
public final class DaemonThreads implements ThreadFactory {
    private final String prefix;
    private final AtomicLong count = new AtomicLong();

    /**
     * A factory.
     *
     * @param purpose what the threads do; they are named {@code godwit-<purpose>-<n>}
     */
    public DaemonThreads(String purpose) {
        this.prefix = "godwit-" + purpose + "-";
    }

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = new Thread(work, prefix + count.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
