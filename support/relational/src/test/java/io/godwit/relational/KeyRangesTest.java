package io.godwit.relational;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Cursor;
import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Partition;
import io.godwit.spi.Partition.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeyRangesTest {
    private static final Dataset DATASET = new Dataset(DatasetName.of("t"), List.of(), List.of("id"), 0, 0);

    @Test
    void writesConditions() {
        KeyRange middle = new KeyRange(List.of("a", "b\""), List.of("1", "x"), List.of("2", "y"));
        KeyRange first = new KeyRange(List.of("id"), List.of(), List.of("5"));
        KeyRange last = new KeyRange(List.of("id"), List.of("5"), List.of());

        assertThat(KeyRanges.condition(SqlDialect.POSTGRES, middle, c -> "?"))
                .isEqualTo("(\"a\", \"b\"\"\") >= (?, ?) AND (\"a\", \"b\"\"\") < (?, ?)");
        assertThat(KeyRanges.condition(SqlDialect.MYSQL, first, c -> "?")).isEqualTo("`id` < ?");
        assertThat(KeyRanges.condition(SqlDialect.SQLITE, last, c -> "?")).isEqualTo("\"id\" >= ?");
        assertThat(KeyRanges.condition(SqlDialect.SQLITE, KeyRange.ALL, c -> "?"))
                .isEqualTo("1 = 1");
        assertThat(KeyRanges.isAll(KeyRange.ALL)).isTrue();
        assertThat(KeyRanges.isAll(last)).isFalse();
    }

    @Test
    void coversEverythingOnceAndLazily() {
        AtomicInteger asked = new AtomicInteger();
        List<Partition> pieces = new ArrayList<>();
        try (Cursor<Partition> cursor = KeyRanges.cut(DATASET, List.of("id"), from -> {
            asked.incrementAndGet();
            int next = from == null ? 10 : Integer.parseInt(from.get(0)) + 10;
            return next > 30 ? Optional.empty() : Optional.of(List.of(Integer.toString(next)));
        })) {
            assertThat(asked).hasValue(0);
            pieces.add(cursor.next());
            assertThat(asked).hasValue(1);
            cursor.forEachRemaining(pieces::add);
        }
        assertThat(pieces).extracting(Partition::number).containsExactly(0, 1, 2, 3);
        assertThat(pieces.get(0).range()).isEqualTo(new KeyRange(List.of("id"), List.of(), List.of("10")));
        assertThat(pieces.get(3).range()).isEqualTo(new KeyRange(List.of("id"), List.of("30"), List.of()));
        for (int i = 1; i < 4; i++) {
            assertThat(pieces.get(i).range().from())
                    .isEqualTo(pieces.get(i - 1).range().to());
        }
    }

    @Test
    void aDatasetInOnePieceHasNoBounds() {
        try (Cursor<Partition> cursor = KeyRanges.cut(DATASET, List.of("id"), from -> Optional.empty())) {
            assertThat(cursor.next()).isEqualTo(KeyRanges.whole(DATASET.name()));
            assertThat(cursor.hasNext()).isFalse();
        }
    }
}
