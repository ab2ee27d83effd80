package io.godwit.core.internal.engine;

import io.godwit.core.ErrorInfo;
import io.godwit.core.MigrationEvent;
import io.godwit.core.MigrationPlan.PlanStep;
import io.godwit.core.Outcome;
import io.godwit.core.RunOptions;
import io.godwit.core.StepRecord.Counts;
import io.godwit.core.StepStatus;
import io.godwit.core.internal.journal.SessionTable;
import io.godwit.core.internal.journal.SessionTable.End;
import io.godwit.core.internal.journal.StepTable;
import io.godwit.core.internal.run.StepFactory;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Phase;
import io.godwit.spi.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Runs the steps of a session that are not done yet, and undoes them where that was asked for and is still right. */
final class SessionRun {
    private final SessionScope session;
    private final Heartbeat heartbeat;
    private boolean passedSwitch;

    SessionRun(SessionScope session, Heartbeat heartbeat) {
        this.session = session;
        this.heartbeat = heartbeat;
    }

    /**
     * Runs.
     *
     * @param decision what a person decided on the step that waits for it, or an empty string
     * @return how it ended
     */
    End forward(String decision) {
        List<StepTable.Row> rows = session.journal().read(handle -> StepTable.list(handle, session.id()));
        Map<String, StepTable.Row> byName = new HashMap<>();
        rows.forEach(row -> byName.put(row.name(), row));
        passedSwitch = rows.stream().anyMatch(row -> isPointOfNoReturn(row.phase(), row.type()) && row.attempts() > 0);
        List<PlanStep> steps = session.plan().steps();
        String left = decision;
        for (int i = 0; i < steps.size(); i++) {
            PlanStep step = steps.get(i);
            StepTable.Row row = Objects.requireNonNull(byName.get(step.name()));
            if (row.status() == StepStatus.COMPLETED || row.status() == StepStatus.SKIPPED) {
                continue;
            }
            if (left.equals(Runbooks.ACCEPT) && isDifference(row)) {
                accept(step, row);
                left = "";
                continue;
            }
            passedSwitch |= isPointOfNoReturn(step.phase(), step.data().type());
            StepOutcome outcome = new StepRun(session, heartbeat, step, i + 1).run(row, left);
            left = "";
            if (outcome instanceof StepOutcome.Undecided undecided) {
                return new End(Outcome.NEEDS_DECISION, null, undecided.runbook());
            }
            if (outcome instanceof StepOutcome.Failed failed) {
                return failed(failed.failure());
            }
            if (outcome instanceof StepOutcome.Done done && done.hasDifferences() && !passedSwitch) {
                End stop = differences(step, steps.subList(i + 1, steps.size()));
                if (stop != null) {
                    return stop;
                }
            }
        }
        return End.of(new Verdict(session).outcome());
    }

    private static boolean isPointOfNoReturn(Phase phase, String type) {
        return phase == Phase.SWITCH || Releases.is(type);
    }

    private End failed(MigrationException failure) {
        ErrorInfo error = session.log().redaction().of(failure);
        if (failure.category() == ErrorCategory.CANCELLED) {
            return new End(Outcome.CANCELLED, error, null);
        }
        return rollsBack() ? turnBack(error) : new End(Outcome.RESUMABLE, error, null);
    }

    private boolean rollsBack() {
        return session.plan().options().onFailure() == RunOptions.OnFailure.ROLLBACK
                && (!passedSwitch || !hasSwitched());
    }

    /** Whether anything was switched, as far as can be told: a step that failed may have changed nothing. */
    private boolean hasSwitched() {
        Map<String, StepTable.Row> rows = new HashMap<>();
        session.journal()
                .read(handle -> StepTable.list(handle, session.id()))
                .forEach(row -> rows.put(row.name(), row));
        return session.plan().steps().stream()
                .filter(step -> isPointOfNoReturn(step.phase(), step.data().type()))
                .anyMatch(step -> hasSwitched(step, Objects.requireNonNull(rows.get(step.name()))));
    }

    private boolean hasSwitched(PlanStep step, StepTable.Row row) {
        boolean isCertain =
                row.status() == StepStatus.COMPLETED || Releases.is(step.data().type());
        if (row.attempts() == 0 || isCertain) {
            return row.attempts() > 0;
        }
        StepScope scope = new StepScope(session, step, Counts.NONE);
        try {
            return new StepFactory(session.run().plugins()).open(step.data()).probe(scope) != Step.State.NOT_DONE;
        } catch (RuntimeException e) {
            MigrationException failure = Guard.failure(e, "step " + step.name());
            session.log()
                    .warn(
                            step.name(),
                            "It cannot be told whether it took effect: "
                                    + session.log().redaction().of(failure).message());
            return true;
        }
    }

    /** What arrived differs, and nobody uses it yet: nothing may be switched in before somebody said so. */
    private @org.jspecify.annotations.Nullable End differences(PlanStep step, List<PlanStep> later) {
        MigrationException failure = MigrationException.of(
                        ErrorCategory.VALIDATION,
                        "verify.differences",
                        "\"" + step.title() + "\" found differences between what was sent and what arrived")
                .subject(step.name())
                .remedy("Look at the differences in the report.")
                .build();
        ErrorInfo error = session.log().redaction().of(failure);
        if (rollsBack()) {
            session.journal()
                    .update(session.fence(), handle -> StepTable.fail(handle, session.id(), step.name(), error));
            return turnBack(error);
        }
        if (later.stream().anyMatch(each -> each.phase() == Phase.SWITCH)) {
            session.journal()
                    .update(session.fence(), handle -> StepTable.fail(handle, session.id(), step.name(), error));
            return new End(Outcome.NEEDS_DECISION, error, Runbooks.differences(session.id(), step));
        }
        return null;
    }

    private static boolean isDifference(StepTable.Row row) {
        ErrorInfo error = row.error();
        return row.status() == StepStatus.FAILED
                && error != null
                && error.code().equals("verify.differences");
    }

    private void accept(PlanStep step, StepTable.Row row) {
        session.log().warn(step.name(), "The differences were accepted; the session goes on.");
        session.journal().update(session.fence(), handle -> {
            StepTable.end(
                    handle,
                    session.id(),
                    step.name(),
                    StepStatus.COMPLETED,
                    row.counts(),
                    null,
                    session.log().now());
            session.log().audit(handle, "decision.accept", step.name());
        });
    }

    private End turnBack(ErrorInfo error) {
        session.log().warn("", "Undoing what was done: " + error.message());
        session.journal().update(session.fence(), handle -> {
            SessionTable.turn(handle, session.id(), error);
            session.log().audit(handle, "session.turn-back", error.code());
        });
        session.log()
                .tell(new MigrationEvent.SessionStarted(
                        session.id(),
                        session.log().now(),
                        session.plan().name(),
                        session.plan().steps().size(),
                        0,
                        true));
        return new SessionUndo(session, heartbeat, error, "").undo("");
    }
}
