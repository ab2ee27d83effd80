package io.godwit.core.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.internal.run.TreeMove;
import io.godwit.core.internal.run.TreeMove.Mode;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Step;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are rewritten on the way. */
class TransformedCopyTest {
    @TempDir(factory = FastTempDir.class)
    Path temporary;

    private Path source;
    private Path target;
    private Path state;
    private TreeMove move;

    @BeforeEach
    void makeTheSource() throws Exception {
        source = temporary.resolve("source");
        target = temporary.resolve("target");
        state = temporary.resolve("state");
        Snapshot.run(temporary, """
            mkdir -p source/deep target; cd source
            printf hello > a.txt; printf hello > b.html; printf deep > deep/c.txt; printf plain > plain.txt
            yes text | head -c 3000000 > large.txt
            """);
        move = TestMoves.transforming(TestMoves.move(source, target, Mode.IN_PLACE), Upper.data(1));
    }

    private TestRun run(String step, long fence) {
        return new TestRun(state, step, fence).transform(new Upper());
    }

    @Test
    void writesWhatTheTransformMakesOfAFile() throws Exception {
        TestMoves.fineCopy(move).run(run("copy", 1));

        assertThat(target.resolve("a.txt")).hasContent("HELLO");
        assertThat(target.resolve("deep/c.txt")).hasContent("DEEP");
        assertThat(target.resolve("b.html")).hasContent("hello");
        assertThat(target.resolve("plain.txt")).hasContent("plain");
        assertThat(target.resolve("large.txt")).hasSize(3_000_000);
        assertThat(Snapshot.run(target, "head -c 5 large.txt")).isEqualTo("TEXT\n");
        assertThat(source.resolve("a.txt")).hasContent("hello");
    }

    @Test
    void theOutlineSaysSo() {
        Step.Outline outline = TestMoves.copy(move).outline(run("copy", 1));

        assertThat(outline.touches()).contains("rewrites: text in capitals");
    }

    @Test
    void comparesWithWhatTheTransformMakes() throws Exception {
        TestMoves.copy(move).run(run("copy", 1));
        TestRun check = run("verify", 1);
        TestMoves.verify(move).run(check);
        assertThat(check.findings()).isEmpty();

        Snapshot.run(target, "printf hello > a.txt; touch -r ../source/a.txt a.txt");
        TestRun again = run("verify-again", 1);
        TestMoves.verify(move).run(again);
        assertThat(again.findings())
                .extracting(finding -> finding.code() + " " + finding.subject())
                .containsExactly("verify.content a.txt");
    }

    @Test
    void comparesWhatSomebodyElseCopiedByRewritingAgain() throws Exception {
        TestMoves.copy(move).run(run("copy", 1));
        TestRun stranger = new TestRun(temporary.resolve("other-state"), "verify", 1).transform(new Upper());

        TestMoves.verify(move).run(stranger);

        assertThat(stranger.findings()).isEmpty();
    }

    @Test
    void aSecondCopyRewritesOnceMoreAndIsUndoneToWhatWasBefore() throws Exception {
        Snapshot.run(target, "printf old > a.txt; touch -d '2020-02-02 UTC' a.txt .");
        Map<String, String> before = new TreeMap<>(Snapshot.of(target));
        TestMoves.fineCopy(move).run(run("copy", 1));
        TestRun undo = run("copy", 2);

        TestMoves.fineCopy(move).undo(undo);

        assertThat(undo.findings()).isEmpty();
        assertThat(Snapshot.of(target)).isEqualTo(before);
    }

    @Test
    void aTransformThatNobodyKnowsAndAVersionThatNobodyReadsAreRefused() {
        assertThatThrownBy(() -> TestMoves.copy(move).run(new TestRun(state, "copy", 1)))
                .isInstanceOfSatisfying(MigrationException.class, e -> {
                    assertThat(e.code()).isEqualTo("plugin.missing");
                    assertThat(e.subject()).isEqualTo(Upper.ID);
                });
        TreeMove newer = TestMoves.transforming(TestMoves.move(source, target, Mode.IN_PLACE), Upper.data(2));
        assertThatThrownBy(() -> TestMoves.copy(newer).run(run("copy", 1)))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        e -> assertThat(e.getMessage()).contains("reads versions 1 to 1, not 2"));
    }
}
