package io.godwit.core;

/** How a session ended, beside its {@link SessionStatus}. */
public enum Outcome {
    /** Everything was done, and what arrived is what was sent. */
    VERIFIED(SessionStatus.COMPLETED, 0),
    /** Everything was done; nobody compared what arrived with what was sent. */
    NOT_VERIFIED(SessionStatus.COMPLETED, 0),
    /** Everything was done, and what arrived differs from what was sent. */
    DIFFERENCES(SessionStatus.COMPLETED, 3),
    /** A step failed; the session can be resumed or rolled back. */
    RESUMABLE(SessionStatus.FAILED, 1),
    /** Somebody asked it to stop; the session can be resumed or rolled back. */
    CANCELLED(SessionStatus.FAILED, 130),
    /** A person has to decide how to go on: the {@link Runbook} of the session says between what. */
    NEEDS_DECISION(SessionStatus.FAILED, 5),
    /** Undoing failed and stopped: the {@link Runbook} of the session says what is so and what to do. */
    ROLLBACK_STUCK(SessionStatus.FAILED, 1),
    /** Everything was undone: the destination is as it was before. */
    RESTORED(SessionStatus.ROLLED_BACK, 4);

    private final SessionStatus status;
    private final int exitCode;

    Outcome(SessionStatus status, int exitCode) {
        this.status = status;
        this.exitCode = exitCode;
    }

    /**
     * The status that goes with this outcome.
     *
     * @return the only one
     */
    public SessionStatus status() {
        return status;
    }

    /**
     * The exit code of a program whose run ended so: 0 done, 1 failed, 3 differences, 4 failed and rolled back, 5 a decision is
     * needed, 130 cancelled.
     *
     * @return the code
     */
    public int exitCode() {
        return exitCode;
    }
}
