package io.godwit.core.internal.data;

import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.spi.Step;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;

/** Switches the shadow in: {@value io.godwit.core.internal.run.DatabaseMove#SWITCH}. */
public final class SwitchDatabaseStepType implements StepType {
    @Override
    public String id() {
        return DatabaseMove.SWITCH;
    }

    @Override
    public Step open(TypedData data) {
        return new SwitchDatabaseStep(data);
    }
}
