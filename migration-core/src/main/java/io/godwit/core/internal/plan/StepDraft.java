package io.godwit.core.internal.plan;

import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.Blueprint.PlannedStep;
import io.godwit.spi.Phase;
import io.godwit.spi.TypedData;

/**
 * A step before it is outlined.
 *
 * @param name tells it from the others
 * @param title what it does
 * @param phase when it runs
 * @param data what it is
 * @param mode how it writes the destination, or an empty string
 */
record StepDraft(String name, String title, Phase phase, TypedData data, String mode) {
    static final String BESIDE = "BESIDE";

    static StepDraft of(PlannedStep step) {
        return new StepDraft(step.name(), step.title(), step.phase(), step.data(), "");
    }

    static String modeOf(TreeMove.Mode mode) {
        return mode.name();
    }
}
