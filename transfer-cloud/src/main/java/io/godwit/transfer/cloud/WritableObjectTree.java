package io.godwit.transfer.cloud;

import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.util.List;
import java.util.OptionalLong;

/** A prefix of a bucket, to write. Thread-safe. */
final class WritableObjectTree extends ObjectTree implements WritableFileTree {
    private final ObjectOptions options;

    WritableObjectTree(ObjectStore store, Keys keys, int connections, int maxConcurrency, ObjectOptions options) {
        super(store, keys, connections, maxConcurrency);
        this.options = options;
    }

    @Override
    public List<EntryResult> write(EntryStream entries, WriteToken token, WorkContext context) {
        return new BatchWriter(this, options, token, context).write(entries);
    }

    @Override
    public PendingFile begin(TreeEntry entry, WriteToken token, WorkContext context) {
        context.cancellation().throwIfCancelled();
        return ObjectPieces.begin(this, options, entry, token, context);
    }

    @Override
    public List<EntryResult> apply(List<TreeChange> changes, WorkContext context) {
        return new ObjectChanges(this, options, context).apply(changes);
    }

    @Override
    public OptionalLong usableSpace(WorkContext context) {
        return OptionalLong.empty();
    }
}
