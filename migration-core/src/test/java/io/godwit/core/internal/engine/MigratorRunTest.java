package io.godwit.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.CodeStep;
import io.godwit.core.MigrationEvent;
import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationReport;
import io.godwit.core.Migrator;
import io.godwit.core.Outcome;
import io.godwit.core.Pipeline;
import io.godwit.core.RollbackOptions;
import io.godwit.core.RunOptions.OnFailure;
import io.godwit.core.SessionStatus;
import io.godwit.core.StepRecord;
import io.godwit.core.StepStatus;
import io.godwit.core.internal.engine.Engines.Heard;
import io.godwit.core.internal.run.CrashPoint;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("guarantee-point-of-no-return")
final class MigratorRunTest {
    @TempDir
    private Path directory;

    private Path out() {
        return directory.resolve("out");
    }

    private static void assertCode(Throwable failure, String code) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void seed() throws IOException {
        Files.createDirectories(out());
        Files.writeString(out().resolve("file-1"), "older");
        Files.writeString(out().resolve("other"), "untouched");
    }

    private Pipeline.Builder twoWrites() {
        return Pipeline.builder("two-writes")
                .step(FileSteps.step("first", Phase.COPY, out(), 3, "one"))
                .step(FileSteps.step("second", Phase.CATCH_UP, out(), 2, "two"));
    }

    @Test
    void aRunDoesItsStepsInOrderAndTellsOfThem() {
        Heard heard = new Heard();
        try (Migrator migrator = Engines.migrator(directory)) {
            MigrationPlan plan = migrator.plan(twoWrites().build());
            assertThat(plan.isRunnable()).isTrue();
            assertThat(Engines.contents(out())).isEmpty();
            assertThat(migrator.sessions()).isEmpty();

            MigrationReport report = migrator.run(plan, heard);

            assertThat(report.outcome()).isEqualTo(Outcome.NOT_VERIFIED);
            assertThat(report.exitCode()).isZero();
            assertThat(report.session().status()).isEqualTo(SessionStatus.COMPLETED);
            assertThat(Engines.contents(out()))
                    .isEqualTo(Map.of("file-0", "two file-0", "file-1", "two file-1", "file-2", "one file-2"));
            StepRecord first = report.session().step("first").orElseThrow();
            assertThat(first.status()).isEqualTo(StepStatus.COMPLETED);
            assertThat(first.progress()).isEqualTo(100);
            assertThat(first.attempts()).isEqualTo(1);
            assertThat(first.counts().items()).isEqualTo(3);
            assertThat(first.counts().bytes()).isEqualTo(30);
            assertThat(first.log()).extracting(line -> line.message()).containsExactly("wrote 3 files");
            assertThat(report.session().runner()).isNull();
        }
        assertThat(heard.of(MigrationEvent.SessionStarted.class)).hasSize(1);
        assertThat(heard.of(MigrationEvent.StepStarted.class))
                .extracting(MigrationEvent.StepStarted::step)
                .containsExactly("first", "second");
        assertThat(heard.of(MigrationEvent.StepFinished.class))
                .extracting(MigrationEvent.StepFinished::status)
                .containsExactly(StepStatus.COMPLETED, StepStatus.COMPLETED);
        assertThat(heard.of(MigrationEvent.SessionFinished.class))
                .singleElement()
                .satisfies(event -> assertThat(event.outcome()).isEqualTo(Outcome.NOT_VERIFIED));
    }

    @Test
    void aPassingFaultIsRetriedAndStandsInTheReportAsResolved() {
        Heard heard = new Heard();
        try (Migrator migrator = Engines.migrator(directory)) {
            // More failures than the attempts of one unit, fewer than those of all attempts of the step.
            Pipeline pipeline = Pipeline.builder("flaky")
                    .step(CodeStep.of("flaky", context -> {
                        Path counter = directory.resolve("counter");
                        int before = Files.exists(counter)
                                ? Files.readString(counter).length()
                                : 0;
                        Files.writeString(counter, "x".repeat(before + 1));
                        if (before < 2) {
                            throw MigrationException.of(
                                            io.godwit.spi.ErrorCategory.CONNECTIVITY, "test.cut", "the line was cut")
                                    .retryable(true)
                                    .build();
                        }
                    }))
                    .build();
            MigrationReport report = migrator.run(pipeline, heard);
            assertThat(report.outcome()).isEqualTo(Outcome.NOT_VERIFIED);
            StepRecord step = report.session().step("flaky").orElseThrow();
            assertThat(step.attempts()).isEqualTo(3);
            assertThat(step.issues()).hasSize(2).allSatisfy(issue -> {
                assertThat(issue.isResolved()).isTrue();
                assertThat(issue.finding().code()).isEqualTo("step.retried");
                assertThat(issue.help()).isEqualTo("docs/errors.md#step-retried");
            });
        }
        assertThat(heard.of(MigrationEvent.StepRetried.class))
                .extracting(MigrationEvent.StepRetried::attempt)
                .containsExactly(1, 2);
    }

    @Test
    void aFailureWithStopLeavesASessionThatResumeFinishes() {
        try (Migrator migrator = Engines.migrator(directory)) {
            Pipeline pipeline = Pipeline.builder("stops")
                    .step(FileSteps.failing("first", Phase.COPY, out(), 3, "one", 1, 1, false))
                    .step(FileSteps.step("second", Phase.CATCH_UP, out(), 1, "two"))
                    .build();
            MigrationReport failed = migrator.run(pipeline, event -> {});
            assertThat(failed.outcome()).isEqualTo(Outcome.RESUMABLE);
            assertThat(failed.exitCode()).isEqualTo(1);
            assertThat(failed.session().error()).isNotNull();
            assertThat(Engines.error(failed).code()).isEqualTo("test.broken");
            assertThat(Engines.error(failed).trail()).contains("step first");
            assertThat(failed.session().step("second").orElseThrow().status()).isEqualTo(StepStatus.PENDING);

            MigrationReport done = migrator.resume(failed.session().id(), event -> {});
            assertThat(done.outcome()).isEqualTo(Outcome.NOT_VERIFIED);
            assertThat(done.session().error()).isNull();
            assertThat(done.session().step("first").orElseThrow().attempts()).isEqualTo(2);
            assertThat(Engines.contents(out()))
                    .containsEntry("file-0", "two file-0")
                    .hasSize(3);
            assertThat(done.session().step("first").orElseThrow().counts().items())
                    .isEqualTo(3);
            assertThatThrownBy(() -> migrator.resume(failed.session().id(), event -> {}))
                    .satisfies(e -> assertCode(e, "session.ended"));
        }
    }

    @Test
    void aFailureWithRollbackLeavesTheDestinationAsItWas() throws IOException {
        seed();
        Map<String, String> before = Engines.contents(out());
        Heard heard = new Heard();
        try (Migrator migrator = Engines.migrator(directory)) {
            Pipeline pipeline = Pipeline.builder("rolls-back")
                    .step(FileSteps.step("first", Phase.PREPARE, out(), 3, "one"))
                    .step(FileSteps.step("second", Phase.COPY, out(), 4, "two"))
                    .step(FileSteps.failing("third", Phase.CATCH_UP, out(), 3, "three", 2, 9, false))
                    .options(o -> o.onFailure(OnFailure.ROLLBACK))
                    .build();
            MigrationReport report = migrator.run(pipeline, heard);
            assertThat(report.outcome()).isEqualTo(Outcome.RESTORED);
            assertThat(report.exitCode()).isEqualTo(4);
            assertThat(report.session().status()).isEqualTo(SessionStatus.ROLLED_BACK);
            assertThat(Engines.error(report).code()).isEqualTo("test.broken");
            assertThat(report.session().steps()).allMatch(StepRecord::isUndone);
        }
        assertThat(Engines.contents(out())).isEqualTo(before);
        assertThat(heard.of(MigrationEvent.StepUndone.class))
                .extracting(MigrationEvent.StepUndone::step)
                .containsExactly("third", "second", "first");
    }

    @Test
    void nothingIsUndoneByItselfAfterThePointOfNoReturn() {
        try (Migrator migrator = Engines.migrator(directory)) {
            Pipeline pipeline = Pipeline.builder("switched")
                    .step(FileSteps.step("copy", Phase.COPY, out(), 2, "one"))
                    .step(FileSteps.step("switch", Phase.SWITCH, directory.resolve("switched"), 1, "on"))
                    .step(FileSteps.failing("after", Phase.AFTER, out(), 3, "three", 2, 9, false))
                    .options(o -> o.onFailure(OnFailure.ROLLBACK))
                    .build();
            MigrationReport report = migrator.run(pipeline, event -> {});
            assertThat(report.outcome()).isEqualTo(Outcome.RESUMABLE);
            String session = report.session().id();
            assertThat(Engines.contents(directory.resolve("switched"))).hasSize(1);

            // Later, somebody asks: it lists what would be undone and lost, and does nothing unless they agree.
            List<io.godwit.core.RollbackPreview> asked = new ArrayList<>();
            assertThatThrownBy(() -> migrator.rollback(
                            session,
                            RollbackOptions.asking(preview -> {
                                asked.add(preview);
                                return false;
                            }),
                            event -> {}))
                    .satisfies(e -> assertCode(e, "rollback.not-confirmed"));
            assertThatThrownBy(() -> migrator.rollback(session, RollbackOptions.safe(), event -> {}))
                    .satisfies(e -> assertCode(e, "rollback.not-confirmed"));
            assertThat(asked)
                    .singleElement()
                    .satisfies(preview -> assertThat(preview.undo())
                            .containsExactly(
                                    "after: puts back what was there",
                                    "switch: puts back what was there",
                                    "copy: puts back what was there"));
            assertThat(Engines.contents(out())).isNotEmpty();
            assertThat(migrator.session(session).status()).isEqualTo(SessionStatus.FAILED);

            MigrationReport undone = migrator.rollback(session, RollbackOptions.confirmed(), event -> {});
            assertThat(undone.outcome()).isEqualTo(Outcome.RESTORED);
            assertThat(undone.exitCode()).isZero();
            assertThat(Engines.contents(out())).isEmpty();
            assertThat(Engines.contents(directory.resolve("switched"))).isEmpty();
            assertThatThrownBy(() -> migrator.rollback(session, RollbackOptions.confirmed(), event -> {}))
                    .satisfies(e -> assertCode(e, "session.ended"));
        }
    }

    @Test
    void aRollbackThatFailsStopsWithARunbookAndGoesOnWhenTheCauseIsGone() throws IOException {
        Path line = directory.resolve("line");
        Path stuck = Files.writeString(directory.resolve("line.stuck"), "");
        try (Migrator migrator = Engines.migrator(directory)) {
            Pipeline pipeline = Pipeline.builder("stuck")
                    .step(FileSteps.step("first", Phase.PREPARE, out(), 1, "one"))
                    .step(OnceStep.stuck("second", Phase.PREPARE, line))
                    .step(FileSteps.failing("third", Phase.COPY, out(), 3, "three", 2, 9, false))
                    .options(o -> o.onFailure(OnFailure.ROLLBACK))
                    .build();
            MigrationReport report = migrator.run(pipeline, event -> {});
            assertThat(report.outcome()).isEqualTo(Outcome.ROLLBACK_STUCK);
            assertThat(report.exitCode()).isEqualTo(1);
            assertThat(Engines.error(report).code()).isEqualTo("test.stuck");
            assertThat(Engines.runbook(report).situation()).contains("second", "Free it.");
            assertThat(Engines.runbook(report).choices())
                    .extracting(choice -> choice.command())
                    .contains("resume " + report.session().id() + " --decision leave");
            assertThat(report.session().step("third").orElseThrow().isUndone()).isTrue();
            assertThat(report.session().step("first").orElseThrow().isUndone()).isFalse();

            Files.delete(stuck);
            MigrationReport done = migrator.resume(report.session().id(), event -> {});
            assertThat(done.outcome()).isEqualTo(Outcome.RESTORED);
            assertThat(done.exitCode()).isEqualTo(4);
            assertThat(Engines.error(done).code()).isEqualTo("test.broken");
            assertThat(Engines.contents(out())).isEmpty();
            assertThat(line).doesNotExist();
        }
    }

    @Test
    void whatIsLeftByDecisionIsNotCalledRestored() throws IOException {
        Path line = directory.resolve("line");
        Files.writeString(directory.resolve("line.stuck"), "");
        try (Migrator migrator = Engines.migrator(directory)) {
            Pipeline pipeline = Pipeline.builder("left")
                    .step(FileSteps.step("first", Phase.PREPARE, out(), 1, "one"))
                    .step(OnceStep.stuck("second", Phase.PREPARE, line))
                    .step(FileSteps.failing("third", Phase.COPY, out(), 3, "three", 2, 9, false))
                    .options(o -> o.onFailure(OnFailure.ROLLBACK))
                    .build();
            String session = migrator.run(pipeline, event -> {}).session().id();
            assertThatThrownBy(() -> migrator.resume(session, "nonsense", event -> {}))
                    .satisfies(e -> assertCode(e, "session.unknown-decision"));
            MigrationReport report = migrator.resume(session, "leave", event -> {});
            assertThat(report.outcome()).isEqualTo(Outcome.ROLLBACK_STUCK);
            assertThat(Engines.contents(out())).isEmpty();
            assertThat(line).exists();
        }
    }

    @Test
    void differencesBeforeTheSwitchAreRolledBackWhereThatWasAskedFor() {
        try (Migrator migrator = Engines.migrator(directory)) {
            MigrationReport report = migrator.run(differing(OnFailure.ROLLBACK), event -> {});
            assertThat(report.outcome()).isEqualTo(Outcome.RESTORED);
            assertThat(Engines.error(report).code()).isEqualTo("verify.differences");
            assertThat(Engines.contents(directory.resolve("switched"))).isEmpty();
            assertThat(Engines.contents(out())).isEmpty();
        }
    }

    @Test
    void differencesBeforeTheSwitchWaitForADecision() throws IOException {
        try (Migrator migrator = Engines.migrator(directory)) {
            MigrationReport report = migrator.run(differing(OnFailure.STOP), event -> {});
            assertThat(report.outcome()).isEqualTo(Outcome.NEEDS_DECISION);
            assertThat(report.exitCode()).isEqualTo(5);
            String session = report.session().id();
            assertThat(Engines.contents(directory.resolve("switched"))).isEmpty();

            // Comparing again finds the same.
            assertThat(migrator.resume(session, event -> {}).outcome()).isEqualTo(Outcome.NEEDS_DECISION);
            StepRecord verify = migrator.session(session).step("verify").orElseThrow();
            assertThat(verify.issues()).hasSize(4);
            assertThat(verify.issues()).filteredOn(issue -> issue.isResolved()).hasSize(2);

            MigrationReport accepted = migrator.resume(session, "accept", event -> {});
            assertThat(accepted.outcome()).isEqualTo(Outcome.DIFFERENCES);
            assertThat(accepted.exitCode()).isEqualTo(3);
            assertThat(Engines.contents(directory.resolve("switched"))).hasSize(1);
        }
    }

    @Test
    void differencesThatAreGoneWhenComparedAgainAreResolved() throws IOException {
        try (Migrator migrator = Engines.migrator(directory)) {
            String session = migrator.run(differing(OnFailure.STOP), event -> {})
                    .session()
                    .id();
            Files.writeString(out().resolve("file-0"), "other file-0");
            Files.writeString(out().resolve("file-1"), "other file-1");
            MigrationReport report = migrator.resume(session, event -> {});
            assertThat(report.outcome()).isEqualTo(Outcome.NOT_VERIFIED);
            assertThat(report.session().step("verify").orElseThrow().issues())
                    .hasSize(2)
                    .allMatch(issue -> issue.isResolved());
        }
    }

    private Pipeline differing(OnFailure onFailure) {
        return Pipeline.builder("differs")
                .step(FileSteps.step("copy", Phase.COPY, out(), 2, "one"))
                .step(FileSteps.Verify.step("verify", Phase.CATCH_UP, out(), 2, "other"))
                .step(FileSteps.step("switch", Phase.SWITCH, directory.resolve("switched"), 1, "on"))
                .options(o -> o.onFailure(onFailure))
                .build();
    }

    @Test
    void differencesWithoutASwitchEndTheSessionWithDifferences() {
        try (Migrator migrator = Engines.migrator(directory)) {
            Pipeline pipeline = Pipeline.builder("no-switch")
                    .step(FileSteps.step("copy", Phase.COPY, out(), 2, "one"))
                    .step(FileSteps.Verify.step("verify", Phase.CATCH_UP, out(), 2, "other"))
                    .build();
            MigrationReport report = migrator.run(pipeline, event -> {});
            assertThat(report.outcome()).isEqualTo(Outcome.DIFFERENCES);
            assertThat(report.exitCode()).isEqualTo(3);
            assertThat(report.session().status()).isEqualTo(SessionStatus.COMPLETED);
        }
    }

    @Test
    void aStepThatMustNotBeRepeatedWaitsForADecisionAfterItFailed() throws IOException {
        Path line = directory.resolve("line");
        try (Migrator migrator = Engines.migrator(directory)) {
            Pipeline pipeline = Pipeline.builder("once")
                    .step(OnceStep.step("send", Phase.COPY, line, false, true))
                    .build();
            MigrationReport report = migrator.run(pipeline, event -> {});
            assertThat(report.outcome()).isEqualTo(Outcome.RESUMABLE);
            assertThat(report.session().step("send").orElseThrow().attempts()).isEqualTo(1);
            String session = report.session().id();

            MigrationReport parked = migrator.resume(session, event -> {});
            assertThat(parked.outcome()).isEqualTo(Outcome.NEEDS_DECISION);
            assertThat(parked.exitCode()).isEqualTo(5);
            assertThat(Engines.runbook(parked).choices())
                    .extracting(choice -> choice.decision())
                    .containsExactly("done", "again", "");
            assertThat(Files.readString(line)).isEqualTo("sent\n");

            MigrationReport done = migrator.resume(session, "done", event -> {});
            assertThat(done.outcome()).isEqualTo(Outcome.NOT_VERIFIED);
            assertThat(Files.readString(line)).isEqualTo("sent\n");
            assertThat(done.session().runbook()).isNull();
        }
    }

    @Test
    void aStepThatCanTellThatItWasDoneIsNotRepeated() throws IOException {
        Path line = directory.resolve("line");
        try (Migrator migrator = Engines.migrator(directory)) {
            Pipeline pipeline = Pipeline.builder("once")
                    .step(OnceStep.step("send", Phase.COPY, line, true, true))
                    .build();
            String session = migrator.run(pipeline, event -> {}).session().id();
            assertThat(migrator.resume(session, event -> {}).outcome()).isEqualTo(Outcome.NOT_VERIFIED);
            assertThat(Files.readString(line)).isEqualTo("sent\n");
        }
    }

    @Test
    void againMeansAgain() throws IOException {
        Path line = directory.resolve("line");
        try (Migrator migrator = Engines.migrator(directory)) {
            Pipeline pipeline = Pipeline.builder("once")
                    .step(OnceStep.step("send", Phase.COPY, line, false, true))
                    .build();
            String session = migrator.run(pipeline, event -> {}).session().id();
            migrator.resume(session, event -> {});
            assertThat(migrator.resume(session, "again", event -> {}).outcome()).isEqualTo(Outcome.RESUMABLE);
            assertThat(Files.readString(line)).isEqualTo("sent\nsent\n");
        }
    }

    @Test
    void aDefectOfAPluginIsAFailureLikeAnyOther() {
        try (Migrator migrator = Engines.migrator(directory)) {
            Pipeline pipeline = Pipeline.builder("defect")
                    .step("breaks", context -> {
                        throw new IllegalStateException("on purpose");
                    })
                    .build();
            MigrationReport report = migrator.run(pipeline, event -> {});
            assertThat(report.outcome()).isEqualTo(Outcome.RESUMABLE);
            assertThat(Engines.error(report).code()).isEqualTo("step.code-failed");
        }
    }

    @Test
    void anApprovalIsAskedForWhereItIsRequired() {
        try (Migrator migrator = Engines.migrator(directory, CrashPoint.NONE, Duration.ofSeconds(60), "tester", true)) {
            MigrationPlan plan = migrator.plan(twoWrites().build());
            assertThatThrownBy(() -> migrator.run(plan)).satisfies(e -> assertCode(e, "session.not-approved"));
            assertThat(migrator.session(plan.session()).status()).isEqualTo(SessionStatus.PENDING);
            assertThat(migrator.submit(plan).approvedBy()).isEmpty();
            assertThat(migrator.approve(plan.session(), "alice").approvedBy()).isEqualTo("alice");
            assertThat(migrator.plan(plan.session())).isEqualTo(plan);
            assertThat(migrator.run(plan).outcome()).isEqualTo(Outcome.NOT_VERIFIED);
            assertThatThrownBy(() -> migrator.approve(plan.session(), "bob"))
                    .satisfies(e -> assertCode(e, "session.not-pending"));
            assertThatThrownBy(() -> migrator.run(plan)).satisfies(e -> assertCode(e, "session.already-run"));
        }
    }

    @Test
    void unknownSessionsAreNamed() {
        try (Migrator migrator = Engines.migrator(directory)) {
            assertThatThrownBy(() -> migrator.session("nobody")).satisfies(e -> assertCode(e, "session.unknown"));
            assertThatThrownBy(() -> migrator.resume("nobody", event -> {}))
                    .satisfies(e -> assertCode(e, "session.unknown"));
            assertThatThrownBy(() -> migrator.cancel("nobody")).satisfies(e -> assertCode(e, "session.unknown"));
            assertThat(migrator.support()).isEqualTo("help@example.com");
        }
    }

    @Test
    void aListenerThatFailsDoesNotStopTheRun() {
        try (Migrator migrator = Engines.migrator(directory)) {
            MigrationReport report = migrator.run(twoWrites().build(), event -> {
                throw new IllegalStateException("on purpose");
            });
            assertThat(report.outcome()).isEqualTo(Outcome.NOT_VERIFIED);
        }
    }
}
