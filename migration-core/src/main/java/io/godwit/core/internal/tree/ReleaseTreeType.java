package io.godwit.core.internal.tree;

import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.Step;
import io.godwit.spi.StepContext;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;
import io.godwit.spi.WritableFileTree;

/** The steps that give up what was kept of a tree: {@code core:release-tree}. */
public final class ReleaseTreeType implements StepType {
    @Override
    public String id() {
        return TreeMove.RELEASE;
    }

    @Override
    public Step open(TypedData data) {
        return new Release(StepJson.read(data, TreeMove.class));
    }

    /** Removes the former content of what was overwritten; it may be repeated. */
    private record Release(TreeMove move) implements Step {
        @Override
        public Outline outline(StepContext context) {
            return Outline.of(
                    "removes what was kept of the files that were overwritten or deleted at " + move.to()
                            + "; from then on this migration cannot be rolled back",
                    "");
        }

        @Override
        public void run(StepContext context) {
            try (WritableFileTree target = context.connections().writableTree(move.to())) {
                long removed = KeepArea.remove(target, context.token().session(), context);
                target.complete(context.token(), context);
                context.progress().addItems(removed);
                context.log("Removed " + removed + " things that were kept of " + move.name() + ".");
            }
        }
    }
}
