package io.godwit.core.internal.capsule;

import io.godwit.core.Capsule;
import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.run.StepFactory;
import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.run.TrialContext;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Severity;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WriteArea;
import java.util.List;

/** Restores a database from a capsule into a shadow beside the one that it was, compares it, and drops that. */
final class RestoreTrial {
    private static final List<String> STEPS =
            List.of(DatabaseMove.BUILD, DatabaseMove.LOAD, DatabaseMove.FINISH, DatabaseMove.VERIFY);

    private final EngineContext context;
    private final Capsule.Rows database;
    private final String area;

    RestoreTrial(EngineContext context, Capsule.Rows database, String area) {
        this.context = context;
        this.database = database;
        this.area = area;
    }

    void run() {
        discard(context, database.origin(), area);
        DatabaseMove move = new DatabaseMove(
                "backup", database.location(), database.origin(), List.of(), List.of(), List.of(), area, "");
        TrialContext trial = TrialContext.in(context);
        try {
            for (String type : STEPS) {
                trial = trial.next();
                new StepFactory(context.plugins())
                        .open(StepJson.data(type, 1, move))
                        .run(trial);
                check(trial);
            }
        } finally {
            discard(context, database.origin(), area);
        }
        context.log(
                "Restored " + database.rows() + " rows of " + database.origin() + " into a shadow and compared them.");
    }

    private void check(TrialContext trial) {
        for (Finding finding : trial.findings()) {
            if (finding.severity() == Severity.ERROR) {
                throw MigrationException.of(
                                ErrorCategory.VALIDATION,
                                "backup.not-restorable",
                                "the backup of \"" + database.origin() + "\" was restored for a trial, and differs: "
                                        + finding.message())
                        .subject(finding.subject())
                        .remedy("Back up again when nobody writes there; if it differs still, keep a backup by other"
                                + " means and leave \"database\" out of options.backup.kinds.")
                        .build();
            }
        }
    }

    /** Drops the shadow, where it is there. */
    static void discard(EngineContext context, Location place, String name) {
        WriteArea area = new WriteArea(context.token().session(), name, "");
        try (WritableDatabase target = context.connections().writableDatabase(place)) {
            if (target.stateOf(area, context) != WritableDatabase.AreaState.ABSENT) {
                target.discard(area, context.token(), context);
            }
        }
    }
}
