package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Step;
import io.godwit.spi.Step.State;
import io.godwit.spi.StepContext;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link Step} promises: that looking changes nothing, that doing it twice is doing it once, that undoing leads back to what was before, and all this
 * wherever it is killed. A plugin's test extends this class for each kind of step and says how things are before it, and how they are now; the kit kills the step
 * before and after each of its changes and checkpoints, lets another process go on or undo it, and compares.
 *
 * <pre>{@code
 * class ReindexContractTest extends StepContract {
 *     private MemoryTrees trees = new MemoryTrees();
 *
 *     protected TckContext prepare() {
 *         trees = new MemoryTrees();
 *         trees.site("site", Map.of("uploads/a.png", "aaa"));
 *         return new TckContext().with(trees);
 *     }
 *
 *     protected Object state() {
 *         return trees.files(MemoryTrees.place("site"));
 *     }
 *     ...
 * }
 * }</pre>
 *
 * @since 0.1
 */
@Tag("contract")
@Timeout(120)
public abstract class StepContract {
    /** More changes than any step makes in a test. */
    private static final int MOST_KILLS = 500;

    /** For subclasses. */
    protected StepContract() {}

    /**
     * The type under test.
     *
     * @return the same or a new one at each call
     */
    protected abstract StepType type();

    /**
     * What the step is to do.
     *
     * @return data of the type, the same at each call
     */
    protected abstract TypedData data();

    /**
     * Makes everything as it is before the step. Called many times in a test.
     *
     * @return a new context, that knows the places of the step
     */
    protected abstract TckContext prepare();

    /**
     * How things are now at the places that {@link #prepare()} made last, as far as the step's effect goes; what it keeps under names of our own is not part of it.
     *
     * @return a value that is equal to another where things are the same
     */
    protected abstract Object state();

    private Step step() {
        return type().open(data());
    }

    /** What is so after an undisturbed run. */
    private Object done() {
        step().run(prepare());
        return state();
    }

    @Test
    void saysWhatItWouldDo() {
        assertThat(step().outline(prepare()).touches())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).isNotBlank());
    }

    @Test
    void changesNothingWhileItLooks() {
        StepPlaces places = new StepPlaces(prepare());
        Object before = state();

        step().outline(places.context());
        step().probe(places.context());

        assertThat(places.changes()).as("changes and checkpoints").isEmpty();
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void knowsWhetherItIsDone() {
        TckContext context = prepare();

        assertThat(step().probe(context)).as("before").isNotEqualTo(State.DONE);
        step().run(context);
        assertThat(step().probe(context)).as("after").isNotEqualTo(State.NOT_DONE);
    }

    @Test
    void doneTwiceItIsDoneOnce() {
        Object done = done();
        TckContext context = prepare();
        step().run(context);
        step().run(context);

        assertThat(state()).isEqualTo(done);
    }

    @Test
    void undoneThereIsWhatWasBefore() {
        TckContext context = prepare();
        Object before = state();
        step().run(context);

        step().undo(context);
        assertThat(state()).isEqualTo(before);
        step().undo(context);
        assertThat(state()).as("undone again").isEqualTo(before);
    }

    @Test
    void neverDoneThereIsNothingToUndo() {
        TckContext context = prepare();
        Object before = state();

        step().undo(context);

        assertThat(state()).isEqualTo(before);
    }

    @Test
    void killedAnywhereItGoesOnToTheSameResult() {
        Object done = done();
        eachKill(Step::run, (context, where) -> {
            if (step().isRepeatable() || step().probe(context) == State.NOT_DONE) {
                step().run(context);
                assertThat(state())
                        .as("done again after it was killed " + where)
                        .isEqualTo(done);
            }
        });
    }

    @Test
    void killedAnywhereItIsUndoneToWhatWasBefore() {
        prepare();
        Object before = state();
        eachKill(Step::run, (context, where) -> {
            step().undo(context);
            assertThat(state()).as("undone after it was killed " + where).isEqualTo(before);
        });
    }

    @Test
    void killedAnywhereAndDoneAgainItIsUndoneToWhatWasBefore() {
        prepare();
        Object before = state();
        eachKill(Step::run, (context, where) -> {
            if (step().isRepeatable() || step().probe(context) == State.NOT_DONE) {
                step().run(context);
                step().undo(context);
                assertThat(state())
                        .as("undone after it was killed " + where + " and done again")
                        .isEqualTo(before);
            }
        });
    }

    @Test
    void killedWhileItIsUndoneItIsUndoneAllTheSame() {
        prepare();
        Object before = state();
        eachKill(
                (step, context) -> {
                    if (context instanceof Armed armed) {
                        step().run(armed.disarmed());
                    }
                    step.undo(context);
                },
                (context, where) -> {
                    step().undo(context);
                    assertThat(state())
                            .as("undone after undoing was killed " + where)
                            .isEqualTo(before);
                });
    }

    /** Work that can be killed. */
    private interface Work {
        void on(Step step, StepContext context);
    }

    /** What another process does then. */
    private interface Afterwards {
        void on(StepContext context, String where);
    }

    /** The context of a process that will be killed, and the same without that. */
    interface Armed extends StepContext {
        /** For what comes before. */
        StepContext disarmed();
    }

    private void eachKill(Work work, Afterwards afterwards) {
        for (int kill = 0; kill < MOST_KILLS; kill++) {
            StepPlaces places = new StepPlaces(prepare());
            places.killAt(kill);
            try {
                work.on(step(), places.context());
            } catch (StepPlaces.Killed killed) {
                afterwards.on(places.afterwards(), places.where());
                continue;
            }
            assertThat(kill).as("moments at which it could be killed").isPositive();
            return;
        }
        throw new AssertionError("more than " + MOST_KILLS + " changes");
    }

    @Test
    void stopsWhenCancelled() {
        TckContext context = prepare();
        Object before = state();
        context.cancel();

        assertThat(Providers.failure(() -> step().run(context)).category()).isEqualTo(ErrorCategory.CANCELLED);
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void writesOnBehalfOfItsToken() {
        StepPlaces places = new StepPlaces(prepare());
        step().run(places.context());
        step().undo(places.context());

        assertThat(places.tokens())
                .allSatisfy(
                        token -> assertThat(token).isEqualTo(places.context().token()));
    }

    @Test
    void givesBackWhatItBorrowed() {
        TckContext context = prepare();
        WatchedPlaces watch = new WatchedPlaces(context);
        StepContext watched = StepPlaces.over(context, watch);
        step().outline(watched);
        step().probe(watched);
        step().run(watched);
        step().undo(watched);

        assertThat(watch.lent())
                .as("hosts, trees, databases and streams that were not closed")
                .isEmpty();
    }
}
