package io.godwit.core.internal.capsule;

import io.godwit.core.internal.capsule.CapsuleManifest.StagedTree;
import io.godwit.core.internal.runtime.DaemonThreads;
import io.godwit.core.internal.runtime.RetryPolicy;
import io.godwit.core.internal.tree.EntryJson;
import io.godwit.core.internal.tree.SelectedListing;
import io.godwit.spi.Cursor;
import io.godwit.spi.FileTree;
import io.godwit.spi.Finding;
import io.godwit.spi.Holdings;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Pulls a tree into a capsule: its entries into an index, the contents of its files into packs, some at a time. One thread. */
final class TreeStager {
    /** The name of the index. */
    static final String INDEX = "index";

    private static final long PACK_BYTES = 32L << 20;
    private static final int PACK_ENTRIES = 5000;

    private final String directory;
    private final Holdings.Tree wanted;
    private final FileTree tree;
    private final CapsuleWriter capsule;
    private final Path scratch;
    private final WorkContext context;
    private final IndexWriter index = new IndexWriter();
    /** Files with several names, by group, as they were pulled under the first. */
    private final Map<String, IndexEntry> links = new HashMap<>();

    private final Set<String> groups = new HashSet<>();
    private int packs;
    private long entries;
    private long bytes;
    private long left;
    private final AtomicLong missing = new AtomicLong();

    TreeStager(
            String side,
            Holdings.Tree wanted,
            FileTree tree,
            CapsuleWriter capsule,
            Path scratch,
            WorkContext context) {
        this.directory = side + "/" + wanted.name();
        this.wanted = wanted;
        this.tree = tree;
        this.capsule = capsule;
        this.scratch = scratch;
        this.context = context;
    }

    static String pack(String directory, int number) {
        return String.format("%s/pack-%06d", directory, number);
    }

    StagedTree run() {
        capsule.directories(List.of(directory));
        Optional<TreeEntry> root = tree.stat(List.of(TreePath.ROOT), context).get(0);
        int readers = Math.max(
                1, Math.min(context.limits().parallelism(), tree.capabilities().maxConcurrency() - 1));
        ExecutorService threads = Executors.newFixedThreadPool(readers, new DaemonThreads("stage"));
        Deque<Future<List<IndexEntry>>> underWay = new ArrayDeque<>();
        try (Cursor<TreeEntry> listing = SelectedListing.open(tree, wanted.selection(), context, scratch)) {
            List<TreeEntry> batch = new ArrayList<>();
            long size = 0;
            while (listing.hasNext()) {
                TreeEntry entry = listing.next();
                batch.add(entry);
                size += entry.size();
                if (size >= PACK_BYTES || batch.size() >= PACK_ENTRIES) {
                    submit(threads, underWay, batch);
                    batch = new ArrayList<>();
                    size = 0;
                }
                while (underWay.size() > 2 * readers) {
                    settle(underWay.removeFirst());
                }
            }
            submit(threads, underWay, batch);
            while (!underWay.isEmpty()) {
                settle(underWay.removeFirst());
            }
        } finally {
            Stagers.end(threads, underWay);
        }
        capsule.object(directory + "/" + INDEX, ByteSource.of(index.bytes()));
        return new StagedTree(
                wanted.name(),
                wanted.root(),
                wanted.selection(),
                root.map(entry -> EntryJson.text(EntryJson.write(entry))).orElse(""),
                tree.capabilities().features().stream().map(Enum::name).sorted().toList(),
                tree.capabilities().timeResolution().toNanos(),
                entries,
                bytes,
                left + missing.get(),
                index.blocks());
    }

    private void submit(ExecutorService threads, Deque<Future<List<IndexEntry>>> underWay, List<TreeEntry> batch) {
        if (batch.isEmpty()) {
            return;
        }
        List<TreeEntry> files = new ArrayList<>();
        for (TreeEntry entry : batch) {
            boolean isFirst = entry.linkGroup().map(groups::add).orElse(true);
            if (entry.isFile() && isFirst) {
                files.add(entry);
            }
        }
        int number = ++packs;
        underWay.addLast(threads.submit(() -> pull(batch, files, number)));
    }

    /** Pulls the contents of some files; gives what is known of all entries then, those without content as they were listed. */
    private List<IndexEntry> pull(List<TreeEntry> batch, List<TreeEntry> files, int number) {
        Map<TreePath, IndexEntry> taken = new HashMap<>();
        Map<TreePath, MigrationException> faults = new HashMap<>();
        if (!files.isEmpty()) {
            RetryPolicy.standard().run("staging files", context.cancellation(), () -> {
                try (PackSource source = new PackSource(tree, files, number, context)) {
                    capsule.object(pack(directory, number), source);
                    taken.putAll(source.taken());
                    faults.putAll(source.faults());
                }
            });
        }
        List<IndexEntry> result = new ArrayList<>();
        for (TreeEntry entry : batch) {
            IndexEntry found = taken.get(entry.path());
            if (found != null) {
                result.add(found);
            } else if (faults.containsKey(entry.path())) {
                missing.incrementAndGet();
                report(faults.get(entry.path()));
            } else {
                result.add(IndexEntry.of(entry));
            }
        }
        return result;
    }

    private void report(MigrationException fault) {
        if (fault.code().equals("tree.vanished")) {
            context.progress()
                    .report(Finding.info(
                            fault.code(), fault.subject(), "A file vanished from its place before it was staged."));
            return;
        }
        String message = fault.getMessage();
        context.progress()
                .report(Finding.error(
                        fault.code(),
                        fault.subject(),
                        "A file was not staged: " + (message == null ? fault.code() : message),
                        fault.remediation()));
    }

    private void settle(Future<List<IndexEntry>> pulled) {
        for (IndexEntry entry : Stagers.result(pulled)) {
            IndexEntry known = entry;
            String group = entry.entry().linkGroup().orElse("");
            boolean hasContent = !entry.sha256().isEmpty();
            if (!group.isEmpty() && hasContent) {
                links.put(group, entry);
            } else if (entry.entry().isFile() && !hasContent) {
                IndexEntry first = links.get(group);
                if (first == null) {
                    left++;
                    context.progress()
                            .report(Finding.error(
                                    "tree.read-failed",
                                    entry.entry().path().toString(),
                                    "A file was not staged, as another name of it could not be read.",
                                    "Stage again when nothing writes there."));
                    continue;
                }
                known = first.named(entry.entry());
            }
            entries++;
            bytes += known.entry().size();
            index.add(known);
        }
    }
}
