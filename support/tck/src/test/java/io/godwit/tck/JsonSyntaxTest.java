package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSyntaxTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "\"\"",
                "0",
                "-1.50e+7",
                "true",
                "null",
                " [1, {\"a\\n\\u00e9\": [null, \"\u00e9\"]}] ",
                "{\"a\":{\"b\":[]}}"
            })
    void isAValue(String text) {
        assertThat(JsonSyntax.isValue(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{}{}",
                "[1,]",
                "{\"a\"}",
                "{a: 1}",
                "{\"a\": 1,}",
                "01",
                "+1",
                ".5",
                "1.",
                "'x'",
                "\"\\x\"",
                "\"\n\"",
                "True",
                "nul",
                "[1 2]",
                "{\"a\" 1}",
                "]",
                "\"open"
            })
    void isNone(String text) {
        assertThat(JsonSyntax.isValue(text)).isFalse();
    }
}
