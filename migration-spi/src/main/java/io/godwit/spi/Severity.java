package io.godwit.spi;

/** How much a {@link Finding} weighs. */
public enum Severity {
    /** The migration cannot be run as it is; a plan with such a finding is refused. */
    ERROR,
    /** Something will be lost, changed or slow; the person who approves the plan should know. */
    WARNING,
    /** Worth knowing; nothing has to be done. */
    INFO
}
