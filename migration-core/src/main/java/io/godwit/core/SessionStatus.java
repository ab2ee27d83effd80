package io.godwit.core;

/** How far a session is. Its {@link Outcome} says how it ended. */
public enum SessionStatus {
    /** Planned and stored, but not run yet. */
    PENDING,
    /** Being run, or left so by a process that died. */
    RUNNING,
    /** Run to its end. */
    COMPLETED,
    /** Stopped before its end. */
    FAILED,
    /** Undone: the destination is as it was before. */
    ROLLED_BACK;

    /**
     * Whether the session is done with, unless somebody asks for more.
     *
     * @return false for {@link #PENDING} and {@link #RUNNING}
     */
    public boolean isEnded() {
        return this != PENDING && this != RUNNING;
    }
}
