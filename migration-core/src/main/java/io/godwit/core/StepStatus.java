package io.godwit.core;

/** How far a step is. */
public enum StepStatus {
    /** Not begun. */
    PENDING,
    /** Being run, or left so by a process that died. */
    RUNNING,
    /** Done. */
    COMPLETED,
    /** Failed. */
    FAILED,
    /** Not needed, or left out by a person's decision. */
    SKIPPED
}
