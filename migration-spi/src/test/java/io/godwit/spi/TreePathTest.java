package io.godwit.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreePathTest {
    private static TreePath raw(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return TreePath.ofBytes(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "a/", "a//b", ".", "..", "a/.", "a/..", "./a", "../a", "a/../b", "a/./b"})
    void refusesWhatWouldLeaveTheTreeOrNameNothing(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TreePath.of(text))
                .withMessageContaining("no empty, \".\" or \"..\" name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "a\0b", "a/b\0", "a\0/b"})
    void refusesANulByte(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> TreePath.of(text)).withMessageContaining("NUL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"...", ".a", "a..", "..a", "a b", "-", "~", "C:\\x", "\u00e9/\ud83c\udf75"})
    void takesNamesThatOnlyLookAwkward(String text) {
        TreePath path = TreePath.of(text);

        assertThat(path.text()).contains(text);
        assertThat(path.bytes()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        assertThat(path.length()).isEqualTo(path.bytes().length);
    }

    @Test
    void neitherTakesNorGivesItsOwnArray() {
        byte[] bytes = {'a', 'b'};
        TreePath path = TreePath.ofBytes(bytes);
        bytes[0] = 'x';
        path.bytes()[1] = 'y';

        assertThat(path.text()).contains("ab");
    }

    @Test
    void theRootIsTheEmptyPath() {
        assertThat(TreePath.of("")).isSameAs(TreePath.ROOT);
        assertThat(TreePath.ROOT.isRoot()).isTrue();
        assertThat(TreePath.ROOT.parent()).isEmpty();
        assertThat(TreePath.ROOT.name()).isEqualTo(TreePath.ROOT);
        assertThat(TreePath.ROOT.length()).isZero();
        assertThat(TreePath.ROOT).hasToString(".");
    }

    @Test
    void resolvesFromTheRootAndFromADirectory() {
        assertThat(TreePath.ROOT.resolve("a/b")).isEqualTo(TreePath.of("a/b"));
        assertThat(TreePath.of("a").resolve("b/c")).isEqualTo(TreePath.of("a/b/c"));
        assertThat(TreePath.of("a").resolve(TreePath.ROOT)).isEqualTo(TreePath.of("a"));
        assertThat(TreePath.ROOT.resolve(TreePath.ROOT)).isEqualTo(TreePath.ROOT);
        assertThatIllegalArgumentException().isThrownBy(() -> TreePath.of("a").resolve("../b"));
    }

    @Test
    void partsAreParentAndName() {
        TreePath path = TreePath.of("a/bc/d");

        assertThat(path.parent()).contains(TreePath.of("a/bc"));
        assertThat(path.name()).isEqualTo(TreePath.of("d"));
        assertThat(TreePath.of("a").parent()).contains(TreePath.ROOT);
        assertThat(path.parent().orElseThrow().resolve(path.name())).isEqualTo(path);
    }

    @Test
    void startsWithWholeNamesOnly() {
        TreePath path = TreePath.of("ab/c");

        assertThat(path.startsWith(TreePath.ROOT)).isTrue();
        assertThat(path.startsWith(TreePath.of("ab"))).isTrue();
        assertThat(path.startsWith(path)).isTrue();
        assertThat(path.startsWith(TreePath.of("a"))).isFalse();
        assertThat(path.startsWith(TreePath.of("ab/c/d"))).isFalse();
        assertThat(path.startsWith(TreePath.of("xy"))).isFalse();
    }

    @Test
    void listingsSortADirectoryAsIfASlashStoodBehindIt() {
        // '-' and '.' are less than '/', '0' is greater
        assertThat(TreePath.of("a").compareAs(true, TreePath.of("a-b"), false)).isPositive();
        assertThat(TreePath.of("a").compareAs(true, TreePath.of("a.b"), true)).isPositive();
        assertThat(TreePath.of("a").compareAs(true, TreePath.of("a0"), false)).isNegative();
        assertThat(TreePath.of("a").compareAs(false, TreePath.of("a-b"), false)).isNegative();
        assertThat(TreePath.of("a").compareAs(true, TreePath.of("a/b"), false)).isNegative();
        assertThat(TreePath.of("a/b").compareAs(false, TreePath.of("a"), true)).isPositive();
        assertThat(TreePath.of("a").compareAs(true, TreePath.of("a"), true)).isZero();
        assertThat(TreePath.of("a").compareAs(true, TreePath.of("a"), false)).isPositive();
        assertThat(TreePath.ROOT.compareAs(true, TreePath.of("!"), false)).isNegative();
        assertThat(raw(0xff).compareAs(false, raw('a'), false))
                .as("bytes are unsigned")
                .isPositive();
    }

    @Test
    void theOrderOfListingsIsThatOfTheBytesWithSlashes() {
        Random random = new Random(11);
        String alphabet = "ab-./0";
        List<String> names = new ArrayList<>();
        while (names.size() < 400) {
            StringBuilder name = new StringBuilder();
            for (int i = random.nextInt(5); i >= 0; i--) {
                name.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String text = name.toString();
            if (!text.matches("(.*/)?\\.{0,2}(/.*)?") && !text.matches(".*(//|/\\.{1,2}/|/\\.{1,2}$).*")) {
                names.add(text);
            }
        }
        Collections.shuffle(names, random);
        for (int i = 0; i + 1 < names.size(); i++) {
            boolean isDirectory = random.nextBoolean();
            boolean isOtherDirectory = random.nextBoolean();
            String one = names.get(i) + (isDirectory ? "/" : "");
            String other = names.get(i + 1) + (isOtherDirectory ? "/" : "");
            int order =
                    TreePath.of(names.get(i)).compareAs(isDirectory, TreePath.of(names.get(i + 1)), isOtherDirectory);
            assertThat(Integer.signum(order)).as(one + " and " + other).isEqualTo(Integer.signum(one.compareTo(other)));
        }
    }

    @Test
    void sortsByUnsignedBytes() {
        List<TreePath> paths = new ArrayList<>(List.of(raw(0xff), TreePath.of("b"), TreePath.of("a/b"), raw(0x80)));
        Collections.sort(paths);

        assertThat(paths).containsExactly(TreePath.of("a/b"), TreePath.of("b"), raw(0x80), raw(0xff));
    }

    @Test
    void equalBytesAreEqualPaths() {
        assertThat(TreePath.of("\u00e9")).isEqualTo(raw(0xc3, 0xa9)).hasSameHashCodeAs(raw(0xc3, 0xa9));
        assertThat(TreePath.of("e\u0301")).as("no normalisation").isNotEqualTo(TreePath.of("\u00e9"));
        assertThat(TreePath.of("a")).isNotEqualTo("a");
    }

    @Test
    void bytesThatAreNotTextHaveNoText() {
        assertThat(raw('a', 0xff).text()).isEmpty();
        assertThat(raw(0xed, 0xa0, 0x80).text()).as("half a surrogate pair").isEmpty();
    }

    @Test
    void showsWhatATerminalShouldNotSeeAsBytes() {
        assertThat(TreePath.of("line\nbreak\u001b[0m\\")).hasToString("line\\x0abreak\\x1b[0m\\x5c");
        assertThat(raw('n', 0xff, 0x7f)).hasToString("n\\xff\\x7f");
        assertThat(TreePath.of("caf\u00e9 \ud83c\udf75")).hasToString("caf\u00e9 \ud83c\udf75");
    }

    @Test
    void noTwoPathsAreShownAlike() {
        TreePath controlCharacter = TreePath.of("\u0085");

        assertThat(controlCharacter).hasToString("\\xc2\\x85");
        assertThat(controlCharacter.toString()).isNotEqualTo(raw(0x85).toString());
    }
}
