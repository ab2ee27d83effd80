package io.godwit.core.internal.engine;

import io.godwit.core.BackupInfo;
import io.godwit.core.MigrationPlan.PlanStep;
import io.godwit.core.internal.data.FormerTables;
import io.godwit.core.internal.run.BackupMove;
import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.core.internal.tree.KeepArea;
import io.godwit.spi.WritableDatabase.MovedAside;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What the engine's own steps keep of a destination as it was. */
final class Backups {
    private Backups() {}

    /** What a step that is done has kept, or empty where it overwrote nothing. */
    static Optional<BackupInfo> of(PlanStep step, StepScope scope, Instant at) {
        return switch (step.data().type()) {
            case TreeMove.COPY -> preImages(step, scope, at);
            case DatabaseMove.SWITCH -> formerTables(step, scope, at);
            case BackupMove.TYPE -> capsule(step, scope, at);
            default -> Optional.empty();
        };
    }

    private static Optional<BackupInfo> capsule(PlanStep step, StepScope scope, Instant at) {
        BackupMove move = StepJson.read(step.data(), BackupMove.class);
        String where = move.place(scope.token().session()) + " (" + String.join(", ", move.kinds()) + ")";
        return Optional.of(new BackupInfo(step.name(), step.name(), BackupInfo.Kind.CAPSULE, where, 0, at, null));
    }

    private static Optional<BackupInfo> preImages(PlanStep step, StepScope scope, Instant at) {
        long kept = scope.ledger().openEffects(KeepArea.KEEPING);
        TreeMove move = StepJson.read(step.data(), TreeMove.class);
        String where = move.to() + ", in " + KeepArea.nameOf(scope.token().session());
        return kept == 0
                ? Optional.empty()
                : Optional.of(
                        new BackupInfo(step.name(), step.name(), BackupInfo.Kind.PRE_IMAGES, where, kept, at, null));
    }

    private static Optional<BackupInfo> formerTables(PlanStep step, StepScope scope, Instant at) {
        DatabaseMove move = StepJson.read(step.data(), DatabaseMove.class);
        List<MovedAside> aside = FormerTables.of(scope, move);
        TreeSet<String> schemas = new TreeSet<>();
        aside.forEach(table -> schemas.add(table.movedTo().namespace()));
        schemas.remove("");
        String where =
                move.to() + ", " + (schemas.isEmpty() ? "beside " + move.area() : "in " + String.join(", ", schemas));
        return aside.isEmpty()
                ? Optional.empty()
                : Optional.of(new BackupInfo(
                        step.name(), step.name(), BackupInfo.Kind.FORMER_TABLES, where, aside.size(), at, null));
    }
}
