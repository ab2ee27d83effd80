package io.godwit.core.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.godwit.core.internal.run.TreeMove;
import io.godwit.core.internal.run.TreeMove.Mode;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.tck.lab.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Copies by a process that modes keep out, as they do most users: it has no privileges, whoever runs the tests. What it copies belongs to it, so that it may
 * change modes.
 */
class OrdinaryUserIT {
    @TempDir
    Path temporary;

    private Path source;
    private Path target;

    @BeforeEach
    void bothSides() throws Exception {
        source = temporary.resolve("source");
        target = temporary.resolve("target");
        Snapshot.run(temporary, "mkdir source target");
    }

    @AfterEach
    void open() throws Exception {
        Snapshot.run(temporary, "chmod -R u+rwX source target");
    }

    /** Runs the child, and gives what it said: findings, and the failure if there was one. */
    private List<String> run(String what, String step, String... excluded) {
        ChildJvm.Builder child = ChildJvm.of(Child.class)
                .arguments(what, step, temporary.toString())
                .arguments(excluded);
        if (System.getProperty("user.name", "").equals("root")) {
            child.through("setpriv", "--bounding-set=-all", "--inh-caps=-all");
        }
        try (ChildJvm running = child.start()) {
            int status = running.waitFor(Duration.ofMinutes(1));
            assertThat(status).as(running.output()).isZero();
            return running.output()
                    .lines()
                    .filter(line -> line.startsWith("finding ") || line.startsWith("failed "))
                    .toList();
        }
    }

    @Test
    void aFileThatMayNotBeReadIsToldAndTheRestIsCopied() throws Exception {
        Snapshot.run(source, "printf a > a; printf s > sealed; printf z > z; chmod 000 sealed");

        assertThat(run("copy", "copy")).containsExactly("finding ERROR tree.permission-denied sealed");

        assertThat(target.resolve("a")).hasContent("a");
        assertThat(target.resolve("z")).hasContent("z");
        assertThat(target.resolve("sealed")).doesNotExist();
        assertThat(run("verify", "verify")).anyMatch(line -> line.contains("sealed"));
    }

    @Test
    void aDirectoryThatMayNotBeReadStopsTheCopyUntilItIsExcluded() throws Exception {
        Snapshot.run(source, "printf a > a; mkdir locked; printf in > locked/in; chmod 000 locked");

        assertThat(run("copy", "copy")).containsExactly("failed tree.permission-denied locked");
        assertThat(target.resolve("locked")).doesNotExist();

        assertThat(run("copy", "copy", "locked/")).isEmpty();
        assertThat(run("verify", "verify", "locked/")).isEmpty();
        assertThat(target.resolve("a")).hasContent("a");
        assertThat(target.resolve("locked")).doesNotExist();

        Snapshot.run(source, "chmod 700 locked");
        assertThat(run("copy", "copy")).isEmpty();
        assertThat(target.resolve("locked/in")).hasContent("in");
    }

    @Test
    void modesThatKeepOutTheCopyItselfAreSetLastAndUndone() throws Exception {
        Snapshot.run(source, """
            set -e
            mkdir -p closed/deeper; printf in > closed/in; printf deep > closed/deeper/deep; ln closed/in closed/linked
            printf r > readonly; head -c 3000000 /dev/zero | tr '\\0' x > large; ln -s in closed/link
            chmod 400 readonly large closed/in; chmod 555 closed/deeper closed
            """);
        Snapshot.run(target, "printf old > readonly; chmod 444 readonly; touch -d '2020-02-02 UTC' readonly .");
        Map<String, String> before = new TreeMap<>(Snapshot.of(target));

        assertThat(run("copy", "copy")).isEmpty();

        assertThat(Snapshot.run(target, "stat -c '%a %n' closed closed/deeper closed/in readonly large"))
                .isEqualTo("555 closed\n555 closed/deeper\n400 closed/in\n400 readonly\n400 large\n");
        assertThat(run("verify", "verify")).isEmpty();
        assertThat(run("copy", "copy-again"))
                .as("a second copy finds all as it is")
                .isEmpty();

        assertThat(run("undo", "copy")).isEmpty();
        assertThat(Snapshot.of(target)).isEqualTo(before);
    }

    @Test
    void whatReplacesAClosedDirectorysContentGetsThere() throws Exception {
        Snapshot.run(source, "mkdir closed; printf new > closed/file; chmod 555 closed");
        Snapshot.run(target, """
            mkdir closed; printf old > closed/file; printf gone > closed/gone; touch -d '2020-02-02 UTC' closed/file
            chmod 555 closed
            """);

        List<String> said = run("copy-deleting", "copy");

        assertThat(said).isEmpty();
        assertThat(target.resolve("closed/file")).hasContent("new");
    }

    @Test
    void aDestinationThatMayNotBeWrittenIsRefused() throws Exception {
        Snapshot.run(source, "printf a > a");
        Snapshot.run(target, "chmod 555 .");

        assertThat(run("copy", "copy"))
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("failed tree.not-writable"));
        assertThat(Snapshot.of(target)).hasSize(1);
    }

    @Test
    void theOwnersOfOthersAreNotPromised() throws Exception {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        Snapshot.run(source, "printf a > a; chown 4711:4712 a");

        List<String> outline = run("outline", "copy");

        assertThat(outline).containsExactly("finding INFO tree.owners-lost site");
    }

    /** What runs without privileges: a copy, its comparison or its undoing. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            Path place = Path.of(arguments[2]);
            TreeMove move = TestMoves.excluding(
                    TestMoves.move(place.resolve("source"), place.resolve("target"), Mode.IN_PLACE),
                    Arrays.copyOfRange(arguments, 3, arguments.length));
            TestRun run = new TestRun(place.resolve("state"), arguments[1], 1);
            try {
                switch (arguments[0]) {
                    case "copy" -> TestMoves.fineCopy(move).run(run);
                    case "copy-deleting" ->
                        TestMoves.fineCopy(TestMoves.deleting(move)).run(run);
                    case "undo" -> TestMoves.fineCopy(move).undo(run);
                    case "verify" -> TestMoves.verify(move).run(run);
                    case "outline" ->
                        TestMoves.copy(move).outline(run).findings().forEach(Child::say);
                    default -> throw new IllegalArgumentException(arguments[0]);
                }
            } catch (MigrationException e) {
                System.out.println("failed " + e.code() + " " + e.subject());
            }
            run.findings().forEach(Child::say);
        }

        private static void say(Finding finding) {
            System.out.println("finding " + finding.severity() + " " + finding.code() + " " + finding.subject());
        }
    }
}
