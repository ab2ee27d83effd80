package io.godwit.core.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.spi.MigrationException;
import io.godwit.spi.Selection;
import io.godwit.spi.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                // a name alone is looked for anywhere, with a slash only from the root on
                "*.log a.log true",
                "*.log deep/er/a.log true",
                "*.log a.log.gz false",
                "/*.log a.log true",
                "/*.log deep/a.log false",
                "cache/*.log cache/a.log true",
                "cache/*.log x/cache/a.log false",
                // within and across names
                "a?c abc true",
                "a?c ac false",
                "d/?x d/x false",
                "d/*/x d/e/x true",
                "d/*/x d/e/f/x false",
                "cache/** cache/a/b true",
                "cache/** cache false",
                "**/cache cache true",
                "**/cache a/b/cache true",
                "**/cache a/b/mycache false",
                "a/**/b a/b true",
                "a/**/b a/x/y/b true",
                "a/**/b ab false",
                "a/x** a/xy/z true",
                "a/***/b a/c/b true",
                // sets
                "[a-c]1 b1 true",
                "[a-c]1 d1 false",
                "[!a-c]1 d1 true",
                "[^a-c]1 a1 false",
                "[]x]1 ]1 true",
                "[!]x]1 ]1 false",
                "[a-]1 -1 true",
                "[&&a]1 &1 true",
                "d/[!x]e d/e false",
                // alternatives
                "*.{jpg,png} a.png true",
                "*.{jpg,png} a.gif false",
                "{a,b{1,2}} b2 true",
                "a,b a,b true",
                "a} a} true",
                // as it is
                "a\\*b a*b true",
                "a\\*b axb false",
                "x.y+(z)|^$~#@ x.y+(z)|^$~#@ true",
                "x.y xzy false",
            })
    void matches(String pattern, String path, boolean expected) {
        assertThat(Glob.of(pattern).matches(TreePath.of(path), false)).isEqualTo(expected);
    }

    @Test
    void aSlashAtTheEndMeansDirectories() {
        Glob glob = Glob.of("node_modules/");
        assertThat(glob.matches(TreePath.of("a/node_modules"), true)).isTrue();
        assertThat(glob.matches(TreePath.of("a/node_modules"), false)).isFalse();
    }

    @Test
    void namesThatAreNotTextAreMatchedByteForCharacter() {
        TreePath path = TreePath.ofBytes(new byte[] {'d', '/', 'x', (byte) 0xff, (byte) 0xe9});
        assertThat(Glob.of("x??").matches(path, false)).isTrue();
        assertThat(Glob.of("x?").matches(path, false)).isFalse();
        assertThat(Glob.of("x\u00ff\u00e9").matches(path, false)).isTrue();
        assertThat(Glob.of("x?").matches(TreePath.of("x\ud83d\udc26"), false))
                .as("one character that takes two in memory")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "//", "a[b", "a[", "[!]", "[]", "a[b/c]", "{a,b", "a\\", "[z-a]"})
    void refusesWhatCannotBeRead(String pattern) {
        assertThatThrownBy(() -> Glob.of(pattern)).isInstanceOfSatisfying(MigrationException.class, e -> {
            assertThat(e.code()).isEqualTo("selection.bad-pattern");
            assertThat(e.getMessage()).contains("\"" + pattern + "\"");
        });
    }

    @Test
    void aSelectionTakesWhatIsIncludedAndNotExcludedHereNorAbove() {
        GlobSelection selection =
                GlobSelection.of(new Selection(List.of("site/", "*.txt"), List.of("cache/", "site/secret/**")));

        assertThat(takes(selection, "site/index.html")).isTrue();
        assertThat(takes(selection, "site/deep/er/index.html")).isTrue();
        assertThat(takes(selection, "other/index.html")).isFalse();
        assertThat(takes(selection, "other/read.txt")).isTrue();
        assertThat(takes(selection, "site/cache/page")).isFalse();
        assertThat(takes(selection, "site/cache")).as("a file of that name").isTrue();
        assertThat(takes(selection, "site/secret/key")).isFalse();
        assertThat(selection.takes(TreePath.of("site/secret"), true)).isTrue();
        assertThat(takes(GlobSelection.of(Selection.ALL), "any/thing")).isTrue();
    }

    private static boolean takes(GlobSelection selection, String file) {
        return selection.takes(TreePath.of(file), false);
    }

    @Test
    void bytesAndTextAreTheSameWhereTheyAreUtf8() {
        TreePath path = TreePath.ofBytes("caf\u00e9".getBytes(StandardCharsets.UTF_8));
        assertThat(Glob.of("caf\u00e9").matches(path, false)).isTrue();
        assertThat(Glob.of("caf?").matches(path, false)).isTrue();
    }
}
