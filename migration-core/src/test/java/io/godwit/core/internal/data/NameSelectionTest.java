package io.godwit.core.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.spi.DatasetName;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Selection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameSelectionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "orders orders true",
                "orders ORDERS false",
                "wp_* wp_posts true",
                "wp_* xwp_posts false",
                "log? log1 true",
                "log? log12 false",
                "log_[0-9] log_7 true",
                "log_[0-9] log_x false",
                "log_[!0-9] log_x true",
                "log_[^0-9] log_7 false",
                "[]x]1 ]1 true",
                "[&&a]1 &1 true",
                "[a.]1 .1 true",
                "{orders,visits} visits true",
                "{orders,visits} others false",
                "a{b{1,2},c} ab2 true",
                "a,b a,b true",
                "a.b a.b true",
                "a.b axb false",
                // with its namespace
                "shop/* orders true",
                "shop.orders orders true",
                "shop/ orders true",
                "other/ orders false",
                "shop/** orders true",
                "*/orders orders true",
                "** orders true",
            })
    void matches(String pattern, String name, boolean expected) {
        NameSelection selection = new NameSelection(new Selection(List.of(pattern), List.of()));
        assertThat(selection.takes(new DatasetName("shop", name))).isEqualTo(expected);
    }

    @Test
    void whatIsExcludedIsNotTakenWhateverIncludesIt() {
        NameSelection selection = new NameSelection(new Selection(List.of("wp_*"), List.of("*_log", "wp_cache*")));
        assertThat(selection.takes(new DatasetName("", "wp_posts"))).isTrue();
        assertThat(selection.takes(new DatasetName("", "wp_log"))).isFalse();
        assertThat(selection.takes(new DatasetName("", "wp_cache_1"))).isFalse();
        assertThat(selection.takes(new DatasetName("", "posts"))).isFalse();
        assertThat(new NameSelection(Selection.ALL).takes(new DatasetName("", "any")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a[b", "[", "[!]", "{a,b", "a}", "[z-a]"})
    void refusesWhatCannotBeRead(String pattern) {
        assertThatThrownBy(() -> new NameSelection(Selection.allBut(pattern)))
                .isInstanceOfSatisfying(MigrationException.class, e -> {
                    assertThat(e.code()).isEqualTo("selection.bad-pattern");
                    assertThat(e.getMessage()).contains("\"" + pattern + "\"");
                    assertThat(e.subject()).isEqualTo(pattern);
                });
    }
}
