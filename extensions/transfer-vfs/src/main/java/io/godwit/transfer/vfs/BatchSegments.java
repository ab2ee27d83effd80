package io.godwit.transfer.vfs;

import io.godwit.spi.ByteRange;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes files of the entries of a batch: each a compressed piece of tar. Small entries share one; a large one begins one, so that where
 * its content fails, nothing of it is written. One thread.
 */
final class BatchSegments implements EntryStream {
    /** Contents up to this size are read whole before anything of them is written. */
    private static final int SMALL = 1 << 20;

    private static final int CHUNK = 64 * 1024;

    private final EntryStream source;
    private final ArchivePlace place;
    private final Consumer<TreeEntry> check;
    private final Supplier<TreePath> names;
    private final WorkContext context;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<Segment> segments = new ArrayList<>();
    private final Map<String, Firsts> firsts = new HashMap<>();
    private final byte[] chunk = new byte[CHUNK];
    private @Nullable Ready ready;

    /**
     * Segments.
     *
     * @param source the batch
     * @param check fails for an entry that cannot be written
     * @param names gives each segment its path
     */
    BatchSegments(
            EntryStream source,
            ArchivePlace place,
            Consumer<TreeEntry> check,
            Supplier<TreePath> names,
            WorkContext context) {
        this.source = source;
        this.place = place;
        this.check = check;
        this.names = names;
        this.context = context;
    }

    /** What became of an entry. */
    private static final class Outcome {
        private final TreePath path;
        private @Nullable MigrationException failure;
        private long bytes;

        Outcome(TreePath path) {
            this.path = path;
        }
    }

    /** The first name of a hard-linked file, and in which segment it is. */
    private record Firsts(TreePath path, @Nullable Segment segment) {}

    /**
     * An entry that can be written.
     *
     * @param small its whole content, or null where it comes from a stream
     * @param large its content, or null
     * @param first of which file it is a further name, or null
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Ready(
            Outcome outcome,
            TreeEntry entry,
            byte @Nullable [] small,
            @Nullable InputStream large,
            long stored,
            @Nullable List<ByteRange> regions,
            @Nullable TreePath first) {}

    /**
     * An entry of a segment.
     *
     * @param offset where its content begins in the tar
     */
    record Written(
            TreeEntry entry,
            long offset,
            long stored,
            @Nullable List<ByteRange> regions,
            @Nullable TreePath first) {}

    @Override
    public Optional<Item> next() {
        if (ready == null) {
            ready = prepare();
        }
        if (ready == null) {
            return Optional.empty();
        }
        Segment segment = new Segment(names.get());
        segments.add(segment);
        return Optional.of(new Found(segment.file(), segment));
    }

    @Override
    public void close() {
        // the source belongs to the caller
    }

    List<Segment> segments() {
        return segments;
    }

    /** The results of the batch, after the segments were written. */
    List<EntryResult> results() {
        return outcomes.stream()
                .map(outcome -> outcome.failure == null
                        ? EntryResult.done(outcome.path, outcome.bytes)
                        : EntryResult.failed(outcome.path, outcome.failure))
                .toList();
    }

    private @Nullable Ready prepare() {
        for (Optional<Item> item = source.next(); item.isPresent(); item = source.next()) {
            context.cancellation().throwIfCancelled();
            Outcome outcome = new Outcome(item.get().path());
            outcomes.add(outcome);
            try {
                if (item.get() instanceof Missed missed) {
                    throw missed.failure();
                }
                return ready(outcome, (Found) item.get());
            } catch (MigrationException e) {
                failed(outcome, e);
            }
        }
        return null;
    }

    /** An entry fails alone, unless what failed concerns all of them. */
    private static void failed(Outcome outcome, MigrationException e) {
        if (e.category() == ErrorCategory.CANCELLED || e.category() == ErrorCategory.CONNECTIVITY) {
            throw e;
        }
        outcome.failure = e;
    }

    private Ready ready(Outcome outcome, Found found) {
        TreeEntry entry = found.entry();
        check.accept(entry);
        if (entry.kind() == EntryKind.DIRECTORY || entry.kind() == EntryKind.SYMLINK) {
            return new Ready(outcome, entry, new byte[0], null, 0, null, null);
        }
        if (!entry.isFile()) {
            throw TreeFailures.special(entry.path(), entry.kind().toString().toLowerCase(java.util.Locale.ROOT));
        }
        Firsts first = entry.linkGroup().map(firsts::get).orElse(null);
        if (first != null && !first.path().equals(entry.path())) {
            return new Ready(outcome, entry, new byte[0], null, 0, null, first.path());
        }
        FileContent content = found.content();
        OptionalLong size = content.size();
        if (size.isEmpty()) {
            return ofUnknownSize(outcome, entry, content);
        }
        List<ByteRange> regions = holes(content, size.getAsLong());
        long stored = regions == null
                ? size.getAsLong()
                : regions.stream().mapToLong(ByteRange::length).sum();
        TreeEntry whole =
                entry.toBuilder().size(size.getAsLong()).sparse(regions != null).build();
        ContentInput in = new ContentInput(entry.path(), content, true);
        if (stored > SMALL) {
            return new Ready(outcome, whole, null, in, stored, regions, null);
        }
        byte[] bytes = new byte[(int) stored];
        int filled = fill(in, bytes);
        if (filled < stored || in.read() >= 0) {
            throw TreeFailures.endedEarly(entry.path(), filled, stored);
        }
        return new Ready(outcome, whole, bytes, null, stored, regions, null);
    }

    private static @Nullable List<ByteRange> holes(FileContent content, long size) {
        List<ByteRange> regions = content.regions();
        boolean isDense = size == 0 || regions.equals(List.of(new ByteRange(0, size)));
        return isDense ? null : List.copyOf(regions);
    }

    private static int fill(InputStream in, byte[] bytes) {
        try {
            return in.readNBytes(bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e); // contents do not throw it
        }
    }

    /** The header of a tar tells the size, so it has to be found out first. */
    private Ready ofUnknownSize(Outcome outcome, TreeEntry entry, FileContent content) {
        InputStream in = new ContentInput(entry.path(), content, true);
        byte[] begin = new byte[SMALL];
        int filled = fill(in, begin);
        if (filled < SMALL) {
            byte[] bytes = java.util.Arrays.copyOf(begin, filled);
            return new Ready(outcome, entry.toBuilder().size(filled).build(), bytes, null, filled, null, null);
        }
        try {
            SpoolFile spool =
                    SpoolFile.create(new java.io.SequenceInputStream(new java.io.ByteArrayInputStream(begin), in));
            boolean usable = false;
            try {
                long size = spool.tee().transferTo(OutputStream.nullOutputStream());
                InputStream all = new java.io.FilterInputStream(spool.open(0, size)) {
                    @Override
                    public void close() {
                        spool.close();
                    }
                };
                usable = true;
                return new Ready(outcome, entry.toBuilder().size(size).build(), null, all, size, null, null);
            } finally {
                if (!usable) {
                    spool.close();
                }
            }
        } catch (IOException e) {
            throw ArchiveFailures.noScratch(e);
        }
    }

    /** One file of the archive under way. */
    final class Segment implements FileContent {
        private final TreePath path;
        private final PackedBytes packed = new PackedBytes();
        private final List<Written> written = new ArrayList<>();
        private final List<Outcome> held = new ArrayList<>();
        private @Nullable OutputStream compressor;
        private @Nullable TarOut tar;
        private @Nullable Ready large;
        private long position;
        private boolean isOver;

        Segment(TreePath path) {
            this.path = path;
        }

        TreeEntry file() {
            return TreeEntry.of(path, EntryKind.FILE)
                    .mode(0600)
                    .modified(context.clock().instant())
                    .build();
        }

        TreePath path() {
            return path;
        }

        List<Written> written() {
            return written;
        }

        /** Notes that it could not be stored, and so none of its entries. */
        void fail(MigrationException e) {
            for (Outcome outcome : held) {
                outcome.failure = outcome.failure == null ? e : outcome.failure;
            }
        }

        @Override
        public OptionalLong size() {
            return OptionalLong.empty();
        }

        @Override
        public List<ByteRange> regions() {
            return List.of();
        }

        @Override
        public int read(ByteBuffer into) {
            try {
                while (packed.isEmpty()) {
                    if (isOver) {
                        return -1;
                    }
                    step();
                }
            } catch (IOException e) {
                throw ArchiveFailures.noScratch(e);
            }
            return packed.take(into);
        }

        private TarOut tar() throws IOException {
            TarOut open = tar;
            if (open == null) {
                OutputStream out = place.format().working().compress(packed, place.level());
                compressor = out;
                open = new TarOut(new OutputStream() {
                    @Override
                    public void write(int value) throws IOException {
                        write(new byte[] {(byte) value}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        out.write(bytes, offset, length);
                        position += length;
                    }
                });
                tar = open;
            }
            return open;
        }

        private void step() throws IOException {
            TarOut out = tar();
            Ready under = large;
            if (under != null) {
                goOn(under, out);
                return;
            }
            Ready next = ready;
            if (next != null && (next.large() == null || (written.isEmpty() && held.isEmpty()))) {
                begin(next, out);
                return;
            }
            if (compressor != null) {
                compressor.close();
            }
            isOver = true;
        }

        private void begin(Ready next, TarOut out) throws IOException {
            held.add(next.outcome());
            TreeEntry entry = next.entry();
            if (next.first() != null) {
                out.link(entry.path(), next.first(), entry);
                written.add(new Written(entry, 0, 0, null, next.first()));
            } else {
                out.begin(entry.path(), entry, next.regions(), next.stored());
                written.add(new Written(entry, position, next.stored(), next.regions(), null));
                if (place.format() != ArchiveFormat.ZIP) {
                    entry.linkGroup().ifPresent(group -> firsts.putIfAbsent(group, new Firsts(entry.path(), this)));
                }
            }
            if (next.large() != null) {
                large = next;
                ready = null;
                return;
            }
            byte[] bytes = next.small() == null ? new byte[0] : next.small();
            out.write(bytes, 0, bytes.length);
            out.end();
            count(next, bytes.length);
            ready = prepare();
        }

        private void goOn(Ready under, TarOut out) throws IOException {
            InputStream in = java.util.Objects.requireNonNull(under.large());
            try {
                context.cancellation().throwIfCancelled();
                int count = in.read(chunk, 0, CHUNK);
                if (count >= 0) {
                    out.write(chunk, 0, count);
                    count(under, count);
                    return;
                }
                in.close();
                out.end();
                large = null;
                ready = prepare();
            } catch (MigrationException e) {
                large = null;
                failed(under.outcome(), e);
                in.close();
                throw e;
            }
        }

        private void count(Ready entry, long bytes) {
            entry.outcome().bytes += bytes;
            context.progress().addBytes(bytes);
        }

        @Override
        public void close() {
            // what it is made of belongs to others
        }
    }
}
