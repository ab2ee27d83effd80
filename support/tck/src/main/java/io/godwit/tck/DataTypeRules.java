package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.godwit.spi.DataType;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TypedData;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rules about everything that is stored and sent as {@link TypedData}. */
interface DataTypeRules {
    /** The type under test. */
    DataType dataType();

    /** Data of the type, all of one meaning, in every version that it reads, oldest first. */
    List<TypedData> versions();

    /** Whether the type is made by {@link java.util.ServiceLoader}. */
    boolean isDiscovered();

    /** Has the type read data, as far as that goes without doing anything. */
    void look(TypedData data);

    @Test
    default void canBeMadeWithoutArguments() {
        assumeTrue(isDiscovered(), "it is made by hand");
        Providers.canBeMadeWithoutArguments(dataType());
    }

    @Test
    default void namesItselfAndItsVersions() {
        assertThat(dataType().id())
                .matches(Providers.OWNED_ID)
                .isEqualTo(dataType().id());
        assertThat(dataType().oldestVersion()).isBetween(1, dataType().version());
    }

    @Test
    default void readsEveryVersionThatItSaysItReads() {
        assertThat(versions())
                .extracting(TypedData::version)
                .as("versions of the data that the test supplies")
                .containsExactlyElementsOf(IntStream.rangeClosed(
                                dataType().oldestVersion(), dataType().version())
                        .boxed()
                        .toList());
        for (TypedData data : versions()) {
            assertThat(data.type()).isEqualTo(dataType().id());
            assertThat(JsonSyntax.isValue(data.json())).as(data.json()).isTrue();
            look(data);
        }
    }

    @Test
    default void refusesWhatIsNotItsData() {
        for (String json : List.of("", "{", "nonsense", "[1, 2]", "17")) {
            TypedData bad = new TypedData(dataType().id(), dataType().version(), json);

            MigrationException failure = Providers.failure(() -> look(bad));

            assertThat(failure.category()).as("for \"%s\"", json).isEqualTo(ErrorCategory.CONFIGURATION);
        }
    }
}
