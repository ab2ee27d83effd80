package io.godwit.adapter.web.replace;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.adapter.web.replace.PhpValues.Pair;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SerializedPropertyTest {
    private static final SearchReplace REPLACE =
            SearchReplace.builder().url(PhpValues.OLD, PhpValues.NEW).build();
    private static final int VALUES = 20_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 20261121, 77})
    void everyStringOfAnyValueIsReplacedWithItsLength(long seed) {
        PhpValues values = new PhpValues(seed);
        for (int i = 0; i < VALUES; i++) {
            Pair value = values.next();

            assertThat(REPLACE.apply(value.before()).value())
                    .as("value %d of seed %d", i, seed)
                    .isEqualTo(value.after());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 20261122, 78})
    void whatParsedBeforeParsesAfterwards(long seed) {
        PhpValues values = new PhpValues(seed);
        int parsed = 0;
        for (int i = 0; i < VALUES; i++) {
            byte[] damaged = values.damaged(values.next().before());
            byte[] after = REPLACE.apply(damaged).value();
            if (end(damaged) >= 0) {
                parsed++;
                assertThat(end(after)).as("value %d of seed %d", i, seed).isGreaterThanOrEqualTo(0);
            }
        }
        assertThat(parsed).isGreaterThan(VALUES / 20);
    }

    private static int end(byte[] value) {
        return new Serialized(value, value.length, new Serialized.Strings() {
                    @Override
                    public byte @Nullable [] replace(byte[] data, int from, int to) {
                        return null;
                    }

                    @Override
                    public void opaque(byte[] data, int from, int to) {
                        // only the grammar is of interest
                    }
                })
                .end(0);
    }
}
