package io.godwit.transfer.vfs;

import io.godwit.spi.Cursor;
import io.godwit.spi.Finding;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/** Goes through a tree in the order of its bytes; the next directories are listed ahead, each once. One thread. */
final class FtpWalk implements Cursor<TreeEntry> {
    private final FtpTree tree;
    private final FtpListing listing;
    private final Predicate<TreePath> enters;
    private final WorkContext context;
    private final int ahead;
    private final Deque<TreeEntry> next = new ArrayDeque<>();
    private final Map<TreePath, Future<Optional<List<TreeEntry>>>> begun = new HashMap<>();
    private final Set<TreePath> passed = new HashSet<>();

    FtpWalk(FtpTree tree, TreePath below, Predicate<TreePath> enters, WorkContext context) {
        this.tree = tree;
        this.listing = tree.listing(context);
        this.enters = enters;
        this.context = context;
        this.ahead = 2 * tree.pool().most();
        push(listing.list(below).orElseThrow(() -> TreeFailures.notFound(tree + "/" + below)));
    }

    private void push(List<TreeEntry> entries) {
        List<TreeEntry> sorted = new ArrayList<>(entries);
        sorted.sort((a, b) -> b.path().compareAs(b.isDirectory(), a.path(), a.isDirectory()));
        TreePath last = null;
        for (TreeEntry entry : sorted) {
            if (entry.path().equals(last)) {
                context.progress()
                        .report(Finding.warning(
                                "tree.name-collision",
                                entry.path().toString(),
                                "The server lists this name twice; one of them is left out.",
                                "Look at the directory at the server."));
            } else {
                next.addFirst(entry);
            }
            last = entry.path();
        }
    }

    private void prefetch() {
        if (begun.size() >= ahead) {
            return;
        }
        int seen = 0;
        for (TreeEntry entry : next) {
            if (begun.size() >= ahead || ++seen > 50 * ahead) {
                return;
            }
            TreePath path = entry.path();
            if (entry.isDirectory() && !begun.containsKey(path) && !passed.contains(path)) {
                if (enters.test(path)) {
                    begun.put(path, tree.begin(() -> listing.list(path)));
                } else {
                    passed.add(path);
                }
            }
        }
    }

    @Override
    public boolean hasNext() {
        return !next.isEmpty();
    }

    @Override
    public TreeEntry next() {
        context.cancellation().throwIfCancelled();
        prefetch();
        TreeEntry entry = next.pollFirst();
        if (entry == null) {
            throw new NoSuchElementException();
        }
        if (entry.isDirectory() && !passed.remove(entry.path())) {
            Future<Optional<List<TreeEntry>>> answer = begun.remove(entry.path());
            if (answer != null) {
                FtpTree.await(answer, "listing").ifPresent(this::push);
            } else if (enters.test(entry.path())) {
                listing.list(entry.path()).ifPresent(this::push);
            }
        }
        return entry;
    }

    @Override
    public void close() {
        begun.values().forEach(answer -> answer.cancel(false));
        begun.clear();
        next.clear();
    }
}
