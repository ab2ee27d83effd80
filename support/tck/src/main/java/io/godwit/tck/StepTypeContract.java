package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.godwit.spi.DataType;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Step;
import io.godwit.spi.Step.State;
import io.godwit.spi.StepContext;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;
import io.godwit.spi.WriteToken;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link StepType} and its steps promise: data that survives the process, an outline that changes nothing, the same effect however often it runs or was
 * interrupted, and an undo that restores. A plugin's test extends this class and prepares the places that the step works on.
 *
 * @since 0.1
 */
@Tag("contract")
@Timeout(300)
public abstract class StepTypeContract implements DataTypeRules {
    private static final int MOST_CANCELLATIONS = 12;

    private StepType type;
    private Optional<String> checkpoint = Optional.empty();
    private long fence;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // made before each test
    protected StepTypeContract() {}

    /**
     * The type under test.
     *
     * @return one for each test
     */
    protected abstract StepType type();

    /**
     * Makes the places that the step works on, as they are before it.
     *
     * @throws Exception where that fails
     */
    protected abstract void prepare() throws Exception;

    /**
     * Data of one step over these places, in each version from the oldest that the type reads to the one that it writes.
     *
     * @return oldest version first
     */
    @Override
    public abstract List<TypedData> versions();

    /**
     * All that the step could change: what it reads from, what it writes to, with contents.
     *
     * @return equal texts for equal states
     * @throws Exception where the places cannot be looked at
     */
    protected abstract String state() throws Exception;

    /**
     * What the step is given, as a process of its own gives it: the same session and step in all of a test.
     *
     * @param token greater in each process
     * @param noted what the step noted in the process before
     * @param looks how often the step may look whether it should stop before it is cancelled, or -1 for never
     * @return the context
     */
    protected StepContext newContext(long token, Optional<String> noted, int looks) {
        TckContext context = new TckContext().token(new WriteToken("tck-session", "step", token));
        noted.ifPresent(context::checkpoint);
        return looks < 0 ? context : context.cancelAfter(looks);
    }

    /**
     * Whether running the step changes something.
     *
     * @return false for steps that only look; rules about effects then do not apply
     */
    protected boolean hasEffect() {
        return true;
    }

    /**
     * Whether {@link Step#undo} restores what was there.
     *
     * @return false for steps whose undoing belongs to another step, or that cannot be undone and say so in their outline
     */
    protected boolean isUndone() {
        return true;
    }

    /**
     * Whether the type is made by {@link java.util.ServiceLoader}, and so without arguments.
     *
     * @return false for one that is made by hand
     */
    @Override
    public boolean isDiscovered() {
        return true;
    }

    @BeforeEach
    final void prepareThePlaces() throws Exception {
        type = type();
        prepare();
    }

    @Override
    public final DataType dataType() {
        return type;
    }

    @Override
    public final void look(TypedData data) {
        type.open(data).outline(process(-1));
    }

    private StepContext process(int looks) {
        return newContext(++fence, checkpoint, looks);
    }

    private Step step() {
        List<TypedData> all = versions();
        return type.open(all.get(all.size() - 1));
    }

    /** Runs the step in a process of its own, which notes how far it came. */
    private void run(StepContext context) {
        try {
            step().run(context);
        } finally {
            checkpoint = context.checkpoint();
        }
    }

    private void undo(StepContext context) {
        try {
            step().undo(context);
        } finally {
            checkpoint = context.checkpoint();
        }
    }

    @Test
    void refusesBadDataByItsCode() {
        MigrationException failure =
                Providers.failure(() -> look(new TypedData(type.id(), type.version(), "{\"no-such\": ")));

        assertThat(failure.code()).isEqualTo("step.bad-data");
    }

    @Test
    void outlinesEveryVersionAlikeAndChangesNothing() throws Exception {
        String before = state();

        Step.Outline outline = step().outline(process(-1));

        assertThat(outline.touches()).isNotEmpty().noneMatch(String::isBlank);
        for (TypedData data : versions()) {
            assertThat(type.open(data).outline(process(-1))).isEqualTo(outline);
        }
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void saysHowItIsUndone() {
        assumeTrue(isUndone() && hasEffect(), "there is nothing to undo");
        assertThat(step().outline(process(-1)).undo()).isNotBlank();
    }

    @Test
    void probesWithoutChangingAnything() throws Exception {
        String before = state();
        State first = step().probe(process(-1));
        assertThat(state()).isEqualTo(before);
        run(process(-1));
        String after = state();

        State second = step().probe(process(-1));

        assertThat(state()).isEqualTo(after);
        if (hasEffect()) {
            assertThat(first).isIn(State.NOT_DONE, State.UNKNOWN);
            assertThat(second).isIn(State.DONE, State.UNKNOWN);
        }
    }

    @Test
    void hasAnEffectOrNone() throws Exception {
        String before = state();

        run(process(-1));

        if (hasEffect()) {
            assertThat(state()).isNotEqualTo(before);
        } else {
            assertThat(state()).isEqualTo(before);
        }
    }

    @Test
    void runsTwiceToTheSameEffect() throws Exception {
        run(process(-1));
        String after = state();

        run(process(-1));

        assertThat(state()).isEqualTo(after);
    }

    @Test
    void notesHowFarItCameAsText() {
        StepContext context = process(-1);

        run(context);

        context.checkpoint()
                .ifPresent(json -> assertThat(JsonSyntax.isValue(json)).as(json).isTrue());
    }

    @Test
    void beginsNothingWhereItIsCancelled() throws Exception {
        assumeTrue(hasEffect(), "it only looks");
        String before = state();

        MigrationException failure = Providers.failure(() -> run(process(0)));

        assertThat(failure.category()).isEqualTo(ErrorCategory.CANCELLED);
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void goesOnWhereItWasInterrupted() throws Exception {
        String before = state();
        int interruptions = 0;
        boolean isDone = false;
        for (int looks = 1; !isDone && interruptions < MOST_CANCELLATIONS; looks += looks) {
            isDone = endsBefore(looks);
            interruptions += isDone ? 0 : 1;
        }
        if (!isDone) {
            run(process(-1));
        }
        String after = state();

        prepareAgain(before);
        run(process(-1));
        assertThat(after).as("the state after %s interruptions", interruptions).isEqualTo(state());
    }

    private boolean endsBefore(int looks) {
        try {
            run(process(looks));
            return true;
        } catch (MigrationException e) {
            assertThat(e.category()).isEqualTo(ErrorCategory.CANCELLED);
            return false;
        }
    }

    private void prepareAgain(String asBefore) throws Exception {
        prepare();
        checkpoint = Optional.empty();
        assertThat(state()).as("what the test prepares").isEqualTo(asBefore);
    }

    @Test
    void restoresWhatWasThere() throws Exception {
        assumeTrue(isUndone() && hasEffect(), "there is nothing to undo");
        String before = state();
        run(process(-1));

        undo(process(-1));
        assertThat(state()).isEqualTo(before);
        undo(process(-1));

        assertThat(state()).isEqualTo(before);
    }

    @Test
    void undoesNothingWhereNothingWasDone() throws Exception {
        String before = state();

        undo(process(-1));

        assertThat(state()).isEqualTo(before);
    }

    @Test
    void restoresAfterAnInterruption() throws Exception {
        assumeTrue(isUndone() && hasEffect(), "there is nothing to undo");
        String before = state();
        for (int looks : new int[] {1, 3, 9, 27, 81}) {
            if (!endsBefore(looks)) {
                undo(process(-1));
                assertThat(state()).as("undone after %s looks", looks).isEqualTo(before);
            }
            prepareAgain(before);
        }
    }
}
