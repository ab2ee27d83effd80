package io.godwit.core.internal.capsule;

import io.godwit.core.internal.run.BackupMove;
import io.godwit.core.internal.run.StepJson;
import io.godwit.spi.Step;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;

/** The steps that copy the destination elsewhere before it is changed: {@code core:back-up}. */
public final class BackupStepType implements StepType {
    /** Made by the service loader. */
    public BackupStepType() {}

    @Override
    public String id() {
        return BackupMove.TYPE;
    }

    @Override
    public Step open(TypedData data) {
        return new BackupStep(StepJson.read(data, BackupMove.class));
    }
}
