package io.godwit.core.internal.tree;

import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.Step;
import io.godwit.spi.StepContext;

/** Compares a copied tree with its source. It changes nothing, and begins anew each time. */
final class VerifyTreeStep implements Step {
    private final TreeMove move;

    VerifyTreeStep(TreeMove move) {
        this.move = move;
    }

    @Override
    public Outline outline(StepContext context) {
        String how = move.depth().equals(TreeMove.DEPTH_CONTENT)
                ? "names, attributes and contents"
                : "names, sizes, times and modes";
        return Outline.of("compares " + how + " of " + move.from() + " and " + move.to(), "");
    }

    @Override
    public void run(StepContext context) {
        new TreeVerification(move, EngineContext.of(context)).run();
    }
}
