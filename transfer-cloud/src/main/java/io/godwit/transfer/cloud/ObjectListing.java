package io.godwit.transfer.cloud;

import io.godwit.spi.Cursor;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Everything below a directory, page by page. Where listings do not tell what is kept with the objects, each is looked up, many
 * at a time. Keys in the order of their bytes are entries in the order of listings, for a directory counts as its name with a
 * slash.
 */
final class ObjectListing implements Cursor<TreeEntry> {
    private static final int PAGE = 1000;
    /** Comes behind all that names hold. */
    private static final String LAST = new String(Character.toChars(Character.MAX_CODE_POINT));

    private final ObjectTree tree;
    private final String prefix;
    private final TreePath below;
    private final WorkContext context;
    /** Objects of the page, in order; those that vanished meanwhile turn out empty. */
    private final Deque<Future<Optional<StoredObject>>> page = new ArrayDeque<>();
    /** Found and not yet handed out. */
    private final Deque<TreeEntry> ready = new ArrayDeque<>();
    /** Files whose names the last key begins with; one of them may turn out to be a directory as well. */
    private final Deque<String> files = new ArrayDeque<>();

    private @Nullable String next = "";
    private @Nullable Future<ObjectStore.Page> ahead;
    private final Predicate<TreePath> enters;
    /** What is below a directory that is not entered begins with this. */
    private @Nullable String closed;

    private TreePath directory;
    private @Nullable String unusable;
    private String last = "";
    private String lastOfPage = "";

    ObjectListing(ObjectTree tree, TreePath below, Predicate<TreePath> enters, WorkContext context) {
        this.enters = enters;
        this.tree = tree;
        this.below = below;
        this.prefix = tree.keys().directory(below);
        this.context = context;
        this.directory = below;
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty()) {
            context.cancellation().throwIfCancelled();
            Future<Optional<StoredObject>> object = page.poll();
            if (object != null) {
                Requests.await(object, "listing").ifPresent(this::take);
            } else if (next != null) {
                turn(next);
            } else {
                return false;
            }
        }
        return true;
    }

    @Override
    public TreeEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    private void turn(String after) {
        ObjectStore.Page found = ahead == null ? page(after) : Requests.await(ahead, "listing");
        next = found.next();
        String further = next;
        ahead = further == null ? null : tree.requests().begin(() -> page(further));
        for (StoredObject object : found.objects()) {
            lastOfPage = object.key();
            String shut = closed;
            if (shut != null && object.key().startsWith(shut) && !object.key().equals(shut)) {
                continue; // not entered, so not looked up either
            }
            if (object.headers() == null) {
                page.add(tree.requests().begin(() -> tree.store().head(object.key())));
            } else {
                page.add(java.util.concurrent.CompletableFuture.completedFuture(Optional.of(object)));
            }
        }
    }

    private ObjectStore.Page page(String after) {
        return tree.store().list(prefix, after, false, PAGE);
    }

    private void take(StoredObject object) {
        String key = object.key();
        if (tree.store().isSorted() && Keys.compare(key, last) < 0) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "cloud.unsorted-listing",
                            "the service lists \"" + key + "\" behind \"" + last + "\", so not in the order of bytes")
                    .subject(tree.toString())
                    .remedy("Give the location the setting \"sorted_listing: false\".")
                    .build();
        }
        last = key;
        if (key.equals(prefix)
                || (unusable != null && key.startsWith(unusable))
                || (closed != null && key.startsWith(closed))) {
            return;
        }
        Optional<TreePath> usable = tree.keys().path(key);
        if (usable.isEmpty()) {
            leaveOut(key, key, "tree.name-not-representable", "the key \"" + key + "\" is not the path of a file");
            return;
        }
        while (!files.isEmpty() && !key.startsWith(files.peek())) {
            files.pop();
        }
        for (String file : files) {
            if (key.startsWith(file + "/")) {
                leaveOut(
                        key,
                        file + "/",
                        "tree.name-collision",
                        "the bucket holds an object \"" + file + "\" and others behind \"" + file + "/\"");
                return;
            }
        }
        TreePath path = usable.get();
        boolean marker = key.endsWith("/");
        enter(marker ? path : path.parent().orElse(TreePath.ROOT), marker ? object : null);
        if (!marker && !shut(path)) {
            files.push(key);
            ready.add(ObjectEntries.entry(path, object));
        }
    }

    /** Whether an entry is below a directory that is not entered. */
    private boolean shut(TreePath path) {
        return closed != null && tree.keys().file(path).startsWith(closed);
    }

    /** Leaves out what is below a directory; where the store can, the listing goes on behind it. */
    private void close(TreePath shut) {
        String all = tree.keys().directory(shut);
        closed = all;
        if (!tree.store().canSeek() || !tree.store().isSorted()) {
            return;
        }
        // what was listed already of it is dropped; if that was all to the end of the page, the next one begins behind
        // it
        String end = next;
        if (end != null && (page.isEmpty() || endsWithin(all))) {
            Future<ObjectStore.Page> unwanted = ahead;
            if (unwanted != null) {
                unwanted.cancel(false);
            }
            page.clear();
            ahead = null;
            next = all + LAST;
        }
    }

    private boolean endsWithin(String all) {
        return lastOfPage.startsWith(all);
    }

    /** Tells of the directories on the way to one, as far as they were not told of before. */
    private void enter(TreePath to, @Nullable StoredObject marker) {
        if (to.equals(directory)) {
            return;
        }
        Deque<TreePath> fresh = new ArrayDeque<>();
        for (TreePath at = to;
                !at.equals(below) && !directory.startsWith(at);
                at = at.parent().orElseThrow()) {
            fresh.push(at);
        }
        for (TreePath at : fresh) {
            ready.add(ObjectEntries.directory(at, at.equals(to) ? marker : null));
            if (!enters.test(at)) {
                close(at);
                directory = at;
                return;
            }
        }
        directory = to;
    }

    private void leaveOut(String key, String all, String code, String why) {
        unusable = all;
        context.progress()
                .report(Finding.error(
                        code,
                        key,
                        why + ", which no directory can hold; it is left out",
                        "Rename the object, or move it out of the prefix."));
    }

    @Override
    public void close() {
        page.forEach(object -> object.cancel(false));
        page.clear();
        ready.clear();
        next = null;
        if (ahead != null) {
            ahead.cancel(false);
        }
    }
}
