package io.godwit.tck;

import io.godwit.spi.ByteRange;
import io.godwit.spi.CancellationToken;
import io.godwit.spi.Cursor;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.FileTree;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The words in which the breakages of trees are said. */
final class TreeFaults {
    private TreeFaults() {}

    /** How an item is written otherwise. */
    interface Writing {
        EntryStream.Item otherwise(WritableFileTree tree, EntryStream.Item item);
    }

    /** How a change is answered otherwise, or empty to make it as it should be. */
    interface Changing {
        Optional<EntryResult> otherwise(WritableFileTree tree, TreeChange change, WorkContext context);
    }

    /** Writes other items than it was given, and answers for those that it was given. */
    static Breakage writing(Writing fault) {
        return Breakage.in(WritableFileTree.class, "write", call -> {
            WritableFileTree tree = (WritableFileTree) call.target();
            EntryStream given = call.argument(0, EntryStream.class);
            List<TreePath> paths = new ArrayList<>();
            EntryStream others = new EntryStream() {
                @Override
                public Optional<Item> next() {
                    return given.next().map(item -> {
                        paths.add(item.path());
                        return fault.otherwise(tree, item);
                    });
                }

                @Override
                public void close() {
                    given.close();
                }
            };
            return named((List<?>) Objects.requireNonNull(call.proceedWith(call.with(0, others))), paths);
        });
    }

    private static List<EntryResult> named(List<?> results, List<TreePath> paths) {
        List<EntryResult> named = new ArrayList<>();
        for (Object each : results) {
            EntryResult result = (EntryResult) each;
            TreePath path = paths.get(named.size());
            named.add(result.failure()
                    .map(failure -> EntryResult.failed(path, failure))
                    .orElseGet(() -> EntryResult.done(path, result.bytes())));
        }
        return named;
    }

    /** Writes other files than it was given. */
    static Breakage writingFiles(Function<EntryStream.Found, EntryStream.Item> fault) {
        return writing((tree, item) ->
                item instanceof EntryStream.Found found && found.entry().isFile() ? fault.apply(found) : item);
    }

    /** Does something to what was written, when it was. */
    static Breakage afterWriting(Writes fault) {
        return Breakage.in(WritableFileTree.class, "write", call -> {
            List<EntryResult> results = new ArrayList<>();
            for (Object result : (List<?>) Objects.requireNonNull(call.proceed())) {
                results.add((EntryResult) result);
            }
            fault.done((WritableFileTree) call.target(), results);
            return results;
        });
    }

    /** What happens behind a batch. */
    interface Writes {
        void done(WritableFileTree tree, List<EntryResult> results);
    }

    static Breakage changing(Changing fault) {
        return Breakage.in(WritableFileTree.class, "apply", call -> {
            WritableFileTree tree = (WritableFileTree) call.target();
            WorkContext context = call.argument(1, WorkContext.class);
            List<EntryResult> results = new ArrayList<>();
            for (Object each : call.argument(0, List.class)) {
                TreeChange change = (TreeChange) each;
                results.add(fault.otherwise(tree, change, context)
                        .orElseGet(() -> tree.apply(List.of(change), context).get(0)));
            }
            return results;
        });
    }

    /** Tells other entries than there are, wherever it tells of them. */
    static Breakage telling(UnaryOperator<TreeEntry> fault) {
        return listing((tree, entries) -> entries.stream().map(fault).toList())
                .and(
                        FileTree.class,
                        "stat",
                        call -> ((List<?>) Objects.requireNonNull(call.proceed()))
                                .stream()
                                        .map(answer ->
                                                ((Optional<?>) answer).map(entry -> fault.apply((TreeEntry) entry)))
                                        .toList())
                .and(
                        EntryStream.class,
                        "next",
                        call -> Optional.ofNullable(call.proceed())
                                .flatMap(next -> ((Optional<?>) next).map(EntryStream.Item.class::cast))
                                .map(item -> item instanceof EntryStream.Found found
                                        ? new EntryStream.Found(fault.apply(found.entry()), found.content())
                                        : item));
    }

    /** What a listing is made of. */
    interface Listing {
        List<TreeEntry> otherwise(FileTree tree, List<TreeEntry> entries);
    }

    static Breakage listing(Listing fault) {
        return Breakage.in(FileTree.class, "list", call -> {
            List<TreeEntry> entries = new ArrayList<>();
            try (Cursor<?> cursor = call.proceedTo(Cursor.class)) {
                cursor.forEachRemaining(entry -> entries.add((TreeEntry) entry));
            }
            return Cursor.of(fault.otherwise((FileTree) call.target(), entries));
        });
    }

    /** Reads items otherwise. */
    static Breakage reading(UnaryOperator<EntryStream.Item> fault) {
        return Breakage.in(
                EntryStream.class,
                "next",
                call -> ((Optional<?>) Objects.requireNonNull(call.proceed()))
                        .map(item -> fault.apply((EntryStream.Item) item)));
    }

    /** Goes on although the work is cancelled. */
    static Breakage deaf(Class<?> type, String method, int argument) {
        return Breakage.in(
                type,
                method,
                call -> call.proceedWith(call.with(argument, uncancelled(call.argument(argument, WorkContext.class)))));
    }

    private static WorkContext uncancelled(WorkContext context) {
        CancellationToken never = (CancellationToken) Proxy.newProxyInstance(
                TreeFaults.class.getClassLoader(),
                new Class<?>[] {CancellationToken.class},
                (proxy, method, arguments) -> method.getName().equals("isCancelled") ? false : null);
        return with(with(context, "cancellation", never), "limits", new TckContext());
    }

    /** The same context but for one of its parts. */
    static WorkContext with(WorkContext context, String part, Object other) {
        return (WorkContext) Proxy.newProxyInstance(
                TreeFaults.class.getClassLoader(), new Class<?>[] {WorkContext.class}, (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals(part) ? other : method.invoke(context, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                });
    }

    static Optional<TreeEntry> there(FileTree tree, TreePath path) {
        return tree.stat(List.of(path), new TckContext()).get(0);
    }

    static boolean isKind(FileTree tree, TreePath path, EntryKind kind) {
        return there(tree, path).filter(entry -> entry.kind() == kind).isPresent();
    }

    static List<TreeEntry> below(FileTree tree, TreePath path) {
        List<TreeEntry> entries = new ArrayList<>();
        try (Cursor<TreeEntry> cursor = tree.list(path, new TckContext())) {
            cursor.forEachRemaining(entries::add);
        }
        return entries;
    }

    static byte[] content(FileTree tree, TreePath path) {
        TreeEntry entry = there(tree, path).orElseThrow();
        try (EntryStream stream = tree.read(List.of(entry), new TckContext())) {
            return TestContents.readAll(((EntryStream.Found) stream.next().orElseThrow()).content());
        }
    }

    /** Where a link in the tree leads. */
    static TreePath behind(FileTree tree, TreePath link) {
        String target = there(tree, link).orElseThrow().target().orElseThrow().toString();
        TreePath directory = link.parent().orElse(TreePath.ROOT);
        while (target.startsWith("../")) {
            target = target.substring(3);
            directory = directory.parent().orElse(TreePath.ROOT);
        }
        return directory.resolve(target);
    }

    /** The path with the first link on its way followed. */
    static TreePath through(FileTree tree, TreePath path) {
        String text = path.text().orElse("");
        for (int slash = text.indexOf('/'); slash > 0; slash = text.indexOf('/', slash + 1)) {
            TreePath way = TreePath.of(text.substring(0, slash));
            if (isKind(tree, way, EntryKind.SYMLINK)) {
                return behind(tree, way).resolve(text.substring(slash + 1));
            }
        }
        return path;
    }

    static void put(WritableFileTree tree, TreePath path, byte[] content) {
        try (EntryStream stream = TestContents.stream(List.of(TreeBench.file(path, content)))) {
            TreeBench.allDone(tree.write(stream, TreeBench.token(1), new TckContext()));
        }
    }

    static void apply(WritableFileTree tree, TreeChange change) {
        TreeBench.allDone(tree.apply(List.of(change), new TckContext()));
    }

    /** The same file with another content. */
    static EntryStream.Found with(EntryStream.Found found, byte[] content) {
        return new EntryStream.Found(
                found.entry().toBuilder().size(content.length).build(), TestContents.of(content));
    }

    static EntryStream.Found at(EntryStream.Found found, TreePath path) {
        return new EntryStream.Found(found.entry().toBuilder(path).build(), found.content());
    }

    /** What a content gives before it ends or fails, whatever size it told; without its holes. */
    static byte[] packed(FileContent content) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(65_536);
        while (content.read(buffer.clear()) >= 0) {
            data.write(buffer.array(), 0, buffer.position());
        }
        return data.toByteArray();
    }

    static boolean hasHoles(FileContent content) {
        return content.size().isPresent()
                && content.regions().stream().mapToLong(ByteRange::length).sum()
                        < content.size().getAsLong();
    }

    static MigrationException failure(String code) {
        return MigrationException.of(ErrorCategory.TRANSFER, code, "it did not go well")
                .build();
    }
}
