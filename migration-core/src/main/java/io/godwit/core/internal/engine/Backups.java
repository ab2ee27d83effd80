package io.godwit.core.internal.engine;

import io.godwit.core.BackupInfo;
import io.godwit.core.MigrationPlan.PlanStep;
import io.godwit.core.internal.journal.EffectCount;
import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.run.TreeMove;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What the engine's own steps keep of a destination as it was. */
final class Backups {
    private Backups() {}

    /** What a step that is done has kept, or empty. */
    static Optional<BackupInfo> of(PlanStep step, String session, Handle handle, Instant at) {
        if (step.data().type().equals(TreeMove.COPY)) {
            TreeMove move = StepJson.read(step.data(), TreeMove.class);
            if (move.mode() == TreeMove.Mode.IN_PLACE) {
                long kept = EffectCount.of(handle, session, step.name());
                return Optional.of(new BackupInfo(
                        step.name(),
                        step.name(),
                        BackupInfo.Kind.PRE_IMAGES,
                        move.to().toString(),
                        kept,
                        at,
                        null));
            }
        }
        if (step.data().type().equals(DatabaseMove.SWITCH)) {
            DatabaseMove move = StepJson.read(step.data(), DatabaseMove.class);
            return Optional.of(new BackupInfo(
                    step.name(),
                    step.name(),
                    BackupInfo.Kind.FORMER_TABLES,
                    move.to() + ", beside area " + move.area(),
                    0,
                    at,
                    null));
        }
        return Optional.empty();
    }
}
