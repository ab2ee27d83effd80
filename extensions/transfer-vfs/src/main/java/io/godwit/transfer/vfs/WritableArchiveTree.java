package io.godwit.transfer.vfs;

import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * An archive that is written. Each batch becomes a part of its own in a directory beside the archive; {@link #complete} makes the
 * archive of the parts and gives it its name. Thread-safe.
 */
final class WritableArchiveTree extends ArchiveTree implements WritableFileTree {
    private static final WriteToken UNNAMED = new WriteToken("any", "", 0);

    private final WritableFileTree outer;
    private final WorkArea area;
    private long number;
    private WriteToken last = UNNAMED;

    WritableArchiveTree(ArchivePlace place, WritableFileTree outer, int callers) {
        super(place, outer, callers);
        this.outer = outer;
        this.area = new WorkArea(outer, place.file());
        if (!outer.capabilities().has(Feature.RENAME)) {
            throw ArchiveFailures.notWritable(place.shown());
        }
    }

    @Override
    ArchiveState load(WorkContext context) {
        WorkContext quiet = new QuietContext(context);
        if (area.has(area.mark(), context)) {
            // the archive was whole when somebody stopped
            if (area.has(area.whole(), context)) {
                require(outer.apply(List.of(new TreeChange.Rename(area.whole(), place().file())), quiet));
            }
            area.remove(quiet);
        }
        ArchiveState state = super.load(context);
        boolean usable = false;
        try {
            TarLoader loader = new TarLoader(place().shown(), state.index(), place().limits(), context);
            number = 0;
            for (WorkArea.Part part : area.parts(context)) {
                TarPart tar =
                        part(part.file(), part.isPlain() ? place().format().working() : ArchiveFormat.TAR, context);
                state.add(tar);
                loader.load(tar, false);
                number = Math.max(number, part.number() + 1);
                if (part.isPlain()) {
                    last = new WriteToken(part.session(), "", part.fence());
                }
            }
            usable = true;
            return state;
        } finally {
            if (!usable) {
                state.close();
            }
        }
    }

    private TarPart part(TreeEntry file, ArchiveFormat format, WorkContext context) {
        return new TarPart(outer, file, format, place().limits(), place().shown(), new QuietContext(context));
    }

    /** Nobody else writes what this does. */
    @Override
    boolean isCurrent(ArchiveState loaded, WorkContext context) {
        return true;
    }

    private static void require(List<EntryResult> results) {
        results.forEach(result -> result.failure().ifPresent(failure -> {
            throw failure;
        }));
    }

    @Override
    public List<EntryResult> write(EntryStream entries, WriteToken token, WorkContext context) {
        WorkContext quiet = new QuietContext(context);
        takeTurn(token, context);
        Batch batch = new Batch(context);
        BatchSegments segments =
                new BatchSegments(entries, place(), batch::check, () -> nextName(token, true), context);
        boolean complete = false;
        try {
            List<EntryResult> stored = outer.write(segments, token, quiet);
            store(segments.segments(), stored, quiet, context);
            complete = true;
        } finally {
            if (!complete) {
                forget();
            }
        }
        List<EntryResult> results = segments.results();
        context.progress()
                .addItems(results.stream().filter(r -> r.failure().isEmpty()).count());
        return results;
    }

    /** One session at a time; a runner that was replaced is told so. */
    private void takeTurn(WriteToken token, WorkContext context) {
        with(context, state -> {
            boolean isForeign = !last.equals(UNNAMED) && !last.session().equals(WorkArea.plain(token.session()));
            if (isForeign) {
                throw ArchiveFailures.busy(place().shown(), last.session());
            }
            if (last.fence() > token.fence()) {
                throw TreeFailures.fenced(place().shown());
            }
            last = new WriteToken(WorkArea.plain(token.session()), "", token.fence());
            return Boolean.TRUE;
        });
    }

    private synchronized TreePath nextName(WriteToken token, boolean isPlain) {
        return area.name(number++, token, isPlain);
    }

    private void store(
            List<BatchSegments.Segment> segments, List<EntryResult> stored, WorkContext quiet, WorkContext context) {
        List<BatchSegments.Segment> there = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            Optional<MigrationException> failure = stored.get(i).failure();
            failure.ifPresent(segments.get(i)::fail);
            if (failure.isEmpty()) {
                there.add(segments.get(i));
            }
        }
        List<Optional<TreeEntry>> files =
                outer.stat(there.stream().map(BatchSegments.Segment::path).toList(), quiet);
        with(context, state -> {
            for (int i = 0; i < there.size(); i++) {
                TreeEntry file = files.get(i).orElseThrow(() -> TreeFailures.vanished(place().shown()));
                TarPart part = part(file, place().format().working(), context);
                state.add(part);
                there.get(i).written().forEach(entry -> add(state.index(), entry, part));
            }
            return Boolean.TRUE;
        });
    }

    private static void add(ArchiveIndex index, BatchSegments.Written written, TarPart part) {
        TreeEntry entry = written.entry();
        TreePath first = written.first();
        if (first == null) {
            Stored content =
                    entry.isFile() ? new Stored(part, written.offset(), written.stored(), written.regions()) : null;
            index.put(entry.toBuilder().linkGroup(null).build(), content);
            return;
        }
        ArchiveIndex.Node shared = index.find(first).orElseThrow(() -> TreeFailures.vanished(first));
        String group = shared.entry().linkGroup().orElse(first.toString());
        index.update(shared.entry().toBuilder().linkGroup(group).build(), shared.content());
        index.put(shared.entry().toBuilder(entry.path()).linkGroup(group).build(), shared.content());
    }

    /** Looks whether entries may take their names, beside what is there and what the batch brought before. */
    private final class Batch {
        private final WorkContext context;
        private final Map<TreePath, EntryKind> brought = new HashMap<>();
        private final Set<TreePath> above = new HashSet<>();

        Batch(WorkContext context) {
            this.context = context;
        }

        void check(TreeEntry entry) {
            TreePath path = entry.path();
            if (place().format() == ArchiveFormat.ZIP && path.text().isEmpty()) {
                throw TreeFailures.notRepresentable(path);
            }
            for (TreePath at = path.parent().orElse(null);
                    at != null && !at.isRoot();
                    at = at.parent().orElse(null)) {
                EntryKind kind = brought.get(at);
                if (kind != null && kind != EntryKind.DIRECTORY) {
                    throw ArchiveChanges.inTheWay(path, brief(at, kind));
                }
            }
            with(context, state -> {
                state.index().obstacle(path).ifPresent(obstacle -> {
                    throw ArchiveChanges.inTheWay(path, obstacle);
                });
                Optional<TreeEntry> there = state.index().find(path).map(ArchiveIndex.Node::entry);
                EntryKind kind =
                        brought.getOrDefault(path, there.map(TreeEntry::kind).orElse(null));
                if (entry.isDirectory() && kind != null && kind != EntryKind.DIRECTORY) {
                    throw TreeFailures.kindConflict(path, "a file has its name");
                }
                if (!entry.isDirectory() && (kind == EntryKind.DIRECTORY || above.contains(path) || path.isRoot())) {
                    throw TreeFailures.kindConflict(path, "a directory has its name");
                }
                return Boolean.TRUE;
            });
            if (entry.isFile() || entry.isDirectory() || entry.kind() == EntryKind.SYMLINK) {
                brought.put(path, entry.kind());
            }
            for (TreePath at = path.parent().orElse(null); at != null && above.add(at); ) {
                at = at.parent().orElse(null);
            }
        }

        private static TreeEntry brief(TreePath path, EntryKind kind) {
            return kind == EntryKind.SYMLINK
                    ? TreeEntry.of(path, kind)
                            .target(io.godwit.spi.TreeLink.of("?"))
                            .build()
                    : TreeEntry.of(path, kind).build();
        }
    }

    @Override
    public PendingFile begin(TreeEntry entry, WriteToken token, WorkContext context) {
        throw TreeFailures.noRanges(entry.path());
    }

    @Override
    public List<EntryResult> apply(List<TreeChange> changes, WorkContext context) {
        boolean complete = false;
        try {
            List<EntryResult> results = with(context, state -> change(state, changes, context));
            complete = true;
            return results;
        } finally {
            if (!complete) {
                forget();
            }
        }
    }

    private List<EntryResult> change(ArchiveState state, List<TreeChange> changes, WorkContext context) {
        List<EntryResult> results = new ArrayList<>(changes.size());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            ArchiveChanges work = new ArchiveChanges(state.index(), new TarOut(plain));
            for (TreeChange change : changes) {
                context.cancellation().throwIfCancelled();
                try {
                    work.apply(change);
                    results.add(EntryResult.done(change.path(), 0));
                } catch (MigrationException e) {
                    if (e.category() == ErrorCategory.CANCELLED) {
                        throw e;
                    }
                    results.add(EntryResult.failed(change.path(), e));
                }
            }
            if (work.count() == 0) {
                return results;
            }
            ArchiveFormat format = work.isPlain() ? place().format().working() : ArchiveFormat.TAR;
            try (OutputStream out = format.compress(bytes, place().level())) {
                plain.writeTo(out);
            }
            TreePath name = nextName(last, work.isPlain());
            TreeEntry file = TreeEntry.of(name, EntryKind.FILE)
                    .size(bytes.size())
                    .mode(0600)
                    .modified(context.clock().instant())
                    .build();
            publish(file, new MemoryContent(bytes.toByteArray()), last, new QuietContext(context));
        } catch (IOException e) {
            throw ArchiveFailures.noScratch(e);
        }
        return results;
    }

    private void publish(TreeEntry file, io.godwit.spi.FileContent content, WriteToken token, WorkContext context) {
        try (EntryStream one = OneEntry.of(file, content)) {
            require(outer.write(one, token, context));
        }
    }

    @Override
    public void complete(WriteToken token, WorkContext context) {
        WorkContext quiet = new QuietContext(context);
        boolean changed = with(context, state -> {
            List<WorkArea.Part> parts = area.parts(context);
            if (parts.isEmpty()) {
                return Boolean.FALSE;
            }
            if (parts.stream().anyMatch(part -> part.fence() > token.fence())) {
                throw TreeFailures.fenced(place().shown());
            }
            if (!state.isOf(file(context))) {
                throw TreeFailures.changed(place().shown());
            }
            if (!state.index().isThere()) {
                require(outer.apply(List.of(new TreeChange.Delete(place().file())), quiet));
            } else {
                TreeEntry whole = TreeEntry.of(area.whole(), EntryKind.FILE)
                        .mode(0600)
                        .modified(context.clock().instant())
                        .build();
                publish(whole, Completion.of(state, parts, outer, quiet), token, quiet);
                publish(
                        TreeEntry.of(area.mark(), EntryKind.FILE).mode(0600).build(),
                        new MemoryContent(new byte[0]),
                        token,
                        quiet);
                require(outer.apply(List.of(new TreeChange.Rename(area.whole(), place().file())), quiet));
            }
            area.remove(quiet);
            last = UNNAMED;
            return Boolean.TRUE;
        });
        if (changed) {
            forget();
        }
    }

    @Override
    public OptionalLong usableSpace(WorkContext context) {
        return outer.usableSpace(context);
    }
}
