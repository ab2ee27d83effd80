package io.godwit.core.internal.tree;

import io.godwit.spi.ByteRange;
import io.godwit.spi.Cursor;
import io.godwit.spi.Digest;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileContent;
import io.godwit.spi.FileTree;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeCapabilities;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A real tree that tells of each call before and after it is made; whoever hears may throw. */
class HookedTree implements WritableFileTree {
    private final FileTree reader;
    private final Optional<WritableFileTree> writer;
    private final Consumer<String> calls;

    HookedTree(FileTree tree, Consumer<String> calls) {
        this.reader = tree;
        this.writer = tree instanceof WritableFileTree writable ? Optional.of(writable) : Optional.empty();
        this.calls = calls;
    }

    private <T> T call(String what, Supplier<T> work) {
        calls.accept("before " + what);
        T result = work.get();
        calls.accept("after " + what);
        return result;
    }

    @Override
    public TreeCapabilities capabilities() {
        return reader.capabilities();
    }

    @Override
    public Cursor<TreeEntry> list(TreePath below, WorkContext context) {
        return reader.list(below, context);
    }

    @Override
    public List<Optional<TreeEntry>> stat(List<TreePath> paths, WorkContext context) {
        return reader.stat(paths, context);
    }

    @Override
    public EntryStream read(List<TreeEntry> entries, WorkContext context) {
        return call("read", () -> reader.read(entries, context));
    }

    @Override
    public FileContent open(TreeEntry entry, ByteRange range, WorkContext context) {
        return call("open", () -> reader.open(entry, range, context));
    }

    @Override
    public List<Optional<Digest>> digest(List<TreePath> paths, String algorithm, WorkContext context) {
        return reader.digest(paths, algorithm, context);
    }

    @Override
    public List<EntryResult> write(EntryStream entries, WriteToken token, WorkContext context) {
        EntryStream told = new EntryStream() {
            @Override
            public Optional<Item> next() {
                calls.accept("next of write");
                return entries.next();
            }

            @Override
            public void close() {
                entries.close();
            }
        };
        return call("write", () -> writer.orElseThrow().write(told, token, context));
    }

    @Override
    public PendingFile begin(TreeEntry entry, WriteToken token, WorkContext context) {
        PendingFile pending = call("begin", () -> writer.orElseThrow().begin(entry, token, context));
        return new PendingFile() {
            @Override
            public List<ByteRange> written() {
                return pending.written();
            }

            @Override
            public void write(long offset, FileContent content) {
                call("pending write", () -> {
                    pending.write(offset, content);
                    return true;
                });
            }

            @Override
            public FileContent readBack(ByteRange range) {
                return pending.readBack(range);
            }

            @Override
            public void commit() {
                call("commit", () -> {
                    pending.commit();
                    return true;
                });
            }

            @Override
            public void abort() {
                pending.abort();
            }

            @Override
            public void close() {
                pending.close();
            }
        };
    }

    /** Each change is a call of its own, so that a crash can lie between two. */
    @Override
    public List<EntryResult> apply(List<TreeChange> changes, WorkContext context) {
        return changes.stream()
                .map(change -> call(
                        "apply " + change.getClass().getSimpleName(),
                        () -> writer.orElseThrow()
                                .apply(List.of(change), context)
                                .get(0)))
                .toList();
    }

    @Override
    public OptionalLong usableSpace(WorkContext context) {
        return writer.orElseThrow().usableSpace(context);
    }

    @Override
    public void close() {
        reader.close();
    }
}
