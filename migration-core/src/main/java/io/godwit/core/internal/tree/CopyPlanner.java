package io.godwit.core.internal.tree;

import io.godwit.spi.ByteRange;
import io.godwit.spi.Cursor;
import io.godwit.spi.EntryKind;
import io.godwit.spi.Finding;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes through both listings and hands out units: chunks of files and links, and the ranges of large files. Before a unit is handed
 * out, the directories that it writes into are there. What has to wait for the end (hard links, large files to complete, what is to be
 * deleted, attributes of directories) goes to lists on disk. One thread.
 */
final class CopyPlanner implements Iterator<WorkUnit> {
    private final CopyJob job;
    private final Cursor<EntryPair> pairs;
    private final DirectoryBatch directories;
    private final Later later;
    private final Deque<Level> levels = new ArrayDeque<>();
    private final Deque<WorkUnit> ready = new ArrayDeque<>();
    private final boolean listsDirectories;
    private Chunk chunk;
    private long taken;

    CopyPlanner(
            CopyJob job,
            Cursor<EntryPair> pairs,
            Optional<TreeEntry> sourceRoot,
            Optional<TreeEntry> targetRoot,
            Later later) {
        this.job = job;
        this.pairs = pairs;
        this.later = later;
        this.chunk = new Chunk(job.sizes());
        this.directories = new DirectoryBatch(job);
        this.listsDirectories = job.source().capabilities().has(Feature.DIRECTORIES);
        Level root = new Level(TreePath.ROOT, sourceRoot.orElse(null), targetRoot.orElse(null));
        levels.addFirst(root);
        if (targetRoot.isEmpty()) {
            make(root);
        } else if (sourceRoot.isPresent() && differs(sourceRoot.get(), targetRoot.get())) {
            root.needsAttributes = true;
        }
    }

    /** How many entries of the source were seen. */
    long taken() {
        return taken;
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && pairs.hasNext()) {
            job.context().cancellation().throwIfCancelled();
            consider(pairs.next());
        }
        if (ready.isEmpty()) {
            finishChunk();
        }
        if (ready.isEmpty()) {
            directories.flush();
            while (!levels.isEmpty()) {
                leave();
            }
        }
        return !ready.isEmpty();
    }

    @Override
    public WorkUnit next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        directories.flush();
        return ready.removeFirst();
    }

    private void consider(EntryPair pair) {
        TreePath path = pair.path();
        while (!path.startsWith(levels.getFirst().path)) {
            leave();
        }
        Optional<TreeEntry> source = pair.source();
        if (source.isEmpty()) {
            extra(pair.either());
            return;
        }
        taken++;
        if (!listsDirectories) {
            enterMissing(path.parent().orElseThrow());
        }
        TreeEntry entry = source.get();
        switch (entry.kind()) {
            case DIRECTORY -> enter(entry, pair.target());
            case FILE -> file(entry, pair.target());
            case SYMLINK -> link(entry, pair.target());
            default ->
                job.findings()
                        .report(Finding.warning(
                                "tree.special-skipped",
                                path.toString(),
                                "A " + entry.kind().name().toLowerCase(java.util.Locale.ROOT) + " was not copied.",
                                "Whoever needs it makes it anew."));
        }
        if (directories.isLarge()) {
            directories.flush();
        }
    }

    private void enter(TreeEntry source, Optional<TreeEntry> target) {
        Level level = new Level(source.path(), source, target.orElse(null));
        if (target.isEmpty()) {
            make(level);
        } else {
            level.needsAttributes = differs(source, target.get());
        }
        levels.addFirst(level);
        job.context().progress().addItems(1);
    }

    /** Where the source has no directories of its own, the names tell of them. */
    private void enterMissing(TreePath parent) {
        List<TreePath> missing = new ArrayList<>();
        TreePath at = parent;
        while (!at.equals(levels.getFirst().path)) {
            missing.add(0, at);
            at = at.parent().orElseThrow();
        }
        for (TreePath path : missing) {
            Level level = new Level(path, null, null);
            make(level);
            levels.addFirst(level);
        }
    }

    private boolean differs(TreeEntry source, TreeEntry target) {
        return !job.comparer().differences(job.prepare(source), target, false).isEmpty();
    }

    private void make(Level level) {
        level.made = true;
        level.needsAttributes = true;
        if (job.target().capabilities().has(Feature.DIRECTORIES)) {
            if (!levels.isEmpty()) {
                touch(levels.getFirst());
            }
            directories.make(level.path);
        }
    }

    private void touch(Level level) {
        TreeEntry before = level.target;
        if (!level.touched && !level.made && before != null) {
            directories.touch(before);
        }
        level.touched = true;
        level.needsAttributes = true;
    }

    /** Everything in the directory was seen: its attributes can be set when the units are done. */
    private void leave() {
        Level level = levels.removeFirst();
        if (level.needsAttributes && level.source != null) {
            later.directories().add(level.source);
        }
    }

    private void file(TreeEntry entry, Optional<TreeEntry> target) {
        boolean grouped =
                entry.linkGroup().isPresent() && job.target().capabilities().has(Feature.HARD_LINKS);
        boolean needy = isNeedy(entry, target);
        if (grouped) {
            touch(levels.getFirst());
            later.links().add(entry);
            return;
        }
        if (needy) {
            touch(levels.getFirst());
        }
        boolean ranges = job.source().capabilities().has(Feature.RANGES)
                && job.target().capabilities().has(Feature.RANGES);
        if (needy
                && ranges
                && entry.size() > job.sizes().large()
                && !job.rewriting().concerns(entry)
                && !isCarried(entry, target)) {
            large(entry);
            return;
        }
        add(entry, needy);
    }

    /** A program that compares both versions of a large file may carry it; one that is new goes in ranges, which are resumed one by one. */
    private boolean isCarried(TreeEntry entry, Optional<TreeEntry> target) {
        return (RouteChoice.isOtherVersion(entry, target) || job.route().isWithinService())
                && job.route().of(List.of(entry), List.of(target)).isPresent();
    }

    private boolean isNeedy(TreeEntry entry, Optional<TreeEntry> target) {
        if (target.isEmpty() || job.isRewrittenAnew(entry)) {
            return true;
        }
        Set<Difference> differences = job.comparer()
                .differences(job.prepare(entry), target.get(), job.rewriting().concerns(entry));
        return !differences.isEmpty() || job.comparer().isOtherContent(entry, differences);
    }

    private void link(TreeEntry entry, Optional<TreeEntry> target) {
        if (!job.target().capabilities().has(Feature.SYMLINKS)) {
            job.findings()
                    .report(Finding.warning(
                            "tree.symlinks-lost",
                            entry.path().toString(),
                            "A symbolic link was not copied, since the destination has none.",
                            "Choose a destination that keeps links."));
            return;
        }
        boolean needy = isNeedy(entry, target);
        if (needy) {
            touch(levels.getFirst());
        }
        add(entry, needy);
    }

    private void add(TreeEntry entry, boolean needy) {
        chunk.add(entry, needy);
        if (chunk.isFull()) {
            finishChunk();
        }
    }

    private void finishChunk() {
        Chunk full = chunk;
        if (full.isEmpty()) {
            return;
        }
        chunk = new Chunk(job.sizes());
        String id = job.unitId("files", full.identity());
        if (job.context().units().isDone(id)) {
            // what finished units did counts already
            return;
        }
        job.context().progress().addItems(full.settled());
        if (!full.needy().isEmpty()) {
            ready.addLast(new WorkUnit(job.token(id), UnitData.files(full.needy())));
        }
    }

    private void large(TreeEntry entry) {
        LargeFile file = new LargeFile(job, entry);
        WorkUnit commit = file.commitUnit();
        if (job.context().units().isDone(commit.token().unit())) {
            return;
        }
        later.large().add(entry);
        for (ByteRange range : file.ranges()) {
            WorkUnit unit = file.rangeUnit(range);
            if (!job.context().units().isDone(unit.token().unit())) {
                ready.addLast(unit);
            }
        }
    }

    private void extra(TreeEntry target) {
        if (!job.move().deleteExtraneous()) {
            return;
        }
        if (target.kind() == EntryKind.DIRECTORY && !listsDirectories) {
            return;
        }
        Level above = levels.getFirst();
        if (target.path().parent().orElseThrow().equals(above.path)) {
            touch(above);
        }
        later.extraneous().add(target);
    }

    /** A directory on the way to where the listing is. */
    private static final class Level {
        private final TreePath path;
        private final @Nullable TreeEntry source;
        private final @Nullable TreeEntry target;
        private boolean made;
        private boolean touched;
        private boolean needsAttributes;

        Level(TreePath path, @Nullable TreeEntry source, @Nullable TreeEntry target) {
            this.path = path;
            this.source = source;
            this.target = target;
        }
    }

    /**
     * What has to wait.
     *
     * @param directories whose attributes are set at the end, children before parents
     * @param links hard-linked files, sorted by what they are linked to
     * @param large large files to complete
     * @param extraneous what only the destination has, in the order of the listing
     */
    record Later(
            Spool<TreeEntry> directories,
            ExternalSorter<TreeEntry> links,
            Spool<TreeEntry> large,
            Spool<TreeEntry> extraneous)
            implements AutoCloseable {
        @Override
        public void close() {
            try (directories;
                    links;
                    large;
                    extraneous) {
                // each is closed
            }
        }
    }
}
