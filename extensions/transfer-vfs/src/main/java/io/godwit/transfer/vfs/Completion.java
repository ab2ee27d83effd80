package io.godwit.transfer.vfs;

import io.godwit.spi.ByteRange;
import io.godwit.spi.FileContent;
import io.godwit.spi.FileTree;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an archive that is complete, made while they are read. Where nothing was replaced they are those of its parts, joined;
 * else the archive is written anew from whatever is left of the former one and the parts. One thread.
 */
final class Completion implements FileContent {
    private static final int CHUNK = 64 * 1024;

    private final Work work;
    private final PackedBytes packed;
    private boolean isOver;

    private Completion(Work work, PackedBytes packed) {
        this.work = work;
        this.packed = packed;
    }

    /** Makes some more bytes; false at the end. */
    private interface Work extends AutoCloseable {
        boolean step() throws IOException;

        @Override
        void close() throws IOException;
    }

    static Completion of(ArchiveState state, List<WorkArea.Part> parts, FileTree tree, WorkContext context) {
        PackedBytes packed = new PackedBytes();
        boolean isJoined = state.file().isEmpty()
                && state.place().format().isTar()
                && state.index().isClean()
                && parts.stream().allMatch(WorkArea.Part::isPlain);
        try {
            return new Completion(
                    isJoined
                            ? new Join(state, parts, tree, packed, context)
                            : new Rewrite(state, sink(state, packed), context),
                    packed);
        } catch (IOException e) {
            throw ArchiveFailures.noScratch(e);
        }
    }

    private static ArchiveSink sink(ArchiveState state, OutputStream out) throws IOException {
        ArchivePlace place = state.place();
        return place.format().isTar()
                ? new TarSink(place.format().compress(out, place.level()))
                : new ZipSink(out, place.level());
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
                isOver = !work.step();
            }
            return packed.take(into);
        } catch (IOException e) {
            throw ArchiveFailures.noScratch(e);
        }
    }

    @Override
    public void close() {
        try {
            work.close();
        } catch (IOException e) {
            throw ArchiveFailures.noScratch(e);
        }
    }

    /** One part after the other, and the end of a tar. */
    private static final class Join implements Work {
        private final Iterator<WorkArea.Part> parts;
        private final FileTree tree;
        private final PackedBytes packed;
        private final WorkContext context;
        private final byte[] end;
        private final byte[] chunk = new byte[CHUNK];
        private @Nullable InputStream part;

        Join(ArchiveState state, List<WorkArea.Part> parts, FileTree tree, PackedBytes packed, WorkContext context)
                throws IOException {
            this.parts = parts.iterator();
            this.tree = tree;
            this.packed = packed;
            this.context = context;
            ByteArrayOutputStream last = new ByteArrayOutputStream();
            try (OutputStream out =
                    state.place().format().compress(last, state.place().level())) {
                new TarOut(out).finish();
            }
            this.end = last.toByteArray();
        }

        @Override
        public boolean step() throws IOException {
            if (part == null) {
                if (!parts.hasNext()) {
                    packed.write(end);
                    return false;
                }
                part = TreeInput.open(tree, parts.next().file(), context);
            }
            int count = part.read(chunk, 0, CHUNK);
            if (count < 0) {
                part.close();
                part = null;
            } else {
                packed.write(chunk, 0, count);
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            if (part != null) {
                part.close();
            }
        }
    }

    /** Entry after entry, in the order of listings. */
    private static final class Rewrite implements Work {
        private final Iterator<ArchiveIndex.Node> nodes;
        private final ArchiveSink sink;
        private final WorkContext context;
        private final Map<Stored, TreePath> firsts = new HashMap<>();
        private final byte[] chunk = new byte[CHUNK];
        private @Nullable InputStream content;

        Rewrite(ArchiveState state, ArchiveSink sink, WorkContext context) {
            List<ArchiveIndex.Node> all = new ArrayList<>();
            state.index().explicitRoot().ifPresent(all::add);
            all.addAll(state.index().below(TreePath.ROOT));
            this.nodes = all.iterator();
            this.sink = sink;
            this.context = context;
        }

        @Override
        public boolean step() throws IOException {
            context.cancellation().throwIfCancelled();
            InputStream from = content;
            if (from != null) {
                int count = from.read(chunk, 0, CHUNK);
                if (count < 0) {
                    from.close();
                    content = null;
                    sink.end();
                } else {
                    sink.write(chunk, count);
                }
                return true;
            }
            if (!nodes.hasNext()) {
                sink.finish();
                return false;
            }
            begin(nodes.next());
            return true;
        }

        private void begin(ArchiveIndex.Node node) throws IOException {
            TreeEntry entry = node.entry();
            Stored stored = node.content();
            if (stored == null) {
                sink.begin(entry, null);
                sink.end();
                return;
            }
            TreePath first = entry.linkGroup().isPresent() ? firsts.putIfAbsent(stored, entry.path()) : null;
            if (first != null && sink.link(entry, first)) {
                return;
            }
            sink.begin(entry, stored);
            StoredContent bytes = new StoredContent(entry.path().toString(), entry.size(), stored, context);
            content = new ContentInput(entry.path(), bytes, sink.keepsHoles()) {
                @Override
                public void close() {
                    bytes.close();
                }
            };
        }

        @Override
        public void close() throws IOException {
            if (content != null) {
                content.close();
            }
        }
    }
}
