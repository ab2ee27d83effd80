package io.godwit.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.MigrationReport;
import io.godwit.core.Migrator;
import io.godwit.core.Outcome;
import io.godwit.core.Pipeline;
import io.godwit.core.RollbackOptions;
import io.godwit.core.SessionStatus;
import io.godwit.core.StepRecord;
import io.godwit.core.StepStatus;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each step is a checkpoint: what came after it is undone, and the session goes on from there, or is undone altogether. */
@Tag("guarantee-go-back")
final class RollbackToStepTest {
    private static final Map<String, String> AFTER_FIRST = Map.of("file-0", "one file-0", "other", "untouched");
    private static final Map<String, String> AT_END =
            Map.of("file-0", "three file-0", "file-1", "three file-1", "other", "untouched");

    @TempDir
    private Path directory;

    private Path out = Path.of("");

    @BeforeEach
    void fill() throws IOException {
        out = Files.createDirectories(directory.resolve("out"));
        Files.writeString(out.resolve("other"), "untouched");
    }

    private String run(Migrator migrator) {
        Pipeline pipeline = Pipeline.builder("checkpoints")
                .step(FileSteps.step("first", Phase.PREPARE, out, 1, "one"))
                .step(FileSteps.step("second", Phase.COPY, out, 2, "two"))
                .step(FileSteps.step("third", Phase.CATCH_UP, out, 2, "three"))
                .build();
        MigrationReport report = migrator.run(pipeline, event -> {});
        assertThat(Engines.contents(out)).isEqualTo(AT_END);
        return report.session().id();
    }

    private static MigrationReport backTo(Migrator migrator, String session, String step) {
        return migrator.rollback(session, RollbackOptions.confirmed().to(step), event -> {});
    }

    @Test
    void whatCameAfterIsUndoneAndDoneAgain() {
        try (Migrator migrator = Engines.migrator(directory)) {
            String session = run(migrator);
            MigrationReport back = backTo(migrator, session, "first");
            assertThat(back.outcome()).isEqualTo(Outcome.CANCELLED);
            assertThat(back.exitCode()).isZero();
            assertThat(Engines.contents(out)).isEqualTo(AFTER_FIRST);
            assertThat(back.session().steps())
                    .extracting(StepRecord::status)
                    .containsExactly(StepStatus.COMPLETED, StepStatus.PENDING, StepStatus.PENDING);

            MigrationReport again = migrator.resume(session, event -> {});
            assertThat(again.session().status()).isEqualTo(SessionStatus.COMPLETED);
            assertThat(Engines.contents(out)).isEqualTo(AT_END);

            backTo(migrator, session, "second");
            MigrationReport whole = migrator.rollback(session, RollbackOptions.confirmed(), event -> {});
            assertThat(whole.outcome()).isEqualTo(Outcome.RESTORED);
            assertThat(Engines.contents(out)).isEqualTo(Map.of("other", "untouched"));
        }
    }

    @Test
    void whoIsInterruptedOnTheWayGoesOnThereAndNoFurther() {
        String session;
        try (Migrator migrator = Engines.migrator(directory)) {
            session = run(migrator);
        }
        int[] undone = {0};
        try (Migrator migrator = Engines.migrator(
                directory,
                place -> {
                    if (place.equals("undo.after-end") && undone[0]++ == 0) {
                        throw new IllegalStateException("the process ends here");
                    }
                },
                Duration.ofSeconds(60),
                "tester",
                false)) {
            assertThatThrownBy(() -> backTo(migrator, session, "first")).hasMessageContaining("ends here");
        }
        try (Migrator migrator = Engines.migrator(directory)) {
            assertThat(migrator.session(session).status()).isEqualTo(SessionStatus.RUNNING);
            MigrationReport back = migrator.resume(session, event -> {});
            assertThat(back.outcome()).isEqualTo(Outcome.CANCELLED);
            assertThat(Engines.contents(out)).isEqualTo(AFTER_FIRST);
            assertThat(migrator.resume(session, event -> {}).session().status()).isEqualTo(SessionStatus.COMPLETED);
            assertThat(Engines.contents(out)).isEqualTo(AT_END);
        }
    }

    @Test
    void aStepThatIsNotThereIsRefusedWithThoseThatAre() {
        try (Migrator migrator = Engines.migrator(directory)) {
            String session = run(migrator);
            assertThatThrownBy(() -> backTo(migrator, session, "nosuch"))
                    .isInstanceOfSatisfying(MigrationException.class, e -> {
                        assertThat(e.code()).isEqualTo("rollback.unknown-step");
                        assertThat(e.remediation()).contains("first, second, third");
                    });
            assertThatThrownBy(() ->
                            migrator.rollback(session, RollbackOptions.safe().to("first"), event -> {}))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("rollback.not-confirmed"));
            assertThat(Engines.contents(out)).isEqualTo(AT_END);
            assertThat(migrator.session(session).status()).isEqualTo(SessionStatus.COMPLETED);
        }
    }
}
