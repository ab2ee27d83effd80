package io.godwit.core.internal.engine;

import io.godwit.core.MigrationPlan.PlanStep;
import io.godwit.core.internal.journal.FootprintTable;
import io.godwit.core.internal.journal.FootprintTable.Footprint;
import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.LocationJson;
import io.godwit.core.internal.run.StepJson;
import io.godwit.spi.WriteArea;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** Writes down what steps leave somewhere, before they do. */
final class Footprints {
    static final String AREA = "area";

    private Footprints() {}

    /** Called in the transaction that begins a step. */
    static void before(Handle handle, String session, PlanStep step, Instant at) {
        if (step.data().type().equals(DatabaseMove.BUILD)) {
            DatabaseMove move = StepJson.read(step.data(), DatabaseMove.class);
            WriteArea area = move.writeArea(session);
            FootprintTable.put(
                    handle,
                    session,
                    new Footprint(
                            step.name(),
                            AREA,
                            LocationJson.write(move.to()).toString(),
                            StepJson.write(new AreaDetail(area.name(), area.namespace()))),
                    at);
        }
    }

    /** Called in the transaction that notes that a step is undone. */
    static void after(Handle handle, String session, PlanStep step, Instant at) {
        if (step.data().type().equals(DatabaseMove.BUILD)) {
            FootprintTable.removed(handle, session, step.name(), at);
        }
    }

    /**
     * What tells an area.
     *
     * @param name its name
     * @param namespace where it is switched into
     */
    record AreaDetail(String name, String namespace) {}
}
