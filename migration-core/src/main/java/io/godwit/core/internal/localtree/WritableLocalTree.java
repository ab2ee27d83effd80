package io.godwit.core.internal.localtree;

import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeCapabilities;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * A directory of this machine, to write. Thread-safe.
 *
 * <p>Before anything is written into a directory, it and those above it are looked at, so that none is a link. Somebody who may rename
 * directories of the destination while it is written could still put one in the way after that look.
 */
final class WritableLocalTree extends LocalTree implements WritableFileTree {
    private final AttributeWriter attributes;
    private final Durability durability = new Durability();
    private final Object beginning = new Object();

    WritableLocalTree(Path root, TreeCapabilities capabilities) {
        super(root, capabilities);
        this.attributes = new AttributeWriter(capabilities);
    }

    AttributeWriter attributes() {
        return attributes;
    }

    Durability durability() {
        return durability;
    }

    @Override
    public List<EntryResult> write(EntryStream entries, WriteToken token, WorkContext context) {
        return new LocalBatch(this, token, context).write(entries);
    }

    @Override
    public PendingFile begin(TreeEntry entry, WriteToken token, WorkContext context) {
        synchronized (beginning) {
            try {
                return LocalPendingFile.begin(this, entry, token, context);
            } catch (IOException e) {
                throw LocalErrors.writing(e, entry.path(), root());
            }
        }
    }

    @Override
    public List<EntryResult> apply(List<TreeChange> changes, WorkContext context) {
        return new LocalChanges(this, context).apply(changes);
    }

    @Override
    public OptionalLong usableSpace(WorkContext context) {
        try {
            return OptionalLong.of(
                    Files.getFileStore(Capabilities.nearest(root())).getUsableSpace());
        } catch (IOException e) {
            throw LocalErrors.reading(e, TreePath.ROOT);
        }
    }
}
