package io.godwit.core.internal.engine;

import io.godwit.core.MigrationPlan.PlanStep;
import io.godwit.core.Outcome;
import io.godwit.core.StepStatus;
import io.godwit.core.internal.journal.FindingTable;
import io.godwit.core.internal.journal.StepTable;
import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.run.TreeMove;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Says what may be said of a session all of whose steps are done: verified only where everything that was moved was compared. */
final class Verdict {
    private final SessionScope session;

    private final List<PlanStep> steps;

    Verdict(SessionScope session) {
        this(session, session.plan().steps());
    }

    /** A verdict on a session that has more steps than its plan. */
    Verdict(SessionScope session, List<PlanStep> steps) {
        this.session = session;
        this.steps = steps;
    }

    Outcome outcome() {
        List<StepTable.Row> rows = session.journal().read(handle -> StepTable.list(handle, session.id()));
        boolean hasErrors = session.journal()
                .read(handle ->
                        rows.stream().anyMatch(row -> FindingTable.openErrors(handle, session.id(), row.name()) > 0));
        if (hasErrors) {
            return Outcome.DIFFERENCES;
        }
        Set<String> done = new HashSet<>();
        rows.stream().filter(row -> row.status() == StepStatus.COMPLETED).forEach(row -> done.add(row.name()));
        Set<String> moved = new HashSet<>();
        Set<String> compared = new HashSet<>();
        for (PlanStep step : steps) {
            switch (step.data().type()) {
                case TreeMove.COPY ->
                    moved.add("files "
                            + StepJson.read(step.data(), TreeMove.class).name());
                case TreeMove.VERIFY -> {
                    TreeMove move = StepJson.read(step.data(), TreeMove.class);
                    // Names, sizes and times that agree do not show that contents do.
                    if (done.contains(step.name()) && move.depth().equals(TreeMove.DEPTH_CONTENT)) {
                        compared.add("files " + move.name());
                    }
                }
                case DatabaseMove.LOAD ->
                    moved.add("database "
                            + StepJson.read(step.data(), DatabaseMove.class).name());
                case DatabaseMove.VERIFY -> {
                    if (done.contains(step.name())) {
                        compared.add("database "
                                + StepJson.read(step.data(), DatabaseMove.class).name());
                    }
                }
                default -> {
                    // what a plugin's step changes, nobody but its author can compare
                }
            }
        }
        return !moved.isEmpty() && compared.containsAll(moved) ? Outcome.VERIFIED : Outcome.NOT_VERIFIED;
    }
}
