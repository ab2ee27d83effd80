package io.godwit.core.internal.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildEnvironmentTest {
    @Test
    void aChildGetsWhatALoginHasAndNoSecrets() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PATH",
                "/bin",
                "HOME",
                "/root",
                "LC_CTYPE",
                "C.UTF-8",
                "SystemRoot",
                "C:\\Windows",
                "NEW_DB_PASSWORD",
                "x"));
        ChildEnvironment.reduce(environment);
        assertThat(environment).containsOnlyKeys("PATH", "HOME", "LC_CTYPE", "SystemRoot");
    }
}
