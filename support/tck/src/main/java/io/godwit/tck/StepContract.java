package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Step;
import io.godwit.spi.Step.State;
import io.godwit.spi.StepContext;
import io.godwit.spi.TypedData;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What a plugin's {@link Step} promises: all that {@link StepTypeContract} says, and the same wherever it is killed. For steps that need nothing but what the SPI
 * gives them. The kit kills the step before and after each of its changes and checkpoints, in running and in undoing, lets another process go on or undo it, and
 * compares.
 *
 * <pre>{@code
 * class ReindexContractTest extends StepContract {
 *     private MemoryTrees trees = new MemoryTrees();
 *
 *     protected void prepare() {
 *         trees = new MemoryTrees();
 *         trees.site("site", Map.of("uploads/a.png", "aaa"));
 *     }
 *
 *     protected String state() {
 *         return trees.files(MemoryTrees.place("site")).toString();
 *     }
 *     ...
 * }
 * }</pre>
 *
 * @since 0.1
 */
public abstract class StepContract extends StepTypeContract {
    /** More changes than any step makes in a test. */
    private static final int MOST_KILLS = 500;

    private long fence = 1000;

    /** For subclasses. */
    protected StepContract() {}

    private Step step() {
        List<TypedData> all = versions();
        return type().open(all.get(all.size() - 1));
    }

    private StepContext process(Optional<String> noted) {
        return newContext(++fence, noted, -1);
    }

    private String stateBefore() throws Exception {
        prepare();
        return state();
    }

    private boolean mayBeRepeated(StepContext context) {
        return step().isRepeatable() || step().probe(context) == State.NOT_DONE;
    }

    @Test
    void killedAnywhereItGoesOnToTheSameResult() throws Exception {
        prepare();
        step().run(process(Optional.empty()));
        String done = state();
        eachKill(Step::run, (context, where) -> {
            if (mayBeRepeated(context)) {
                step().run(context);
                assertThat(state())
                        .as("done again after it was killed " + where)
                        .isEqualTo(done);
            }
        });
    }

    @Test
    void killedAnywhereItIsUndoneToWhatWasBefore() throws Exception {
        String before = stateBefore();
        eachKill(Step::run, (context, where) -> {
            if (isUndone()) {
                step().undo(context);
                assertThat(state()).as("undone after it was killed " + where).isEqualTo(before);
            }
        });
    }

    @Test
    void killedAnywhereAndDoneAgainItIsUndoneToWhatWasBefore() throws Exception {
        String before = stateBefore();
        eachKill(Step::run, (context, where) -> {
            if (isUndone() && mayBeRepeated(context)) {
                step().run(context);
                step().undo(context);
                assertThat(state())
                        .as("undone after it was killed " + where + " and done again")
                        .isEqualTo(before);
            }
        });
    }

    @Test
    void killedWhileItIsUndoneItIsUndoneAllTheSame() throws Exception {
        String before = stateBefore();
        eachKill(
                (step, context) -> {
                    step().run(StepPlaces.unwatched(context));
                    step.undo(context);
                },
                (context, where) -> {
                    if (isUndone()) {
                        step().undo(context);
                        assertThat(state())
                                .as("undone after undoing was killed " + where)
                                .isEqualTo(before);
                    }
                });
    }

    /** Work that can be killed. */
    private interface Work {
        void on(Step step, StepContext context);
    }

    /** What another process does then. */
    private interface Afterwards {
        void on(StepContext context, String where) throws Exception;
    }

    private void eachKill(Work work, Afterwards afterwards) throws Exception {
        for (int kill = 0; kill < MOST_KILLS; kill++) {
            prepare();
            StepContext real = process(Optional.empty());
            StepPlaces places = new StepPlaces(real);
            places.killAt(kill);
            try {
                work.on(step(), places.context());
            } catch (StepPlaces.Killed killed) {
                afterwards.on(process(real.checkpoint()), places.where());
                continue;
            }
            return;
        }
        throw new AssertionError("more than " + MOST_KILLS + " changes");
    }

    @Test
    void changesAndNotesNothingWhileItLooks() {
        StepPlaces places = new StepPlaces(process(Optional.empty()));
        step().outline(places.context());
        step().probe(places.context());

        assertThat(places.changes()).as("changes and checkpoints").isEmpty();
    }

    @Test
    void writesOnBehalfOfItsToken() {
        StepPlaces places = new StepPlaces(process(Optional.empty()));
        step().run(places.context());
        step().undo(places.context());

        assertThat(places.tokens())
                .allSatisfy(
                        token -> assertThat(token).isEqualTo(places.context().token()));
    }

    @Test
    void givesBackWhatItBorrowed() {
        StepContext real = process(Optional.empty());
        WatchedPlaces watch = new WatchedPlaces(real.connections());
        StepContext watched = StepPlaces.over(real, watch);
        step().outline(watched);
        step().probe(watched);
        step().run(watched);
        step().undo(watched);

        assertThat(watch.lent())
                .as("hosts, trees, databases and streams that were not closed")
                .isEmpty();
    }
}
