package io.godwit.transfer.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.godwit.spi.MigrationException;
import io.godwit.spi.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeysTest {
    private final Keys keys = new Keys("/site/", 64, key -> Optional.empty());

    @Test
    void pathsBecomeKeysAndComeBack() {
        for (String path : List.of("a", "a/b c", "\ud83d\ude00/\u00e9", "...", "#%")) {
            assertThat(keys.file(TreePath.of(path))).isEqualTo("site/" + path);
            assertThat(keys.directory(TreePath.of(path))).isEqualTo("site/" + path + "/");
            assertThat(keys.path("site/" + path)).contains(TreePath.of(path));
            assertThat(keys.path("site/" + path + "/")).contains(TreePath.of(path));
        }
        assertThat(keys.directory(TreePath.ROOT)).isEqualTo("site/");
        assertThat(new Keys("", 64, key -> Optional.empty()).directory(TreePath.ROOT))
                .isEmpty();
    }

    @Test
    void keysThatAreNoPathsAreToldApart() {
        for (String key : List.of("site/a//b", "site//a", "site/./a", "site/a/../b", "site/..")) {
            assertThat(keys.path(key)).as(key).isEmpty();
        }
    }

    @Test
    void refusesWhatIsNoKey() {
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> keys.file(TreePath.ofBytes(new byte[] {(byte) 0xff})))
                .satisfies(e -> assertThat(e.code()).isEqualTo("tree.name-not-text"));
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> keys.file(TreePath.of("\u00e9".repeat(30))))
                .satisfies(e -> assertThat(e.code()).isEqualTo("tree.name-too-long"));
        assertThat(keys.file(TreePath.of("\u00e9".repeat(29)))).hasSize(34);
    }

    @Test
    void comparesByTheBytesOfUtf8() {
        List<String> texts = List.of(
                "", "a", "a-", "a/", "a0", "b", "\u00e9", "\u0800", "\uff41", "\uffff", "\ud83d\ude00", "\udbff\udfff");
        for (String one : texts) {
            for (String other : texts) {
                int expected = Arrays.compareUnsigned(
                        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
                assertThat(Integer.signum(Keys.compare(one, other)))
                        .as("%s and %s", one, other)
                        .isEqualTo(Integer.signum(expected));
            }
        }
    }
}
