package io.godwit.core.internal.engine;

import io.godwit.core.internal.run.StepJson;
import io.godwit.spi.Blueprint.PlannedStep;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Phase;
import io.godwit.spi.Step;
import io.godwit.spi.StepContext;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A step that must not be repeated: it adds a line to a file, as a letter that was sent stays sent. */
final class OnceStep implements StepType {
    static final String ID = "test:once";

    /**
     * What is done.
     *
     * @param file takes the line
     * @param knows whether it can tell whether it was done
     * @param failsAfter whether it fails when it is done
     * @param undoFails whether it cannot be undone while a file beside has the ending {@code .stuck}
     */
    record Data(String file, boolean knows, boolean failsAfter, boolean undoFails) {}

    static PlannedStep step(String name, Phase phase, Path file, boolean knows, boolean failsAfter) {
        return new PlannedStep(
                name, "Send " + name, phase, StepJson.data(ID, 1, new Data(file.toString(), knows, failsAfter, false)));
    }

    static PlannedStep stuck(String name, Phase phase, Path file) {
        return new PlannedStep(
                name, "Send " + name, phase, StepJson.data(ID, 1, new Data(file.toString(), true, false, true)));
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Step open(TypedData data) {
        return new Sending(StepJson.read(data, Data.class));
    }

    private record Sending(Data data) implements Step {
        @Override
        public Outline outline(StepContext context) {
            return Outline.of("adds a line to " + data.file(), "takes the line back");
        }

        @Override
        public State probe(StepContext context) {
            if (!data.knows()) {
                return State.UNKNOWN;
            }
            return Files.exists(Path.of(data.file())) ? State.DONE : State.NOT_DONE;
        }

        @Override
        public boolean isRepeatable() {
            return false;
        }

        @Override
        public void run(StepContext context) {
            try {
                Files.writeString(Path.of(data.file()), "sent\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (data.failsAfter()) {
                throw MigrationException.of(ErrorCategory.CONNECTIVITY, "test.no-answer", "no answer came")
                        .retryable(true)
                        .build();
            }
        }

        @Override
        public void undo(StepContext context) {
            try {
                if (data.undoFails() && Files.exists(Path.of(data.file() + ".stuck"))) {
                    throw MigrationException.of(ErrorCategory.TRANSFER, "test.stuck", "the line cannot be taken back")
                            .remedy("Free it.")
                            .build();
                }
                Files.deleteIfExists(Path.of(data.file()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
