package io.godwit.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.CodeStep;
import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationPlan.PlanStep;
import io.godwit.core.MigrationReport;
import io.godwit.core.Migrator;
import io.godwit.core.Outcome;
import io.godwit.core.Pipeline;
import io.godwit.core.RollbackOptions;
import io.godwit.core.RunOptions;
import io.godwit.core.SessionStatus;
import io.godwit.core.StepStatus;
import io.godwit.spi.Blueprint.PlannedStep;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Phase;
import io.godwit.spi.Severity;
import io.godwit.spi.TypedData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PipelinePlanTest {
    @TempDir
    private Path directory;

    private static void assertCode(Throwable failure, String code) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private PlannedStep write(String name, Phase phase) {
        return FileSteps.step(name, phase, directory.resolve(name), 1, name);
    }

    @Test
    void stepsAreOrderedByPhaseThenAsAddedAndHooksStandAtTheirTargets() {
        Pipeline pipeline = Pipeline.builder("order")
                .step(write("switch", Phase.SWITCH))
                .step(write("copy-a", Phase.COPY))
                .step("between", context -> {})
                .step(write("copy-b", Phase.COPY))
                .step(write("prepare", Phase.PREPARE))
                .step(CodeStep.of("tidy", context -> {}).in(Phase.AFTER).titled("Tidy up"))
                .before("copy-b", context -> {})
                .before("copy-b", CodeStep.of("just-before-b", context -> {}))
                .after("copy-a", context -> {})
                .after("copy-a", CodeStep.of("later-after-a", context -> {}))
                .after("copy-b", context -> {})
                .after("after-copy-b", CodeStep.of("hook-on-hook", context -> {}))
                .before("switch", context -> {})
                .after("tidy", context -> {})
                .build();
        try (Migrator migrator = Engines.migrator(directory)) {
            MigrationPlan plan = migrator.plan(pipeline);
            assertThat(plan.steps())
                    .extracting(PlanStep::name)
                    .containsExactly(
                            "prepare",
                            "copy-a",
                            "after-copy-a",
                            "later-after-a",
                            "between",
                            "before-copy-b",
                            "just-before-b",
                            "copy-b",
                            "after-copy-b",
                            "hook-on-hook",
                            "before-switch",
                            "switch",
                            "tidy",
                            "after-tidy");
            assertThat(plan.steps())
                    .filteredOn(step -> step.name().equals("before-switch"))
                    .extracting(PlanStep::phase)
                    .containsExactly(Phase.SWITCH);
            assertThat(plan.hasSwitch()).isTrue();
            assertThat(plan.toText())
                    .contains("SWITCH (the point of no return", "Tidy up", "undo: puts back what was there");
            assertThat(MigrationPlan.fromJson(plan.toJson())).isEqualTo(plan);
            assertThat(plan.plugins()).containsKey("step test:write-files").containsKey("step core:code");
        }
    }

    @Test
    void contradictionsAreRefused() {
        try (Migrator migrator = Engines.migrator(directory)) {
            assertThatThrownBy(() -> migrator.plan(Pipeline.builder("p")
                            .step(write("a", Phase.COPY))
                            .step(write("a", Phase.AFTER))
                            .build()))
                    .satisfies(e -> assertCode(e, "pipeline.duplicate-step"));
            assertThatThrownBy(() -> migrator.plan(Pipeline.builder("p")
                            .step(write("a", Phase.COPY))
                            .before("nobody", context -> {})
                            .build()))
                    .satisfies(e -> assertCode(e, "pipeline.unknown-target"))
                    .hasMessageContaining("nobody");
            assertThatThrownBy(() -> Pipeline.builder("p").files(f -> f.from("file:///a")))
                    .satisfies(e -> assertCode(e, "pipeline.incomplete"));
        }
    }

    @Test
    void aPlanWithErrorsIsMadeAndNotRun() {
        try (Migrator migrator = Engines.migrator(directory)) {
            MigrationPlan plan = migrator.plan(Pipeline.builder("p")
                    .step(new PlannedStep("a", "A", Phase.COPY, new TypedData("nobody:knows", 1, "{}")))
                    .step(new PlannedStep("b", "B", Phase.COPY, new TypedData(FileSteps.ID, 7, "{}")))
                    .step(new PlannedStep("c", "C", Phase.COPY, new TypedData(FileSteps.ID, 1, "[]")))
                    .check(new TypedData("shop:answers", 1, "{}"))
                    .build());
            assertThat(plan.isRunnable()).isFalse();
            assertThat(plan.findings())
                    .filteredOn(finding -> finding.severity() == Severity.ERROR)
                    .extracting(Finding::code)
                    .containsExactlyInAnyOrder(
                            "plugin.missing", "step.version-unsupported", "step.bad-data", "plugin.missing");
            assertThat(plan.toText()).contains("nobody:knows", "shop:answers", "see: docs/errors.md#plugin-missing");
            assertThatThrownBy(() -> migrator.run(plan)).satisfies(e -> assertCode(e, "plan.has-errors"));
            assertThatThrownBy(() -> migrator.submit(plan)).satisfies(e -> assertCode(e, "plan.has-errors"));
            assertThat(migrator.sessions()).isEmpty();
        }
    }

    @Test
    void optionsThatNothingCarriesOutAreSaid() {
        try (Migrator migrator = Engines.migrator(directory)) {
            MigrationPlan plan = migrator.plan(Pipeline.builder("p")
                    .step("code", context -> {})
                    .options(RunOptions.builder()
                            .maintenanceMode(true)
                            .verify(RunOptions.Verify.NONE)
                            .onFailure(RunOptions.OnFailure.ROLLBACK)
                            .build())
                    .build());
            assertThat(plan.findings())
                    .extracting(Finding::code)
                    .contains("option.no-maintenance-mode", "option.no-verification", "option.rollback-incomplete");
            assertThat(plan.findings()).allMatch(finding -> finding.severity() != Severity.ERROR);
            MigrationPlan frozen = migrator.plan(Pipeline.builder("p")
                    .step(CodeStep.of("close", context -> {}).in(Phase.FREEZE))
                    .options(o -> o.maintenanceMode(true))
                    .build());
            assertThat(frozen.findings()).extracting(Finding::code).doesNotContain("option.no-maintenance-mode");
        }
    }

    @Test
    void codeIsGivenAgainToAProcessThatGoesOn() {
        AtomicInteger runs = new AtomicInteger();
        AtomicInteger undone = new AtomicInteger();
        Pipeline pipeline = Pipeline.builder("with-code")
                .step(CodeStep.of("mine", context -> runs.incrementAndGet())
                        .in(Phase.PREPARE)
                        .undo(context -> undone.incrementAndGet()))
                .step(FileSteps.failing("copy", Phase.COPY, directory.resolve("out"), 1, "x", 0, 1, false))
                .step("later", context -> runs.incrementAndGet())
                .build();
        String session;
        try (Migrator migrator = Engines.migrator(directory)) {
            MigrationReport report = migrator.run(pipeline, event -> {});
            assertThat(report.outcome()).isEqualTo(Outcome.RESUMABLE);
            session = report.session().id();
        }
        try (Migrator migrator = Engines.migrator(directory)) {
            assertThatThrownBy(() -> migrator.resume(session, event -> {}))
                    .satisfies(e -> assertCode(e, "step.code-missing"));
            assertThatThrownBy(() -> migrator.rollback(session, RollbackOptions.safe(), event -> {}))
                    .satisfies(e -> assertCode(e, "step.code-missing"));
            assertThat(migrator.session(session).status()).isEqualTo(SessionStatus.FAILED);
            assertThat(migrator.session(session).outcome()).isEqualTo(Outcome.RESUMABLE);
            migrator.provide(pipeline);
            assertThat(migrator.resume(session, event -> {}).outcome()).isEqualTo(Outcome.NOT_VERIFIED);
            assertThat(runs).hasValue(2);
            assertThat(migrator.rollback(session, RollbackOptions.confirmed(), event -> {})
                            .outcome())
                    .isEqualTo(Outcome.RESTORED);
            assertThat(undone).hasValue(1);
        }
    }

    @Test
    void codeMayProbeMayNotBeRepeatableAndMayFailWithAnything() {
        AtomicInteger runs = new AtomicInteger();
        Pipeline pipeline = Pipeline.builder("probing")
                .step(CodeStep.of("once", context -> {
                            runs.incrementAndGet();
                            throw new java.io.IOException("on purpose");
                        })
                        .notRepeatable()
                        .probe(context -> io.godwit.spi.Step.State.DONE))
                .step("cancelled", context -> {
                    if (runs.incrementAndGet() == 2) {
                        throw new InterruptedException();
                    }
                })
                .build();
        try (Migrator migrator = Engines.migrator(directory)) {
            MigrationPlan plan = migrator.plan(pipeline);
            assertThat(plan.steps().get(0).isRepeatable()).isFalse();
            assertThat(plan.toText()).contains("not repeatable");
            MigrationReport failed = migrator.run(plan);
            assertThat(Engines.error(failed).code()).isEqualTo("step.code-failed");
            assertThat(Engines.error(failed).category()).isEqualTo(ErrorCategory.INTERNAL);
            MigrationReport cancelled = migrator.resume(plan.session(), event -> {});
            assertThat(cancelled.outcome()).isEqualTo(Outcome.CANCELLED);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(cancelled.session().step("once").orElseThrow().status()).isEqualTo(StepStatus.COMPLETED);
            assertThat(migrator.resume(plan.session(), event -> {}).outcome()).isEqualTo(Outcome.NOT_VERIFIED);
        }
    }

    @Test
    void scratchIsPrivateToTheSessionAndGoneWhenItEnds() {
        List<Path> seen = new java.util.ArrayList<>();
        try (Migrator migrator = Engines.migrator(directory)) {
            migrator.run(
                    Pipeline.builder("scratch")
                            .step("uses", context -> {
                                Path scratch = io.godwit.core.internal.run.EngineContext.of(context)
                                        .scratch();
                                Files.writeString(scratch.resolve("part"), "x");
                                seen.add(scratch);
                            })
                            .build(),
                    event -> {});
            assertThat(seen).hasSize(1).noneMatch(Files::exists);
            assertThat(migrator.cleanup().removed()).isEmpty();
        }
    }

    @Test
    void aMigratorWithoutAJournalPlansAndLooksOnly() {
        try (Migrator migrator = Migrator.builder()
                .owner("nobody")
                .support("call us")
                .clock(java.time.Clock.systemUTC())
                .step(new FileSteps())
                .build()) {
            MigrationPlan plan = migrator.plan(
                    Pipeline.builder("p").step(write("a", Phase.COPY)).build());
            assertThat(plan.isRunnable()).isTrue();
            assertThatThrownBy(() -> migrator.run(plan)).satisfies(e -> assertCode(e, "journal.not-given"));
            assertThat(migrator.operations()).isEmpty();
            assertThat(migrator.support()).isEqualTo("call us");
        }
    }
}
