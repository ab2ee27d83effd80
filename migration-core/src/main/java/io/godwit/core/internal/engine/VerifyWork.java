package io.godwit.core.internal.engine;

import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationPlan.PlanStep;
import io.godwit.core.Outcome;
import io.godwit.core.SessionStatus;
import io.godwit.core.internal.journal.Journal;
import io.godwit.core.internal.journal.SessionTable;
import io.godwit.core.internal.journal.SessionTable.End;
import io.godwit.core.internal.journal.StepTable;
import io.godwit.core.internal.plan.Staleness;
import io.godwit.core.internal.run.CheckSteps;
import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Phase;
import io.godwit.spi.TypedData;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares again what a completed session moved.
 *
 * @param journal where the steps stand
 */
record VerifyWork(Journal journal) implements Runner.Work {
    /** The types of steps that compare. */
    static final Set<String> COMPARING = Set.of(TreeMove.VERIFY, DatabaseMove.VERIFY, CheckSteps.ID);

    @Override
    public void check(SessionTable.Row row, SessionScope session) {
        MigrationPlan plan = session.plan();
        if (row.status() != SessionStatus.COMPLETED) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "session.not-completed",
                            "session \"" + row.id() + "\" is " + row.status()
                                    + ", and only a completed one is compared again")
                    .subject(row.id())
                    .remedy("Go on with it by \"resume\".")
                    .build();
        }
        List<PlanStep> steps = comparing(plan);
        if (steps.isEmpty()) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "session.nothing-to-verify",
                            "session \"" + row.id() + "\" moved nothing that could be compared")
                    .subject(row.id())
                    .remedy("Look at what its steps changed by other means.")
                    .build();
        }
        if (steps.stream().anyMatch(step -> step.data().type().equals(DatabaseMove.VERIFY))) {
            List<StepTable.Row> rows = journal.read(handle -> StepTable.list(handle, row.id()));
            List<PlanStep> released = SessionUndo.pending(plan.steps(), rows).stream()
                    .filter(step -> step.data().type().equals(DatabaseMove.RELEASE))
                    .toList();
            Releases.check(row, released, "compared any more");
        }
        Staleness.checkSteps(steps, session.run());
    }

    /** What compares: the steps of the plan that do, and for what it moves without comparing, steps as it would have had. */
    private static List<PlanStep> comparing(MigrationPlan plan) {
        List<PlanStep> steps = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (PlanStep step : plan.steps()) {
            names.add(step.name());
            if (COMPARING.contains(step.data().type())) {
                steps.add(step);
            }
        }
        for (PlanStep step : plan.steps()) {
            PlanStep more = comparing(step);
            if (more != null && names.add(more.name())) {
                steps.add(more);
            }
        }
        return steps;
    }

    private static @Nullable PlanStep comparing(PlanStep moving) {
        if (moving.data().type().equals(TreeMove.COPY)) {
            TreeMove move = StepJson.read(moving.data(), TreeMove.class).comparing();
            return added(move.name(), StepJson.data(TreeMove.VERIFY, 1, move));
        }
        if (moving.data().type().equals(DatabaseMove.LOAD)) {
            DatabaseMove move = StepJson.read(moving.data(), DatabaseMove.class);
            return added(move.name(), StepJson.data(DatabaseMove.VERIFY, 1, move));
        }
        return null;
    }

    private static PlanStep added(String set, TypedData data) {
        return new PlanStep("verify-" + set, "Compare " + set, Phase.AFTER, data, "", List.of(), "", 0, 0, true);
    }

    @Override
    public String name() {
        return "verify";
    }

    @Override
    public boolean keepsStatus() {
        return true;
    }

    @Override
    public End run(SessionScope session, Heartbeat heartbeat, SessionTable.Row row) {
        List<PlanStep> steps = comparing(session.plan());
        journal.update(session.fence(), handle -> steps.forEach(step -> StepTable.add(handle, session.id(), step)));
        List<StepTable.Row> rows = journal.read(handle -> StepTable.list(handle, session.id()));
        List<MigrationException> failures = new ArrayList<>();
        int number = 0;
        for (PlanStep step : steps) {
            number++;
            StepTable.Row stored = rows.stream()
                    .filter(each -> each.name().equals(step.name()))
                    .findFirst()
                    .orElseThrow();
            StepOutcome outcome = new StepRun(session, heartbeat, step, number).run(stored, Runbooks.AGAIN);
            if (outcome instanceof StepOutcome.Failed failed) {
                failures.add(failed.failure());
                break;
            }
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
        List<PlanStep> all = new ArrayList<>(session.plan().steps());
        all.addAll(steps);
        Outcome outcome = new Verdict(session, all).outcome();
        return new End(outcome, row.error(), row.runbook());
    }
}
