package io.godwit.core.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.internal.run.TreeMove;
import io.godwit.core.internal.run.TreeMove.Mode;
import io.godwit.spi.Finding;
import io.godwit.spi.Severity;
import io.godwit.spi.Step;
import io.godwit.spi.TreeCapabilities.Feature;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies and comparisons where a tree can do little at a time, does not list in order, or cannot keep all there is. */
class LimitedTreesTest {
    @TempDir(factory = FastTempDir.class)
    Path temporary;

    private Path source;
    private Path target;
    private Path state;

    @BeforeEach
    void paths() throws Exception {
        source = temporary.resolve("source");
        target = temporary.resolve("target");
        state = temporary.resolve("state");
        Snapshot.run(temporary, "mkdir source target");
    }

    private TestRun run(String step, int concurrency, Feature... lacks) {
        return new TestRun(state, step, 1)
                .sources(tree -> new LimitedTree(tree, concurrency, lacks))
                .targets(tree -> new LimitedTree(tree, concurrency, lacks));
    }

    private static Map<String, String> copied(Path root) throws Exception {
        Map<String, String> copied = new TreeMap<>(Snapshot.of(root));
        copied.values().removeIf(about -> about.startsWith("p "));
        copied.keySet().removeIf(name -> name.contains(".godwit-"));
        return copied;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void copiesAndComparesWithFewCallsAtATimeAndUnsortedListings(int concurrency) throws Exception {
        AwkwardTree.make(source);
        Snapshot.run(target, "mkdir old; printf x > old/x; printf y > y; printf z > z.log");
        TreeMove move = TestMoves.deleting(TestMoves.move(source, target, Mode.IN_PLACE));

        TestMoves.copy(move).run(run("copy", concurrency, Feature.SORTED_LISTING));

        assertThat(copied(target)).isEqualTo(copied(source));
        TestRun check = run("verify", concurrency, Feature.SORTED_LISTING);
        TestMoves.verify(move).run(check);
        assertThat(check.findings()).isEmpty();

        Snapshot.run(target, "printf more >> sparse; rm -r plain; mkdir new");
        TestRun again = run("verify-again", concurrency, Feature.SORTED_LISTING);
        TestMoves.verify(move).run(again);
        assertThat(again.codes()).contains("verify.content", "verify.missing", "verify.extra");
    }

    @Test
    void copiesFromWhereThereAreNoDirectories() throws Exception {
        Snapshot.run(source, "mkdir -p a/b/c d; printf 1 > a/b/c/one; printf 2 > a/two; printf 3 > d/three");
        TreeMove move = TestMoves.move(source, target, Mode.IN_PLACE);
        TestRun run = new TestRun(state, "copy", 1).sources(tree -> new LimitedTree(tree, 8, Feature.DIRECTORIES));

        TestMoves.copy(move).run(run);

        assertThat(target.resolve("a/b/c/one")).hasContent("1");
        assertThat(target.resolve("a/two")).hasContent("2");
        assertThat(target.resolve("d/three")).hasContent("3");
    }

    @Test
    void copiesLargeFilesWholeWhereThereAreNoRanges() throws Exception {
        Snapshot.run(source, "head -c 3000000 /dev/urandom > large");
        TreeMove move = TestMoves.move(source, target, Mode.IN_PLACE);

        TestMoves.fineCopy(move).run(run("copy", 8, Feature.RANGES));

        assertThat(copied(target)).isEqualTo(copied(source));
    }

    @Test
    void whatTheDestinationCannotKeepIsToldBeforeAndAtTheCopy() throws Exception {
        Snapshot.run(source, """
            set -e
            mkdir -p empty links; printf a > file; ln file links/same; ln -s file links/soft
            truncate -s 5M sparse; printf u > Readme; printf l > README; printf x > $(printf 'caf\\351')
            chmod 640 file; touch -d '2020-01-01 00:00:00.123456789 UTC' file
            """);
        TreeMove move = TestMoves.move(source, target, Mode.IN_PLACE);
        TestRun run = new TestRun(state, "copy", 1)
                .targets(tree -> new LimitedTree(
                        tree,
                        8,
                        Feature.SYMLINKS,
                        Feature.HARD_LINKS,
                        Feature.SPARSE,
                        Feature.MODES,
                        Feature.OWNERS,
                        Feature.EXTENDED_ATTRIBUTES,
                        Feature.ACCESS_LISTS,
                        Feature.DIRECTORIES,
                        Feature.BYTE_NAMES,
                        Feature.CASE_SENSITIVE));

        Step.Outline outline = TestMoves.copy(move).outline(run);

        List<String> told = outline.findings().stream().map(Finding::code).toList();
        assertThat(told)
                .contains("tree.name-not-representable", "tree.name-collision")
                .hasSizeGreaterThan(4);
        assertThat(outline.findings())
                .filteredOn(f -> f.code().equals("tree.name-collision"))
                .extracting(Finding::subject)
                .containsExactly("Readme");

        assertThat(outline.findings())
                .filteredOn(f -> f.code().equals("tree.name-refused"))
                .singleElement()
                .satisfies(f -> assertThat(f.subject()).isEqualTo("sparse"))
                .satisfies(f -> assertThat(f.severity()).isEqualTo(Severity.ERROR));
        assertThat(told).contains("cloud.public");

        TestMoves.copy(TestMoves.excluding(move, "caf*", "README")).run(run);

        assertThat(run.codes()).contains("tree.symlinks-lost");
        assertThat(target.resolve("links/same")).hasContent("a");
        assertThat(target.resolve("links/soft")).doesNotExist();
    }

    @Test
    void whatIsInTheWayIsToldBefore() throws Exception {
        Snapshot.run(
                source, "mkdir dir; printf f > file; printf i > dir/inside; printf s > same; touch -d 2020-01-01 same");
        Snapshot.run(
                target,
                "mkdir file; printf x > file/x; printf d > dir; cp -p ../source/same same; printf e > extra; mkdir"
                        + " more");
        TreeMove move = TestMoves.move(source, target, Mode.IN_PLACE);

        Step.Outline outline = TestMoves.copy(move).outline(run("copy", 8));

        assertThat(outline.findings())
                .extracting(f -> f.code() + " " + f.subject())
                .contains("tree.kind-conflict file", "tree.kind-replaced dir");
        assertThat(outline.touches())
                .anyMatch(line -> line.contains("leaves 1 as they are"))
                .anyMatch(line -> line.matches("leaves [0-9]+ that only the destination has"));
        assertThat(TestMoves.copy(TestMoves.deleting(move))
                        .outline(run("copy", 8))
                        .touches())
                .anyMatch(line -> line.matches("deletes [0-9]+ that only the destination has"))
                .anyMatch(line -> line.startsWith("keeps what it replaces or deletes in .godwit-"));
        assertThat(TestMoves.copy(TestMoves.move(source, target, Mode.CREATE))
                        .outline(run("copy", 8))
                        .findings())
                .extracting(Finding::code)
                .contains("tree.not-empty");
        assertThat(TestMoves.copy(TestMoves.pass(move, TreeMove.PASS_CATCH_UP))
                        .outline(run("copy", 8))
                        .touches())
                .anyMatch(line -> line.startsWith("copies again what changed"));
    }
}
