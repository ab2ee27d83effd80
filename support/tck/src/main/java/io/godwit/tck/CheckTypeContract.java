package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.CheckType;
import io.godwit.spi.DataType;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.Severity;
import io.godwit.spi.TypedData;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link CheckType} promises: it tells what is not as it should be, and changes nothing. A plugin's test extends this class and prepares places where all
 * is right, and spoils them.
 *
 * @since 0.1
 */
@Tag("contract")
@Timeout(300)
public abstract class CheckTypeContract implements DataTypeRules {
    private CheckType type;
    private TckContext context;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // made before each test
    protected CheckTypeContract() {}

    /**
     * The type under test.
     *
     * @return one for each test
     */
    protected abstract CheckType type();

    /**
     * Makes the places that are looked at, with all as it should be.
     *
     * @throws Exception where that fails
     */
    protected abstract void prepare() throws Exception;

    /**
     * Makes something wrong that the check is there to notice.
     *
     * @throws Exception where that fails
     */
    protected abstract void spoil() throws Exception;

    /**
     * Data of one check over these places, in each version from the oldest that the type reads to the one that it writes.
     *
     * @return oldest version first
     */
    @Override
    public abstract List<TypedData> versions();

    /**
     * All that the check could change.
     *
     * @return equal texts for equal states
     * @throws Exception where the places cannot be looked at
     */
    protected abstract String state() throws Exception;

    /**
     * What the check is given.
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
        context = newContext();
    }

    @Override
    public final DataType dataType() {
        return type;
    }

    @Override
    public final void look(TypedData data) {
        type.run(data, newContext());
    }

    private List<Finding> check() {
        List<TypedData> all = versions();
        return type.run(all.get(all.size() - 1), context);
    }

    @Test
    void findsNoErrorWhereAllIsRight() {
        assertThat(check()).noneMatch(finding -> finding.severity() == Severity.ERROR);
    }

    @Test
    void tellsWhatIsWrong() throws Exception {
        spoil();

        assertThat(check())
                .filteredOn(finding -> finding.severity() == Severity.ERROR)
                .isNotEmpty()
                .allSatisfy(finding -> {
                    assertThat(finding.subject()).isNotBlank();
                    assertThat(finding.remediation()).isNotBlank();
                });
    }

    @Test
    void tellsItInEveryVersionAndEachTime() throws Exception {
        spoil();
        List<Finding> found = check();

        for (TypedData data : versions()) {
            assertThat(type.run(data, newContext())).isEqualTo(found);
        }
    }

    @Test
    void changesNothing() throws Exception {
        String right = state();
        check();
        assertThat(state()).isEqualTo(right);
        spoil();
        String wrong = state();

        check();

        assertThat(state()).isEqualTo(wrong);
    }

    @Test
    void stopsWhenCancelled() {
        context.cancel();

        assertThat(Providers.failure(this::check).category()).isEqualTo(ErrorCategory.CANCELLED);
    }
}
