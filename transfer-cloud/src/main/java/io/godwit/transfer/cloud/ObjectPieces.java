package io.godwit.transfer.cloud;

import io.godwit.spi.ByteRange;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * A large file under way. Each range is an object of its own under a temporary name, so that it outlives this process and can be
 * read back, which parts of an unfinished upload cannot; the store joins them in the end without moving a byte to here. A
 * further, empty object for each runner tells an earlier one that it was replaced.
 */
final class ObjectPieces implements PendingFile {
    private final ObjectTree tree;
    private final ObjectOptions options;
    private final TreeEntry entry;
    private final WorkContext context;
    private final String stem;
    private final WriteToken token;
    private final long fence;

    private ObjectPieces(
            ObjectTree tree,
            ObjectOptions options,
            TreeEntry entry,
            WorkContext context,
            String stem,
            WriteToken token) {
        this.tree = tree;
        this.options = options;
        this.entry = entry;
        this.context = context;
        this.stem = stem;
        this.token = token;
        this.fence = token.fence();
    }

    static ObjectPieces begin(
            ObjectTree tree, ObjectOptions options, TreeEntry entry, WriteToken token, WorkContext context) {
        TreePath path = entry.path();
        Surroundings.requireNoLink(tree, path);
        String of = path + "\0" + entry.version().orElse("") + "\0" + entry.size();
        String stem = tree.keys().directory(path.parent().orElse(TreePath.ROOT))
                + WritableFileTree.TEMPORARY_PREFIX
                + token.session().replaceAll("[^A-Za-z0-9_-]", "_")
                + "-part-" + UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8)) + "-";
        ObjectPieces pieces = new ObjectPieces(tree, options, entry, context, stem, token);
        pieces.requireOurs();
        tree.store()
                .put(pieces.fenceKey(token.fence()), ObjectHeaders.NONE, new byte[0], 0, ObjectStore.Expected.ANYTHING);
        return pieces;
    }

    private String fenceKey(long number) {
        return stem + "f" + String.format("%019d", number);
    }

    private String pieceKey(ByteRange range) {
        return stem + "p" + String.format("%019d-%019d", range.offset(), range.length());
    }

    private void requireOurs() {
        ObjectStore.Page later = tree.store().list(stem + "f", fenceKey(fence), false, 1);
        if (!later.objects().isEmpty()) {
            throw TreeFailures.fenced(entry.path());
        }
    }

    /** The pieces that are there whole, by offset. */
    private List<ByteRange> pieces() {
        List<ByteRange> found = new ArrayList<>();
        String after = "";
        while (after != null) {
            ObjectStore.Page page = tree.store().list(stem + "p", after, false, 1000);
            for (StoredObject object : page.objects()) {
                String[] numbers = object.key().substring(stem.length() + 1).split("-", -1);
                found.add(new ByteRange(Long.parseLong(numbers[0]), Long.parseLong(numbers[1])));
            }
            after = page.next();
        }
        found.sort(Comparator.comparingLong(ByteRange::offset)
                .thenComparing(ByteRange::length, Comparator.reverseOrder()));
        return found;
    }

    @Override
    public List<ByteRange> written() {
        List<ByteRange> merged = new ArrayList<>();
        for (ByteRange piece : pieces()) {
            int last = merged.size() - 1;
            if (last >= 0 && merged.get(last).end() >= piece.offset()) {
                long end = Math.max(merged.get(last).end(), piece.end());
                merged.set(
                        last,
                        new ByteRange(
                                merged.get(last).offset(),
                                end - merged.get(last).offset()));
            } else {
                merged.add(piece);
            }
        }
        return merged;
    }

    @Override
    public void write(long offset, FileContent content) {
        context.cancellation().throwIfCancelled();
        requireOurs();
        long length = content.size().orElseThrow(() -> new IllegalArgumentException("a range has a length"));
        String key = pieceKey(new ByteRange(offset, length));
        Parts parts = new Parts(entry.path(), content, context);
        try (Buffers buffers = new Buffers(context, tree.store().sizes().part())) {
            if (length <= buffers.part()) {
                byte[] bytes = buffers.take((int) length);
                parts.fill(bytes);
                tree.store().put(key, ObjectHeaders.NONE, bytes, bytes.length, ObjectStore.Expected.ANYTHING);
                context.progress().addBytes(length);
                return;
            }
            PartSender sender = PartSender.begin(tree, key, ObjectHeaders.NONE, token, buffers, context);
            try {
                while (parts.position() < length) {
                    byte[] bytes = buffers.takePart();
                    boolean filled = false;
                    try {
                        int count = parts.fill(bytes);
                        filled = true;
                        sender.send(bytes, count);
                    } finally {
                        if (!filled) {
                            buffers.give(bytes);
                        }
                    }
                }
            } catch (MigrationException e) {
                sender.abort(e);
                throw e;
            }
            sender.complete(upload -> upload.complete(ObjectStore.Expected.ANYTHING));
        }
    }

    @Override
    public FileContent readBack(ByteRange range) {
        List<InputStream> streams = new ArrayList<>();
        for (ObjectStore.Piece piece : cover(range)) {
            streams.add(new LazyPiece(tree.store(), piece, entry.path()));
        }
        InputStream all = streams.isEmpty()
                ? new ByteArrayInputStream(new byte[0])
                : new SequenceInputStream(Collections.enumeration(streams));
        return new ObjectContent(entry.path(), all, range.length());
    }

    /** The pieces, or what of them, that make up a range. */
    private List<ObjectStore.Piece> cover(ByteRange range) {
        List<ByteRange> there = pieces();
        List<ObjectStore.Piece> chosen = new ArrayList<>();
        long at = range.offset();
        while (at < range.end()) {
            long from = at;
            ByteRange best = there.stream()
                    .filter(piece -> piece.offset() <= from && piece.end() > from)
                    .max(Comparator.comparingLong(ByteRange::end))
                    .orElseThrow(() -> TreeFailures.incomplete(entry.path(), from));
            long end = Math.min(best.end(), range.end());
            chosen.add(new ObjectStore.Piece(
                    pieceKey(best), at - best.offset(), end - at, at == best.offset() && end == best.end()));
            at = end;
        }
        return chosen;
    }

    @Override
    public void commit() {
        context.cancellation().throwIfCancelled();
        List<ObjectStore.Piece> all = cover(new ByteRange(0, entry.size()));
        Surroundings.requireNoLink(tree, entry.path());
        String key = tree.keys().file(entry.path());
        requireOurs();
        GuardedWrites guarded = new GuardedWrites(tree.store(), token, options.conditional());
        ObjectHeaders headers = guarded.signed(options.headers(key, entry));
        guarded.writeLooking(
                key,
                entry.path(),
                expected -> tree.store().compose(key, headers, all, expected, tree.temporary(token)));
        new Surroundings(tree, tree.knowledge()).tell(entry.path(), true, false);
        context.progress().addItems(1);
        remove();
    }

    @Override
    public void abort() {
        requireOurs();
        remove();
    }

    private void remove() {
        for (String kind : List.of("p", "f")) {
            ObjectStore.Page page = tree.store().list(stem + kind, "", false, 1000);
            while (!page.objects().isEmpty()) {
                page.objects().forEach(object -> tree.store().delete(object.key()));
                page = tree.store().list(stem + kind, "", false, 1000);
            }
        }
    }

    @Override
    public void close() {
        // nothing is held; what was written stays
    }
}
