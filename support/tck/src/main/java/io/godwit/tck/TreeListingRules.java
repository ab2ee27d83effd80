package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Cursor;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rules about listing and looking up. */
interface TreeListingRules extends TreeRules {
    @Test
    default void listsEverythingInTheOrderOfBytes() {
        List<EntryStream.Found> files = new ArrayList<>();
        for (String name : List.of(
                "b",
                "a.txt",
                "a/x",
                "a-b",
                "a/b/c",
                "Z",
                "a0",
                "\u00e9",
                "\uff41",
                "\ud83d\ude00",
                "a/b.c",
                "a/b-c",
                "d/d/d/d",
                "d.d",
                "d!d")) {
            files.add(TreeBench.file(name, name));
        }
        bench().given(files);

        List<TreeEntry> listed = bench().list();

        assertThat(listed)
                .filteredOn(entry -> !entry.isDirectory())
                .extracting(TreeEntry::path)
                .containsExactlyInAnyOrderElementsOf(
                        files.stream().map(EntryStream.Found::path).toList());
        assertThat(listed).extracting(TreeEntry::path).doesNotHaveDuplicates();
        if (bench().has(Feature.SORTED_LISTING)) {
            assertThat(listed)
                    .isSortedAccordingTo((x, y) -> x.path().compareAs(x.isDirectory(), y.path(), y.isDirectory()));
        }
        if (bench().has(Feature.DIRECTORIES)) {
            assertThat(listed)
                    .filteredOn(TreeEntry::isDirectory)
                    .extracting(entry -> entry.path().toString())
                    .containsExactlyInAnyOrder("a", "a/b", "d", "d/d", "d/d/d");
        }
    }

    @Test
    default void listsBelowADirectoryWithoutTheDirectoryItself() {
        bench().given(TreeBench.file("a/b/c", "1"), TreeBench.file("a/b.c", "2"), TreeBench.file("ab", "3"));

        assertThat(bench().list(bench().tree(), TreePath.of("a/b")))
                .extracting(entry -> entry.path().toString())
                .containsExactly("a/b/c");
        assertThat(bench().list(bench().tree(), TreePath.of("a")))
                .extracting(entry -> entry.path().toString())
                .contains("a/b/c", "a/b.c")
                .doesNotContain("a", "ab");
    }

    @Test
    default void doesNotListWhatIsNoDirectory() {
        bench().given(TreeBench.file("f", "x"), TreeBench.file("d/f", "x"));

        for (String path : List.of("nothing", "f", "d/nothing")) {
            assertThat(TreeBench.fails(() -> bench().list(bench().tree(), TreePath.of(path)))
                            .code())
                    .as(path)
                    .isEqualTo("tree.not-found");
        }
    }

    @Test
    default void keepsAwkwardNames() {
        List<String> names = List.of(
                "with blank",
                " leading and trailing ",
                "-rf",
                "--",
                "line\nbreak",
                "tab\tand\rreturn",
                "quote'd \"twice\"",
                "$(reboot) `id` ${HOME}",
                "a\\b",
                "*?[a-z]{x}",
                "...",
                "#%&;|<>~!",
                "caf\u00e9 nfc",
                "cafe\u0301 nfd",
                "\ud83c\udf75 \u6c34 \u0416",
                "\u007f",
                "x".repeat(200));
        List<EntryStream.Found> files = new ArrayList<>();
        for (String name : names) {
            if (mayRefuse(name)) {
                continue;
            }
            files.add(TreeBench.file(name, name));
            files.add(TreeBench.file("in " + name.substring(0, Math.min(9, name.length())) + "/" + name, name));
        }
        bench().given(files);

        for (EntryStream.Found file : files) {
            String name = file.path().name().text().orElseThrow();
            assertThat(bench().content(file.path())).as(name).isEqualTo(name.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(bench().list())
                .filteredOn(TreeEntry::isFile)
                .extracting(TreeEntry::path)
                .containsExactlyInAnyOrderElementsOf(
                        files.stream().map(EntryStream.Found::path).toList());
    }

    @Test
    default void refusesANameAloneWhereItsServerDoes() {
        for (String name : List.of("a\\b", "a:b", "a*b?", "a|b<c>", "trailing.", "trailing ", "q\"q")) {
            List<EntryResult> results = bench().write(TreeBench.file(name, "x"), TreeBench.file("other", "fine"));
            assertThat(results.get(1).failure()).as("beside " + name).isEmpty();
            assertThat(results.get(0).failure().isPresent() && !mayRefuse(name))
                    .as("refusing " + name)
                    .isFalse();
            assertThat(bench().list())
                    .extracting(TreeEntry::path)
                    .as(name)
                    .satisfies(paths -> assertThat(paths.contains(TreePath.of(name)))
                            .isEqualTo(results.get(0).failure().isEmpty()));
        }
    }

    @Test
    default void keepsNamesThatAreNotTextOrRefusesThem() {
        TreePath path =
                TreePath.ofBytes(new byte[] {'n', (byte) 0xff, (byte) 0xe9, '/', (byte) 0xc3, '(', (byte) 0x80});

        List<EntryResult> results = bench().write(
                        TreeBench.file("before", "1"),
                        TreeBench.file(path, new byte[] {1, 2, 3}),
                        TreeBench.file("behind", "2"));

        assertThat(bench().text("before")).isEqualTo("1");
        assertThat(bench().text("behind")).isEqualTo("2");
        if (bench().has(Feature.BYTE_NAMES)) {
            TreeBench.allDone(results);
            assertThat(bench().list()).extracting(TreeEntry::path).contains(path);
            assertThat(bench().content(path)).containsExactly(1, 2, 3);
        } else {
            assertThat(bench().failed(results.get(1)).category()).isEqualTo(ErrorCategory.COMPATIBILITY);
            assertThat(bench().list()).filteredOn(TreeEntry::isFile).hasSize(2);
        }
    }

    @Test
    default void tellsNamesApartThatDifferOnlyInCase() {
        bench().given(TreeBench.file("Name", "upper"));
        List<EntryResult> results = bench().write(TreeBench.file("name", "lower"));

        if (bench().has(Feature.CASE_SENSITIVE)) {
            TreeBench.allDone(results);
            assertThat(bench().text("Name")).isEqualTo("upper");
        }
        assertThat(bench().text("name")).isEqualTo("lower");
    }

    @Test
    default void tellsAttributesAlikeInListingsAndLookUps() {
        bench().given(TreeBench.file("d/f", "12345"), TreeBench.directory("d"));

        for (TreeEntry listed : bench().list()) {
            TreeEntry found = bench().stat(listed.path()).orElseThrow();
            assertThat(found).isEqualTo(listed);
            if (listed.isFile()) {
                assertThat(listed.size()).isEqualTo(5);
            }
            assertThat(listed.mode().isPresent())
                    .as("modes are told where they are kept")
                    .isEqualTo(bench().has(Feature.MODES));
        }
    }

    @Test
    default void givesAVersionThatChangesWithTheContent() {
        bench().given(TreeBench.file("f", "one"));
        TreeEntry before = bench().entry("f");
        TreeEntry later = TreeEntry.of(TreePath.of("f"), EntryKind.FILE)
                .size(4)
                .modified(TreeBench.TIME.plus(Duration.ofMinutes(1)))
                .build();
        bench().given(new EntryStream.Found(later, TestContents.of(TreeBench.utf8("four"))));

        TreeEntry after = bench().entry("f");

        assertThat(after.version().isPresent()).isEqualTo(before.version().isPresent());
        if (after.version().isPresent()) {
            assertThat(after.version()).isNotEqualTo(before.version());
            assertThat(bench().entry("f").version()).isEqualTo(after.version());
        }
    }

    @Test
    default void aListingMayBeLeftEarly() {
        List<EntryStream.Found> files = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            files.add(TreeBench.file("d" + i % 7 + "/f" + i, "x"));
        }
        bench().given(files);

        for (int round = 0; round < 12; round++) {
            try (Cursor<TreeEntry> cursor = bench().tree().list(TreePath.ROOT, bench().context())) {
                for (int i = 0; i < round * 5; i++) {
                    cursor.next();
                }
            }
        }

        assertThat(bench().list()).filteredOn(TreeEntry::isFile).hasSize(150);
    }

    @Test
    default void listsEmptyDirectoriesWhereThereAreSuch() {
        List<EntryResult> results = bench().write(TreeBench.directory("empty"), TreeBench.file("f", "x"));

        TreeBench.allDone(results);
        if (bench().has(Feature.DIRECTORIES)) {
            assertThat(bench().names()).containsExactlyInAnyOrder("empty", "f");
        } else {
            assertThat(bench().list()).filteredOn(TreeEntry::isFile).hasSize(1);
        }
    }

    @Test
    default void looksUpInTheOrderAsked() {
        bench().given(TreeBench.file("a", "1"), TreeBench.file("d/b", "22"));

        List<Optional<TreeEntry>> answers = bench().tree()
                .stat(
                        List.of(
                                TreePath.of("d/b"),
                                TreePath.of("missing"),
                                TreePath.ROOT,
                                TreePath.of("a"),
                                TreePath.of("a/below-a-file"),
                                TreePath.of("missing/too")),
                        bench().context());

        assertThat(answers).hasSize(6);
        assertThat(answers.get(0)).hasValueSatisfying(e -> assertThat(e.size()).isEqualTo(2));
        assertThat(answers.get(1)).isEmpty();
        assertThat(answers.get(2)).hasValueSatisfying(e -> assertThat(e.path()).isEqualTo(TreePath.ROOT));
        assertThat(answers.get(3)).hasValueSatisfying(e -> assertThat(e.size()).isEqualTo(1));
        assertThat(answers.get(4)).isEmpty();
        assertThat(answers.get(5)).isEmpty();
    }

    @Test
    default void stopsListingWhenCancelled() {
        bench().given(TreeBench.file("a/f", "1"), TreeBench.file("b/f", "1"));
        bench().context().cancel();

        assertThat(TreeBench.fails(bench()::list).category()).isEqualTo(ErrorCategory.CANCELLED);
    }
}
