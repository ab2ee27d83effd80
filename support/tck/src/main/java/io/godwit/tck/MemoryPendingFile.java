package io.godwit.tck;

import io.godwit.spi.ByteRange;
import io.godwit.spi.EntryKind;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WriteToken;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/** A file of {@link MemoryTrees} that is written in ranges. */
final class MemoryPendingFile implements PendingFile {
    private final MemoryStore store;
    private final Key key;
    private final Draft draft;
    private final TreeEntry entry;
    private final long fence;
    private final WorkContext context;
    private final Consumer<String> committed;

    private MemoryPendingFile(
            MemoryStore store,
            Key key,
            Draft draft,
            TreeEntry entry,
            long fence,
            WorkContext context,
            Consumer<String> committed) {
        this.store = store;
        this.key = key;
        this.draft = draft;
        this.entry = entry;
        this.fence = fence;
        this.context = context;
        this.committed = committed;
    }

    /** Which file of whom; another version of it is another draft. */
    record Key(String session, TreePath path, String version) {}

    /** What was written so far. */
    static final class Draft {
        private final byte[] bytes;
        private final BitSet written;
        private long fence;

        private Draft(int size) {
            this.bytes = new byte[size];
            this.written = new BitSet(size);
        }
    }

    static MemoryPendingFile begin(
            MemoryStore store, TreeEntry entry, WriteToken token, WorkContext context, Consumer<String> committed) {
        Key key = new Key(token.session(), entry.path(), entry.version().orElse(""));
        Draft draft = store.drafts().computeIfAbsent(key, any -> new Draft(Math.toIntExact(entry.size())));
        draft.fence = Math.max(draft.fence, token.fence());
        return new MemoryPendingFile(store, key, draft, entry, token.fence(), context, committed);
    }

    @Override
    public List<ByteRange> written() {
        synchronized (store) {
            List<ByteRange> ranges = new ArrayList<>();
            for (int from = draft.written.nextSetBit(0); from >= 0; ) {
                int to = draft.written.nextClearBit(from);
                ranges.add(new ByteRange(from, to - from));
                from = draft.written.nextSetBit(to);
            }
            return ranges;
        }
    }

    @Override
    public void write(long offset, FileContent content) {
        context.cancellation().throwIfCancelled();
        int size = Math.toIntExact(content.size().orElseThrow());
        byte[] whole = new byte[size];
        for (ByteRange region : content.regions()) {
            ByteBuffer into = ByteBuffer.wrap(whole, (int) region.offset(), (int) region.length());
            while (into.hasRemaining()) {
                if (content.read(into) < 0) {
                    throw MemoryStore.failure(
                                    ErrorCategory.TRANSFER, "tree.changed", entry.path(), "ended before its size")
                            .build();
                }
            }
        }
        context.limits().acquireBandwidth(size);
        synchronized (store) {
            checkFence();
            System.arraycopy(whole, 0, draft.bytes, Math.toIntExact(offset), size);
            draft.written.set((int) offset, (int) offset + size);
        }
    }

    @Override
    public FileContent readBack(ByteRange range) {
        synchronized (store) {
            return MemoryStore.Content.whole(draft.bytes).open(range);
        }
    }

    @Override
    public void commit() {
        context.cancellation().throwIfCancelled();
        synchronized (store) {
            checkFence();
            if (draft.written.cardinality() < draft.bytes.length) {
                throw MemoryStore.failure(
                                ErrorCategory.TRANSFER, "tree.incomplete", entry.path(), "has ranges that are missing")
                        .remedy("Resume the session.")
                        .build();
            }
            store.checkWay(entry.path());
            store.put(
                    entry.path(),
                    EntryKind.FILE,
                    MemoryStore.Content.whole(draft.bytes),
                    entry,
                    context.clock().instant());
            store.drafts().remove(key, draft);
        }
        committed.accept("write " + entry.path());
    }

    private void checkFence() {
        if (fence < draft.fence) {
            throw fenced();
        }
    }

    private MigrationException fenced() {
        return MemoryStore.failure(
                        ErrorCategory.TRANSFER,
                        "tree.fenced",
                        entry.path(),
                        "was not completed: a later runner took the session over")
                .build();
    }

    @Override
    public void abort() {
        synchronized (store) {
            store.drafts().remove(key, draft);
        }
    }

    @Override
    public void close() {
        // what was written stays
    }
}
