package io.godwit.adapter.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PhpConfigTest {
    static byte[] sample(String name) throws IOException {
        try (InputStream in = PhpConfigTest.class.getResourceAsStream("/" + name)) {
            return java.util.Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    @Test
    void readsWhatIsSetAndNotWhatIsCommented() throws IOException {
        PhpConfig config = PhpConfig.of(sample("wp-config.php"));

        assertThat(config.literal("DB_NAME")).contains("exampleu_wp1");
        assertThat(config.literal("DB_USER")).contains("exampleu_wp");
        assertThat(config.literal("DB_PASSWORD")).contains("p@ss'w\"ord;); // #1");
        assertThat(config.literal("DB_HOST")).contains("localhost:/run/mysqld/mysqld.sock");
        assertThat(config.literal("DB_COLLATE")).contains("");
        assertThat(config.literal("AUTH_KEY")).contains("FAKE|auth'key with \\ and $dollar");
        assertThat(config.literal("WP_CACHE")).contains("true");
        assertThat(config.literal("WP_CONTENT_DIR")).isEmpty();
        assertThat(config.constant("WP_CONTENT_DIR").orElseThrow().source()).isEqualTo("__DIR__ . '/wp-content'");
        assertThat(config.variable("table_prefix").orElseThrow().literal()).contains("wp_");
        assertThat(config.includes()).containsExactly("ABSPATH . 'wp-settings.php'");
    }

    @Test
    void tellsWhatIsComputedAndWhatItAsksFor() throws IOException {
        PhpConfig config = PhpConfig.of(sample("computed-wp-config.php"));

        assertThat(config.constant("DB_NAME").orElseThrow().environment()).containsExactly("WORDPRESS_DB_NAME");
        assertThat(config.constant("DB_USER").orElseThrow().environment()).containsExactly("WORDPRESS_DB_USER");
        assertThat(config.constant("DB_PASSWORD").orElseThrow().environment()).containsExactly("DB_PASSWORD");
        assertThat(config.constants().values())
                .allSatisfy(value -> assertThat(value.literal()).isEmpty());
        assertThat(config.variable("table_prefix").orElseThrow().literal()).isEmpty();
        assertThat(config.includes()).containsExactly("__DIR__ . '/config/application.php'");
    }

    @Test
    void changesValuesAndNothingElse() throws IOException {
        byte[] before = sample("wp-config.php");
        PhpConfig changed = PhpConfig.of(before)
                .with(
                        Map.of("DB_NAME", "new", "DB_PASSWORD", "it's \\ new", "WP_HOME", "https://new.example.org"),
                        value -> value);

        String expected = new String(before, StandardCharsets.UTF_8)
                .replace("define( 'DB_NAME', 'exampleu_wp1' )", "define( 'DB_NAME', 'new' )")
                .replace("'p@ss\\'w\"ord;); // #1'", "'it\\'s \\\\ new'")
                .replace("/* That's all", "define( 'WP_HOME', 'https://new.example.org' );\n/* That's all");
        assertThat(new String(changed.bytes(), StandardCharsets.UTF_8)).isEqualTo(expected);
        assertThat(changed.literal("DB_PASSWORD")).contains("it's \\ new");
    }

    @Test
    void leavesAllElseAsItIs() throws IOException {
        byte[] before = sample("wp-config.php");

        assertThat(PhpConfig.of(before).with(Map.of(), value -> value).bytes()).isEqualTo(before);
    }
}
