package io.godwit.core.internal.data;

import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.spi.Step;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;

/** Loads the rows: {@value io.godwit.core.internal.run.DatabaseMove#LOAD}. */
public final class LoadDataStepType implements StepType {
    @Override
    public String id() {
        return DatabaseMove.LOAD;
    }

    @Override
    public Step open(TypedData data) {
        return new LoadDataStep(data);
    }
}
