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
import io.godwit.core.internal.run.RunScope;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Compares again what a completed session moved.
 *
 * @param journal where the steps stand
 */
record VerifyWork(Journal journal) implements Runner.Work {
    private static final Set<String> COMPARING = Set.of(TreeMove.VERIFY, DatabaseMove.VERIFY, CheckSteps.ID);

    @Override
    public void check(SessionTable.Row row, MigrationPlan plan, RunScope run) {
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
                            "the plan of session \"" + row.id() + "\" compares nothing")
                    .subject(row.id())
                    .remedy("Make plans with verify_after on.")
                    .build();
        }
        Staleness.checkSteps(steps, run);
    }

    private static List<PlanStep> comparing(MigrationPlan plan) {
        return plan.steps().stream()
                .filter(step -> COMPARING.contains(step.data().type()))
                .toList();
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
        List<StepTable.Row> rows = journal.read(handle -> StepTable.list(handle, session.id()));
        List<MigrationException> failures = new ArrayList<>();
        int number = 0;
        for (PlanStep step : session.plan().steps()) {
            number++;
            if (!COMPARING.contains(step.data().type())) {
                continue;
            }
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
        Outcome outcome = new Verdict(session).outcome();
        return new End(outcome, row.error(), row.runbook());
    }
}
