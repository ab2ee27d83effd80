package io.godwit.core.internal.engine;

import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationPlan.PlanStep;
import io.godwit.core.internal.journal.BackupTable;
import io.godwit.core.internal.journal.FootprintTable;
import io.godwit.core.internal.journal.FootprintTable.Footprint;
import io.godwit.core.internal.run.BackupMove;
import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.LocationJson;
import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.core.internal.tree.KeepArea;
import io.godwit.spi.Location;
import io.godwit.spi.WriteArea;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Writes down what steps leave somewhere, before they do. */
final class Footprints {
    /** A shadow in a database, with its books and what was moved aside. */
    static final String AREA = "area";
    /** A directory in a tree with what was overwritten. */
    static final String KEPT = "kept-files";

    private Footprints() {}

    /** Called in the transaction that begins a step. */
    static void before(Handle handle, String session, PlanStep step, Instant at) {
        if (step.data().type().equals(DatabaseMove.BUILD)) {
            DatabaseMove move = database(step);
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
        } else if (step.data().type().equals(BackupMove.TYPE)) {
            trials(handle, session, step, at);
        } else if (step.data().type().equals(TreeMove.COPY)) {
            TreeMove move = tree(step);
            FootprintTable.put(
                    handle,
                    session,
                    new Footprint(
                            step.name(), KEPT, LocationJson.write(move.to()).toString(), KeepArea.nameOf(session)),
                    at);
        }
    }

    /** The shadows into which databases are restored from a backup to try it. */
    private static void trials(Handle handle, String session, PlanStep step, Instant at) {
        List<Location> databases = backup(step).databases();
        for (int number = 0; number < databases.size(); number++) {
            FootprintTable.put(
                    handle,
                    session,
                    new Footprint(
                            trial(step, number),
                            AREA,
                            LocationJson.write(databases.get(number)).toString(),
                            StepJson.write(new AreaDetail(BackupMove.area(session, number), ""))),
                    at);
        }
    }

    private static String trial(PlanStep step, int number) {
        return step.name() + "/" + number;
    }

    /** The trials of a backup are over when its step is done, and when it is undone. */
    private static void tried(Handle handle, String session, PlanStep step, Instant at) {
        if (step.data().type().equals(BackupMove.TYPE)) {
            for (int number = 0; number < backup(step).databases().size(); number++) {
                FootprintTable.removed(handle, session, trial(step, number), at);
            }
        }
    }

    private static BackupMove backup(PlanStep step) {
        return StepJson.read(step.data(), BackupMove.class);
    }

    /** Called in the transaction that notes that a step is undone. */
    static void after(Handle handle, String session, PlanStep step, Instant at) {
        tried(handle, session, step, at);
        String type = step.data().type();
        if (type.equals(DatabaseMove.BUILD) || type.equals(TreeMove.COPY)) {
            FootprintTable.removed(handle, session, step.name(), at);
        }
    }

    /** Called in the transaction that notes that a step is done: what it gave up is gone, with the backups that it was. */
    static void released(Handle handle, MigrationPlan plan, PlanStep release, Instant at) {
        tried(handle, plan.session(), release, at);
        for (PlanStep step : plan.steps()) {
            if (isOf(release, step)) {
                FootprintTable.removed(handle, plan.session(), step.name(), at);
                BackupTable.removed(handle, plan.session(), step.name(), at);
            }
        }
    }

    private static boolean isOf(PlanStep release, PlanStep step) {
        String type = step.data().type();
        return switch (release.data().type()) {
            case TreeMove.RELEASE ->
                type.equals(TreeMove.COPY)
                        && tree(step).to().equals(tree(release).to());
            case DatabaseMove.RELEASE ->
                (type.equals(DatabaseMove.BUILD) || type.equals(DatabaseMove.SWITCH))
                        && database(step).area().equals(database(release).area());
            default -> false;
        };
    }

    private static TreeMove tree(PlanStep step) {
        return StepJson.read(step.data(), TreeMove.class);
    }

    private static DatabaseMove database(PlanStep step) {
        return StepJson.read(step.data(), DatabaseMove.class);
    }

    /**
     * What tells an area.
     *
     * @param name its name
     * @param namespace where it is switched into
     */
    record AreaDetail(String name, String namespace) {}
}
