package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rules about changes that carry no content. */
interface TreeChangeRules extends TreeRules {
    @Test
    default void makesDirectoriesWithTheirParents() {
        TreeChange change = new TreeChange.MakeDirectory(TreePath.of("a/b/c"));
        if (!bench().has(Feature.DIRECTORIES)) {
            bench().tree().apply(List.of(change), bench().context());
            return;
        }
        bench().done(change);
        bench().given(TreeBench.file("a/b/c/f", "x"));
        bench().done(change);

        assertThat(bench().names()).containsExactlyInAnyOrder("a", "a/b", "a/b/c", "a/b/c/f");
    }

    @Test
    default void setsAttributesAgainAndAgain() {
        bench().given(TreeBench.file("d/f", "x"));
        Instant time = Instant.parse("2019-08-07T06:05:04Z");
        TreeEntry file = TreeEntry.of(TreePath.of("d/f"), EntryKind.FILE)
                .mode(0604)
                .modified(time)
                .build();
        TreeEntry directory = TreeEntry.of(TreePath.of("d"), EntryKind.DIRECTORY)
                .mode(0711)
                .modified(time)
                .build();
        for (int round = 0; round < 2; round++) {
            if (bench().has(Feature.DIRECTORIES)) {
                bench().done(new TreeChange.SetAttributes(file), new TreeChange.SetAttributes(directory));
            } else {
                bench().done(new TreeChange.SetAttributes(file));
            }
        }

        Duration resolution = bench().tree().capabilities().timeResolution();
        for (String path : bench().has(Feature.DIRECTORIES) ? List.of("d/f", "d") : List.of("d/f")) {
            TreeEntry now = bench().entry(path);
            if (bench().has(Feature.MODES)) {
                assertThat(now.mode()).hasValue(path.equals("d") ? 0711 : 0604);
            }
            if (!resolution.isZero() && (path.equals("d/f") || bench().has(Feature.DIRECTORY_TIMES))) {
                assertThat(Duration.between(now.modified().orElseThrow(), time).abs())
                        .isLessThan(resolution);
            } else if (path.equals("d")) {
                assertThat(now.modified())
                        .as("what is not declared is not kept")
                        .isNotEqualTo(Optional.of(time));
            }
        }
        assertThat(bench().text("d/f")).isEqualTo("x");
    }

    @Test
    default void deletesWhatIsThereAndPassesOverWhatIsNot() {
        bench().given(TreeBench.file("f", "x"), TreeBench.file("d/g", "y"), TreeBench.file("kept", "z"));
        TreeChange[] changes = {
            new TreeChange.Delete(TreePath.of("f")),
            new TreeChange.Delete(TreePath.of("d/g")),
            new TreeChange.Delete(TreePath.of("d")),
            new TreeChange.Delete(TreePath.of("never/was"))
        };

        bench().done(changes);
        bench().done(changes);

        assertThat(bench().names()).containsExactly("kept");
    }

    @Test
    default void neverDeletesADirectoryWithItsContentAndTriesTheRest() {
        bench().given(TreeBench.file("d/g", "y"), TreeBench.file("f", "x"));
        if (!bench().has(Feature.DIRECTORIES)) {
            return; // there are none
        }

        List<EntryResult> results = bench().tree()
                .apply(
                        List.of(new TreeChange.Delete(TreePath.of("d")), new TreeChange.Delete(TreePath.of("f"))),
                        bench().context());

        bench().failed(results.get(0));
        assertThat(results.get(1).failure()).isEmpty();
        assertThat(bench().names()).containsExactlyInAnyOrder("d", "d/g");
    }

    @Test
    default void renamesReplacingAndOnlyOnce() {
        bench().given(TreeBench.file("from", "new"), TreeBench.file("d/to", "old"));
        TreeChange rename = new TreeChange.Rename(TreePath.of("from"), TreePath.of("d/to"));
        if (!bench().has(Feature.RENAME)) {
            TreeBench.undeclared(bench().failed(bench().tree()
                    .apply(List.of(rename), bench().context())
                    .get(0)));
            return;
        }
        bench().done(rename);
        bench().done(rename);

        assertThat(bench().text("d/to")).isEqualTo("new");
        assertThat(bench().stat("from")).isEmpty();
    }

    @Test
    default void whatIsPreservedSurvivesItsReplacement() {
        bench().given(TreeBench.file("f", "precious"), TreeBench.file("kept/anchor", "x"));
        TreeEntry before = bench().entry("f");
        TreeChange preserve = new TreeChange.Preserve(TreePath.of("f"), TreePath.of("kept/1"));

        bench().done(preserve);
        assertThat(bench().text("f")).as("the path itself stays").isEqualTo("precious");
        bench().given(TreeBench.file("f", "replaced"));
        bench().done(preserve);

        assertThat(bench().text("f")).isEqualTo("replaced");
        assertThat(bench().text("kept/1")).isEqualTo("precious");
        TreeEntry kept = bench().entry("kept/1");
        assertThat(kept.mode()).isEqualTo(before.mode());
        assertThat(kept.modified()).isEqualTo(before.modified());
    }

    @Test
    default void preservesLinksAsLinks() {
        if (!bench().has(Feature.SYMLINKS)) {
            return; // there are none
        }
        bench().given(TreeBench.file("f", "target"), TreeBench.link("l", "f"), TreeBench.file("kept/anchor", "x"));

        bench().done(new TreeChange.Preserve(TreePath.of("l"), TreePath.of("kept/l")));

        assertThat(bench().entry("kept/l").target())
                .isEqualTo(bench().entry("l").target());
    }

    @Test
    default void reportsWhatCannotBeChangedEntryByEntry() {
        bench().given(TreeBench.file("f", "x"));

        List<EntryResult> results = bench().tree()
                .apply(
                        List.of(
                                new TreeChange.Preserve(TreePath.of("missing"), TreePath.of("kept")),
                                new TreeChange.Delete(TreePath.of("f"))),
                        bench().context());

        bench().failed(results.get(0));
        assertThat(results.get(1).failure()).isEmpty();
        assertThat(bench().stat("f")).isEmpty();
    }
}
