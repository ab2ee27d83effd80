package io.godwit.core.internal.run;

import io.godwit.core.CodeStep;
import io.godwit.core.Pipeline;
import io.godwit.core.StepAction;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Step;
import io.godwit.spi.StepContext;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The code that host applications gave for steps of theirs, by pipeline and name. Thread-safe. */
public final class CodeSteps implements StepType {
    /** Id of the type. */
    public static final String ID = "core:code";

    private final Map<Key, CodeStep> steps = new ConcurrentHashMap<>();

    /** Without any code. */
    public CodeSteps() {}

    /**
     * Keeps the code of a pipeline.
     *
     * @param pipeline whose
     */
    public void keep(Pipeline pipeline) {
        for (Pipeline.Element element : pipeline.elements()) {
            if (element instanceof Pipeline.HostStep host) {
                steps.put(new Key(pipeline.name(), host.step().name()), host.step());
            }
        }
        pipeline.hooks()
                .forEach(hook -> steps.put(new Key(pipeline.name(), hook.step().name()), hook.step()));
    }

    /**
     * The data of a step.
     *
     * @param pipeline name of the pipeline
     * @param step its code
     * @return what the journal holds
     */
    public static TypedData data(String pipeline, CodeStep step) {
        return StepJson.data(ID, 1, new Key(pipeline, step.name()));
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Step open(TypedData data) {
        Key key = StepJson.read(data, Key.class);
        CodeStep step = steps.get(key);
        if (step == null) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "step.code-missing",
                            "the step \"" + key.name() + "\" of the pipeline \"" + key.pipeline()
                                    + "\" is code of a host application, and this process was not given it")
                    .subject(key.name())
                    .remedy(
                            "Go on from the application that made the pipeline; it gives the code with provide(pipeline).")
                    .build();
        }
        return new Running(step);
    }

    /**
     * Which step.
     *
     * @param pipeline name of the pipeline
     * @param name of the step
     */
    record Key(String pipeline, String name) {}

    private record Running(CodeStep step) implements Step {
        @Override
        public Outline outline(StepContext context) {
            return Outline.of(
                    "runs code of the host application", step.undoing().isPresent() ? "runs its undo code" : "");
        }

        @Override
        public State probe(StepContext context) {
            return step.probing().map(probe -> probe.apply(context)).orElse(State.UNKNOWN);
        }

        @Override
        public void run(StepContext context) {
            call(step.action(), context);
        }

        @Override
        public void undo(StepContext context) {
            step.undoing().ifPresent(action -> call(action, context));
        }

        @Override
        public boolean isRepeatable() {
            return step.isRepeatable();
        }

        private void call(StepAction action, StepContext context) {
            try {
                action.run(context);
            } catch (MigrationException e) {
                throw e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw MigrationException.cancelled("step " + step.name());
            } catch (Exception e) {
                throw MigrationException.of(
                                ErrorCategory.INTERNAL,
                                "step.code-failed",
                                "the code of the step \"" + step.name() + "\" failed with a "
                                        + e.getClass().getSimpleName())
                        .subject(step.name())
                        .remedy("Look at the cause in the log of the host application.")
                        .cause(e)
                        .build();
            }
        }
    }
}
