package io.godwit.core.internal.data;

import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.spi.Step;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;

/** Adds indexes and foreign keys: {@value io.godwit.core.internal.run.DatabaseMove#FINISH}. */
public final class FinishSchemaStepType implements StepType {
    @Override
    public String id() {
        return DatabaseMove.FINISH;
    }

    @Override
    public Step open(TypedData data) {
        return new FinishSchemaStep(data);
    }
}
