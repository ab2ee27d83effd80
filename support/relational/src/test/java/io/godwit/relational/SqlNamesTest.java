package io.godwit.relational;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SqlNamesTest {
    @Test
    void keepsWhatFitsAndIsFree() {
        SqlNames names = new SqlNames(63, List.of("taken"));

        assertThat(names.take("free")).isEqualTo("free");
        assertThat(names.take("free")).isEqualTo("free_2");
        assertThat(names.take("free")).isEqualTo("free_3");
        assertThat(names.take("taken")).isEqualTo("taken_2");
        assertThat(names.take("x".repeat(63))).hasSize(63).doesNotContain("_");
    }

    @Test
    void cutsBetweenCharactersAndTellsLongNamesApart() {
        SqlNames names = new SqlNames(63, List.of());
        Set<String> seen = new HashSet<>();
        for (String end : List.of("a", "b", "c", "c", "\uD83D\uDC26")) {
            String name = names.take("\uD83D\uDC26".repeat(20) + end);
            assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(63);
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(name)).isTrue();
            assertThat(seen.add(name)).isTrue();
        }
    }

    @Test
    void answersTheSameTwice() {
        String longName = "index_on_" + "column_".repeat(20);

        assertThat(new SqlNames(63, List.of()).take(longName)).isEqualTo(new SqlNames(63, List.of()).take(longName));
        assertThat(new SqlNames(63, List.of()).fits(longName)).isFalse();
    }
}
