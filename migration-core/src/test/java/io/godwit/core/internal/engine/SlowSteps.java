package io.godwit.core.internal.engine;

import io.godwit.core.internal.run.StepJson;
import io.godwit.spi.Blueprint.PlannedStep;
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
import java.util.concurrent.TimeUnit;

/** A step that waits for a file, notes checkpoints meanwhile, and then adds a line to another: something to be found at work. */
final class SlowSteps implements StepType {
    static final String ID = "test:slow";

    /**
     * What is done.
     *
     * @param started made when it begins
     * @param gate waited for
     * @param trace takes a line when it is done
     */
    record Data(String started, String gate, String trace) {}

    static PlannedStep step(String name, Phase phase, Path directory) {
        return new PlannedStep(
                name,
                "Wait for " + name,
                phase,
                StepJson.data(
                        ID,
                        1,
                        new Data(
                                directory.resolve(name + ".started").toString(),
                                directory.resolve(name + ".gate").toString(),
                                directory.resolve(name + ".trace").toString())));
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Step open(TypedData data) {
        return new Waiting(StepJson.read(data, Data.class));
    }

    private record Waiting(Data data) implements Step {
        @Override
        public Outline outline(StepContext context) {
            return Outline.of("waits for " + data.gate(), "takes the line back");
        }

        @Override
        public void run(StepContext context) {
            try {
                Files.writeString(Path.of(data.started()), "");
                int rounds = context.checkpoint().map(Integer::parseInt).orElse(0);
                while (!Files.exists(Path.of(data.gate()))) {
                    context.cancellation().throwIfCancelled();
                    rounds++;
                    context.checkpoint(Integer.toString(rounds));
                    context.progress().addItems(1);
                    TimeUnit.MILLISECONDS.sleep(20);
                }
                // A zombie fails here, before it writes anything.
                context.checkpoint(Integer.toString(rounds + 1));
                Files.writeString(
                        Path.of(data.trace()),
                        ProcessHandle.current().pid() + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw MigrationException.cancelled("waiting");
            }
        }

        @Override
        public void undo(StepContext context) {
            try {
                Files.deleteIfExists(Path.of(data.trace()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
