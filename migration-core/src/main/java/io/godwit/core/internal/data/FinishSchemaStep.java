package io.godwit.core.internal.data;

import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.run.UnitLedger;
import io.godwit.spi.DatasetName;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.RelationalTarget.Phase;
import io.godwit.spi.RelationalTarget.SchemaChange;
import io.godwit.spi.StepContext;
import io.godwit.spi.TypedData;
import io.godwit.spi.WorkExecutor;
import io.godwit.spi.WorkResult;
import io.godwit.spi.WorkUnit;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WriteToken;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds what comes after the rows: indexes, counters and the like, of several tables at a time, each table's own in order; then what
 * relates tables to each other, one after the other.
 */
final class FinishSchemaStep extends MoveStep {
    /** Id of the type of the units. */
    private static final String UNIT_TYPE = "core:change-schema";

    /**
     * A step.
     *
     * @param data of the step
     */
    FinishSchemaStep(TypedData data) {
        super(data);
    }

    @Override
    public Outline outline(StepContext context) {
        return Outline.of(
                "adds indexes, counters and foreign keys to the tables in the shadow \"" + move().area() + "\" at "
                        + move().to(),
                "they go with the shadow");
    }

    @Override
    public void run(StepContext context) {
        EngineContext engine = EngineContext.of(context);
        List<SchemaChange> changes = journal(context).requireFrozen().changes();
        try (WritableDatabase target = target(context)) {
            RelationalTarget tables = target.facet(RelationalTarget.class).orElseThrow(() -> notRelational(move()));
            target.openArea(area(context), context.token(), context);
            Map<DatasetName, List<SchemaChange>> byTable = new LinkedHashMap<>();
            List<List<SchemaChange>> relations = new ArrayList<>();
            for (SchemaChange change : changes) {
                if (change.phase() == Phase.AFTER_DATA) {
                    byTable.computeIfAbsent(change.object(), t -> new ArrayList<>())
                            .add(change);
                } else if (change.phase() == Phase.RELATIONS) {
                    relations.add(List.of(change));
                }
            }
            make(byTable.values(), "after/", tables, engine);
            // two at a time could wait for each other: each locks both of its tables
            for (List<SchemaChange> relation : relations) {
                make(List.of(relation), "relation/", tables, engine);
            }
        }
    }

    private void make(
            Iterable<List<SchemaChange>> groups, String prefix, RelationalTarget tables, EngineContext context) {
        UnitLedger ledger = context.units();
        List<WorkUnit> units = new ArrayList<>();
        for (List<SchemaChange> group : groups) {
            String id = prefix + group.get(0).id();
            if (!ledger.isDone(id)) {
                WriteToken token = new WriteToken(
                        context.token().session(), id, context.token().fence());
                units.add(new WorkUnit(token, StepJson.data(UNIT_TYPE, 1, new Changes(group))));
            }
        }
        Iterator<WorkUnit> todo = units.iterator();
        context.executor().execute(todo, unit -> apply(unit, tables, context), new Made(ledger, context), context);
    }

    private WorkResult apply(WorkUnit unit, RelationalTarget tables, EngineContext context) {
        List<SchemaChange> changes = StepJson.read(unit.data(), Changes.class).changes();
        for (SchemaChange change : changes) {
            context.cancellation().throwIfCancelled();
            try {
                tables.apply(area(context), change, unit.token(), context);
            } catch (MigrationException e) {
                throw e.within(change.id());
            }
        }
        return new WorkResult(changes.size(), 0, "{}", List.of());
    }

    /** What one unit makes, in order. */
    record Changes(List<SchemaChange> changes) {
        Changes {
            changes = List.copyOf(changes);
        }
    }

    /** Hears of units. */
    private record Made(UnitLedger ledger, EngineContext context) implements WorkExecutor.Listener {
        @Override
        public void done(WorkUnit unit, WorkResult result) {
            ledger.done(unit.token().unit(), result);
            context.progress().addItems(result.items());
        }

        @Override
        public boolean failed(WorkUnit unit, MigrationException failure) {
            return false;
        }
    }
}
