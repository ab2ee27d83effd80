package io.godwit.core.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.internal.run.TreeMove;
import io.godwit.core.internal.run.TreeMove.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyTreeTest {
    @TempDir
    Path temporary;

    private Path source;
    private Path target;
    private Path state;

    @BeforeEach
    void paths() {
        source = temporary.resolve("source");
        target = temporary.resolve("target/of/it");
        state = temporary.resolve("state");
    }

    private TestRun run(long fence) {
        return new TestRun(state, "copy", fence);
    }

    /** A fifo is never copied. */
    private static Map<String, String> expected(Path root) throws Exception {
        Map<String, String> expected = new TreeMap<>(Snapshot.of(root));
        expected.values().removeIf(about -> about.startsWith("p "));
        return expected;
    }

    @Test
    void copiesEverythingAsItIs() throws Exception {
        AwkwardTree.make(source);
        TreeMove move = TestMoves.move(source, target, Mode.CREATE);
        TestRun run = run(1);

        TestMoves.copy(move).run(run);

        assertThat(Snapshot.of(target)).isEqualTo(expected(source));
        assertThat(Snapshot.leftovers(target)).isEmpty();
        assertThat(run.codes()).containsExactly("tree.special-skipped");
        assertThat(Snapshot.run(target, "stat -c %b sparse all-hole").lines().map(Integer::parseInt))
                .allMatch(blocks -> blocks < 40);
    }

    @Test
    void undoesACopyToNowhere() throws Exception {
        AwkwardTree.make(source);
        TreeMove move = TestMoves.move(source, target, Mode.CREATE);
        TestMoves.copy(move).run(run(1));

        TestMoves.copy(move).undo(run(2));

        assertThat(Files.exists(target)).isFalse();
    }

    @Test
    void verifiesWhatItCopied() throws Exception {
        AwkwardTree.make(source);
        TreeMove move = TestMoves.move(source, target, Mode.CREATE);
        TestMoves.copy(move).run(run(1));
        TestRun check = new TestRun(state, "verify", 1);

        TestMoves.verify(move).run(check);

        assertThat(check.findings()).isEmpty();
        assertThat(check.checkpoint().orElseThrow()).contains("\"differing\":0");
    }
}
