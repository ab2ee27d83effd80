package io.godwit.core.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.internal.run.TreeMove;
import io.godwit.core.internal.run.TreeMove.Mode;
import io.godwit.spi.Digest;
import io.godwit.spi.FileTree;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("guarantee-no-false-success")
class VerifyTreeTest {
    @TempDir
    Path temporary;

    private Path source;
    private Path target;

    @BeforeEach
    void bothSides() throws Exception {
        source = temporary.resolve("source");
        target = temporary.resolve("target");
        Snapshot.run(temporary, "mkdir -p source target; printf a > source/a");
    }

    private TestRun verify(TreeMove move) {
        TestRun check = new TestRun(temporary.resolve("state"), "verify", 1);
        TestMoves.verify(move).run(check);
        return check;
    }

    private TestRun copyAndVerify(TreeMove move) {
        TestMoves.copy(move).run(new TestRun(temporary.resolve("state"), "copy", 1));
        return verify(move);
    }

    private TreeMove deleting() {
        return TestMoves.deleting(TestMoves.move(source, target, Mode.IN_PLACE));
    }

    @Test
    void whatACopyThatDeletesLeavesOnPurposeIsNoDifference() throws Exception {
        Snapshot.run(target, "mkdir -p pipes/more kept; mkfifo pipes/more/p; printf l > kept/a.log; printf x > gone");

        TestRun check = copyAndVerify(TestMoves.excluding(deleting(), "*.log"));

        assertThat(check.findings()).isEmpty();
        assertThat(Snapshot.of(target)).doesNotContainKey("gone").containsKeys("pipes/more/p", "kept/a.log");
    }

    @Test
    void whatAppearedAfterwardsIsADifference() throws Exception {
        assertThat(copyAndVerify(deleting()).findings()).isEmpty();
        Snapshot.run(target, "mkdir -p empty full; printf x > full/x; printf y > y");

        TestRun check = verify(deleting());

        assertThat(check.findings().stream().map(finding -> finding.subject()))
                .containsExactlyInAnyOrder("empty", "full/x", "y");
        assertThat(check.codes()).containsOnly("verify.extra");
        assertThat(check.checkpoint().orElseThrow()).contains("\"differing\":3");
    }

    @Test
    void whatTheDestinationVouchesForIsNotReadThere() throws Exception {
        assertThat(copyAndVerify(deleting()).findings()).isEmpty();

        assertThat(verifyKept("CRC32C").findings()).isEmpty();
        assertThat(verifyKept("SHA-256").findings()).isEmpty();
        Snapshot.run(target, "touch -r a ../time; printf b > a; touch -r ../time a");
        assertThat(verifyKept("CRC32C").findings())
                .extracting(finding -> finding.code())
                .contains("verify.content");
    }

    /** Verifies where the destination tells hashes and refuses to compute any. */
    private TestRun verifyKept(String algorithm) {
        TestRun check = new TestRun(temporary.resolve("state"), "verify", 1);
        AtomicInteger opened = new AtomicInteger();
        check.sources(tree -> opened.getAndIncrement() % 2 == 0 ? tree : new KeepingTree(tree, algorithm));
        TestMoves.verify(deleting()).run(check);
        assertThat(opened).hasValue(2);
        return check;
    }

    private static final class KeepingTree extends HookedTree {
        private final FileTree tree;
        private final String algorithm;

        KeepingTree(FileTree tree, String algorithm) {
            super(tree, call -> {});
            this.tree = tree;
            this.algorithm = algorithm;
        }

        @Override
        public List<Optional<Digest>> keptDigests(List<TreePath> paths, WorkContext context) {
            return tree.digest(paths, algorithm, context);
        }

        @Override
        public List<Optional<Digest>> digest(List<TreePath> paths, String wanted, WorkContext context) {
            throw new AssertionError("nothing has to be read");
        }
    }
}
