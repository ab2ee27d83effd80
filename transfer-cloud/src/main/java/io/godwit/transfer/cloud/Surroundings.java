package io.godwit.transfer.cloud;

import io.godwit.spi.MigrationException;
import io.godwit.spi.TreePath;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * What stands around the entries of one batch. A store takes any key, also one behind a file or a link; a tree does not. What it
 * takes to know is asked once for each directory, ahead and beside the other requests, and not once for each file.
 *
 * <p>{@link #prepare} and {@link #noteWritten} are called by the one thread that reads the batch; {@link #requireFree} by any.
 */
final class Surroundings {
    private static final int PAGE = 1000;

    private final ObjectTree tree;
    /** Directories that this batch made, by markers or by what it put in them. */
    private final Set<TreePath> made = new HashSet<>();
    /** Files (false) and links (true) that this batch wrote. */
    private final Map<TreePath, Boolean> written = new HashMap<>();

    private final Knowledge knowledge;

    /** For one batch of several. */
    Surroundings(ObjectTree tree, Knowledge knowledge) {
        this.tree = tree;
        this.knowledge = knowledge;
    }

    record Obstacle(TreePath path, boolean link) {}

    /** What batches learned of the tree, for those that come soon after; what one of them writes is told to all. Thread-safe. */
    static final class Knowledge {
        private static final long FRESH = Duration.ofSeconds(60).toNanos();
        private static final int MOST = 10_000;

        private final Map<TreePath, Future<Optional<Obstacle>>> ancestors = new HashMap<>();
        private final Map<TreePath, Directories> directories = new HashMap<>();
        private long since = System.nanoTime();

        synchronized void forget() {
            ancestors.clear();
            directories.clear();
            since = System.nanoTime();
        }

        /** Whether there is nothing in a directory but what this tree put there. */
        private boolean isOwn(TreePath directory) {
            Directories inside = directories.get(directory);
            return inside != null && inside.own;
        }

        private boolean holdsFile(TreePath path) {
            Future<Optional<Obstacle>> known = ancestors.get(path);
            if (known == null) {
                return false;
            }
            // what is not known yet may be one
            return !known.isDone()
                    || Requests.await(known, "looking at \"" + path + "\"").isPresent();
        }

        private void refresh() {
            if (System.nanoTime() - since > FRESH || ancestors.size() + directories.size() > MOST) {
                forget();
            }
        }
    }

    /** What was asked about one entry. */
    record Question(
            TreePath path,
            @Nullable Future<Optional<Obstacle>> ancestor,
            @Nullable Directories siblings) {}

    /**
     * Begins to ask about an entry. What the batch itself wrote is known at once.
     *
     * @param file whether a file or link is to be written, and not a directory
     * @throws io.godwit.spi.MigrationException where the batch itself wrote what is in the way
     */
    Question prepare(TreePath path, boolean file) {
        for (TreePath at = path.parent().orElse(null);
                at != null && !at.isRoot();
                at = at.parent().orElseThrow()) {
            Boolean link = written.get(at);
            if (link != null) {
                throw inTheWay(path, new Obstacle(at, link));
            }
        }
        if (file && made.contains(path)) {
            throw TreeFailures.kindConflict(path, "a directory has its name");
        }
        if (!file && written.containsKey(path)) {
            throw TreeFailures.kindConflict(path, "a file has its name");
        }
        TreePath parent = path.parent().orElse(TreePath.ROOT);
        TreePath nearest = file ? parent : path;
        synchronized (knowledge) {
            knowledge.refresh();
            Future<Optional<Obstacle>> ancestor = nearest.isRoot() ? null : ancestor(nearest);
            Directories siblings =
                    file ? knowledge.directories.computeIfAbsent(parent, p -> new Directories(tree, p)) : null;
            return new Question(path, ancestor, siblings);
        }
    }

    private Future<Optional<Obstacle>> ancestor(TreePath directory) {
        if (knowledge.isOwn(directory)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Future<Optional<Obstacle>> known = knowledge.ancestors.get(directory);
        if (known != null) {
            return known;
        }
        TreePath parent = directory.parent().orElse(TreePath.ROOT);
        // the parent's request begins first, so that this one never waits for one behind it
        Future<Optional<Obstacle>> above = parent.isRoot() ? null : ancestor(parent);
        Future<Optional<Obstacle>> request = tree.requests().begin(() -> {
            Optional<Obstacle> higher = above == null ? Optional.empty() : above.get();
            if (higher.isPresent()) {
                return higher;
            }
            return ask(directory);
        });
        knowledge.ancestors.put(directory, request);
        return request;
    }

    /** Notes that the batch writes an entry. */
    void noteWritten(TreePath path, boolean file, boolean link) {
        if (file) {
            written.put(path, link);
        } else {
            made.add(path);
        }
        for (TreePath at = path.parent().orElse(null); at != null && made.add(at); ) {
            at = at.parent().orElse(null);
        }
        tell(path, file, link);
    }

    /** Notes a directory that this tree made, below which nothing was. */
    void noteOwn(TreePath directory) {
        tell(directory, false, false);
        synchronized (knowledge) {
            Directories inside = new Directories(tree, directory);
            inside.own = true;
            inside.listed = true;
            inside.upTo = null;
            knowledge.directories.put(directory, inside);
        }
    }

    /** Whether a directory is one that {@link #noteOwn} noted. */
    boolean isOwn(TreePath directory) {
        synchronized (knowledge) {
            knowledge.refresh();
            return knowledge.isOwn(directory);
        }
    }

    /** Whether it is known without asking that nothing has a name. */
    boolean isAbsent(TreePath path) {
        TreePath parent = path.parent().orElse(TreePath.ROOT);
        synchronized (knowledge) {
            knowledge.refresh();
            Directories siblings = knowledge.directories.get(parent);
            return siblings != null
                    && siblings.own
                    && !siblings.names.contains(tree.keys().directory(path))
                    && !knowledge.holdsFile(path);
        }
    }

    /** Tells all batches of what was written. */
    void tell(TreePath path, boolean file, boolean link) {
        synchronized (knowledge) {
            if (file) {
                knowledge.ancestors.put(path, CompletableFuture.completedFuture(Optional.of(new Obstacle(path, link))));
            }
            TreePath made = file ? path.parent().orElse(null) : path;
            while (made != null && !made.isRoot()) {
                TreePath above = made.parent().orElse(TreePath.ROOT);
                knowledge
                        .directories
                        .computeIfAbsent(above, parent -> new Directories(tree, parent))
                        .add(made);
                made = above;
            }
        }
    }

    /**
     * Waits for the answers.
     *
     * @throws io.godwit.spi.MigrationException {@code tree.link-in-path}, {@code tree.kind-conflict}, and what the store throws
     */
    void requireFree(Question question) {
        try {
            check(question);
        } catch (MigrationException e) {
            knowledge.forget(); // what it rests on may have been a request that failed
            throw e;
        }
    }

    private static void check(Question question) {
        if (question.ancestor() != null) {
            Optional<Obstacle> obstacle = Requests.await(question.ancestor(), "looking at \"" + question.path() + "\"");
            if (obstacle.isPresent()) {
                throw inTheWay(question.path(), obstacle.get());
            }
        }
        if (question.siblings() != null && question.siblings().has(question.path())) {
            throw TreeFailures.kindConflict(question.path(), "a directory has its name");
        }
    }

    private static MigrationException inTheWay(TreePath path, Obstacle obstacle) {
        return obstacle.link()
                ? TreeFailures.linkInPath(path, obstacle.path())
                : TreeFailures.kindConflict(path, "\"" + obstacle.path() + "\" is a file");
    }

    /** The directories in one directory, listed as far as they are asked for. Thread-safe. */
    static final class Directories {
        private final ObjectTree tree;
        private final String prefix;
        private final Set<String> names = ConcurrentHashMap.newKeySet();
        private String from = "";
        private @Nullable String upTo = "";
        private boolean listed;
        private boolean endless;
        /** Whether nothing is in it but what this tree put there; so all of it is known. */
        private volatile boolean own;

        private Directories(ObjectTree tree, TreePath parent) {
            this.tree = tree;
            this.prefix = tree.keys().directory(parent);
        }

        /** What was made meanwhile; it is asked for again where that was not listed yet. */
        private void add(TreePath made) {
            names.add(tree.keys().directory(made));
        }

        private synchronized boolean has(TreePath path) {
            String key = tree.keys().file(path);
            if (own) {
                return names.contains(key + "/");
            }
            if (!tree.store().canSeek()) {
                return hasBySearching(key);
            }
            if (!covers(key)) {
                // common prefixes behind the name itself: "name/" comes after "name"
                ObjectStore.Page page = tree.store().list(prefix, key, true, PAGE);
                names.addAll(page.prefixes());
                from = key;
                upTo = page.next();
                listed = true;
            }
            return names.contains(key + "/");
        }

        /** One page often tells of all; where it does not, each is asked for alone. */
        private boolean hasBySearching(String key) {
            if (!listed) {
                ObjectStore.Page page = tree.store().list(prefix, "", true, PAGE);
                names.addAll(page.prefixes());
                endless = page.next() != null;
                listed = true;
            }
            return names.contains(key + "/")
                    || (endless
                            && !tree.store()
                                    .list(key + "/", "", false, 1)
                                    .objects()
                                    .isEmpty());
        }

        private boolean covers(String key) {
            if (!listed || Keys.compare(key, from) < 0) {
                return false;
            }
            String end = upTo;
            return end == null || Keys.compare(key + "/", end) <= 0;
        }
    }

    /** Whether something stands between the root and a path; asked at once. */
    static void requireNoLink(ObjectTree tree, TreePath path) {
        new Surroundings(tree, new Knowledge()).requireNoLinkAbove(path);
    }

    /** The same, for who may rely on what was learned a moment ago. Waits for no other request, so that requests may call it. */
    void requireNoLinkAbove(TreePath path) {
        Deque<TreePath> above = new ArrayDeque<>();
        for (TreePath at = path.parent().orElse(TreePath.ROOT);
                !at.isRoot();
                at = at.parent().orElseThrow()) {
            above.push(at);
        }
        for (TreePath directory : above) {
            Optional<Obstacle> obstacle = obstacleAt(directory);
            if (obstacle.isPresent()) {
                throw inTheWay(path, obstacle.get());
            }
        }
    }

    private Optional<Obstacle> obstacleAt(TreePath directory) {
        synchronized (knowledge) {
            knowledge.refresh();
            if (knowledge.isOwn(directory)) {
                return Optional.empty();
            }
            Future<Optional<Obstacle>> known = knowledge.ancestors.get(directory);
            if (known != null && known.isDone()) {
                return Requests.await(known, "looking at \"" + directory + "\"");
            }
        }
        Optional<Obstacle> found = ask(directory);
        synchronized (knowledge) {
            knowledge.ancestors.putIfAbsent(directory, CompletableFuture.completedFuture(found));
        }
        return found;
    }

    private Optional<Obstacle> ask(TreePath directory) {
        return tree.store()
                .head(tree.keys().file(directory))
                .map(found -> new Obstacle(directory, ObjectEntries.isLink(found.known())));
    }
}
