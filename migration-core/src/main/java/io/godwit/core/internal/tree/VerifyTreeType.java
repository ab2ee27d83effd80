package io.godwit.core.internal.tree;

import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.Step;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;

/** The steps that compare a copied tree with its source: {@code core:verify-tree}. */
public final class VerifyTreeType implements StepType {
    @Override
    public String id() {
        return TreeMove.VERIFY;
    }

    @Override
    public Step open(TypedData data) {
        TreeMove move = StepJson.read(data, TreeMove.class);
        GlobSelection.of(move.selection());
        return new VerifyTreeStep(move);
    }
}
