package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.DataType;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TypedData;
import io.godwit.spi.WorkResult;
import io.godwit.spi.WorkType;
import io.godwit.spi.WorkUnit;
import io.godwit.spi.WriteToken;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link WorkType} promises: any process does its units from their data, and doing one twice is doing it once. A plugin's test extends this class and
 * prepares the places that a unit works on.
 *
 * @since 0.1
 */
@Tag("contract")
@Timeout(300)
public abstract class WorkTypeContract implements DataTypeRules {
    private static final int MOST_CANCELLATIONS = 12;

    private WorkType type;
    private long fence;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // made before each test
    protected WorkTypeContract() {}

    /**
     * The type under test.
     *
     * @return one for each test
     */
    protected abstract WorkType type();

    /**
     * Makes the places that the unit works on, as they are before it.
     *
     * @throws Exception where that fails
     */
    protected abstract void prepare() throws Exception;

    /**
     * Data of one unit over these places, in each version from the oldest that the type reads to the one that it writes.
     *
     * @return oldest version first
     */
    @Override
    public abstract List<TypedData> versions();

    /**
     * All that the unit could change.
     *
     * @return equal texts for equal states
     * @throws Exception where the places cannot be looked at
     */
    protected abstract String state() throws Exception;

    /**
     * What the unit is given.
     *
     * @return a context of its own at each call
     */
    protected TckContext newContext() {
        return new TckContext();
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
        run(data, newContext());
    }

    private WorkResult run(TypedData data, TckContext context) {
        return type.run(new WorkUnit(new WriteToken("tck-session", "unit", ++fence), data), context);
    }

    private WorkResult run(TckContext context) {
        List<TypedData> all = versions();
        return run(all.get(all.size() - 1), context);
    }

    @Test
    void doesTheSameInEveryVersion() throws Exception {
        String before = state();
        run(newContext());
        String after = state();
        assertThat(after).isNotEqualTo(before);

        for (TypedData data : versions()) {
            prepare();
            run(data, newContext());
            assertThat(state()).as("version %s", data.version()).isEqualTo(after);
        }
    }

    @Test
    void doesAUnitOnceHoweverOftenItRuns() throws Exception {
        WorkResult first = run(newContext());
        String after = state();

        WorkResult second = run(newContext());

        assertThat(state()).isEqualTo(after);
        assertThat(second.findings()).isEqualTo(first.findings());
    }

    @Test
    void tellsItsResultAsText() {
        assertThat(run(newContext()).json())
                .satisfies(json -> assertThat(JsonSyntax.isValue(json)).as(json).isTrue());
    }

    @Test
    void beginsNothingWhereItIsCancelled() throws Exception {
        String before = state();
        TckContext context = newContext();
        context.cancel();

        assertThat(Providers.failure(() -> run(context)).category()).isEqualTo(ErrorCategory.CANCELLED);

        assertThat(state()).isEqualTo(before);
    }

    @Test
    void doesTheWholeAfterAnInterruption() throws Exception {
        run(newContext());
        String whole = state();
        prepare();

        for (int looks = 1; looks <= MOST_CANCELLATIONS; looks++) {
            try {
                run(newContext().cancelAfter(looks));
            } catch (MigrationException e) {
                assertThat(e.category()).isEqualTo(ErrorCategory.CANCELLED);
            }
        }
        run(newContext());

        assertThat(state()).isEqualTo(whole);
    }
}
