package io.godwit.core;

import io.godwit.spi.StepContext;

/** The code of a step of a host application. It may be run more than once, and then has the same effect. */
@FunctionalInterface
public interface StepAction {
    /**
     * Does it.
     *
     * @param context connections, progress, cancellation, limits, checkpoint
     * @throws Exception any failure: a {@link io.godwit.spi.MigrationException} as it is, others as {@code step.code-failed}
     */
    void run(StepContext context) throws Exception;
}
