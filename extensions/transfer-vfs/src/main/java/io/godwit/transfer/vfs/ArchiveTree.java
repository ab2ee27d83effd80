package io.godwit.transfer.vfs;

import io.godwit.spi.ByteRange;
import io.godwit.spi.Cursor;
import io.godwit.spi.Digest;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileContent;
import io.godwit.spi.FileTree;
import io.godwit.spi.TreeCapabilities;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An archive as a tree. It is read to its end once, before anything is told of it, and again when the file has changed. Thread-safe. */
class ArchiveTree implements FileTree {
    private final ArchivePlace place;
    private final FileTree outer;
    private final TreeCapabilities capabilities;
    private @Nullable ArchiveState state;
    private final List<ArchiveState> former = new ArrayList<>();

    /**
     * A tree.
     *
     * @param place where it is
     * @param outer the tree that the file lies in; closed with this
     * @param callers how many callers are welcome
     */
    ArchiveTree(ArchivePlace place, FileTree outer, int callers) {
        this.place = place;
        this.outer = outer;
        int most = Math.max(1, Math.min(callers, outer.capabilities().maxConcurrency()));
        this.capabilities =
                new TreeCapabilities(place.format().features(), place.format().resolution(), most);
    }

    final ArchivePlace place() {
        return place;
    }

    final FileTree outer() {
        return outer;
    }

    @Override
    public final TreeCapabilities capabilities() {
        return capabilities;
    }

    /** Refuses an archive that is not there. */
    final void requireFile(WorkContext context) {
        if (file(context).isEmpty()) {
            throw TreeFailures.notFound(place.shown());
        }
    }

    final Optional<TreeEntry> file(WorkContext context) {
        return outer.stat(List.of(place.file()), context).get(0);
    }

    /** What is there now; a subclass adds what it wrote. */
    ArchiveState load(WorkContext context) {
        return ArchiveState.load(place, outer, file(context), context);
    }

    /** Whether what was loaded is still what is there. */
    boolean isCurrent(ArchiveState loaded, WorkContext context) {
        return loaded.isOf(file(context));
    }

    /** Works on what is there now, alone. */
    final synchronized <R> R with(WorkContext context, Function<ArchiveState, R> work) {
        context.cancellation().throwIfCancelled();
        ArchiveState known = state;
        if (known != null && !isCurrent(known, context)) {
            // contents that are still being read come from the former one
            former.add(known);
            known = null;
            state = null;
        }
        if (known == null) {
            known = load(context);
            state = known;
        }
        return work.apply(known);
    }

    /** Makes the next call look again. */
    final synchronized void forget() {
        if (state != null) {
            former.add(state);
            state = null;
        }
    }

    /** An entry as this kind of archive keeps it. */
    final TreeEntry view(TreeEntry entry) {
        TreeEntry.Builder kept = TreeEntry.of(entry.path(), entry.kind())
                .size(entry.size())
                .modified(entry.modified().orElse(null));
        entry.mode().ifPresent(kept::mode);
        if (entry.mode().isEmpty()) {
            kept.mode(entry.isDirectory() ? 0755 : entry.isFile() ? 0644 : 0777);
        }
        entry.target().ifPresent(kept::target);
        if (capabilities.has(Feature.OWNERS)) {
            kept.owner(entry.owner().orElse(null));
            kept.group(entry.group().orElse(null));
        }
        if (capabilities.has(Feature.HARD_LINKS)) {
            kept.linkGroup(entry.linkGroup().orElse(null));
        }
        if (capabilities.has(Feature.SPARSE)) {
            kept.sparse(entry.isSparse());
        }
        if (capabilities.has(Feature.EXTENDED_ATTRIBUTES)) {
            entry.extended().forEach(kept::extended);
        }
        return kept.build();
    }

    @Override
    public final Cursor<TreeEntry> list(TreePath below, WorkContext context) {
        return with(context, known -> {
            boolean isDirectory = known.index()
                    .find(below)
                    .map(node -> node.entry().isDirectory())
                    .orElse(false);
            if (!isDirectory) {
                throw TreeFailures.notFound(place.shown() + (below.isRoot() ? "" : "!/" + below));
            }
            return Cursor.of(known.index().below(below).stream()
                    .map(node -> view(node.entry()))
                    .toList());
        });
    }

    @Override
    public final List<Optional<TreeEntry>> stat(List<TreePath> paths, WorkContext context) {
        return with(
                context,
                known -> paths.stream()
                        .map(path -> known.index().find(path).map(node -> view(node.entry())))
                        .toList());
    }

    @Override
    public final EntryStream read(List<TreeEntry> entries, WorkContext context) {
        List<TreeEntry> wanted = List.copyOf(entries);
        List<Optional<ArchiveIndex.Node>> found = with(
                context,
                known -> wanted.stream()
                        .map(entry -> known.index().find(entry.path()))
                        .toList());
        return new EntryStream() {
            private int at;
            private @Nullable FileContent open;

            @Override
            public Optional<Item> next() {
                close();
                context.cancellation().throwIfCancelled();
                if (at == wanted.size()) {
                    return Optional.empty();
                }
                TreePath path = wanted.get(at).path();
                Optional<ArchiveIndex.Node> node = found.get(at++);
                if (node.isEmpty()) {
                    return Optional.of(new Missed(path, TreeFailures.vanished(path)));
                }
                TreeEntry now = view(node.get().entry());
                FileContent content =
                        new StoredContent(place.shown(), now.size(), node.get().content(), context);
                open = content;
                return Optional.of(new Found(now, content));
            }

            @Override
            public void close() {
                if (open != null) {
                    open.close();
                    open = null;
                }
            }
        };
    }

    @Override
    public final FileContent open(TreeEntry entry, ByteRange range, WorkContext context) {
        throw TreeFailures.noRanges(entry.path());
    }

    @Override
    public final List<Optional<Digest>> digest(List<TreePath> paths, String algorithm, WorkContext context) {
        return Digests.byReading(this, paths, algorithm, context);
    }

    @Override
    public synchronized void close() {
        forget();
        former.forEach(ArchiveState::close);
        former.clear();
        outer.close();
    }

    @Override
    public final String toString() {
        return place.shown();
    }
}
