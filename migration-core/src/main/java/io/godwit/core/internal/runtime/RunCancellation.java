package io.godwit.core.internal.runtime;

import io.godwit.spi.CancellationToken;
import io.godwit.spi.MigrationException;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cancellation of one run: anybody may cancel it, once. Thread-safe. */
public final class RunCancellation implements CancellationToken {
    private static final Logger log = LoggerFactory.getLogger(RunCancellation.class);

    private final String what;
    private final Object lock = new Object();
    private final Set<Entry> actions = new LinkedHashSet<>();
    private volatile boolean cancelled;

    /**
     * A token.
     *
     * @param what the work, as the failure names it, for instance {@code session 4f2a}
     */
    public RunCancellation(String what) {
        this.what = Objects.requireNonNull(what, "what");
    }

    /** Cancels: runs the registered actions in this thread, the newest first. Does nothing the second time. */
    public void cancel() {
        Entry[] todo;
        synchronized (lock) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            todo = actions.toArray(Entry[]::new);
            actions.clear();
        }
        for (int i = todo.length - 1; i >= 0; i--) {
            run(todo[i].action);
        }
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void throwIfCancelled() {
        if (cancelled || Thread.currentThread().isInterrupted()) {
            throw MigrationException.cancelled(what);
        }
    }

    @Override
    public Registration onCancel(Runnable action) {
        Entry entry = new Entry(Objects.requireNonNull(action, "action"));
        synchronized (lock) {
            if (!cancelled) {
                actions.add(entry);
                return () -> {
                    synchronized (lock) {
                        actions.remove(entry);
                    }
                };
            }
        }
        run(action);
        return () -> {};
    }

    /** An action that fails must not keep the others from running: the work has to stop either way. */
    private void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("work", what).setCause(e).log("Something could not be stopped at once");
        }
    }

    /** Compares by identity: the same action may be registered twice. */
    private static final class Entry {
        private final Runnable action;

        Entry(Runnable action) {
            this.action = action;
        }
    }
}
