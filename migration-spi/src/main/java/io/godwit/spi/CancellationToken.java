package io.godwit.spi;

/** Tells work that it should stop. Thread-safe. */
public interface CancellationToken {
    /**
     * Whether the work should stop.
     *
     * @return true from the moment of cancellation on
     */
    boolean isCancelled();

    /**
     * Fails where the work should stop; called between chunks and before each irreversible act.
     *
     * @throws MigrationException CANCELLED, when cancelled or when the current thread is interrupted (its flag stays set)
     */
    void throwIfCancelled();

    /**
     * Runs something at the moment of cancellation, for instance closing a socket that a thread is blocked on.
     *
     * @param action short and thread-safe; run at once when already cancelled
     * @return takes the action back when closed
     */
    Registration onCancel(Runnable action);

    /** Takes an action back. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
