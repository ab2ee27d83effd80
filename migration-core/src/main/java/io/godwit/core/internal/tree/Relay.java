package io.godwit.core.internal.tree;

import io.godwit.spi.Digest;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hands what one tree reads to the other to write: transformed, hashed, at the permitted speed. One thread at a time. */
final class Relay implements EntryStream {
    private final CopyJob job;
    private final EntryStream in;
    private final Iterator<TreeEntry> listed;
    private final Map<TreePath, Sent> sent = new HashMap<>();
    private final Map<TreePath, MigrationException> faults = new HashMap<>();
    private @Nullable TreeEntry current;
    private @Nullable MeteredContent content;

    Relay(CopyJob job, EntryStream in, List<TreeEntry> listed) {
        this.job = job;
        this.in = in;
        this.listed = listed.iterator();
    }

    @Override
    public Optional<Item> next() {
        settle();
        Optional<Item> item = in.next();
        if (item.isEmpty()) {
            return item;
        }
        TreeEntry wanted = listed.next();
        if (item.get() instanceof Found found) {
            return Optional.of(pass(found, wanted));
        }
        Missed missed = (Missed) item.get();
        faults.put(missed.path(), missed.failure());
        return item;
    }

    private Item pass(Found found, TreeEntry wanted) {
        TreeEntry now = found.entry();
        if (now.kind() != wanted.kind()) {
            MigrationException changed = MigrationException.of(
                            ErrorCategory.TRANSFER,
                            "tree.changed",
                            "\"" + now.path() + "\" was a " + wanted.kind() + " and is a " + now.kind() + " now")
                    .subject(now.path().toString())
                    .build();
            faults.put(now.path(), changed);
            return new Missed(now.path(), changed);
        }
        current = now;
        TreeEntry prepared = job.prepare(now);
        if (!now.isFile()) {
            return new Found(prepared, found.content());
        }
        MeteredContent metered = new MeteredContent(job.rewriting().apply(now, found.content()), job.context());
        content = metered;
        if (job.rewriting().concerns(now)) {
            prepared = prepared.toBuilder()
                    .size(metered.size().orElse(now.size()))
                    .sparse(false)
                    .build();
        }
        return new Found(prepared, metered);
    }

    /** Notes what became of the entry that was handed on last. */
    private void settle() {
        TreeEntry entry = current;
        if (entry == null) {
            return;
        }
        current = null;
        MeteredContent last = content;
        content = null;
        if (last == null) {
            sent.put(entry.path(), new Sent(entry, 0, null));
            return;
        }
        last.fault().ifPresent(fault -> faults.put(entry.path(), fault));
        sent.put(entry.path(), new Sent(entry, last.length(), last.digest().orElse(null)));
        last.close();
    }

    /** What went wrong at the source with an entry. */
    Optional<MigrationException> fault(TreePath path) {
        return Optional.ofNullable(faults.get(path));
    }

    Optional<Sent> sent(TreePath path) {
        return Optional.ofNullable(sent.get(path));
    }

    @Override
    public void close() {
        settle();
        in.close();
    }

    /**
     * What was handed on.
     *
     * @param entry the entry as it was read
     * @param length how long its content was after transforms, with holes
     * @param digest the hash of that, null where it was not read to its end
     */
    record Sent(TreeEntry entry, long length, @Nullable Digest digest) {}
}
