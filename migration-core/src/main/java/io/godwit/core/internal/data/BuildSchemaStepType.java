package io.godwit.core.internal.data;

import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.spi.Step;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;

/** Makes the tables in the shadow: {@value io.godwit.core.internal.run.DatabaseMove#BUILD}. */
public final class BuildSchemaStepType implements StepType {
    @Override
    public String id() {
        return DatabaseMove.BUILD;
    }

    @Override
    public Step open(TypedData data) {
        return new BuildSchemaStep(data);
    }
}
