package io.godwit.core.internal.engine;

import io.godwit.core.ErrorInfo;
import io.godwit.core.MigrationEvent;
import io.godwit.core.MigrationPlan.PlanStep;
import io.godwit.core.Outcome;
import io.godwit.core.StepRecord.Counts;
import io.godwit.core.internal.journal.BackupTable;
import io.godwit.core.internal.journal.CheckpointTable;
import io.godwit.core.internal.journal.SessionTable;
import io.godwit.core.internal.journal.SessionTable.End;
import io.godwit.core.internal.journal.StepTable;
import io.godwit.core.internal.run.StepFactory;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Undoes what a session did, the last step first, written down before and after. What was undone before stays undone. */
final class SessionUndo {
    private final SessionScope session;
    private final Heartbeat heartbeat;
    private final @Nullable ErrorInfo cause;
    private final String to;

    /**
     * An undoing.
     *
     * @param cause why, or null where somebody asked for it
     * @param to the last step that stays, or an empty string
     */
    SessionUndo(SessionScope session, Heartbeat heartbeat, @Nullable ErrorInfo cause, String to) {
        this.to = to;
        this.session = session;
        this.heartbeat = heartbeat;
        this.cause = cause;
    }

    /** The steps of a plan behind a step; all of them for an empty string. */
    static List<PlanStep> behind(List<PlanStep> steps, String to) {
        int first = 0;
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).name().equals(to)) {
                first = i + 1;
            }
        }
        return steps.subList(first, steps.size());
    }

    /** The steps of a plan that have something to undo, in the order of undoing. */
    static List<PlanStep> pending(List<PlanStep> steps, List<StepTable.Row> rows) {
        Map<String, StepTable.Row> byName = new HashMap<>();
        rows.forEach(row -> byName.put(row.name(), row));
        List<PlanStep> begun = new ArrayList<>();
        for (PlanStep step : steps) {
            StepTable.Row row = byName.get(step.name());
            if (row != null && row.attempts() > 0 && row.undoneAt() == null) {
                begun.add(step);
            }
        }
        Collections.reverse(begun);
        return begun;
    }

    /**
     * Undoes.
     *
     * @param decision {@link Runbooks#LEAVE} to pass over the first step that cannot be undone, or an empty string
     * @return how it ended
     */
    End undo(String decision) {
        List<StepTable.Row> rows = session.journal().read(handle -> StepTable.list(handle, session.id()));
        boolean mayLeave = decision.equals(Runbooks.LEAVE);
        ErrorInfo left = null;
        for (PlanStep step : pending(behind(session.plan().steps(), to), rows)) {
            MigrationException failure = undo(step);
            if (failure == null) {
                continue;
            }
            ErrorInfo error = session.log().redaction().of(failure);
            session.log()
                    .tell(new MigrationEvent.StepUndone(
                            session.id(), session.log().now(), step.name(), error));
            if (failure.category() == ErrorCategory.CANCELLED) {
                return new End(Outcome.CANCELLED, error, null);
            }
            session.log().error(step.name(), "It could not be undone: " + error.message());
            if (!mayLeave) {
                return new End(Outcome.ROLLBACK_STUCK, error, Runbooks.stuck(session.id(), step, error));
            }
            mayLeave = false;
            left = error;
        }
        if (left == null && !to.isEmpty()) {
            session.pass("undo.before-turn");
            session.journal().update(session.fence(), handle -> {
                StepTable.reopenUndone(handle, session.id());
                SessionTable.turnForward(handle, session.id());
                session.log().audit(handle, "undo.to", to);
            });
            return End.of(Outcome.CANCELLED);
        }
        // What was left is not restored, whoever decided so.
        return left == null ? new End(Outcome.RESTORED, cause, null) : new End(Outcome.ROLLBACK_STUCK, left, null);
    }

    private @Nullable MigrationException undo(PlanStep step) {
        session.pass("undo.before-begin");
        session.journal().update(session.fence(), handle -> {
            StepTable.beginUndo(handle, session.id(), step.name(), session.log().now());
            session.log().audit(handle, "undo.begin", step.name());
        });
        session.pass("undo.after-begin");
        StepScope scope = new StepScope(session, step, Counts.NONE);
        try {
            Step opened = new StepFactory(session.run().plugins()).open(step.data());
            session.run()
                    .settings()
                    .stepRetry()
                    .run("undo " + step.name(), session.run().cancellation(), () -> undo(opened, scope));
        } catch (RuntimeException e) {
            MigrationException failure = Guard.failure(e, "undoing step " + step.name());
            if (heartbeat.isLeaseLost() || SessionScope.isLeaseLost(failure)) {
                throw Guard.lost(session.fence());
            }
            return failure;
        }
        session.pass("undo.after-run");
        scope.findings().finish();
        scope.ledger().clear();
        session.journal().update(session.fence(), handle -> {
            StepTable.undone(handle, session.id(), step.name(), session.log().now());
            CheckpointTable.remove(handle, session.id(), step.name());
            Footprints.after(handle, session.id(), step, session.log().now());
            BackupTable.removed(handle, session.id(), step.name(), session.log().now());
            session.log().audit(handle, "undo.end", step.name());
        });
        session.pass("undo.after-end");
        session.log()
                .tell(new MigrationEvent.StepUndone(session.id(), session.log().now(), step.name(), null));
        return null;
    }

    private static void undo(Step opened, StepScope scope) {
        opened.undo(scope);
    }
}
