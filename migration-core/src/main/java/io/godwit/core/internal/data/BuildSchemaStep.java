package io.godwit.core.internal.data;

import io.godwit.core.internal.data.FrozenMove.FrozenTable;
import io.godwit.core.internal.data.MovePlanner.Planned;
import io.godwit.spi.Dataset;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.RelationalTarget.Phase;
import io.godwit.spi.RelationalTarget.SchemaChange;
import io.godwit.spi.StepContext;
import io.godwit.spi.TypedData;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableDatabase.AreaState;
import io.godwit.spi.WriteToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Freezes what the target makes of the source's schema, opens the area and makes the tables in it. Its undoing removes the area with all
 * that later steps built there.
 */
final class BuildSchemaStep extends MoveStep {
    /** Tables that an outline names. */
    private static final int SHOWN = 40;

    /**
     * A step.
     *
     * @param data of the step
     */
    BuildSchemaStep(TypedData data) {
        super(data);
    }

    @Override
    public Outline outline(StepContext context) {
        Planned planned = MovePlanner.plan(move(), context);
        FrozenMove found = planned.move();
        List<String> touches = new ArrayList<>();
        touches.add("reads the schema of " + move().from());
        touches.add("makes " + count(found.tables().size(), "table", "tables") + " in the shadow \"" + move().area()
                + "\" at " + move().to() + ": about " + count(found.rows(), "row", "rows") + ", "
                + size(found.bytes()));
        for (FrozenTable table :
                found.tables().subList(0, Math.min(SHOWN, found.tables().size()))) {
            Dataset source = table.source();
            String name = source.name().toString();
            String target = table.target().name().toString();
            touches.add("table " + name + (name.equals(target) ? "" : " as " + target) + ": about "
                    + count(source.estimatedRows(), "row", "rows") + ", " + size(source.estimatedBytes()));
        }
        move().mapping()
                .conditions()
                .forEach((table, condition) -> touches.add(
                        "of " + table + " only rows where " + condition.strip().replaceAll("\\s+", " ")));
        move().mapping().types().forEach((column, type) -> touches.add("column " + column + " becomes " + type));
        if (found.tables().size() > SHOWN) {
            touches.add("and " + count(found.tables().size() - SHOWN, "smaller table", "smaller tables"));
        }
        found.replaced()
                .forEach(name -> touches.add("later takes the place of the table " + name + ", which is kept aside"));
        return new Outline(
                touches,
                "the shadow is dropped with the tables in it",
                before(found).size(),
                0,
                planned.findings());
    }

    private static List<SchemaChange> before(FrozenMove frozen) {
        return frozen.changes().stream()
                .filter(change -> change.phase() == Phase.BEFORE_DATA)
                .toList();
    }

    @Override
    public State probe(StepContext context) {
        try (WritableDatabase target = target(context)) {
            return target.stateOf(area(context), context) == AreaState.ABSENT ? State.NOT_DONE : State.UNKNOWN;
        }
    }

    @Override
    public void run(StepContext context) {
        MoveJournal journal = journal(context);
        FrozenMove frozen = frozen(journal, context);
        try (WritableDatabase target = target(context)) {
            RelationalTarget tables = target.facet(RelationalTarget.class).orElseThrow(() -> notRelational(move()));
            context.cancellation().throwIfCancelled();
            target.openArea(area(context), context.token(), context);
            WriteToken token = context.token();
            for (SchemaChange change : before(frozen)) {
                context.cancellation().throwIfCancelled();
                tables.apply(
                        area(context),
                        change,
                        new WriteToken(token.session(), "schema/" + change.id(), token.fence()),
                        context);
                context.progress().addItems(1);
            }
        }
        context.log("Made " + count(frozen.tables().size(), "table", "tables") + " in the shadow " + move().area());
    }

    private FrozenMove frozen(MoveJournal journal, StepContext context) {
        Optional<FrozenMove> known = journal.frozen();
        if (known.isPresent()) {
            return known.get();
        }
        Planned planned = MovePlanner.plan(move(), context);
        planned.check();
        journal.freeze(planned.move());
        return planned.move();
    }

    @Override
    public void undo(StepContext context) {
        try (WritableDatabase target = target(context)) {
            target.discard(area(context), context.token(), context);
        }
        journal(context).clear();
    }
}
