package io.godwit.core.internal.engine;

import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationPlan.PlanStep;
import io.godwit.core.Runbook;
import io.godwit.core.SessionStatus;
import io.godwit.core.internal.journal.SessionTable;
import io.godwit.core.internal.journal.SessionTable.End;
import io.godwit.core.internal.plan.Staleness;
import io.godwit.core.internal.run.RunScope;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs a session, or goes on with it: forward, or where it was being undone, backward.
 *
 * @param isResume whether the session may have been run before
 * @param decision what a person decided, or an empty string
 * @param needsApproval whether the plan has to be approved
 */
record ForwardWork(boolean isResume, String decision, boolean needsApproval) implements Runner.Work {
    @Override
    public void check(SessionTable.Row row, SessionScope session) {
        MigrationPlan plan = session.plan();
        RunScope run = session.run();
        boolean isFirstRun = row.status() == SessionStatus.PENDING;
        if (!isFirstRun && !isResume) {
            throw refused(
                    row, "session.already-run", "was run before", "Go on with it by \"resume\", or make a new plan.");
        }
        if (row.status() == SessionStatus.COMPLETED || row.status() == SessionStatus.ROLLED_BACK) {
            throw refused(row, "session.ended", "is " + row.status(), "Make a new plan to migrate again.");
        }
        if (isFirstRun && needsApproval && row.approvedBy().isEmpty()) {
            throw refused(row, "session.not-approved", "is not approved", "Have somebody approve its plan first.");
        }
        checkDecision(row);
        Staleness.checkRunnable(plan);
        List<PlanStep> steps = plan.steps();
        Staleness.checkSteps(steps, run);
        if (!row.isUndoing()) {
            Staleness.checkFacts(plan, isFirstRun, run);
        }
    }

    private void checkDecision(SessionTable.Row row) {
        if (decision.isEmpty()) {
            return;
        }
        Runbook runbook = row.runbook();
        List<String> known = runbook == null
                ? List.of()
                : runbook.choices().stream()
                        .map(Runbook.Choice::decision)
                        .filter(choice -> !choice.isEmpty())
                        .toList();
        if (!known.contains(decision)) {
            throw refused(
                    row,
                    "session.unknown-decision",
                    "does not wait for the decision \"" + decision + "\"",
                    known.isEmpty()
                            ? "Resume it without a decision."
                            : "Decide on one of: " + String.join(", ", known) + ".");
        }
    }

    private static MigrationException refused(SessionTable.Row row, String code, String what, String remedy) {
        return MigrationException.of(ErrorCategory.CONFIGURATION, code, "session \"" + row.id() + "\" " + what)
                .subject(row.id())
                .remedy(remedy)
                .build();
    }

    @Override
    public String name() {
        return isResume ? "resume" : "run";
    }

    @Override
    public boolean isUndoing(SessionTable.Row row) {
        return row.isUndoing();
    }

    @Override
    public @Nullable String undoTo(SessionTable.Row row) {
        return row.undoTo();
    }

    @Override
    public End run(SessionScope session, Heartbeat heartbeat, SessionTable.Row row) {
        if (!row.isUndoing()) {
            return new SessionRun(session, heartbeat).forward(decision);
        }
        return new SessionUndo(session, heartbeat, row.cause(), Objects.requireNonNullElse(row.undoTo(), ""))
                .undo(decision);
    }
}
