package io.godwit.core.internal.capsule;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.godwit.spi.ByteRange;
import io.godwit.spi.EntryStream;
import io.godwit.spi.EntryStream.Found;
import io.godwit.spi.EntryStream.Missed;
import io.godwit.spi.FileContent;
import io.godwit.spi.FileTree;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The contents of some files, one after the other, without their holes. What changed while it was read is read again, up to three times;
 * what was read of it before stays in the pack and belongs to nobody. One thread.
 */
final class PackSource implements ByteSource, AutoCloseable {
    private static final int ATTEMPTS = 3;
    private static final int ZEROS = 1 << 16;

    private final FileTree tree;
    private final int pack;
    private final WorkContext context;
    private final Map<TreePath, IndexEntry> taken = new HashMap<>();
    private final Map<TreePath, MigrationException> faults = new HashMap<>();
    private List<TreeEntry> again = new ArrayList<>();
    private EntryStream stream;
    private int attempt = 1;
    private long written;
    private @Nullable Reading reading;

    PackSource(FileTree tree, List<TreeEntry> files, int pack, WorkContext context) {
        this.tree = tree;
        this.pack = pack;
        this.context = context;
        this.stream = tree.read(files, context);
    }

    /** What is in the pack, by path. */
    Map<TreePath, IndexEntry> taken() {
        return taken;
    }

    /** Why the others are not. */
    Map<TreePath, MigrationException> faults() {
        return faults;
    }

    @Override
    public int read(ByteBuffer into) {
        while (true) {
            Reading now = reading;
            if (now == null) {
                if (!advance()) {
                    return -1;
                }
                continue;
            }
            int count;
            try {
                count = now.read(into);
            } catch (MigrationException e) {
                reading = null;
                fault(now.entry, e);
                continue;
            }
            if (count >= 0) {
                written += count;
                return count;
            }
            reading = null;
            IndexEntry done = now.done();
            taken.put(done.entry().path(), done);
            faults.remove(done.entry().path());
        }
    }

    private boolean advance() {
        Optional<EntryStream.Item> item = stream.next();
        if (item.isEmpty()) {
            return readAgain();
        }
        if (item.get() instanceof Found found) {
            if (found.entry().isFile()) {
                reading = new Reading(found);
            } else {
                fault(
                        found.entry(),
                        MigrationException.of(
                                        io.godwit.spi.ErrorCategory.TRANSFER,
                                        "tree.changed",
                                        "\"" + found.path() + "\" is no file any more")
                                .subject(found.path().toString())
                                .build());
            }
        } else {
            Missed missed = (Missed) item.get();
            if (missed.failure().isRetryable()) {
                throw missed.failure();
            }
            faults.put(missed.path(), missed.failure());
        }
        return true;
    }

    private void fault(TreeEntry entry, MigrationException failure) {
        if (failure.isRetryable() || !failure.code().startsWith("tree.")) {
            throw failure;
        }
        faults.put(entry.path(), failure);
        if (failure.code().equals("tree.changed")) {
            again.add(entry);
        }
    }

    private boolean readAgain() {
        if (again.isEmpty() || attempt == ATTEMPTS) {
            return false;
        }
        attempt++;
        stream.close();
        List<TreeEntry> now = new ArrayList<>();
        for (Optional<TreeEntry> entry :
                tree.stat(again.stream().map(TreeEntry::path).toList(), context)) {
            entry.filter(TreeEntry::isFile).ifPresent(now::add);
        }
        again = new ArrayList<>();
        stream = tree.read(now, context);
        return true;
    }

    @Override
    public void close() {
        stream.close();
    }

    /** One file. */
    private final class Reading {
        private final TreeEntry entry;
        private final FileContent content;
        private final List<ByteRange> regions;
        private final Hasher hasher = Hashing.sha256().newHasher();
        private final long begin = written;
        private long size;
        private int region;
        private long read;

        Reading(Found found) {
            this.entry = found.entry();
            this.content = found.content();
            this.regions = content.regions();
        }

        int read(ByteBuffer into) {
            skipHole();
            ByteBuffer got = into.duplicate();
            int limit = into.limit();
            if (content.size().isPresent() && region < regions.size()) {
                into.limit((int)
                        Math.min(limit, into.position() + (regions.get(region).end() - size)));
            }
            int count;
            try {
                count = content.read(into);
            } finally {
                into.limit(limit);
            }
            if (count > 0) {
                hasher.putBytes(got.limit(got.position() + count));
                read += count;
                size += count;
                context.progress().addBytes(count);
            }
            return count;
        }

        /** Holes count as zeros in the hash. */
        private void skipHole() {
            while (region < regions.size() && size >= regions.get(region).end()) {
                region++;
            }
            if (content.size().isPresent() && region < regions.size()) {
                zeros(regions.get(region).offset() - size);
            }
        }

        private void zeros(long count) {
            byte[] zeros = count > 0 ? new byte[(int) Math.min(count, ZEROS)] : new byte[0];
            for (long left = count; left > 0; left -= zeros.length) {
                hasher.putBytes(zeros, 0, (int) Math.min(zeros.length, left));
            }
            size += Math.max(0, count);
        }

        IndexEntry done() {
            content.size().ifPresent(whole -> zeros(whole - size));
            context.progress().addItems(1);
            String sha256 = hasher.hash().toString();
            List<ByteRange> data =
                    content.size().isPresent() ? regions : read == 0 ? List.of() : List.of(new ByteRange(0, read));
            TreeEntry now = entry.toBuilder().size(size).version(sha256).build();
            return new IndexEntry(now, pack, begin, read, data, sha256);
        }
    }
}
