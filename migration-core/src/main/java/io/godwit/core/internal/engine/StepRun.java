package io.godwit.core.internal.engine;

import io.godwit.core.BackupInfo;
import io.godwit.core.ErrorInfo;
import io.godwit.core.MigrationEvent;
import io.godwit.core.MigrationPlan.PlanStep;
import io.godwit.core.StepRecord.Counts;
import io.godwit.core.StepStatus;
import io.godwit.core.internal.journal.BackupTable;
import io.godwit.core.internal.journal.FindingTable;
import io.godwit.core.internal.journal.StepTable;
import io.godwit.core.internal.run.StepFactory;
import io.godwit.core.internal.runtime.RetryPolicy;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Severity;
import io.godwit.spi.Step;
import io.godwit.spi.WorkResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs one step of a session, written down before and after. */
final class StepRun {
    private static final String RETRIED = "step.retried";

    private final SessionScope session;
    private final Heartbeat heartbeat;
    private final PlanStep step;
    private final int number;
    private final StepScope scope;
    private int attempt;

    StepRun(SessionScope session, Heartbeat heartbeat, PlanStep step, int number) {
        this.session = session;
        this.heartbeat = heartbeat;
        this.step = step;
        this.number = number;
        this.scope = new StepScope(session, step, new Counts(0, 0, step.bytes(), step.items()));
    }

    /**
     * Runs it.
     *
     * @param row as it stands in the journal
     * @param decision what a person decided, or an empty string
     * @throws MigrationException only where this process is not the runner any more, or the journal fails
     */
    StepOutcome run(StepTable.Row row, String decision) {
        attempt = row.attempts() + 1;
        boolean wasBegun = row.attempts() > 0;
        Step opened;
        try {
            opened = new StepFactory(session.run().plugins()).open(step.data());
            if (wasBegun) {
                StepOutcome settled = settle(opened, decision);
                if (settled != null) {
                    return settled;
                }
            }
        } catch (MigrationException e) {
            return failBeforeBegin(e);
        }
        return begun(opened, row, wasBegun);
    }

    /** What is to be said of a step that was begun before; null to run it. */
    private @Nullable StepOutcome settle(Step opened, String decision) {
        Step.State state;
        try {
            state = opened.probe(scope);
        } catch (RuntimeException e) {
            throw Guard.failure(e, "step " + step.name());
        }
        if (state == Step.State.DONE) {
            return finish("It was found done.");
        }
        if (state == Step.State.UNKNOWN && !opened.isRepeatable()) {
            if (decision.equals(Runbooks.DONE)) {
                return finish("It was declared done.");
            }
            if (!decision.equals(Runbooks.AGAIN)) {
                return new StepOutcome.Undecided(Runbooks.interrupted(session.id(), step));
            }
        }
        return null;
    }

    private StepOutcome finish(String why) {
        session.log().info(step.name(), why);
        return complete(now());
    }

    private Instant now() {
        return session.log().now();
    }

    private StepOutcome begun(Step opened, StepTable.Row row, boolean wasBegun) {
        session.pass("step.before-begin");
        Instant start = now();
        session.journal().update(session.fence(), handle -> {
            StepTable.begin(handle, session.id(), step.name(), start);
            FindingTable.resolve(handle, session.id(), step.name(), "the step was run again", start);
            Footprints.before(handle, session.id(), step, start);
            session.log().audit(handle, "step.begin", step.name() + " attempt " + attempt);
        });
        session.pass("step.after-begin");
        if (wasBegun) {
            goOnFrom(row);
        }
        session.log()
                .tell(new MigrationEvent.StepStarted(
                        session.id(), start, step.name(), step.title(), step.phase(), number, attempt));
        heartbeat.watch(scope);
        try {
            retry(opened).run(step.name(), session.run().cancellation(), () -> attempt(opened));
        } catch (MigrationException e) {
            return fail(e, start);
        } finally {
            heartbeat.watch(null);
        }
        session.pass("step.after-run");
        return complete(start);
    }

    /** Counts what earlier attempts moved as moved. */
    private void goOnFrom(StepTable.Row row) {
        if (VerifyWork.COMPARING.contains(step.data().type())) {
            // What compares begins anew each time.
            return;
        }
        WorkResult sums = scope.ledger().sums();
        boolean hasUnits = sums.items() > 0 || sums.bytes() > 0;
        scope.skip(
                hasUnits ? sums.bytes() : row.counts().bytes(),
                hasUnits ? sums.items() : row.counts().items());
    }

    private void attempt(Step opened) {
        try {
            opened.run(scope);
        } catch (RuntimeException e) {
            throw Guard.failure(e, "step " + step.name());
        }
    }

    private RetryPolicy retry(Step opened) {
        RetryPolicy policy = opened.isRepeatable() ? session.run().settings().stepRetry() : RetryPolicy.none();
        return policy.withListener((what, failure, failed, pause) -> retrying(failure, pause));
    }

    private void retrying(MigrationException failure, Duration pause) {
        ErrorInfo error = session.log().redaction().of(failure);
        Instant at = now();
        Finding finding = new Finding(
                Severity.WARNING,
                RETRIED,
                error.subject(),
                "Attempt " + attempt + " failed: " + error.message(),
                error.code(),
                "Nothing: it is tried again.");
        session.journal().update(session.fence(), handle -> {
            StepTable.again(handle, session.id(), step.name());
            FindingTable.insert(handle, session.id(), step.name(), finding, at);
        });
        session.log()
                .warn(
                        step.name(),
                        "Attempt " + attempt + " failed, next in " + pause.toMillis() + " ms: " + error.message());
        session.log().tell(new MigrationEvent.StepRetried(session.id(), at, step.name(), attempt, pause, error));
        attempt++;
    }

    private StepOutcome complete(Instant start) {
        scope.findings().finish();
        Counts counts = scope.counts();
        Instant end = now();
        Optional<BackupInfo> backup = Backups.of(step, scope, end);
        session.pass("step.before-end");
        long errors = session.journal().write(session.fence(), handle -> {
            StepTable.end(handle, session.id(), step.name(), StepStatus.COMPLETED, counts, null, end);
            FindingTable.resolve(handle, session.id(), step.name(), RETRIED, "a later attempt succeeded", end);
            Footprints.released(handle, session.plan(), step, end);
            backup.ifPresent(kept -> BackupTable.put(handle, session.id(), kept));
            session.log().audit(handle, "step.end", step.name());
            return FindingTable.openErrors(handle, session.id(), step.name());
        });
        session.pass("step.after-end");
        tellFinished(StepStatus.COMPLETED, start, end, counts, null);
        return new StepOutcome.Done(errors > 0);
    }

    private StepOutcome failBeforeBegin(MigrationException failure) {
        return fail(failure, now());
    }

    private StepOutcome fail(MigrationException failure, Instant start) {
        if (heartbeat.isLeaseLost() || SessionScope.isLeaseLost(failure)) {
            throw Guard.lost(session.fence());
        }
        scope.findings().finish();
        Counts counts = scope.counts();
        ErrorInfo error = session.log().redaction().of(failure);
        Instant end = now();
        session.journal().update(session.fence(), handle -> {
            StepTable.end(handle, session.id(), step.name(), StepStatus.FAILED, counts, error, end);
            session.log().audit(handle, "step.fail", step.name() + " " + error.code());
        });
        session.pass("step.after-fail");
        if (failure.category() != ErrorCategory.CANCELLED) {
            session.log().error(step.name(), error.message());
        }
        tellFinished(StepStatus.FAILED, start, end, counts, error);
        return new StepOutcome.Failed(failure);
    }

    private void tellFinished(StepStatus status, Instant start, Instant end, Counts counts, @Nullable ErrorInfo error) {
        session.log()
                .tell(new MigrationEvent.StepFinished(
                        session.id(), end, step.name(), status, Duration.between(start, end), counts, error));
    }
}
