package io.godwit.core.internal.tree;

import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.Finding;
import io.godwit.spi.Step;
import io.godwit.spi.StepContext;
import io.godwit.spi.WritableFileTree;
import java.util.List;
import java.util.Optional;

/** Copies a tree. */
final class CopyTreeStep implements Step {
    private final TreeMove move;
    private final CopySizes sizes;

    CopyTreeStep(TreeMove move, CopySizes sizes) {
        this.move = move;
        this.sizes = sizes;
    }

    @Override
    public Outline outline(StepContext context) {
        return new CopyOutline(move, EngineContext.of(context)).make();
    }

    @Override
    public void run(StepContext context) {
        try (CopyJob job = CopyJob.open(move, sizes, EngineContext.of(context))) {
            new CopyRun(job).run();
        }
    }

    @Override
    public Optional<List<Finding>> losses(StepContext context) {
        EngineContext engine = EngineContext.of(context);
        try (WritableFileTree target = engine.connections().writableTree(move.to())) {
            return Optional.of(new CopyUndo(move, engine, target).refusals());
        }
    }

    @Override
    public void undo(StepContext context) {
        EngineContext engine = EngineContext.of(context);
        try (WritableFileTree target = engine.connections().writableTree(move.to())) {
            new CopyUndo(move, engine, target).run();
        }
    }
}
