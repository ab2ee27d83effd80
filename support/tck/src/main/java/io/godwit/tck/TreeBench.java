package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.spi.Access;
import io.godwit.spi.Cursor;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreeLink;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** One test's place with the trees opened there, and the words in which the rules of {@link FileTreeContract} are written. */
final class TreeBench implements AutoCloseable {
    static final Instant TIME = Instant.parse("2021-03-04T05:06:07.123456789Z");

    private final TransferMethod method;
    private final Location place;
    private final List<FileTree> opened = new ArrayList<>();
    private final TckContext context;
    private final WritableFileTree tree;

    TreeBench(TransferMethod method, Location place, TckContext context) {
        this.method = method;
        this.place = place;
        this.context = context;
        this.tree = openToWrite();
    }

    TckContext context() {
        return context;
    }

    /** The tree under test. */
    WritableFileTree tree() {
        return tree;
    }

    TransferMethod method() {
        return method;
    }

    Location place() {
        return place;
    }

    boolean has(Feature feature) {
        return tree.capabilities().has(feature);
    }

    /** The same place, opened once more, as another process would. */
    WritableFileTree openToWrite() {
        FileTree again = method.open(place, Access.WRITE, context);
        opened.add(again);
        assertThat(again).as("a tree opened to write").isInstanceOf(WritableFileTree.class);
        return (WritableFileTree) again;
    }

    /** A tree to read, which shows what was written when that is complete. */
    FileTree openToRead() {
        tree.complete(token(1), context);
        FileTree again = method.open(place, Access.READ, context);
        opened.add(again);
        return again;
    }

    static WriteToken token(long fence) {
        return new WriteToken("tck-session", "unit-1", fence);
    }

    static TreePath path(String text) {
        return TreePath.of(text);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static TreeEntry fileEntry(TreePath path, long size) {
        return TreeEntry.of(path, EntryKind.FILE)
                .size(size)
                .mode(0640)
                .modified(TIME)
                .build();
    }

    static EntryStream.Found file(TreePath path, byte[] content) {
        return new EntryStream.Found(fileEntry(path, content.length), TestContents.of(content));
    }

    static EntryStream.Found file(String path, String content) {
        return file(path(path), utf8(content));
    }

    static EntryStream.Found directory(String path) {
        TreeEntry entry = TreeEntry.of(path(path), EntryKind.DIRECTORY)
                .mode(0750)
                .modified(TIME)
                .build();
        return new EntryStream.Found(entry, TestContents.of(new byte[0]));
    }

    static EntryStream.Found link(String path, String target) {
        TreeEntry entry = TreeEntry.of(path(path), EntryKind.SYMLINK)
                .target(TreeLink.of(target))
                .build();
        return new EntryStream.Found(entry, TestContents.of(new byte[0]));
    }

    List<EntryResult> write(EntryStream.Item... items) {
        return write(List.of(items));
    }

    List<EntryResult> write(List<? extends EntryStream.Item> items) {
        try (EntryStream stream = TestContents.stream(items)) {
            List<EntryResult> results = tree.write(stream, token(1), context);
            assertThat(results)
                    .extracting(EntryResult::path)
                    .as("a result per item, in order")
                    .isEqualTo(items.stream().map(EntryStream.Item::path).toList());
            return results;
        }
    }

    /** Writes what the test needs to be there; none may fail. */
    void given(EntryStream.Item... items) {
        given(List.of(items));
    }

    void given(List<? extends EntryStream.Item> items) {
        allDone(write(items));
    }

    static void allDone(List<EntryResult> results) {
        for (EntryResult result : results) {
            result.failure().ifPresent(failure -> {
                throw new AssertionError(result + ": " + failure.getMessage(), failure);
            });
        }
    }

    /** Does changes; none may fail. */
    void done(TreeChange... changes) {
        List<EntryResult> results = tree.apply(List.of(changes), context);
        assertThat(results)
                .extracting(EntryResult::path)
                .isEqualTo(List.of(changes).stream().map(TreeChange::path).toList());
        allDone(results);
    }

    MigrationException failed(EntryResult result) {
        return result.failure().orElseThrow(() -> new AssertionError("it should have failed: " + result));
    }

    /** What an undeclared thing is answered with. */
    static void undeclared(MigrationException failure) {
        assertThat(failure.category())
                .as("calling what is not declared: " + failure.getMessage())
                .isEqualTo(ErrorCategory.COMPATIBILITY);
    }

    static MigrationException fails(ThrowingCallable call) {
        MigrationException failure = catchThrowableOfType(MigrationException.class, call);
        assertThat(failure).as("it should have failed").isNotNull();
        return failure;
    }

    List<TreeEntry> list() {
        return list(tree, TreePath.ROOT);
    }

    List<TreeEntry> list(FileTree of, TreePath below) {
        List<TreeEntry> entries = new ArrayList<>();
        try (Cursor<TreeEntry> cursor = of.list(below, context)) {
            cursor.forEachRemaining(entries::add);
        }
        return entries;
    }

    List<String> names() {
        return list().stream().map(entry -> entry.path().toString()).toList();
    }

    Optional<TreeEntry> stat(String path) {
        return stat(path(path));
    }

    Optional<TreeEntry> stat(TreePath path) {
        List<Optional<TreeEntry>> answers = tree.stat(List.of(path), context);
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }

    TreeEntry entry(String path) {
        return stat(path).orElseThrow(() -> new AssertionError("\"" + path + "\" is not there"));
    }

    byte[] content(TreePath path) {
        return content(tree, path);
    }

    byte[] content(FileTree of, TreePath path) {
        TreeEntry listed = of.stat(List.of(path), context)
                .get(0)
                .orElseThrow(() -> new AssertionError("\"" + path + "\" is not there"));
        try (EntryStream stream = of.read(List.of(listed), context)) {
            EntryStream.Item item = stream.next().orElseThrow();
            if (item instanceof EntryStream.Found found) {
                assertThat(found.entry().kind()).isEqualTo(EntryKind.FILE);
                return TestContents.readAll(found.content());
            }
            throw new AssertionError("missed: " + path, ((EntryStream.Missed) item).failure());
        }
    }

    String text(String path) {
        return new String(content(path(path)), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        opened.forEach(FileTree::close);
    }
}
