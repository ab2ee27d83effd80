package io.godwit.core.internal.tree;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.Cursor;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkExecutor;
import io.godwit.spi.WorkResult;
import io.godwit.spi.WorkUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One run of a copy, from whatever an earlier run left. One thread, beside those of the executor. */
final class CopyRun {
    private static final long SORT_MEMORY = 16L << 20;
    /** With fewer calls at a time than this, listings are read to their end before anything is copied. */
    private static final int ENOUGH_CALLS = 3;

    private final CopyJob job;
    private final AtomicLong items = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private long deleted;

    CopyRun(CopyJob job) {
        this.job = job;
    }

    void run() {
        boolean goesOn = job.context().checkpoint().isPresent();
        Optional<TreeEntry> targetRoot = statRoot();
        if (!goesOn) {
            checkMode(targetRoot);
            job.context().checkpoint("{\"begun\":true}");
        }
        Leftovers leftovers = new Leftovers(job.target(), job.context().token(), job.context());
        if (goesOn && targetRoot.isPresent()) {
            long swept = leftovers.sweep(false);
            if (swept > 0) {
                job.context().log("Removed " + swept + " temporary files of an earlier run.");
            }
        }
        job.area().rootWas(targetRoot);
        Optional<TreeEntry> sourceRoot =
                job.source().stat(List.of(TreePath.ROOT), job.context()).get(0);
        try (CopyPlanner.Later later = later()) {
            Runnable deletion = copy(sourceRoot, targetRoot, later);
            completeLarge(later);
            copyLinks(later);
            deletion.run();
            leftovers.sweepParts();
            try (Cursor<TreeEntry> directories = later.directories().forward()) {
                new DirectoryFinish(job).run(directories);
            }
        }
        job.target().complete(job.context().token(), job.context());
        job.context().checkpoint(summary());
        job.context()
                .log("Copied " + items.get() + " files and links, " + bytes.get() + " bytes"
                        + (deleted > 0 ? "; deleted " + deleted + " at the destination" : "") + ".");
    }

    private Optional<TreeEntry> statRoot() {
        return job.target().stat(List.of(TreePath.ROOT), job.context()).get(0);
    }

    private String summary() {
        ObjectNode node = EntryJson.object();
        node.put("copied", items.get());
        node.put("bytes", bytes.get());
        node.put("deleted", deleted);
        return EntryJson.text(node);
    }

    private void checkMode(Optional<TreeEntry> targetRoot) {
        if (job.move().mode() != TreeMove.Mode.CREATE || targetRoot.isEmpty()) {
            return;
        }
        try (Cursor<TreeEntry> there = job.target().list(TreePath.ROOT, job.context())) {
            while (there.hasNext()) {
                if (!OwnNames.isOurs(there.next().path())) {
                    throw MigrationException.of(
                                    ErrorCategory.VALIDATION,
                                    "tree.not-empty",
                                    "\"" + job.move().to() + "\" was to be made anew, and there is something in it")
                            .subject(job.move().to().toString())
                            .remedy("Make a new plan, or empty the directory.")
                            .build();
                }
            }
        }
    }

    private CopyPlanner.Later later() {
        var scratch = job.context().scratch();
        return new CopyPlanner.Later(
                new Spool<>(EntryCodec.INSTANCE, scratch),
                new ExternalSorter<>(CopyRun::byLink, EntryCodec.INSTANCE, scratch, SORT_MEMORY),
                new Spool<>(EntryCodec.INSTANCE, scratch),
                new Spool<>(EntryCodec.INSTANCE, scratch));
    }

    private static int byLink(TreeEntry a, TreeEntry b) {
        int byGroup = a.linkGroup().orElse("").compareTo(b.linkGroup().orElse(""));
        return byGroup != 0 ? byGroup : TreeListing.compare(a, b);
    }

    /** Copies what the listings tell of; gives what deletes the rest. */
    private Runnable copy(Optional<TreeEntry> sourceRoot, Optional<TreeEntry> targetRoot, CopyPlanner.Later later) {
        WatchedContext watched = new WatchedContext(job.context(), job.findings());
        AtomicLong taken = new AtomicLong();
        boolean targetIsThere = targetRoot.isPresent();
        if (hasEnoughCalls()) {
            try (CallGate.Calls calls = job.calls(1, 1);
                    PairCursor pairs = pairs(watched, targetIsThere)) {
                Objects.requireNonNull(calls);
                taken.set(copy(new CopyPlanner(job, pairs, sourceRoot, targetRoot, later)));
            }
        } else {
            try (Spool<EntryPair> all =
                    new Spool<>(new PairCodec(), job.context().scratch())) {
                list(watched, targetIsThere, all);
                try (Cursor<EntryPair> spooled = all.forward()) {
                    taken.set(copy(new CopyPlanner(job, spooled, sourceRoot, targetRoot, later)));
                }
            }
        }
        return () -> deleted = new Extraneous(job).run(later.extraneous(), taken.get(), watched.isClean());
    }

    private boolean hasEnoughCalls() {
        return job.source().capabilities().maxConcurrency() >= ENOUGH_CALLS
                && job.target().capabilities().maxConcurrency() >= ENOUGH_CALLS;
    }

    /** Copies what a planner hands out; how many entries of the source it saw. */
    private long copy(CopyPlanner planner) {
        execute(planner);
        return planner.taken();
    }

    /** Reads both listings to their end. */
    private void list(WatchedContext watched, boolean targetIsThere, Spool<EntryPair> all) {
        try (CallGate.Calls calls = job.calls(1, 1);
                PairCursor pairs = pairs(watched, targetIsThere)) {
            Objects.requireNonNull(calls);
            pairs.forEachRemaining(all::add);
        }
    }

    private PairCursor pairs(WatchedContext watched, boolean targetIsThere) {
        var scratch = job.context().scratch();
        TreeListing left = TreeListing.open(job.source(), job.selection(), watched, scratch);
        boolean complete = false;
        try {
            Cursor<TreeEntry> right = targetIsThere
                    ? TreeListing.open(job.target(), job.selection(), job.context(), scratch)
                    : Cursor.of(List.of());
            complete = true;
            return new PairCursor(left, right);
        } finally {
            if (!complete) {
                left.close();
            }
        }
    }

    private void completeLarge(CopyPlanner.Later later) {
        try (Cursor<TreeEntry> large = later.large().forward()) {
            execute(new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return large.hasNext();
                }

                @Override
                public WorkUnit next() {
                    return new LargeFile(job, large.next()).commitUnit();
                }
            });
        }
    }

    /** Hard-linked files, all names of one file in one unit. */
    private void copyLinks(CopyPlanner.Later later) {
        try (Cursor<TreeEntry> links = later.links().sorted()) {
            execute(new LinkUnits(links));
        }
    }

    private void execute(Iterator<WorkUnit> units) {
        job.context().executor().execute(units, this::runUnit, new Journal(), job.context());
    }

    private WorkResult runUnit(WorkUnit unit) {
        return switch (unit.data().type()) {
            case UnitData.FILES -> new FileUnit(job, unit).run();
            case UnitData.RANGE -> new LargeFile(job, UnitData.entry(unit.data())).copy(UnitData.range(unit.data()));
            case UnitData.COMMIT -> new LargeFile(job, UnitData.entry(unit.data())).commit(unit);
            default ->
                throw new IllegalStateException(
                        "no unit of a copy: " + unit.data().type());
        };
    }

    private final class Journal implements WorkExecutor.Listener {
        @Override
        public void done(WorkUnit unit, WorkResult result) {
            if (!unit.data().type().equals(UnitData.RANGE)) {
                job.context()
                        .sharedUnits(TreeResults.ledgerName(job.move()))
                        .done(job.move().pass() + "/" + unit.token().unit(), result);
            }
            result.findings().forEach(job.findings()::report);
            job.context().units().done(unit.token().unit(), result);
            items.addAndGet(result.items());
            bytes.addAndGet(result.bytes());
        }

        @Override
        public boolean failed(WorkUnit unit, MigrationException failure) {
            return false;
        }
    }

    private final class LinkUnits implements Iterator<WorkUnit> {
        private final Cursor<TreeEntry> links;
        private @Nullable List<TreeEntry> ready;
        private @Nullable TreeEntry head;

        LinkUnits(Cursor<TreeEntry> links) {
            this.links = links;
        }

        @Override
        public boolean hasNext() {
            while (ready == null && (head != null || links.hasNext())) {
                List<TreeEntry> unit = gather();
                if (!job.context().units().isDone(id(unit))) {
                    ready = unit;
                }
            }
            return ready != null;
        }

        /** Whole groups only, however many names one has. */
        private List<TreeEntry> gather() {
            List<TreeEntry> unit = new ArrayList<>();
            long size = 0;
            String group = "";
            while (head != null || links.hasNext()) {
                TreeEntry entry = head != null ? head : links.next();
                head = null;
                String its = entry.linkGroup().orElse("");
                boolean begins = !its.equals(group);
                if (begins
                        && (unit.size() >= job.sizes().leastEntries()
                                || size >= job.sizes().mostBytes())) {
                    head = entry;
                    break;
                }
                group = its;
                size += begins ? entry.size() : 0;
                unit.add(entry);
            }
            return unit;
        }

        private String id(List<TreeEntry> unit) {
            Chunk chunk = new Chunk(job.sizes());
            unit.forEach(entry -> chunk.add(entry, true));
            return job.unitId("links", chunk.identity());
        }

        @Override
        public WorkUnit next() {
            List<TreeEntry> unit = hasNext() ? ready : null;
            if (unit == null) {
                throw new NoSuchElementException();
            }
            ready = null;
            return new WorkUnit(job.token(id(unit)), UnitData.files(unit));
        }
    }
}
