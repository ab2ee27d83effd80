package io.godwit.transfer.cloud;

import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
    public Optional<MigrationException> refusal(TreePath path) {
        try {
            keys().file(path);
            return Optional.empty();
        } catch (MigrationException e) {
            return Optional.of(e);
        }
    }

    @Override
    public List<Finding> remarks(WorkContext context) {
        if (!options.acl().toLowerCase(Locale.ROOT).startsWith("public")) {
            return List.of();
        }
        return List.of(Finding.warning(
                "cloud.public",
                toString(),
                "All that is written here becomes public: its access list is to be \"" + options.acl() + "\".",
                "Take the setting \"acl\" away where that is not wanted."));
    }

    @Override
    public OptionalLong usableSpace(WorkContext context) {
        return OptionalLong.empty();
    }
}
