package io.godwit.transfer.cloud;

import io.godwit.spi.ByteRange;
import io.godwit.spi.Cursor;
import io.godwit.spi.Digest;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileContent;
import io.godwit.spi.FileTree;
import io.godwit.spi.TreeCapabilities;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/**
 * A prefix of a bucket as a tree: keys are paths, and a key that ends with a slash is the marker of a directory. A directory
 * that has no marker is there as long as something is in it. Thread-safe.
 */
class ObjectTree implements FileTree {
    private static final int BUFFER = 256 * 1024;

    private final ObjectStore store;
    private final Keys keys;
    private final Requests requests;
    private final Surroundings.Knowledge knowledge = new Surroundings.Knowledge();
    private final TreeCapabilities capabilities;

    /**
     * A tree.
     *
     * @param store closed with this
     * @param keys its keys
     * @param connections how many requests are under way at most
     * @param maxConcurrency how many callers are welcome
     */
    ObjectTree(ObjectStore store, Keys keys, int connections, int maxConcurrency) {
        this.store = store;
        this.keys = keys;
        this.requests = new Requests(connections);
        Set<Feature> features = EnumSet.of(
                Feature.MODES,
                Feature.OWNERS,
                Feature.SYMLINKS,
                Feature.CASE_SENSITIVE,
                Feature.DIRECTORIES,
                Feature.DIRECTORY_TIMES,
                Feature.ATOMIC_COMMIT,
                Feature.RENAME,
                Feature.RANGES);
        if (!store.tellsAttributes()) {
            features.removeAll(EnumSet.of(Feature.MODES, Feature.OWNERS, Feature.SYMLINKS));
        }
        if (store.isSorted()) {
            features.add(Feature.SORTED_LISTING);
        }
        this.capabilities = new TreeCapabilities(features, Duration.ofNanos(1), maxConcurrency);
    }

    /** What batches that write have learned. */
    final Surroundings.Knowledge knowledge() {
        return knowledge;
    }

    final ObjectStore store() {
        return store;
    }

    final Keys keys() {
        return keys;
    }

    /** What the keys of objects begin with that a runner needs for a while: a temporary name at the root, another one each time. */
    final String temporary(WriteToken token) {
        return keys.prefix() + WritableFileTree.TEMPORARY_PREFIX
                + token.session().replaceAll("[^A-Za-z0-9_-]", "_") + "-" + token.fence() + "-" + UUID.randomUUID();
    }

    final Requests requests() {
        return requests;
    }

    @Override
    public final TreeCapabilities capabilities() {
        return capabilities;
    }

    /** Refuses a root below which nothing is stored. */
    final void requireRoot() {
        if (lookUp(TreePath.ROOT).isEmpty()) {
            throw TreeFailures.notFound(toString());
        }
    }

    @Override
    public final Cursor<TreeEntry> list(TreePath below, WorkContext context) {
        return list(below, directory -> true, context);
    }

    @Override
    public final Cursor<TreeEntry> list(TreePath below, Predicate<TreePath> enters, WorkContext context) {
        context.cancellation().throwIfCancelled();
        if (lookUp(below).filter(TreeEntry::isDirectory).isEmpty()) {
            throw TreeFailures.notFound(this + (below.isRoot() ? "" : "/" + below));
        }
        return new ObjectListing(this, below, enters, context);
    }

    @Override
    public final List<Optional<TreeEntry>> stat(List<TreePath> paths, WorkContext context) {
        context.cancellation().throwIfCancelled();
        return new LookUps(this).of(paths);
    }

    /** One entry: the object of that key, else the directory. */
    final Optional<TreeEntry> lookUp(TreePath path) {
        if (path.text().isEmpty()) {
            return Optional.empty();
        }
        if (!path.isRoot()) {
            Optional<StoredObject> object = store.head(keys.file(path));
            if (object.isPresent()) {
                return Optional.of(ObjectEntries.entry(path, object.get()));
            }
        }
        String directory = keys.directory(path);
        List<StoredObject> first = store.list(directory, "", false, 1).objects();
        if (first.isEmpty()) {
            return directory.isEmpty() ? Optional.of(ObjectEntries.directory(path, null)) : Optional.empty();
        }
        StoredObject marker =
                first.get(0).key().equals(directory) ? store.head(directory).orElse(null) : null;
        return Optional.of(ObjectEntries.directory(path, marker));
    }

    @Override
    public final EntryStream read(List<TreeEntry> entries, WorkContext context) {
        return new ObjectEntryStream(this, entries, context);
    }

    @Override
    public final FileContent open(TreeEntry entry, ByteRange range, WorkContext context) {
        context.cancellation().throwIfCancelled();
        TreePath path = entry.path();
        String version = entry.version().orElse(null);
        if (range.length() == 0) {
            StoredObject now = store.head(keys.file(path)).orElseThrow(() -> TreeFailures.vanished(path));
            if (ObjectEntries.isLink(now.known()) || (version != null && !version.equals(now.version()))) {
                throw TreeFailures.changed(path);
            }
            return ObjectContent.empty(path);
        }
        ObjectStore.Reading reading = store.read(keys.file(path), range.offset(), range.length(), version)
                .orElseThrow(() -> TreeFailures.vanished(path));
        if (ObjectEntries.isLink(reading.object().known())) {
            closeQuietly(reading.content());
            throw TreeFailures.changed(path);
        }
        return new ObjectContent(path, reading.content(), range.length());
    }

    private static void closeQuietly(InputStream content) {
        ObjectContent unwanted = new ObjectContent(TreePath.ROOT, content, 0);
        unwanted.close();
    }

    @Override
    public final List<Optional<Digest>> digest(List<TreePath> paths, String algorithm, WorkContext context) {
        ContentSum.named(algorithm);
        Map<TreePath, Digest> told = new HashMap<>(toldDigests(paths, context));
        told.values().removeIf(digest -> !digest.algorithm().equalsIgnoreCase(algorithm));
        List<TreePath> rest =
                paths.stream().filter(path -> !told.containsKey(path)).toList();
        Iterator<Optional<Digest>> read = readDigests(rest, algorithm, context).iterator();
        List<Optional<Digest>> digests = new ArrayList<>(paths.size());
        for (TreePath path : paths) {
            Digest known = told.get(path);
            digests.add(known == null ? read.next() : Optional.of(known));
        }
        return digests;
    }

    @Override
    public final List<Optional<Digest>> keptDigests(List<TreePath> paths, WorkContext context) {
        Map<TreePath, Digest> told = toldDigests(paths, context);
        return paths.stream().map(path -> Optional.ofNullable(told.get(path))).toList();
    }

    /** The hashes that the service itself vouches for. */
    private Map<TreePath, Digest> toldDigests(List<TreePath> paths, WorkContext context) {
        Map<TreePath, Future<Optional<Digest>>> answers = new LinkedHashMap<>();
        for (TreePath path : paths) {
            if (!path.isRoot() && path.text().isPresent()) {
                answers.put(path, requests.begin(() -> store.kept(keys.bare(path))));
            }
        }
        Map<TreePath, Digest> told = new HashMap<>();
        answers.forEach((path, answer) -> {
            context.cancellation().throwIfCancelled();
            Requests.await(answer, "looking up").ifPresent(digest -> told.put(path, digest));
        });
        return told;
    }

    private List<Optional<Digest>> readDigests(List<TreePath> paths, String algorithm, WorkContext context) {
        List<Optional<Digest>> digests = new ArrayList<>(paths.size());
        List<TreeEntry> entries = paths.stream()
                .map(path -> TreeEntry.of(path, EntryKind.FILE).build())
                .toList();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try (EntryStream stream = read(entries, context)) {
            for (Optional<EntryStream.Item> item = stream.next(); item.isPresent(); item = stream.next()) {
                if (item.get() instanceof EntryStream.Found found) {
                    digests.add(
                            found.entry().isFile()
                                    ? Optional.of(digest(found.content(), algorithm, buffer, context))
                                    : Optional.empty());
                } else if (item.get() instanceof EntryStream.Missed missed) {
                    if (!missed.failure().code().equals("tree.vanished")) {
                        throw missed.failure();
                    }
                    digests.add(Optional.empty());
                }
            }
        }
        return digests;
    }

    private static Digest digest(FileContent content, String algorithm, ByteBuffer buffer, WorkContext context) {
        ContentSum sum = ContentSum.named(algorithm);
        while (content.read(buffer.clear()) >= 0) {
            context.cancellation().throwIfCancelled();
            buffer.flip();
            sum.update(buffer.array(), buffer.arrayOffset(), buffer.remaining());
        }
        return Digest.of(algorithm, sum.value());
    }

    @Override
    public final void close() {
        requests.close();
        store.close();
    }

    @Override
    public final String toString() {
        String prefix = keys.prefix();
        return store.address() + (prefix.isEmpty() ? "" : "/" + prefix.substring(0, prefix.length() - 1));
    }
}
