package io.godwit.core.internal.data;

import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.spi.Step;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;

/** Ends a move: {@value io.godwit.core.internal.run.DatabaseMove#RELEASE}. */
public final class ReleaseDatabaseStepType implements StepType {
    @Override
    public String id() {
        return DatabaseMove.RELEASE;
    }

    @Override
    public Step open(TypedData data) {
        return new ReleaseDatabaseStep(data);
    }
}
