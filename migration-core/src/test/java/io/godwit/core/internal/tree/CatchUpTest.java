package io.godwit.core.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.internal.run.TreeMove;
import io.godwit.core.internal.run.TreeMove.Mode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second pass, names of one file that lie far from each other, and attributes beyond the usual. */
class CatchUpTest {
    @TempDir
    Path temporary;

    private Path source;
    private Path target;

    @BeforeEach
    void bothSides() throws Exception {
        source = Files.createDirectories(temporary.resolve("source"));
        target = Files.createDirectories(temporary.resolve("target"));
    }

    private TestRun run(String step, long fence) {
        return new TestRun(temporary.resolve("state"), step, fence);
    }

    private TreeMove move() {
        return TestMoves.deleting(TestMoves.move(source, target, Mode.IN_PLACE));
    }

    private void verified() {
        TestRun check = run("verify", 1);
        TestMoves.verify(move()).run(check);
        assertThat(check.findings()).isEmpty();
    }

    @Test
    void aSecondPassTakesWhatChangedAndBothAreUndoneTogether() throws Exception {
        Snapshot.run(
                target,
                "mkdir -p kept; printf before > changes; printf 'only here' > kept/x; touch -d 2001-02-03 kept .");
        Map<String, String> before = Snapshot.of(target);
        Snapshot.run(source, """
            mkdir -p a b gone
            for i in $(seq 1 40); do printf "first $i" > a/$i; done
            printf first > changes; printf x > gone/x; printf l > b/link1; ln b/link1 b/link2
            touch -d 2011-02-03 a changes
            """);
        TestMoves.fineCopy(move()).run(run("copy", 1));
        Snapshot.run(source, """
            printf second > changes; printf new > a/new; rm -r gone a/7; chmod 600 a/8; ln a/9 b/nine
            rm b/link2; printf other > b/link2; rm a/10; ln -s 11 a/10; mkdir c; printf c > c/c
            """);

        TreeMove again = TestMoves.pass(move(), TreeMove.PASS_CATCH_UP);
        TestRun second = run("catch-up", 1);
        TestMoves.fineCopy(again).run(second);

        Map<String, String> now = Snapshot.of(target);
        // what is kept of the other name is still the same file
        now.computeIfPresent("b/link1", (path, about) -> about.replaceAll(" same as \\.godwit-\\S+", ""));
        assertThat(now).containsAllEntriesOf(Snapshot.of(source));
        assertThat(second.items()).isLessThan(120);
        verified();

        TestMoves.fineCopy(again).undo(run("catch-up", 2));
        TestMoves.fineCopy(move()).undo(run("copy", 2));
        assertThat(Snapshot.of(target)).isEqualTo(before);
    }

    @Test
    void namesOfOneFileStayNamesOfOneFileHoweverFarApart() throws Exception {
        Snapshot.run(source, """
            for i in $(seq 1 200); do mkdir -p d$i; printf "own $i" > d$i/own; done
            printf shared > d1/shared
            for i in $(seq 2 200); do ln d1/shared d$i/shared; done
            """);
        Snapshot.run(
                target,
                "mkdir -p d50 d60 own; printf old > d50/shared; ln d50/shared own/of-old; printf x > d60/shared");
        Map<String, String> before = Snapshot.of(target);
        TestRun run = run("copy", 1);

        TestMoves.fineCopy(move()).run(run);

        assertThat(Snapshot.of(target))
                .containsAllEntriesOf(Snapshot.of(source))
                .doesNotContainKey("own/of-old");
        assertThat(Files.getAttribute(target.resolve("d117/shared"), "unix:nlink"))
                .isEqualTo(200);
        verified();
        TestMoves.fineCopy(move()).undo(run("copy", 2));
        assertThat(Snapshot.of(target)).isEqualTo(before);
    }

    @Test
    void extendedAttributesTravelAndAreRestored() throws Exception {
        Path file = Files.writeString(source.resolve("file"), "content");
        Path directory = Files.createDirectories(source.resolve("directory"));
        Path old = Files.writeString(target.resolve("file"), "before");
        put(file, "origin", "the source");
        put(directory, "kind", "a directory");
        put(old, "origin", "the target");
        put(old, "more", "only here");

        TestMoves.fineCopy(move()).run(run("copy", 1));

        assertThat(get(target.resolve("file"), "origin")).isEqualTo("the source");
        assertThat(view(target.resolve("file")).list()).containsExactly("origin");
        assertThat(get(target.resolve("directory"), "kind")).isEqualTo("a directory");
        verified();
        TestMoves.fineCopy(move()).undo(run("copy", 2));
        assertThat(get(target.resolve("file"), "origin")).isEqualTo("the target");
        assertThat(get(target.resolve("file"), "more")).isEqualTo("only here");
    }

    @Test
    void anExtendedAttributeAloneIsADifferenceThatIsCopiedAndUndone() throws Exception {
        Snapshot.run(temporary, "printf x > source/file; cp -a source/file target/file");
        put(source.resolve("file"), "origin", "new");
        put(target.resolve("file"), "origin", "old");

        TestMoves.fineCopy(move()).run(run("copy", 1));

        assertThat(get(target.resolve("file"), "origin")).isEqualTo("new");
        TestMoves.fineCopy(move()).undo(run("copy", 2));
        assertThat(get(target.resolve("file"), "origin")).isEqualTo("old");
    }

    private static UserDefinedFileAttributeView view(Path path) {
        return Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
    }

    private static void put(Path path, String name, String value) throws Exception {
        view(path).write(name, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }

    private static String get(Path path, String name) throws Exception {
        ByteBuffer value = ByteBuffer.allocate(100);
        view(path).read(name, value);
        return new String(value.array(), 0, value.position(), StandardCharsets.UTF_8);
    }
}
