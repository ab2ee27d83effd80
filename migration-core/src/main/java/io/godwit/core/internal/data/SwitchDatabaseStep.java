package io.godwit.core.internal.data;

import io.godwit.core.internal.run.EngineContext;
import io.godwit.spi.Finding;
import io.godwit.spi.StepContext;
import io.godwit.spi.TypedData;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableDatabase.MovedAside;
import java.util.List;
import java.util.Optional;

/** Gives what was built in the area its final names; what had them is moved aside, and takes them back when this is undone. */
final class SwitchDatabaseStep extends MoveStep {
    /**
     * A step.
     *
     * @param data of the step
     */
    SwitchDatabaseStep(TypedData data) {
        super(data);
    }

    @Override
    public Outline outline(StepContext context) {
        return Outline.of(
                "gives the tables of the shadow \"" + move().area() + "\" at " + move().to()
                        + " their final names, all at once; tables that have these names now are moved aside",
                "the tables that were moved aside take their names back");
    }

    @Override
    public State probe(StepContext context) {
        try (WritableDatabase target = target(context)) {
            return switch (target.stateOf(area(context), context)) {
                case OPEN -> State.NOT_DONE;
                case SWITCHED -> State.DONE;
                case ABSENT -> State.UNKNOWN;
            };
        }
    }

    @Override
    public void run(StepContext context) {
        MoveJournal journal = journal(context);
        FrozenMove frozen = journal.requireFrozen();
        List<MovedAside> aside;
        try (WritableDatabase target = target(context)) {
            context.cancellation().throwIfCancelled();
            aside = target.switchIn(area(context), frozen.targets(), context.token(), context);
        }
        journal.switched(aside);
        context.progress().addItems(frozen.tables().size());
        context.log("Switched " + count(frozen.tables().size(), "table", "tables") + " in");
        for (MovedAside old : aside) {
            context.log("What was " + old.name() + " is kept as " + old.movedTo());
        }
    }

    @Override
    public Optional<List<Finding>> losses(StepContext context) {
        EngineContext engine = EngineContext.of(context);
        MoveJournal journal = journal(context);
        if (probe(context) != State.DONE || journal.frozen().isEmpty()) {
            return Optional.of(List.of());
        }
        return Optional.of(new WrittenSince(engine, journal, move(), tables(context, journal.requireFrozen())).find());
    }

    @Override
    public void undo(StepContext context) {
        try (WritableDatabase target = target(context)) {
            target.switchBack(area(context), context.token(), context);
        }
        journal(context).switchedBack();
    }
}
