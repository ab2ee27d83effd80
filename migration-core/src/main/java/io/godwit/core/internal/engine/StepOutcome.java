package io.godwit.core.internal.engine;

import io.godwit.core.Runbook;
import io.godwit.spi.MigrationException;

/** What came of a step. */
sealed interface StepOutcome {
    /**
     * It is done.
     *
     * @param hasDifferences whether it found errors
     */
    record Done(boolean hasDifferences) implements StepOutcome {}

    /**
     * It failed for good.
     *
     * @param failure why
     */
    record Failed(MigrationException failure) implements StepOutcome {}

    /**
     * A person has to say how to go on.
     *
     * @param runbook between what
     */
    record Undecided(Runbook runbook) implements StepOutcome {}
}
