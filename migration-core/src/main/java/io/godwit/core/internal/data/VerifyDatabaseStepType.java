package io.godwit.core.internal.data;

import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.spi.Step;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;

/** Compares what was built with what was sent: {@value io.godwit.core.internal.run.DatabaseMove#VERIFY}. */
public final class VerifyDatabaseStepType implements StepType {
    @Override
    public String id() {
        return DatabaseMove.VERIFY;
    }

    @Override
    public Step open(TypedData data) {
        return new VerifyDatabaseStep(data);
    }
}
