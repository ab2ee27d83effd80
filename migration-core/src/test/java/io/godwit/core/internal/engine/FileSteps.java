package io.godwit.core.internal.engine;

import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.run.UnitLedger.Effect;
import io.godwit.spi.Blueprint.PlannedStep;
import io.godwit.spi.Cursor;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Phase;
import io.godwit.spi.Step;
import io.godwit.spi.StepContext;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;
import io.godwit.spi.WorkExecutor;
import io.godwit.spi.WorkResult;
import io.godwit.spi.WorkUnit;
import io.godwit.spi.WriteToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Steps that write real files, one unit a file, with the protocol of the engine's own: intent before effect, temporary name and rename,
 * done after. What was there before is kept in the effect.
 */
final class FileSteps implements StepType {
    static final String ID = "test:write-files";

    /**
     * What is written.
     *
     * @param directory where
     * @param count how many files
     * @param content what stands in each, before its number
     * @param failAt the number of the file that cannot be written, or -1
     * @param failures how often it fails, counted in a file, so that it outlives the process
     * @param retryable whether that can be retried
     */
    record Data(String directory, int count, String content, int failAt, int failures, boolean retryable) {}

    static PlannedStep step(String name, Phase phase, Path directory, int count, String content) {
        return failing(name, phase, directory, count, content, -1, 0, false);
    }

    static PlannedStep failing(
            String name,
            Phase phase,
            Path directory,
            int count,
            String content,
            int failAt,
            int failures,
            boolean retryable) {
        Data data = new Data(directory.toString(), count, content, failAt, failures, retryable);
        return new PlannedStep(name, "Write " + name, phase, StepJson.data(ID, 1, data));
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Step open(TypedData data) {
        return new Writing(StepJson.read(data, Data.class));
    }

    private record Writing(Data data) implements Step {
        private Path file(String unit) {
            return Path.of(data.directory()).resolve(unit);
        }

        @Override
        public Outline outline(StepContext context) {
            return new Outline(
                    List.of("writes " + data.count() + " files into " + data.directory()),
                    "puts back what was there",
                    data.count(),
                    0,
                    List.of());
        }

        @Override
        public void run(StepContext step) {
            EngineContext context = EngineContext.of(step);
            List<WorkUnit> units = new ArrayList<>();
            for (int i = 0; i < data.count(); i++) {
                String unit = "file-" + i;
                if (!context.units().isDone(unit)) {
                    WriteToken token = new WriteToken(
                            context.token().session(), unit, context.token().fence());
                    units.add(new WorkUnit(token, new TypedData(ID, 1, "{}")));
                }
            }
            Iterator<WorkUnit> iterator = units.iterator();
            context.executor().execute(iterator, unit -> write(unit, context), new Recording(context), context);
            context.log("wrote " + units.size() + " files");
        }

        private WorkResult write(WorkUnit unit, EngineContext context) {
            String name = unit.token().unit();
            Path file = file(name);
            try {
                String before = Files.exists(file) ? "=" + Files.readString(file) : "";
                context.units().intend(name, List.of(new Effect("file", name, StepJson.write(before))));
                if (name.equals("file-" + data.failAt()) && failsAgain()) {
                    throw MigrationException.of(
                                    ErrorCategory.TRANSFER, "test.broken", "\"" + name + "\" cannot be written")
                            .subject(name)
                            .remedy("Mend it.")
                            .retryable(data.retryable())
                            .build();
                }
                Files.createDirectories(file.getParent());
                Path temporary = file.resolveSibling(".godwit-" + name);
                Files.writeString(temporary, data.content() + " " + name);
                Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
                long size = Files.size(file);
                context.progress().addBytes(size);
                context.progress().addItems(1);
                return new WorkResult(1, size, "{}", List.of());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private boolean failsAgain() throws IOException {
            Path counter = Path.of(data.directory() + ".failures");
            int failed = Files.exists(counter) ? Files.readString(counter).length() : 0;
            if (failed >= data.failures()) {
                return false;
            }
            Files.createDirectories(counter.getParent());
            Files.writeString(counter, "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return true;
        }

        @Override
        public void undo(StepContext step) {
            EngineContext context = EngineContext.of(step);
            try (Cursor<Effect> effects = context.units().effects()) {
                while (effects.hasNext()) {
                    Effect effect = effects.next();
                    Path file = file(effect.object());
                    String before = StepJson.read(effect.before(), String.class);
                    Files.deleteIfExists(file.resolveSibling(".godwit-" + effect.object()));
                    if (before.isEmpty()) {
                        Files.deleteIfExists(file);
                    } else {
                        Files.writeString(file, before.substring(1));
                    }
                    context.units().undone(List.of(effect));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            context.units().clear();
        }
    }

    private record Recording(EngineContext context) implements WorkExecutor.Listener {
        @Override
        public void done(WorkUnit unit, WorkResult result) {
            context.units().done(unit.token().unit(), result);
        }

        @Override
        public boolean failed(WorkUnit unit, MigrationException failure) {
            return false;
        }
    }

    /** Compares files with what should stand in them, as a verification does: it records and does not throw. */
    static final class Verify implements StepType {
        static final String ID = "test:verify-files";

        static PlannedStep step(String name, Phase phase, Path directory, int count, String content) {
            Data data = new Data(directory.toString(), count, content, -1, 0, false);
            return new PlannedStep(name, "Compare " + name, phase, StepJson.data(ID, 1, data));
        }

        @Override
        public String id() {
            return ID;
        }

        @Override
        public Step open(TypedData data) {
            return new Verifying(StepJson.read(data, Data.class));
        }
    }

    private record Verifying(Data data) implements Step {
        @Override
        public Outline outline(StepContext context) {
            return Outline.of("reads " + data.directory(), "");
        }

        @Override
        public void run(StepContext context) {
            for (int i = 0; i < data.count(); i++) {
                Path file = Path.of(data.directory()).resolve("file-" + i);
                try {
                    if (!Files.exists(file) || !Files.readString(file).equals(data.content() + " file-" + i)) {
                        context.progress()
                                .report(Finding.error(
                                        "verify.file-differs", file.toString(), "A file differs.", "Copy it again."));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                context.progress().addItems(1);
            }
        }
    }
}
