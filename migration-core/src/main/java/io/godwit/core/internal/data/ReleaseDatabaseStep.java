package io.godwit.core.internal.data;

import io.godwit.spi.Finding;
import io.godwit.spi.StepContext;
import io.godwit.spi.TypedData;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableDatabase.MovedAside;
import java.util.List;

/**
 * The end of a move. Where the user asked for it, what was moved aside is dropped, and nothing can be switched back any more; else it
 * stays, and the report says where.
 */
final class ReleaseDatabaseStep extends MoveStep {
    /**
     * A step.
     *
     * @param data of the step
     */
    ReleaseDatabaseStep(TypedData data) {
        super(data);
    }

    @Override
    public Outline outline(StepContext context) {
        return move().options().isOldDropped()
                ? Outline.of(
                        "drops the tables at " + move().to() + " that were moved aside, with the books of the shadow \""
                                + move().area() + "\"; from then on this migration cannot be rolled back",
                        "")
                : Outline.of("says where the tables are that were moved aside at " + move().to(), "");
    }

    @Override
    public void run(StepContext context) {
        List<MovedAside> aside = journal(context).aside();
        if (move().options().isOldDropped()) {
            context.cancellation().throwIfCancelled();
            try (WritableDatabase target = target(context)) {
                target.finish(area(context), context.token(), context);
            }
            context.log("Dropped " + count(aside.size(), "old table", "old tables"));
            return;
        }
        for (MovedAside old : aside) {
            context.progress()
                    .report(Finding.info(
                            "database.old-kept",
                            old.name().toString(),
                            "What the target had under this name is kept as \"" + old.movedTo()
                                    + "\" until it is cleaned up."));
        }
    }
}
