package io.godwit.core.internal.localtree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.internal.tree.TestRun;
import io.godwit.spi.Access;
import io.godwit.spi.ByteRange;
import io.godwit.spi.Cursor;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileContent;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreeEntry.Owner;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a directory of this machine does beyond the contract of trees, and how it fails. */
class LocalTreeTest {
    private static final WriteToken TOKEN = new WriteToken("s-1", "u-1", 1);

    @TempDir
    Path temporary;

    private Path root;
    private TestRun run;

    @BeforeEach
    void makeARoot() throws IOException {
        root = Files.createDirectory(temporary.resolve("root"));
        run = new TestRun(temporary.resolve("state"), "step", 1);
    }

    private WritableFileTree tree() {
        return tree(root);
    }

    private WritableFileTree tree(Path at) {
        return (WritableFileTree) new LocalTransferMethod().open(Location.of(at.toUri()), Access.WRITE, run);
    }

    private static TreeEntry.Builder file(String path, String text) {
        return TreeEntry.of(TreePath.of(path), EntryKind.FILE).size(text.length());
    }

    private static EntryStream.Item found(TreeEntry entry, String text) {
        return new EntryStream.Found(entry, content(text.getBytes(StandardCharsets.UTF_8)));
    }

    static EntryStream.Item found(String path, String text) {
        return found(file(path, text).build(), text);
    }

    static FileContent content(byte[] bytes) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        return new FileContent() {
            @Override
            public OptionalLong size() {
                return OptionalLong.of(bytes.length);
            }

            @Override
            public List<ByteRange> regions() {
                return bytes.length == 0 ? List.of() : List.of(new ByteRange(0, bytes.length));
            }

            @Override
            public int read(ByteBuffer into) {
                if (!left.hasRemaining()) {
                    return -1;
                }
                int count = Math.min(into.remaining(), left.remaining());
                into.put(left.slice(left.position(), count));
                left.position(left.position() + count);
                return count;
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    static EntryStream stream(EntryStream.Item... items) {
        return stream(() -> {}, items);
    }

    /** Entries to write; something happens when all were taken. */
    private static EntryStream stream(Runnable atTheEnd, EntryStream.Item... items) {
        Iterator<EntryStream.Item> iterator = Arrays.asList(items).iterator();
        return new EntryStream() {
            @Override
            public Optional<Item> next() {
                if (!iterator.hasNext()) {
                    atTheEnd.run();
                    return Optional.empty();
                }
                return Optional.of(iterator.next());
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    static String code(EntryResult result) {
        return result.failure().map(MigrationException::code).orElse("done");
    }

    static void assertCode(String code, Runnable work) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> !path.equals(root))
                    .map(path -> root.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    private List<EntryResult> write(EntryStream.Item... items) {
        try (WritableFileTree tree = tree()) {
            return tree.write(stream(items), TOKEN, run);
        }
    }

    private List<String> apply(TreeChange... changes) {
        try (WritableFileTree tree = tree()) {
            return tree.apply(List.of(changes), run).stream()
                    .map(LocalTreeTest::code)
                    .toList();
        }
    }

    private static TreePath path(String text) {
        return TreePath.of(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file://elsewhere.example.com/srv", "file:relative"})
    void whatIsNoPathOfThisMachineIsRefused(String uri) {
        assertCode(
                "location.bad-uri",
                () -> new LocalTransferMethod().open(Location.of(URI.create(uri)), Access.READ, run));
    }

    @Test
    void placesThatAreNotPlainlyHereAreRefused() {
        LocalTransferMethod method = new LocalTransferMethod();
        Location here = Location.of(root.toUri());
        assertCode("location.unknown-setting", () -> method.open(here.withSetting("mode", "fast"), Access.READ, run));
        assertCode(
                "location.not-local",
                () -> method.open(here.via(Location.of("ssh://a@example.com")), Access.READ, run));
        assertCode("location.not-local", () -> method.open(here.become("www"), Access.READ, run));
        assertCode(
                "tree.not-found",
                () -> method.open(Location.of(temporary.resolve("none").toUri()), Access.READ, run));
        assertThat(method.open(Location.of(URI.create("file://localhost" + root)), Access.READ, run))
                .isNotNull();
    }

    @Test
    void aFileIsNoPlaceToWriteTo() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "x");
        assertCode("tree.not-writable", () -> tree(file));
        assertCode("tree.not-writable", () -> tree(file.resolve("below")));
    }

    @Test
    void listsNothingBehindALinkOrBelowAFile() throws IOException {
        Files.createDirectories(temporary.resolve("outside/in"));
        Files.createSymbolicLink(root.resolve("link"), temporary.resolve("outside"));
        Files.writeString(root.resolve("file"), "x");
        try (FileTree tree = tree()) {
            for (String below : List.of("link", "link/in", "file", "file/x", "none")) {
                assertCode("tree.not-found", () -> tree.list(path(below), run).close());
            }
            assertThat(tree.stat(List.of(path("link/in"), path("file/x"), path("none")), run))
                    .containsOnly(Optional.empty());
            assertThat(tree.digest(List.of(path("link/in"), path("none")), "SHA-256", run))
                    .containsOnly(Optional.empty());
        }
    }

    @Test
    void looksIntoNoDirectoryThatIsNotToBeEntered() throws IOException {
        Files.createDirectories(root.resolve("cache/deep/deeper"));
        Files.createDirectories(root.resolve("site/cache"));
        Files.writeString(root.resolve("cache/file"), "x");
        Files.writeString(root.resolve("site/cache/file"), "x");
        List<String> asked = new ArrayList<>();
        List<String> listed = new ArrayList<>();
        try (FileTree tree = tree();
                Cursor<TreeEntry> all = tree.list(
                        TreePath.ROOT,
                        directory -> {
                            asked.add(directory.toString());
                            return !directory.equals(path("cache"));
                        },
                        run)) {
            all.forEachRemaining(entry -> listed.add(entry.path().toString()));
        }
        assertThat(listed).containsExactly("cache", "site", "site/cache", "site/cache/file");
        assertThat(asked).containsExactly("cache", "site", "site/cache");
    }

    @Test
    void aDirectoryThatVanishesWhileItIsListedIsTold() throws IOException {
        Files.createDirectories(root.resolve("a/b"));
        Files.writeString(root.resolve("z"), "z");
        List<String> listed = new ArrayList<>();
        try (FileTree tree = tree();
                Cursor<TreeEntry> all = tree.list(TreePath.ROOT, run)) {
            assertThat(all.hasNext()).isTrue();
            Files.delete(root.resolve("a/b"));
            Files.delete(root.resolve("a"));
            while (all.hasNext()) {
                listed.add(all.next().path().toString());
            }
        }
        assertThat(listed).containsExactly("a", "z");
        assertThat(run.codes()).containsExactly("tree.vanished");
    }

    @Test
    void whatBecomesSomethingElseWhileItIsListedIsAnError() throws IOException {
        Files.writeString(root.resolve("a"), "a");
        Files.writeString(root.resolve("b"), "b");
        List<String> listed = new ArrayList<>();
        try (FileTree tree = tree();
                Cursor<TreeEntry> all = tree.list(TreePath.ROOT, run)) {
            assertThat(all.hasNext()).isTrue();
            Files.delete(root.resolve("b"));
            Files.createDirectory(root.resolve("b"));
            all.forEachRemaining(entry -> listed.add(entry.path().toString()));
        }
        assertThat(listed).containsExactly("a");
        assertThat(run.codes()).containsExactly("tree.changed");
    }

    @Test
    void aFileIsReadAsItWasListedOrNotAtAll() throws IOException {
        Files.writeString(root.resolve("a"), "0123456789");
        try (FileTree tree = tree()) {
            TreeEntry listed = tree.stat(List.of(path("a")), run).get(0).orElseThrow();
            try (FileContent part = tree.open(listed, new ByteRange(2, 3), run)) {
                ByteBuffer buffer = ByteBuffer.allocate(10);
                while (part.read(buffer) >= 0) {
                    assertThat(buffer.position()).isLessThanOrEqualTo(3);
                }
                assertThat(new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8))
                        .isEqualTo("234");
            }
            try (FileContent whole = tree.open(listed, new ByteRange(0, 10), run)) {
                Files.writeString(root.resolve("a"), "012");
                assertCode("tree.changed", () -> {
                    ByteBuffer buffer = ByteBuffer.allocate(64);
                    while (whole.read(buffer) >= 0) {
                        assertThat(buffer.hasRemaining()).isTrue();
                    }
                });
            }
            assertCode(
                    "tree.changed",
                    () -> tree.open(listed, new ByteRange(0, 1), run).close());
            Files.delete(root.resolve("a"));
            assertCode(
                    "tree.vanished",
                    () -> tree.open(listed, new ByteRange(0, 1), run).close());
        }
    }

    @Test
    void namesThatAreTooLongAndPlacesThatAreTakenFailAloneInTheirBatch() throws IOException {
        Files.createDirectories(root.resolve("taken"));
        Files.createSymbolicLink(root.resolve("away"), temporary);
        String tooLong = "x".repeat(300);

        List<EntryResult> results = write(
                found("good", "1"),
                found(tooLong, "2"),
                found("taken", "3"),
                found("away/file", "4"),
                found(TreeEntry.of(path("pipe"), EntryKind.FIFO).build(), ""),
                new EntryStream.Missed(path("missed"), LocalErrors.changed(path("missed"), "is gone")),
                found("deep/er/good", "5"));

        assertThat(results)
                .extracting(LocalTreeTest::code)
                .containsExactly(
                        "done",
                        "tree.name-too-long",
                        "tree.kind-conflict",
                        "tree.link-in-path",
                        "tree.special-skipped",
                        "tree.changed",
                        "done");
        assertThat(names()).containsExactly("away", "deep", "deep/er", "deep/er/good", "good", "taken");
        assertThat(temporary.resolve("file")).doesNotExist();
    }

    @Test
    void aBatchThatIsCancelledLeavesNothing() throws IOException {
        try (WritableFileTree tree = tree()) {
            assertThatThrownBy(() -> tree.write(stream(run::cancel, found("a", "1"), found("b", "2")), TOKEN, run))
                    .isInstanceOf(MigrationException.class);
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void aLaterRunnerThatRemovesWhatIsUnfinishedFencesAnEarlierOne() throws IOException {
        TreeEntry entry = file("big", "0123456789").build();
        try (WritableFileTree tree = tree();
                PendingFile early = tree.begin(entry, TOKEN, run)) {
            early.write(0, content("01234".getBytes(StandardCharsets.UTF_8)));
            assertThat(early.written()).containsExactly(new ByteRange(0, 5));
            assertCode("tree.incomplete", early::commit);
            try (PendingFile late = tree.begin(entry, new WriteToken("s-1", "u-1", 2), run)) {
                assertThat(late.written()).containsExactly(new ByteRange(0, 5));
                assertCode("tree.fenced", () -> early.write(5, content(new byte[5])));
                assertCode("tree.fenced", early::commit);
                assertCode("tree.fenced", () -> tree.begin(entry, TOKEN, run));
                late.write(5, content("56789".getBytes(StandardCharsets.UTF_8)));
                late.commit();
            }
        }
        assertThat(root.resolve("big")).hasContent("0123456789");
        assertThat(names()).containsExactly("big");
    }

    @Test
    void whatIsGivenUpLeavesNothing() throws IOException {
        try (WritableFileTree tree = tree();
                PendingFile pending = tree.begin(file("big", "01").build(), TOKEN, run)) {
            pending.write(0, content(new byte[2]));
            pending.abort();
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void changesFailAloneAndSayWhy() throws IOException {
        Files.createDirectories(root.resolve("full/in"));
        Files.writeString(root.resolve("file"), "x");

        assertThat(apply(
                        new TreeChange.Delete(path("full")),
                        new TreeChange.Delete(path("none")),
                        new TreeChange.SetAttributes(file("none", "").build()),
                        new TreeChange.SetAttributes(file("full", "").mode(0600).build()),
                        new TreeChange.Preserve(path("full"), path("kept")),
                        new TreeChange.Preserve(path("none"), path("kept")),
                        new TreeChange.Rename(path("none"), path("other")),
                        new TreeChange.MakeDirectory(path("file/below")),
                        new TreeChange.Delete(path("file"))))
                .containsExactly(
                        "tree.not-empty",
                        "done",
                        "tree.vanished",
                        "tree.changed",
                        "tree.not-preservable",
                        "tree.vanished",
                        "tree.vanished",
                        "tree.link-in-path",
                        "done");
        assertThat(names()).containsExactly("full", "full/in");
    }

    @Test
    void changesThatWereMadeBeforeAreMadeAgainToTheSameEffect() throws IOException {
        Files.writeString(root.resolve("a"), "old");
        assertThat(apply(
                        new TreeChange.Preserve(path("a"), path("kept")),
                        new TreeChange.Preserve(path("a"), path("kept")),
                        new TreeChange.MakeDirectory(path("d")),
                        new TreeChange.MakeDirectory(path("d"))))
                .containsOnly("done");
        Files.delete(root.resolve("a"));
        Files.writeString(root.resolve("a"), "new");
        assertThat(apply(new TreeChange.Preserve(path("a"), path("kept")))).containsExactly("done");
        assertThat(root.resolve("kept")).hasContent("old");

        assertThat(apply(
                        new TreeChange.Rename(path("kept"), path("a")), new TreeChange.Rename(path("kept"), path("a"))))
                .containsOnly("done");
        assertThat(root.resolve("a")).hasContent("old");

        Files.createLink(root.resolve("second"), root.resolve("a"));
        assertThat(apply(new TreeChange.Rename(path("second"), path("a")))).containsExactly("done");
        assertThat(names()).containsExactly("a", "d");
    }

    @Test
    void timesBeforeAndFarAfterOurOwnAreKept() throws IOException {
        Map<String, Instant> times = Map.of(
                "long-ago", Instant.parse("1901-12-24T12:00:00.250Z"),
                "even", Instant.parse("1969-12-31T23:59:55Z"),
                "far", Instant.parse("2300-01-01T00:00:00.5Z"),
                "now", Instant.parse("2024-02-29T01:02:03.123456789Z"));
        for (Map.Entry<String, Instant> one : times.entrySet()) {
            write(found(file(one.getKey(), "x").modified(one.getValue()).build(), "x"));
        }
        try (FileTree tree = tree()) {
            for (Map.Entry<String, Instant> one : times.entrySet()) {
                TreeEntry there =
                        tree.stat(List.of(path(one.getKey())), run).get(0).orElseThrow();
                assertThat(there.modified()).as(one.getKey()).contains(one.getValue());
            }
        }
    }

    @Test
    void ownersThatThisSystemDoesNotKnowAreToldOnceAndKeptByNumber() throws IOException {
        TreeEntry known = file("known", "x")
                .owner(new Owner(OptionalLong.of(77), "root"))
                .group(new Owner(OptionalLong.of(78), "root"))
                .build();
        TreeEntry numbered = file("numbered", "x")
                .owner(new Owner(OptionalLong.of(4711), "nobody-here"))
                .group(new Owner(OptionalLong.of(4712), "no-group-here"))
                .build();
        TreeEntry named = file("named", "x")
                .owner(new Owner(OptionalLong.empty(), "nobody-here"))
                .group(new Owner(OptionalLong.of(4713), ""))
                .build();

        write(found(known, "x"), found(numbered, "x"), found(named, "x"));

        assertThat(Files.getAttribute(root.resolve("known"), "unix:uid")).isEqualTo(0);
        assertThat(Files.getAttribute(root.resolve("numbered"), "unix:uid")).isEqualTo(4711);
        assertThat(Files.getAttribute(root.resolve("numbered"), "unix:gid")).isEqualTo(4712);
        assertThat(Files.getAttribute(root.resolve("named"), "unix:uid")).isEqualTo(0);
        assertThat(Files.getAttribute(root.resolve("named"), "unix:gid")).isEqualTo(4713);
        assertThat(run.findings())
                .extracting(finding -> finding.code() + " " + finding.subject())
                .containsExactlyInAnyOrder("tree.owner-unknown nobody-here", "tree.owner-unknown no-group-here");
    }

    @Test
    void extendedAttributesBecomeThoseOfTheEntry() throws IOException {
        Path file = Files.writeString(root.resolve("a"), "x");
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        view.write("old", ByteBuffer.wrap(new byte[] {1}));
        view.write("both", ByteBuffer.wrap(new byte[] {2}));

        assertThat(apply(new TreeChange.SetAttributes(file("a", "x")
                        .extended("user.both", "Aw==")
                        .extended("user.new", "AP8=")
                        .extended("security.other", "AA==")
                        .build())))
                .containsExactly("done");

        try (FileTree tree = tree()) {
            assertThat(tree.stat(List.of(path("a")), run).get(0).orElseThrow().extended())
                    .containsEntry("user.both", "Aw==")
                    .containsEntry("user.new", "AP8=")
                    .doesNotContainKey("user.old");
        }
    }

    @Test
    void accessListsAreToldAndKept() throws Exception {
        Files.createDirectories(root.resolve("d/e"));
        Files.writeString(root.resolve("d/plain"), "x");
        Files.writeString(root.resolve("d/li st\ned\\"), "x");
        acl("-m", "u:33:rw", "d/li st\ned\\");
        acl("-m", "d:g:33:rx", "d/e");

        try (FileTree tree = tree()) {
            assertThat(tree.capabilities().has(Feature.ACCESS_LISTS)).isTrue();
            Map<String, TreeEntry> all = new HashMap<>();
            try (Cursor<TreeEntry> listing = tree.list(TreePath.ROOT, run)) {
                listing.forEachRemaining(entry -> all.put(entry.path().text().orElseThrow(), entry));
            }
            TreeEntry listed = Objects.requireNonNull(all.get("d/li st\ned\\"));
            assertThat(listed.extended()).containsOnlyKeys("system.posix_acl_access");
            assertThat(Objects.requireNonNull(all.get("d/e")).extended()).containsOnlyKeys("system.posix_acl_default");
            assertThat(Objects.requireNonNull(all.get("d/plain")).extended()).isEmpty();
            assertThat(tree.stat(List.of(listed.path(), path("d/plain")), run))
                    .extracting(found -> found.orElseThrow().extended())
                    .containsExactly(listed.extended(), Map.of());

            assertThat(write(found(listed.toBuilder(path("copy")).build(), "x"))
                            .get(0)
                            .failure())
                    .isEmpty();
            assertThat(apply(new TreeChange.SetAttributes(
                            listed.toBuilder(path("d/plain")).build())))
                    .containsExactly("done");
            assertThat(tree.stat(List.of(path("copy"), path("d/plain")), run))
                    .extracting(found -> found.orElseThrow().extended())
                    .containsExactly(listed.extended(), listed.extended());
            assertThat(apply(new TreeChange.SetAttributes(file("copy", "x").build())))
                    .containsExactly("done");
            assertThat(tree.stat(List.of(path("copy")), run)
                            .get(0)
                            .orElseThrow()
                            .extended())
                    .isEmpty();
        }
    }

    private void acl(String... arguments) throws Exception {
        List<String> argv = new ArrayList<>(List.of("setfacl"));
        argv.addAll(List.of(arguments));
        Process process = new ProcessBuilder(argv)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void aLargeBatchIsWrittenWhole() throws IOException {
        EntryStream.Item[] items = new EntryStream.Item[120];
        Arrays.setAll(items, i -> found("f" + i, "content " + i));

        assertThat(write(items)).extracting(LocalTreeTest::code).containsOnly("done");

        assertThat(names()).hasSize(120);
        assertThat(root.resolve("f119")).hasContent("content 119");
    }

    @Test
    void aSystemWithoutUnixAttributesTellsWhatAllSystemsTell() throws IOException {
        Files.writeString(root.resolve("file"), "text");
        Files.createDirectory(root.resolve("dir"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("file"));
        assertThat(new ProcessBuilder("mkfifo", root.resolve("pipe").toString())
                        .start()
                        .onExit()
                        .join()
                        .exitValue())
                .isZero();
        LocalEntries basic = new LocalEntries(false);
        Function<String, TreeEntry> entry = name -> {
            try {
                return basic.entry(path(name), root.resolve(name), basic.look(root.resolve(name)), false);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        };

        assertThat(entry.apply("file").size()).isEqualTo(4);
        assertThat(entry.apply("file").mode()).isEmpty();
        assertThat(entry.apply("file").version()).isPresent();
        assertThat(entry.apply("dir").kind()).isEqualTo(EntryKind.DIRECTORY);
        assertThat(entry.apply("link").target().orElseThrow().toString()).contains("file");
        assertThat(entry.apply("pipe").kind()).isEqualTo(EntryKind.DEVICE);
        assertThat(basic.look(root.resolve("file")).isSameContentAs(basic.look(root.resolve("file"))))
                .isTrue();
        Files.writeString(root.resolve("other"), "longer");
        assertThat(basic.look(root.resolve("file")).isSameContentAs(basic.look(root.resolve("other"))))
                .isFalse();
    }
}
