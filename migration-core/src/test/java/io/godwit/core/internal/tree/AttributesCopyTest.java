package io.godwit.core.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.internal.run.TreeMove;
import io.godwit.core.internal.run.TreeMove.Mode;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What belongs to a file beside its content: extended attributes, modes, and a place deep down. */
class AttributesCopyTest {
    @TempDir
    Path temporary;

    private Path source;
    private Path target;
    private TreeMove move;

    @BeforeEach
    void paths() throws Exception {
        source = temporary.resolve("source");
        target = temporary.resolve("target");
        move = TestMoves.move(source, target, Mode.IN_PLACE);
        Snapshot.run(temporary, """
            mkdir source target; printf same > source/same; cp -p source/same target/same
            printf new > source/other; printf old > target/other; touch -d '2020-02-02 UTC' target/other; mkdir source/dir target/dir
            touch -r source/dir target/dir; head -c 300000 /dev/zero | tr '\\0' x > source/large
            """);
    }

    private TestRun run(String step, long fence) {
        return new TestRun(temporary.resolve("state"), step, fence);
    }

    private static void set(Path file, String name, String value) throws IOException {
        view(file).write(name, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }

    private static UserDefinedFileAttributeView view(Path file) {
        return Objects.requireNonNull(Files.getFileAttributeView(file, UserDefinedFileAttributeView.class));
    }

    private static Map<String, String> attributes(Path file) throws IOException {
        Map<String, String> all = new TreeMap<>();
        for (String name : view(file).list()) {
            ByteBuffer value = ByteBuffer.allocate(view(file).size(name));
            view(file).read(name, value);
            all.put(name, new String(value.array(), StandardCharsets.UTF_8));
        }
        return all;
    }

    @Test
    void extendedAttributesAreCopiedComparedAndPutBack() throws Exception {
        set(source.resolve("same"), "origin", "there");
        set(source.resolve("other"), "origin", "there");
        set(source.resolve("dir"), "kind", "directory");
        set(source.resolve("large"), "origin", "large");
        set(target.resolve("same"), "origin", "here");
        set(target.resolve("other"), "mine", "kept");
        set(target.resolve("dir"), "mine", "kept");

        TestMoves.fineCopy(move).run(run("copy", 1));

        assertThat(attributes(target.resolve("same"))).containsExactly(Map.entry("origin", "there"));
        assertThat(attributes(target.resolve("other"))).containsExactly(Map.entry("origin", "there"));
        assertThat(attributes(target.resolve("dir"))).containsExactly(Map.entry("kind", "directory"));
        assertThat(attributes(target.resolve("large"))).containsExactly(Map.entry("origin", "large"));
        TestRun check = run("verify", 1);
        TestMoves.verify(move).run(check);
        assertThat(check.findings()).isEmpty();

        set(target.resolve("same"), "origin", "elsewhere");
        TestRun again = run("verify-again", 1);
        TestMoves.verify(move).run(again);
        assertThat(again.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("verify.attributes");
            assertThat(finding.subject()).isEqualTo("same");
            assertThat(finding.message() + finding.evidence()).doesNotContain("elsewhere");
        });

        set(target.resolve("same"), "origin", "there");
        TestMoves.fineCopy(move).undo(run("copy", 2));
        assertThat(attributes(target.resolve("same"))).containsExactly(Map.entry("origin", "here"));
        assertThat(attributes(target.resolve("other"))).containsExactly(Map.entry("mine", "kept"));
        assertThat(attributes(target.resolve("dir"))).containsExactly(Map.entry("mine", "kept"));
        assertThat(target.resolve("other")).hasContent("old");
        assertThat(target.resolve("large")).doesNotExist();
    }

    @Test
    void attributesThatWereSetAreNotPutBackUnderAnotherContent() throws Exception {
        Snapshot.run(temporary, "chmod 600 source/same; chmod 644 target/same");
        TestMoves.copy(move).run(run("copy", 1));
        assertThat(Snapshot.run(target, "stat -c %a same")).isEqualTo("600\n");
        Snapshot.run(target, "printf mine > same");
        TestRun undo = run("copy", 2);

        assertThatThrownBy(() -> TestMoves.copy(move).undo(undo))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo("tree.changed-since"));

        assertThat(undo.findings()).extracting(finding -> finding.subject()).containsExactly("same");
        assertThat(Snapshot.run(target, "stat -c %a same")).isEqualTo("600\n");
    }

    @Test
    void directoriesMayBeVeryDeep() throws Exception {
        String deep = "d/".repeat(120);
        Snapshot.run(
                source, "mkdir -p " + deep + "; printf deep > " + deep + "file; printf up > " + "d/".repeat(39) + "up");

        TestMoves.copy(move).run(run("copy", 1));
        TestRun check = run("verify", 1);
        TestMoves.verify(move).run(check);

        assertThat(check.findings()).isEmpty();
        assertThat(target.resolve(deep + "file")).hasContent("deep");
        TestMoves.copy(move).undo(run("copy", 2));
        assertThat(target.resolve("d")).doesNotExist();
    }
}
