package io.godwit.example.adapter;

import java.util.Map;

/** Where there was no list before. */
class FirstIndexContractTest extends ReindexContractTest {
    @Override
    Map<String, String> files() {
        return Map.of("uploads/a.png", "a");
    }
}
