package io.godwit.tck;

import io.godwit.spi.Access;
import io.godwit.spi.EntryKind;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Trees in memory, under {@code memory:/name}: sites for the tests of adapters and steps, which need no disk and tell what was written to them. They keep the rules
 * of {@link FileTreeContract}. Thread-safe; each instance has places of its own, and forgets them with itself.
 *
 * <pre>{@code
 * MemoryTrees trees = new MemoryTrees();
 * Location site = trees.site("old", Map.of("notes.conf", "title = Notes\n", "uploads/a.png", "..."));
 * TckContext context = new TckContext().with(trees);
 * }</pre>
 *
 * @since 0.1
 */
public final class MemoryTrees implements TransferMethod {
    /** The scheme of their locations. */
    public static final String SCHEME = "memory";

    private static final Set<Feature> ALL = EnumSet.of(
            Feature.SORTED_LISTING,
            Feature.MODES,
            Feature.SYMLINKS,
            Feature.HARD_LINKS,
            Feature.SPARSE,
            Feature.BYTE_NAMES,
            Feature.CASE_SENSITIVE,
            Feature.DIRECTORIES,
            Feature.DIRECTORY_TIMES,
            Feature.ATOMIC_COMMIT,
            Feature.RENAME,
            Feature.CHEAP_PRESERVE,
            Feature.RANGES);

    private final Set<Feature> features;
    private final Map<String, MemoryStore> stores = new ConcurrentHashMap<>();
    private final Map<String, List<String>> changes = new ConcurrentHashMap<>();

    /** Trees that can do all that there is but owners and extended attributes. */
    public MemoryTrees() {
        this(ALL);
    }

    private MemoryTrees(Set<Feature> features) {
        this.features = Set.copyOf(features);
    }

    /**
     * Trees that can do less.
     *
     * @param lacking any of SYMLINKS, HARD_LINKS, SPARSE, MODES, BYTE_NAMES, RENAME and RANGES
     * @return the trees
     */
    public static MemoryTrees without(Feature... lacking) {
        Set<Feature> left = EnumSet.copyOf(ALL);
        left.removeAll(Arrays.asList(lacking));
        return new MemoryTrees(left);
    }

    /**
     * A place, where nothing is until something is written.
     *
     * @param name tells it from the others
     * @return its location
     */
    public static Location place(String name) {
        return Location.of(SCHEME + ":/" + name);
    }

    /**
     * A place that holds text files, as if they had always been there.
     *
     * @param name tells it from the others
     * @param files contents by path; written in UTF-8
     * @return its location
     */
    public Location site(String name, Map<String, String> files) {
        Location location = place(name);
        MemoryStore store = store(location);
        Instant longAgo = Instant.parse("2024-02-29T12:00:00Z");
        synchronized (store) {
            store.makeDirectories(TreePath.ROOT, longAgo);
            files.forEach((text, content) -> {
                TreePath path = TreePath.of(text);
                store.put(
                        path,
                        EntryKind.FILE,
                        MemoryStore.Content.whole(content.getBytes(StandardCharsets.UTF_8)),
                        TreeEntry.of(path, EntryKind.FILE).build(),
                        longAgo);
            });
        }
        return location;
    }

    /**
     * What was written to a place, beginning with the opening of it.
     *
     * @param place which
     * @return a line per change, in order; empty where nothing was written
     */
    public List<String> changes(Location place) {
        List<String> lines = changes.getOrDefault(name(place), List.of());
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /**
     * What a place holds: each file with its content, each directory, each link. What stands under names of our own ({@code .godwit-}) is left out.
     *
     * @param place which
     * @return texts by path, contents read in UTF-8, directories as {@code /} and links as {@code -> target}
     */
    public Map<String, String> files(Location place) {
        MemoryStore store = store(place);
        Map<String, String> files = new TreeMap<>();
        synchronized (store) {
            for (TreeEntry entry : store.below(TreePath.ROOT)) {
                String path = entry.path().toString();
                if (!("/" + path).contains("/" + WritableFileTree.TEMPORARY_PREFIX)) {
                    files.put(path, shown(store, entry));
                }
            }
        }
        return files;
    }

    private static String shown(MemoryStore store, TreeEntry entry) {
        return switch (entry.kind()) {
            case DIRECTORY -> "/";
            case SYMLINK -> "-> " + entry.target().orElseThrow();
            case FILE ->
                new String(store.node(entry.path()).orElseThrow().content().bytes(), StandardCharsets.UTF_8);
            case FIFO, SOCKET, DEVICE -> entry.kind().toString();
        };
    }

    /** Puts a named pipe at a place. */
    void special(Location place, TreePath path) {
        MemoryStore store = store(place);
        synchronized (store) {
            store.put(
                    path,
                    EntryKind.FIFO,
                    MemoryStore.Content.whole(new byte[0]),
                    TreeEntry.of(path, EntryKind.FIFO).build(),
                    Instant.EPOCH);
        }
    }

    @Override
    public String id() {
        return SCHEME;
    }

    @Override
    public Set<String> schemes() {
        return Set.of(SCHEME);
    }

    @Override
    public FileTree open(Location location, Access access, WorkContext context) {
        MemoryStore store = store(location);
        if (access == Access.WRITE) {
            List<String> lines =
                    changes.computeIfAbsent(name(location), key -> Collections.synchronizedList(new ArrayList<>()));
            return new WritableMemoryTree(store, lines::add);
        }
        synchronized (store) {
            if (!store.isDirectory(TreePath.ROOT)) {
                throw MemoryTree.notFound(TreePath.ROOT);
            }
        }
        return new MemoryTree(store);
    }

    private MemoryStore store(Location location) {
        return stores.computeIfAbsent(name(location), key -> new MemoryStore(features));
    }

    private static String name(Location location) {
        return location.uri().getSchemeSpecificPart();
    }
}
