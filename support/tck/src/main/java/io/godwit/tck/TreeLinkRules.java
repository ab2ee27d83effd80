package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.ByteRange;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreeLink;
import io.godwit.spi.TreePath;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules about symbolic and hard links. */
interface TreeLinkRules extends TreeRules {
    @Test
    default void keepsSymbolicLinksAsTheyAreOrRefusesThem() {
        List<String> targets = List.of("f", "../outside", "/etc/passwd", "nowhere at all", "line\nbreak \u00e9");
        List<EntryStream.Found> items = new ArrayList<>(List.of(TreeBench.file("d/f", "x")));
        for (int i = 0; i < targets.size(); i++) {
            items.add(TreeBench.link("d/l" + i, targets.get(i)));
        }

        List<EntryResult> results = bench().write(items);

        assertThat(results.get(0).failure()).isEmpty();
        for (int i = 0; i < targets.size(); i++) {
            if (bench().has(Feature.SYMLINKS)) {
                TreeBench.allDone(results);
                TreeEntry link = bench().entry("d/l" + i);
                assertThat(link.kind()).isEqualTo(EntryKind.SYMLINK);
                assertThat(link.target()).contains(TreeLink.of(targets.get(i)));
            } else {
                TreeBench.undeclared(bench().failed(results.get(i + 1)));
                assertThat(bench().stat("d/l" + i)).isEmpty();
            }
        }
    }

    @Test
    default void neverFollowsLinksWhileReading() {
        if (!bench().has(Feature.SYMLINKS)) {
            return; // there are none: keepsSymbolicLinksAsTheyAreOrRefusesThem
        }
        bench().given(
                        TreeBench.file("d/f", "behind the link"),
                        TreeBench.link("to-directory", "d"),
                        TreeBench.link("to-file", "d/f"));

        assertThat(bench().names()).containsExactlyInAnyOrder("d", "d/f", "to-directory", "to-file");
        assertThat(bench().stat("to-directory/f")).isEmpty();
        assertThat(bench().entry("to-file").kind()).isEqualTo(EntryKind.SYMLINK);
        assertThat(TreeBench.fails(() -> bench().list(bench().tree(), TreePath.of("to-directory")))
                        .code())
                .isEqualTo("tree.not-found");
        for (String path : List.of("to-directory/f", "to-file")) {
            TreeEntry disguised =
                    TreeEntry.of(TreePath.of(path), EntryKind.FILE).size(15).build();
            try (EntryStream stream = bench().tree().read(List.of(disguised), bench().context())) {
                if (stream.next().orElseThrow() instanceof EntryStream.Found found) {
                    assertThat(found.entry().kind()).isEqualTo(EntryKind.SYMLINK);
                    assertThat(TestContents.readAll(found.content())).isEmpty();
                }
            }
            if (bench().has(Feature.RANGES)) {
                TreeBench.fails(() -> {
                    try (FileContent content =
                            bench().tree().open(disguised, new ByteRange(0, 15), bench().context())) {
                        TestContents.readAll(content);
                    }
                });
            }
            assertThat(bench().tree().digest(List.of(TreePath.of(path)), "SHA-256", bench().context()))
                    .as("no digest of what is behind " + path)
                    .containsExactly(java.util.Optional.empty());
        }
    }

    @Test
    default void refusesToWriteThroughLinks() {
        if (!bench().has(Feature.SYMLINKS)) {
            return; // there are none
        }
        bench().given(
                        TreeBench.file("target/sub/kept", "kept"),
                        TreeBench.link("link", "target"),
                        TreeBench.directory("d"),
                        TreeBench.link("d/link", "../target"));

        for (String path : List.of("link/new", "link/sub/new", "link/sub/kept", "d/link/sub/new")) {
            List<EntryResult> results = bench().write(TreeBench.file(path, "through"), TreeBench.file("fine", "2"));
            assertThat(bench().failed(results.get(0)).code()).as(path).isEqualTo("tree.link-in-path");
            assertThat(results.get(1).failure()).isEmpty();
        }
        MigrationException made = bench().failed(bench().tree()
                .apply(List.of(new TreeChange.MakeDirectory(TreePath.of("link/sub/made"))), bench().context())
                .get(0));
        assertThat(made.code()).isEqualTo("tree.link-in-path");
        List<TreeChange> changes = new ArrayList<>();
        changes.add(new TreeChange.Preserve(TreePath.of("fine"), TreePath.of("link/fine")));
        if (bench().has(Feature.RENAME)) {
            changes.add(new TreeChange.Rename(TreePath.of("fine"), TreePath.of("link/sub/fine")));
            changes.add(new TreeChange.Rename(TreePath.of("link/sub/kept"), TreePath.of("moved")));
        }
        for (TreeChange change : changes) {
            assertThat(bench().failed(bench().tree()
                                    .apply(List.of(change), bench().context())
                                    .get(0))
                            .code())
                    .as(change.toString())
                    .isEqualTo("tree.link-in-path");
        }
        if (bench().has(Feature.RANGES)) {
            assertThat(TreeBench.fails(() -> {
                                try (PendingFile pending = bench().tree()
                                        .begin(
                                                TreeBench.fileEntry(TreePath.of("link/sub/large"), 3),
                                                TreeBench.token(1),
                                                bench().context())) {
                                    pending.write(0, TestContents.of(new byte[3]));
                                    pending.commit();
                                }
                            })
                            .code())
                    .isEqualTo("tree.link-in-path");
        }
        assertThat(bench().list(bench().tree(), TreePath.of("target")))
                .extracting(entry -> entry.path().toString())
                .containsExactlyInAnyOrder("target/sub", "target/sub/kept");
        assertThat(bench().text("target/sub/kept")).isEqualTo("kept");
    }

    @Test
    default void replacesALinkAndNotWhatItPointsTo() {
        if (!bench().has(Feature.SYMLINKS)) {
            return; // there are none
        }
        bench().given(TreeBench.file("f", "target"), TreeBench.link("l", "f"), TreeBench.link("gone", "f"));

        bench().given(TreeBench.file("l", "a file now"));
        bench().done(new TreeChange.Delete(TreePath.of("gone")));

        assertThat(bench().entry("l").kind()).isEqualTo(EntryKind.FILE);
        assertThat(bench().text("l")).isEqualTo("a file now");
        assertThat(bench().text("f")).isEqualTo("target");
        assertThat(bench().stat("gone")).isEmpty();
    }

    @Test
    default void aLinkReplacesAFile() {
        if (!bench().has(Feature.SYMLINKS)) {
            return; // there are none
        }
        bench().given(TreeBench.file("f", "a file"));
        bench().given(TreeBench.link("f", "elsewhere"));
        bench().given(TreeBench.link("f", "yet elsewhere"));

        assertThat(bench().entry("f").target()).contains(TreeLink.of("yet elsewhere"));
    }

    @Test
    default void keepsHardLinksWhereItSaysSoAndElseTheContents() {
        byte[] content = TestContents.random(8, 50_000);
        List<EntryStream.Found> names = new ArrayList<>();
        for (String name : List.of("a", "d/b", "d/c")) {
            TreeEntry entry = TreeEntry.of(TreePath.of(name), EntryKind.FILE)
                    .size(content.length)
                    .mode(0644)
                    .linkGroup("group-7")
                    .build();
            names.add(new EntryStream.Found(entry, TestContents.of(content)));
        }
        bench().given(names);
        bench().given(TreeBench.file("alone", "x"));

        for (EntryStream.Found name : names) {
            assertThat(bench().content(name.path())).isEqualTo(content);
            if (bench().has(Feature.HARD_LINKS)) {
                assertThat(bench().stat(name.path()).orElseThrow().linkGroup())
                        .isPresent()
                        .isEqualTo(bench().entry("a").linkGroup());
            } else {
                assertThat(bench().stat(name.path()).orElseThrow().linkGroup()).isEmpty();
            }
        }
        assertThat(bench().entry("alone").linkGroup()).isEmpty();
    }

    @Test
    default void replacingOneNameOfAFileLeavesTheOthers() {
        byte[] content = TreeBench.utf8("shared");
        List<EntryStream.Found> names = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            TreeEntry entry = TreeEntry.of(TreePath.of(name), EntryKind.FILE)
                    .size(content.length)
                    .linkGroup("g")
                    .build();
            names.add(new EntryStream.Found(entry, TestContents.of(content)));
        }
        bench().given(names);
        bench().given(TreeBench.file("a", "replaced"));

        assertThat(bench().text("a")).isEqualTo("replaced");
        assertThat(bench().text("b")).isEqualTo("shared");
    }
}
