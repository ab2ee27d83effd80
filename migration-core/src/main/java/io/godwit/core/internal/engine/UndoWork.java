package io.godwit.core.internal.engine;

import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationPlan.PlanStep;
import io.godwit.core.RollbackOptions;
import io.godwit.core.RollbackPreview;
import io.godwit.core.SessionStatus;
import io.godwit.core.StepRecord.Counts;
import io.godwit.core.StepStatus;
import io.godwit.core.internal.journal.Journal;
import io.godwit.core.internal.journal.SessionTable;
import io.godwit.core.internal.journal.SessionTable.End;
import io.godwit.core.internal.journal.StepTable;
import io.godwit.core.internal.plan.Staleness;
import io.godwit.core.internal.run.RunScope;
import io.godwit.core.internal.run.StepFactory;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Undoes a session because somebody asked for it.
 *
 * @param options how far it may go
 * @param journal where the steps stand
 */
record UndoWork(RollbackOptions options, Journal journal) implements Runner.Work {
    @Override
    public void check(SessionTable.Row row, SessionScope session) {
        MigrationPlan plan = session.plan();
        RunScope run = session.run();
        if (row.status() == SessionStatus.ROLLED_BACK) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "session.ended",
                            "session \"" + row.id() + "\" is rolled back already")
                    .subject(row.id())
                    .build();
        }
        List<StepTable.Row> rows = journal.read(handle -> StepTable.list(handle, row.id()));
        if (!options.to().isEmpty() && rows.stream().noneMatch(step -> isReached(step, options.to()))) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "rollback.unknown-step",
                            "session \"" + row.id() + "\" has not done a step \"" + options.to() + "\"")
                    .subject(options.to())
                    .remedy("Name one of: "
                            + String.join(
                                    ", ",
                                    rows.stream()
                                            .filter(step -> isReached(step, step.name()))
                                            .map(StepTable.Row::name)
                                            .toList())
                            + ".")
                    .build();
        }
        List<PlanStep> pending = SessionUndo.pending(SessionUndo.behind(plan.steps(), options.to()), rows);
        Releases.check(row, pending, "undone");
        Staleness.checkSteps(pending, run);
        boolean inUse = row.status() == SessionStatus.COMPLETED
                || pending.stream().anyMatch(step -> step.phase() == Phase.SWITCH);
        if (inUse && !isConfirmed(row, session, pending)) {
            throw MigrationException.of(
                            ErrorCategory.VALIDATION,
                            "rollback.not-confirmed",
                            "session \"" + row.id() + "\" may be in use by now; undoing it was not confirmed")
                    .subject(row.id())
                    .remedy("Look at what would be undone and lost, then confirm.")
                    .build();
        }
    }

    private static boolean isReached(StepTable.Row step, String name) {
        return step.name().equals(name) && step.status() == StepStatus.COMPLETED && step.undoneAt() == null;
    }

    private boolean isConfirmed(SessionTable.Row row, SessionScope session, List<PlanStep> pending) {
        // who answers in any case need not wait until everything was looked at
        boolean agrees = options.confirm() == RollbackOptions.confirmed().confirm();
        if (agrees || options.confirm() == RollbackOptions.safe().confirm()) {
            return agrees;
        }
        return options.confirm().test(preview(row, session, pending));
    }

    private static RollbackPreview preview(SessionTable.Row row, SessionScope session, List<PlanStep> pending) {
        List<String> undo = new ArrayList<>();
        List<Finding> losses = new ArrayList<>();
        for (PlanStep step : pending) {
            undo.add(step.name() + ": " + (step.undo().isEmpty() ? "nothing to undo" : step.undo()));
            losses.addAll(losses(row, session, step));
        }
        return new RollbackPreview(row.id(), undo, losses);
    }

    private static List<Finding> losses(SessionTable.Row row, SessionScope session, PlanStep step) {
        boolean mayLose = !step.mode().isEmpty() && (step.phase() == Phase.SWITCH || step.phase() == Phase.COPY);
        String why = "";
        try {
            StepScope scope = new StepScope(session, step, Counts.NONE);
            Optional<List<Finding>> known =
                    new StepFactory(session.run().plugins()).open(step.data()).losses(scope);
            if (known.isPresent()) {
                return known.get();
            }
        } catch (RuntimeException e) {
            MigrationException failure = Guard.failure(e, "step " + step.name());
            if (SessionScope.isLeaseLost(failure) || failure.category() == ErrorCategory.CANCELLED) {
                throw failure;
            }
            mayLose = true;
            why = session.log().redaction().of(failure).message();
        }
        return mayLose
                ? List.of(Finding.warning(
                                "rollback.loses-changes",
                                step.name(),
                                "What was changed at the destination of \"" + step.title() + "\" since "
                                        + (row.endedAt() == null ? row.createdAt() : row.endedAt())
                                        + " is lost or refuses to be undone.",
                                "Save what is needed of it first.")
                        .withEvidence(why))
                : List.of();
    }

    @Override
    public String name() {
        return "rollback";
    }

    @Override
    public boolean isUndoing(SessionTable.Row row) {
        return true;
    }

    @Override
    public @Nullable String undoTo(SessionTable.Row row) {
        return options.to().isEmpty() ? null : options.to();
    }

    @Override
    public End run(SessionScope session, Heartbeat heartbeat, SessionTable.Row row) {
        return new SessionUndo(session, heartbeat, null, options.to()).undo("");
    }
}
