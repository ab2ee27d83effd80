package io.godwit.example.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void readsWhatItWrites() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("text \"\\\n\u0001\u00e9\ud83d\ude00", "\t");
        value.put("number", -42L);
        value.put("list", List.of(true, false, Map.of(), List.of(), ""));

        assertThat(Json.read(Json.write(value))).isEqualTo(value);
        assertThat(Json.read(" { \"a\" : [ 1 , \"\\u00e9\\/\" ] } ")).isEqualTo(Map.of("a", List.of(1L, "\u00e9/")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "1",
                "{}x",
                "{a:1}",
                "{\"a\":}",
                "{\"a\" 1}",
                "{\"a\":1,}",
                "{\"a\":[1}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":1.5}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":\"open"
            })
    void refusesTheRest(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.read(text));
    }
}
