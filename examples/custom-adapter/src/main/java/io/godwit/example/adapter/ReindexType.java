package io.godwit.example.adapter;

import io.godwit.spi.Step;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;

/** Makes the list of uploads, which Notes shows on its first page. */
public final class ReindexType implements StepType {
    static final String ID = "notes:reindex";

    /** For the discovery. */
    public ReindexType() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Step open(TypedData data) {
        return new ReindexStep(ReindexPlan.of(data));
    }
}
