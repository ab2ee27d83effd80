package io.godwit.transfer.vfs;

import static io.godwit.transfer.vfs.Archives.TOKEN;
import static io.godwit.transfer.vfs.Archives.file;
import static io.godwit.transfer.vfs.Archives.link;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileTree;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import io.godwit.tck.TestContents;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an archive comes to be: in parts, by several processes, complete or not at all. */
class ArchiveLifeTest {
    private final Archives archives = new Archives();

    @TempDir
    Path directory;

    private static WriteToken token(String session, long fence) {
        return new WriteToken(session, "u", fence);
    }

    private static TreeChange delete(String path) {
        return new TreeChange.Delete(TreePath.of(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar", "tgz", "tbz2", "tzst", "zip"})
    void appearsWhenItIsComplete(String scheme) {
        byte[] large = TestContents.random(1, 3_000_000);
        try (WritableFileTree tree = archives.open(scheme)) {
            archives.write(tree, file("a", new byte[] {1}), file("d/large", large), link("l", "a"));
            assertThat(archives.beside()).doesNotContain(Archives.NAME);
            tree.complete(TOKEN, archives.context);
            tree.complete(TOKEN, archives.context);
            assertThat(archives.beside()).containsExactly(Archives.NAME);
            assertThat(archives.read(tree, TreePath.of("d/large"))).isEqualTo(large);
        }
        assertThat(archives.contents(scheme))
                .containsOnlyKeys("a", "d", "d/large", "l")
                .containsEntry("l", "SYMLINK a")
                .containsEntry("d/large", "file " + Arrays.hashCode(large));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar", "tgz", "tbz2", "tzst", "zip"})
    void anotherProcessGoesOn(String scheme) {
        try (WritableFileTree dead = archives.open(scheme)) {
            archives.write(dead, file("a", new byte[] {1}), file("replaced", new byte[] {1}));
            dead.apply(
                    List.of(
                            new TreeChange.Rename(TreePath.of("a"), TreePath.of("b")),
                            new TreeChange.Preserve(TreePath.of("replaced"), TreePath.of("kept")),
                            new TreeChange.SetAttributes(TreeEntry.of(TreePath.of("b"), EntryKind.FILE)
                                    .mode(0600)
                                    .build())),
                    archives.context);
            archives.write(dead, file("a", new byte[] {2}), file("replaced", new byte[] {3}));
        }
        try (WritableFileTree next = archives.open(scheme);
                EntryStream more = TestContents.stream(List.of(file("c", new byte[] {4})))) {
            assertThat(archives.read(next, TreePath.of("a"))).containsExactly(2);
            next.write(more, token("s-1", 2), archives.context);
            next.apply(List.of(delete("kept")), archives.context);
            next.complete(token("s-1", 2), archives.context);
        }
        try (FileTree tree = archives.openToRead(scheme)) {
            assertThat(archives.list(tree))
                    .extracting(entry -> entry.path().toString())
                    .containsExactly("a", "b", "c", "replaced");
            assertThat(archives.read(tree, TreePath.of("b"))).containsExactly(1);
            assertThat(archives.read(tree, TreePath.of("a"))).containsExactly(2);
            assertThat(archives.read(tree, TreePath.of("replaced"))).containsExactly(3);
            assertThat(tree.stat(List.of(TreePath.of("b")), archives.context)
                            .get(0)
                            .orElseThrow()
                            .mode())
                    .hasValue(0600);
        }
        assertThat(archives.beside()).containsExactly(Archives.NAME);
    }

    @Test
    void whoeverStoppedBeforeTheNameWasGivenIsFinished() {
        archives.make("tar", file("old", new byte[] {1}));
        byte[] old = archives.bytes();
        archives.make("tar", file("new", new byte[] {2}));
        byte[] both = archives.bytes();
        archives.put(old);
        try (WritableFileTree tree = archives.open("tar")) {
            archives.write(tree, file("new", new byte[] {2}));
        }
        String area = archives.beside().stream()
                .filter(name -> name.contains("archive-") && !name.contains("/"))
                .findFirst()
                .orElseThrow();
        try (WritableFileTree outer = archives.context.writableTree(archives.directory);
                EntryStream stopped = TestContents.stream(
                        List.of(file(area + "/whole", both), file(area + "/complete", new byte[0])))) {
            outer.write(stopped, TOKEN, archives.context);
        }

        try (WritableFileTree tree = archives.open("tar")) {
            assertThat(archives.list(tree))
                    .extracting(entry -> entry.path().toString())
                    .containsExactly("new", "old");
        }

        assertThat(archives.beside()).containsExactly(Archives.NAME);
        assertThat(archives.bytes()).isEqualTo(both);
    }

    @Test
    void oneSessionAtATimeAndTheLatestRunner() {
        try (WritableFileTree tree = archives.open("tgz");
                WritableFileTree other = archives.open("tgz");
                WritableFileTree late = archives.open("tgz")) {
            tree.write(TestContents.stream(List.of(file("a", new byte[] {1}))), token("s-1", 5), archives.context);
            assertThatExceptionOfType(MigrationException.class)
                    .isThrownBy(() -> other.write(
                            TestContents.stream(List.of(file("b", new byte[] {1}))), token("s-2", 9), archives.context))
                    .satisfies(e -> assertThat(e.code()).isEqualTo("archive.busy"));
            assertThatExceptionOfType(MigrationException.class)
                    .isThrownBy(() -> late.complete(token("s-1", 4), archives.context))
                    .satisfies(e -> assertThat(e.code()).isEqualTo("tree.fenced"));
            tree.complete(token("s-1", 5), archives.context);
        }
        assertThat(archives.contents("tgz")).containsOnlyKeys("a");
    }

    @Test
    void isGoneWhenEverythingInItWasTakenBack() {
        try (WritableFileTree tree = archives.open("tgz")) {
            archives.write(tree, file("d/a", new byte[] {1}));
            tree.complete(TOKEN, archives.context);
            tree.apply(List.of(delete("d/a"), delete("d"), new TreeChange.Delete(TreePath.ROOT)), archives.context);
            tree.complete(TOKEN, archives.context);
        }
        assertThat(archives.beside()).isEmpty();
    }

    @Test
    void aTarHoldsEachNameOnceAndWhatOthersReadInIt() throws IOException {
        byte[] data = TestContents.random(2, 20_000);
        List<io.godwit.spi.ByteRange> regions = List.of(new io.godwit.spi.ByteRange(70_000, 20_000));
        TreeEntry sparse = TreeEntry.of(TreePath.of("holes"), EntryKind.FILE)
                .size(200_000)
                .sparse(true)
                .mode(0600)
                .modified(Archives.TIME)
                .build();
        TreeEntry marked = TreeEntry.of(TreePath.of("marked"), EntryKind.FILE)
                .size(1)
                .mode(0644)
                .linkGroup("g")
                .extended("user.note", "bm90ZQA=")
                .build();
        String longName = "l".repeat(150) + "/" + "é".repeat(100);
        archives.make(
                "tar",
                file(longName, new byte[] {1, 2}),
                new EntryStream.Found(sparse, TestContents.sparse(200_000, regions, data)),
                new EntryStream.Found(marked, TestContents.of(new byte[] {7})),
                new EntryStream.Found(marked.toBuilder(TreePath.of("twice")).build(), TestContents.of(new byte[] {7})),
                link("link", "t".repeat(300)),
                file("again", new byte[] {1}));
        archives.make("tar", file("again", new byte[] {2}));

        Map<String, TarArchiveEntry> seen = new TreeMap<>();
        List<String> names = new ArrayList<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(archives.bytes()))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                names.add(entry.getName());
                seen.put(entry.getName(), entry);
                if (entry.getName().equals("holes")) {
                    byte[] content = tar.readAllBytes();
                    assertThat(content).hasSize(200_000);
                    assertThat(Arrays.copyOfRange(content, 70_000, 90_000)).isEqualTo(data);
                }
            }
        }
        assertThat(names).doesNotHaveDuplicates().contains(longName, "twice", "again");
        assertThat(require(seen, longName).getLastModifiedTime().toInstant()).isEqualTo(Archives.TIME);
        assertThat(require(seen, longName).getLongUserId()).isEqualTo(1234);
        assertThat(require(seen, longName).getLongGroupId()).isEqualTo(4_000_000);
        assertThat(require(seen, "twice").isLink()).isTrue();
        assertThat(require(seen, "link").getLinkName()).isEqualTo("t".repeat(300));
        assertThat(require(seen, "marked").getExtraPaxHeader("SCHILY.xattr.user.note"))
                .isEqualTo("note\0");

        Path file = directory.resolve("site.tar");
        Files.write(file, archives.bytes());
        Path out = Files.createDirectory(directory.resolve("out"));
        tar("-C", out.toString(), "-xf", file.toString(), "--no-same-owner");
        assertThat(Files.readAllBytes(out.resolve(longName))).containsExactly(1, 2);
        assertThat(Files.size(out.resolve("holes"))).isEqualTo(200_000);
        assertThat(Files.readAllBytes(out.resolve("again"))).containsExactly(2);
        assertThat(Files.getLastModifiedTime(out.resolve(longName)).toInstant()).isEqualTo(Archives.TIME);
        assertThat(Files.getAttribute(out.resolve("twice"), "unix:ino"))
                .isEqualTo(Files.getAttribute(out.resolve("marked"), "unix:ino"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "posix", "ustar", "oldgnu"})
    void readsWhatGnuTarWrites(String format) throws IOException {
        Path in = Files.createDirectory(directory.resolve("in"));
        Files.createDirectories(in.resolve("d/empty"));
        String longName = "d/" + "n".repeat(format.equals("ustar") ? 90 : 200);
        Files.writeString(in.resolve(longName), "long");
        Files.createLink(in.resolve("hard"), in.resolve(longName));
        Files.createSymbolicLink(in.resolve("soft"), Path.of("d/../d"));
        try (var holes = java.nio.channels.FileChannel.open(
                in.resolve("holes"),
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.WRITE,
                java.nio.file.StandardOpenOption.SPARSE)) {
            for (long at = 1 << 20; at < 12 << 20; at += 1 << 20) {
                holes.write(java.nio.ByteBuffer.wrap(new byte[] {1, 2, 3}), at);
            }
        }
        Path file = directory.resolve("in.tgz");
        List<String> arguments =
                new ArrayList<>(List.of("--format=" + format, "-C", in.toString(), "-czf", file.toString(), "."));
        if (!format.equals("ustar")) {
            arguments.add(0, "-S");
        }
        tar(arguments.toArray(String[]::new));
        archives.put(Files.readAllBytes(file));

        try (FileTree tree = archives.openToRead("tgz")) {
            assertThat(archives.list(tree))
                    .extracting(entry -> entry.kind() + " " + entry.path())
                    .containsExactlyInAnyOrder(
                            "DIRECTORY d",
                            "DIRECTORY d/empty",
                            "FILE " + longName,
                            "FILE hard",
                            "FILE holes",
                            "SYMLINK soft");
            assertThat(archives.read(tree, TreePath.of("hard")))
                    .isEqualTo("long".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(archives.read(tree, TreePath.of("holes"))).isEqualTo(Files.readAllBytes(in.resolve("holes")));
            List<TreeEntry> both = archives.list(tree).stream()
                    .filter(entry -> entry.linkGroup().isPresent())
                    .toList();
            assertThat(both).hasSize(2);
            assertThat(both.get(0).linkGroup()).isEqualTo(both.get(1).linkGroup());
        }
        assertThat(archives.context.findings()).isEmpty();
    }

    private static TarArchiveEntry require(Map<String, TarArchiveEntry> seen, String name) {
        return java.util.Objects.requireNonNull(seen.get(name), name);
    }

    private static void tar(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("tar"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream said = process.getInputStream()) {
            String text = new String(said.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(text).isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Test
    void entriesOfABatchFailAlone() {
        MigrationException changed = MigrationException.of(ErrorCategory.TRANSFER, "tree.changed", "it changed")
                .build();
        TreeEntry large = TreeEntry.of(TreePath.of("large"), EntryKind.FILE)
                .size(4_000_000)
                .build();
        try (WritableFileTree tree = archives.open("tgz")) {
            var results = archives.write(
                    tree,
                    file("before", new byte[] {1}),
                    new EntryStream.Found(large, TestContents.failing(4_000_000, new byte[2_000_000], changed)),
                    file("behind", new byte[] {2}),
                    new EntryStream.Found(
                            large.toBuilder(TreePath.of("unknown")).build(),
                            TestContents.ofUnknownSize(TestContents.random(1, 2_500_000))));
            assertThat(results)
                    .extracting(result ->
                            result.failure().map(MigrationException::code).orElse("done"))
                    .containsExactly("done", "tree.changed", "done", "done");
            tree.complete(TOKEN, archives.context);
        }
        assertThat(archives.contents("tgz")).containsOnlyKeys("before", "behind", "unknown");
    }
}
