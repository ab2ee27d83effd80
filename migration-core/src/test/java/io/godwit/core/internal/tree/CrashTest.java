package io.godwit.core.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.internal.run.TreeMove;
import io.godwit.core.internal.run.TreeMove.Mode;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ends a copy at every single call to the journal and to the destination, before and after it, and shows that whoever goes on, or
 * undoes, ends where an undisturbed run ends.
 */
@Tag("guarantee-resume")
@Tag("guarantee-whole")
class CrashTest {
    @TempDir(factory = FastTempDir.class)
    Path temporary;

    private Path source;
    private Path original;
    private Path target;
    private Path state;
    private Map<String, String> before;
    private Map<String, String> after;

    @BeforeEach
    void makeBothSides() throws Exception {
        source = temporary.resolve("source");
        original = temporary.resolve("original");
        target = temporary.resolve("target");
        state = temporary.resolve("state");
        Files.createDirectories(source);
        Files.createDirectories(original);
        Snapshot.run(source, """
            set -e
            mkdir -p same changed/deep new/deeper was-file
            printf same > same/file; printf new-content > changed/deep/file; printf first > changed/mode
            printf fresh > new/deeper/file; ln new/deeper/file new/linked; printf in > was-file/in
            ln -s new changed/link; printf x > top
            truncate -s 1500K large; printf data | dd of=large bs=1 seek=1000 conv=notrunc 2>/dev/null
            printf end | dd of=large bs=1 seek=1400000 conv=notrunc 2>/dev/null
            chmod 700 changed/mode; chmod 750 new
            touch -d '2020-01-01 UTC' same/file same changed/deep/file changed/deep changed/mode new/deeper/file
            touch -d '2020-01-02 UTC' changed new/deeper new was-file/in was-file top large .
            """);
        Snapshot.run(original, """
            set -e
            mkdir -p same changed/deep extra/inner
            printf same > same/file; printf old > changed/deep/file; printf first > changed/mode
            printf file > was-file; ln -s elsewhere changed/link; printf older > top; printf keep > extra/inner/file
            ln -s file extra/inner/link; printf linked > extra/one; ln extra/one changed/two
            touch -d '2020-01-01 UTC' same/file changed/mode
            touch -d '2019-05-05 05:05:05.555555555 UTC' changed/deep/file was-file top extra/inner/file extra/one
            touch -d '2018-05-05 05:05:05.123456789 UTC' extra/inner extra changed/deep changed same .
            """);
        before = Snapshot.of(original);
        reset();
        TestMoves.fineCopy(move()).run(process(1, call -> {}));
        after = Snapshot.of(target);
        after.keySet().removeIf(CrashTest::isOurs);
        assertThat(after).isEqualTo(Snapshot.of(source));
    }

    private static boolean isOurs(String path) {
        return path.contains(".godwit-");
    }

    private TreeMove move() {
        return TestMoves.deleting(TestMoves.move(source, target, Mode.IN_PLACE));
    }

    private void reset() throws IOException {
        Snapshot.run(temporary, "chmod -R u+rwx target 2>/dev/null; rm -rf target state && cp -a original target");
    }

    private TestRun process(long fence, Consumer<String> calls) {
        return new TestRun(state, "copy", fence)
                .hearing(calls)
                .targets(tree -> new HookedTree(tree, call -> calls.accept("target " + call)));
    }

    private List<String> callsOf(Consumer<Consumer<String>> run) throws IOException {
        reset();
        List<String> calls = new ArrayList<>();
        run.accept(calls::add);
        return calls;
    }

    /** Dies at the call of that number. */
    private static Consumer<String> dyingAt(int number) {
        int[] count = {0};
        return call -> {
            if (++count[0] >= number) {
                throw new Death(number + ": " + call);
            }
        };
    }

    /** Undoes, and tells what was refused where anything was. */
    private void undo(TestRun run) {
        try {
            TestMoves.fineCopy(move()).undo(run);
        } catch (MigrationException e) {
            throw new AssertionError(run.findings().toString(), e);
        }
    }

    private static boolean survives(Runnable run) {
        try {
            run.run();
            return true;
        } catch (Death expected) {
            return false;
        }
    }

    private void assertCopied(String when) throws IOException {
        Map<String, String> now = Snapshot.of(target);
        now.keySet().removeIf(CrashTest::isOurs);
        assertThat(now).as(when).isEqualTo(after);
        assertThat(Snapshot.leftovers(target)).as(when).allMatch(name -> name.startsWith("./.godwit-s-1"));
        assertThat(Snapshot.leftovers(target)).as(when).noneMatch(name -> name.startsWith("./.godwit-s-1-"));
    }

    @Test
    void goesOnAfterDyingAnywhere() throws Exception {
        List<String> calls = callsOf(hear -> TestMoves.fineCopy(move()).run(process(1, hear)));
        for (int at = 1; at <= calls.size(); at++) {
            reset();
            int number = at;
            assertThat(survives(() -> TestMoves.fineCopy(move()).run(process(1, dyingAt(number)))))
                    .isFalse();

            TestMoves.fineCopy(move()).run(process(2, call -> {}));

            assertCopied("died at " + at + ": " + calls.get(at - 1));
            undo(process(3, call -> {}));
            assertThat(Snapshot.of(target))
                    .as("undone after it died at " + at + ": " + calls.get(at - 1))
                    .isEqualTo(before);
        }
    }

    @Test
    void isUndoneAfterDyingAnywhere() throws Exception {
        List<String> calls = callsOf(hear -> TestMoves.fineCopy(move()).run(process(1, hear)));
        for (int at = 1; at <= calls.size(); at++) {
            reset();
            int number = at;
            survives(() -> TestMoves.fineCopy(move()).run(process(1, dyingAt(number))));

            undo(process(2, call -> {}));

            assertThat(Snapshot.of(target))
                    .as("died at " + at + ": " + calls.get(at - 1))
                    .isEqualTo(before);
        }
    }

    @Test
    void undoGoesOnAfterDyingAnywhere() throws Exception {
        List<String> calls = callsOf(hear -> {
            TestMoves.fineCopy(move()).run(process(1, call -> {}));
            TestMoves.fineCopy(move()).undo(process(2, hear));
        });
        for (int at = 1; at <= calls.size(); at++) {
            reset();
            int number = at;
            TestMoves.fineCopy(move()).run(process(1, call -> {}));
            survives(() -> TestMoves.fineCopy(move()).undo(process(2, dyingAt(number))));

            undo(process(3, call -> {}));

            assertThat(Snapshot.of(target))
                    .as("died at " + at + ": " + calls.get(at - 1))
                    .isEqualTo(before);
        }
    }

    /** The process is gone. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;

        Death(String where) {
            super(where);
        }
    }
}
