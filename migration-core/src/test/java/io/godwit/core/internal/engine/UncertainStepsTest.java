package io.godwit.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.LogEntry;
import io.godwit.core.MigrationReport;
import io.godwit.core.Migrator;
import io.godwit.core.Outcome;
import io.godwit.core.Pipeline;
import io.godwit.core.Plugins;
import io.godwit.core.RollbackOptions;
import io.godwit.core.RollbackPreview;
import io.godwit.core.RunOptions.OnFailure;
import io.godwit.core.internal.run.StepJson;
import io.godwit.spi.Blueprint.PlannedStep;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Phase;
import io.godwit.spi.Step;
import io.godwit.spi.StepContext;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps of plugins that cannot say what is so. */
@Tag("guarantee-repeat")
final class UncertainStepsTest {
    @TempDir
    private Path directory;

    /** A step that runs, or fails, and does not know anything about it afterwards. */
    private static final class Uncertain implements StepType {
        static PlannedStep step(String name, Phase phase, boolean fails) {
            return new PlannedStep(name, "Do " + name, phase, StepJson.data("test:uncertain", 1, fails));
        }

        @Override
        public String id() {
            return "test:uncertain";
        }

        @Override
        public Step open(TypedData data) {
            boolean fails = StepJson.read(data, Boolean.class);
            return new Step() {
                @Override
                public Outline outline(StepContext context) {
                    return Outline.of("does something", "undoes it");
                }

                @Override
                public State probe(StepContext context) {
                    throw new IllegalStateException("the memory is gone");
                }

                @Override
                public Optional<List<Finding>> losses(StepContext context) {
                    throw MigrationException.of(ErrorCategory.CONNECTIVITY, "test.away", "the place is out of reach")
                            .build();
                }

                @Override
                public void run(StepContext context) {
                    if (fails) {
                        throw MigrationException.of(ErrorCategory.TRANSFER, "test.failed", "it did not work")
                                .build();
                    }
                }
            };
        }
    }

    private Migrator migrator() {
        return Migrator.builder()
                .journal(directory.resolve("state/godwit.db"))
                .plugins(Plugins.discover(getClass().getClassLoader()))
                .step(new FileSteps(), new Uncertain())
                .build();
    }

    @Test
    void aSwitchThatMayHaveTakenEffectIsNotUndoneByItself() {
        Path out = directory.resolve("out");
        try (Migrator migrator = migrator()) {
            MigrationReport report = migrator.run(
                    Pipeline.builder("p")
                            .step(FileSteps.step("copy", Phase.COPY, out, 2, "one"))
                            .step(Uncertain.step("switch", Phase.SWITCH, true))
                            .options(o -> o.onFailure(OnFailure.ROLLBACK))
                            .build(),
                    event -> {});

            assertThat(report.outcome()).isNotEqualTo(Outcome.RESTORED);
            assertThat(Engines.contents(out)).hasSize(2);
            assertThat(report.session().step("switch").orElseThrow().log())
                    .extracting(LogEntry::message)
                    .anyMatch(message -> message.contains("cannot be told whether it took effect"));
        }
    }

    @Test
    void whatCannotBeLookedAtCountsAsLostWhenSomebodyAsks() {
        try (Migrator migrator = migrator()) {
            String session = migrator.run(
                            Pipeline.builder("p")
                                    .step(FileSteps.step("copy", Phase.COPY, directory.resolve("out"), 2, "one"))
                                    .step(Uncertain.step("switch", Phase.SWITCH, false))
                                    .build(),
                            event -> {})
                    .session()
                    .id();
            List<RollbackPreview> asked = new ArrayList<>();

            assertThatThrownBy(() -> migrator.rollback(
                            session,
                            RollbackOptions.asking(preview -> {
                                asked.add(preview);
                                return false;
                            }),
                            event -> {}))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("rollback.not-confirmed"));

            assertThat(asked.get(0).losses()).singleElement().satisfies(finding -> {
                assertThat(finding.code()).isEqualTo("rollback.loses-changes");
                assertThat(finding.subject()).isEqualTo("switch");
                assertThat(finding.evidence()).contains("out of reach");
            });
        }
    }
}
