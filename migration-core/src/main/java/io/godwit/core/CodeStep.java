package io.godwit.core;

import io.godwit.spi.Phase;
import io.godwit.spi.Step;
import io.godwit.spi.StepContext;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A step that is code of the host application. The journal holds its name only, so a process that resumes the session gives the code
 * again with {@link Migrator#provide(Pipeline)}. Immutable.
 *
 * <pre>{@code
 * CodeStep.of("warm-cache", context -> cache.warm()).undo(context -> cache.clear()).in(Phase.AFTER)
 * }</pre>
 */
public final class CodeStep {
    private final String name;
    private final String title;
    private final Phase phase;
    private final StepAction run;
    private final @Nullable StepAction undo;
    private final @Nullable Function<StepContext, Step.State> probe;
    private final boolean repeatable;

    private CodeStep(
            String name,
            String title,
            Phase phase,
            StepAction run,
            @Nullable StepAction undo,
            @Nullable Function<StepContext, Step.State> probe,
            boolean repeatable) {
        this.name = Objects.requireNonNull(name, "name");
        this.title = Objects.requireNonNull(title, "title");
        this.phase = Objects.requireNonNull(phase, "phase");
        this.run = Objects.requireNonNull(run, "run");
        this.undo = undo;
        this.probe = probe;
        this.repeatable = repeatable;
    }

    /**
     * A step in phase COPY, repeatable, without undo, whose title is its name.
     *
     * @param name lower-case words with dashes, unique within the pipeline
     * @param action what it does
     * @return the step
     */
    public static CodeStep of(String name, StepAction action) {
        return new CodeStep(name, name, Phase.COPY, action, null, null, true);
    }

    /**
     * The same step with a title.
     *
     * @param text what it does, for people
     * @return a copy
     */
    public CodeStep titled(String text) {
        return new CodeStep(name, text, phase, run, undo, probe, repeatable);
    }

    /**
     * The same step in another phase.
     *
     * @param when when it runs
     * @return a copy
     */
    public CodeStep in(Phase when) {
        return new CodeStep(name, title, when, run, undo, probe, repeatable);
    }

    /**
     * The same step with how it is undone.
     *
     * @param action undoes it, as far as it was done
     * @return a copy
     */
    public CodeStep undo(StepAction action) {
        return new CodeStep(name, title, phase, run, Objects.requireNonNull(action, "action"), probe, repeatable);
    }

    /**
     * The same step with how to tell whether it was done.
     *
     * @param state looks, and changes nothing
     * @return a copy
     */
    public CodeStep probe(Function<StepContext, Step.State> state) {
        return new CodeStep(name, title, phase, run, undo, Objects.requireNonNull(state, "state"), repeatable);
    }

    /**
     * The same step, not to be run again after a crash that left open whether it took effect: the session then waits for a decision.
     *
     * @return a copy
     */
    public CodeStep notRepeatable() {
        return new CodeStep(name, title, phase, run, undo, probe, false);
    }

    /**
     * Its name.
     *
     * @return lower-case words with dashes
     */
    public String name() {
        return name;
    }

    /**
     * What it does.
     *
     * @return for people
     */
    public String title() {
        return title;
    }

    /**
     * When it runs.
     *
     * @return the phase
     */
    public Phase phase() {
        return phase;
    }

    /**
     * What it does.
     *
     * @return the code
     */
    public StepAction action() {
        return run;
    }

    /**
     * How it is undone.
     *
     * @return the code, or empty
     */
    public Optional<StepAction> undoing() {
        return Optional.ofNullable(undo);
    }

    /**
     * How to tell whether it was done.
     *
     * @return the code, or empty
     */
    public Optional<Function<StepContext, Step.State>> probing() {
        return Optional.ofNullable(probe);
    }

    /**
     * Whether it may be run again after a crash.
     *
     * @return true unless said otherwise
     */
    public boolean isRepeatable() {
        return repeatable;
    }
}
