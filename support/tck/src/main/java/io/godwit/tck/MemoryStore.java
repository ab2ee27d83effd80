package io.godwit.tck;

import io.godwit.spi.ByteRange;
import io.godwit.spi.EntryKind;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeCapabilities;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreeLink;
import io.godwit.spi.TreePath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one place of {@link MemoryTrees} holds. Every method is called with its lock held. */
final class MemoryStore {
    private static final int MAX_CONCURRENCY = 8;

    private final TreeCapabilities capabilities;
    private final TreeMap<TreePath, Node> nodes = new TreeMap<>();
    private final Map<MemoryPendingFile.Key, MemoryPendingFile.Draft> drafts = new HashMap<>();
    private long versions;

    MemoryStore(Set<Feature> features) {
        this.capabilities = new TreeCapabilities(features, Duration.ofNanos(1), MAX_CONCURRENCY);
    }

    TreeCapabilities capabilities() {
        return capabilities;
    }

    Map<MemoryPendingFile.Key, MemoryPendingFile.Draft> drafts() {
        return drafts;
    }

    /** The bytes that the names of one file share, with where data is among them. */
    static final class Content {
        private final byte[] bytes;
        private final List<ByteRange> regions;

        Content(byte[] bytes, List<ByteRange> regions) {
            this.bytes = bytes;
            this.regions = List.copyOf(regions);
        }

        static Content whole(byte[] bytes) {
            return new Content(bytes, bytes.length == 0 ? List.of() : List.of(new ByteRange(0, bytes.length)));
        }

        byte[] bytes() {
            return bytes;
        }

        boolean isSparse() {
            return regions.stream().mapToLong(ByteRange::length).sum() < bytes.length;
        }

        /** A range of it, as a content of its own. */
        FileContent open(ByteRange range) {
            List<ByteRange> inside = new ArrayList<>();
            byte[] data = new byte[Math.toIntExact(range.length())];
            int used = 0;
            for (ByteRange region : regions) {
                long from = Math.max(region.offset(), range.offset());
                long to = Math.min(region.end(), range.end());
                if (from < to) {
                    inside.add(new ByteRange(from - range.offset(), to - from));
                    System.arraycopy(bytes, (int) from, data, used, (int) (to - from));
                    used += (int) (to - from);
                }
            }
            return TestContents.sparse(range.length(), inside, Arrays.copyOf(data, used));
        }
    }

    /** Something with a name. */
    record Node(
            EntryKind kind,
            Content content,
            int mode,
            Instant modified,
            @Nullable TreeLink target,
            long version) {
        Node with(TreeEntry attributes) {
            return new Node(
                    kind,
                    content,
                    attributes.mode().orElse(mode),
                    attributes.modified().orElse(modified),
                    target,
                    version);
        }
    }

    Optional<Node> node(TreePath path) {
        return Optional.ofNullable(nodes.get(path));
    }

    boolean isDirectory(TreePath path) {
        return node(path).filter(node -> node.kind() == EntryKind.DIRECTORY).isPresent();
    }

    boolean isEmpty(TreePath directory) {
        TreePath next = nodes.higherKey(directory);
        while (next != null && !next.startsWith(directory)) {
            // "a-b" sorts between "a" and "a/b"
            next = nodes.higherKey(next);
        }
        return next == null;
    }

    void remove(TreePath path) {
        nodes.remove(path);
    }

    /** Puts a node of a new version under a name whose directories are made. */
    void put(TreePath path, EntryKind kind, Content content, TreeEntry attributes, Instant now) {
        makeDirectories(path.parent().orElse(TreePath.ROOT), now);
        Node node = new Node(
                kind,
                content,
                kind == EntryKind.DIRECTORY ? 0755 : 0644,
                now,
                attributes.target().orElse(null),
                ++versions);
        nodes.put(path, node.with(attributes));
    }

    /** Puts a node that was elsewhere under a name. */
    void put(TreePath path, Node node) {
        nodes.put(path, node);
    }

    void makeDirectories(TreePath directory, Instant now) {
        if (!directory.isRoot()) {
            makeDirectories(directory.parent().orElse(TreePath.ROOT), now);
        }
        nodes.putIfAbsent(
                directory, new Node(EntryKind.DIRECTORY, Content.whole(new byte[0]), 0755, now, null, ++versions));
    }

    /** Fails where the way to a name leads through anything but directories. */
    void checkWay(TreePath path) {
        for (Optional<TreePath> at = path.parent();
                at.isPresent();
                at = at.get().parent()) {
            Optional<Node> node = node(at.get());
            if (node.isPresent() && node.get().kind() != EntryKind.DIRECTORY) {
                throw failure(
                                ErrorCategory.TRANSFER,
                                "tree.link-in-path",
                                path,
                                "cannot be reached without following a link or a file in place of a directory")
                        .build();
            }
        }
    }

    Optional<TreeEntry> entry(TreePath path) {
        return node(path).map(node -> entry(path, node));
    }

    private TreeEntry entry(TreePath path, Node node) {
        TreeEntry.Builder entry = TreeEntry.of(path, node.kind()).modified(node.modified());
        if (capabilities.has(Feature.MODES)) {
            entry.mode(node.mode());
        }
        if (node.target() != null) {
            entry.target(node.target());
        }
        if (node.kind() == EntryKind.FILE) {
            entry.size(node.content().bytes().length)
                    .version("v" + node.version())
                    .sparse(capabilities.has(Feature.SPARSE) && node.content().isSparse());
            if (capabilities.has(Feature.HARD_LINKS) && names(node.content()) > 1) {
                entry.linkGroup("c" + System.identityHashCode(node.content()));
            }
        }
        return entry.build();
    }

    private long names(Content content) {
        return nodes.values().stream().filter(node -> node.content() == content).count();
    }

    /** Everything below a directory, in the order of listings. */
    List<TreeEntry> below(TreePath directory) {
        List<TreeEntry> entries = new ArrayList<>();
        for (Map.Entry<TreePath, Node> each : nodes.tailMap(directory, false).entrySet()) {
            if (each.getKey().startsWith(directory)) {
                entries.add(entry(each.getKey(), each.getValue()));
            }
        }
        entries.sort((one, other) -> one.path().compareAs(one.isDirectory(), other.path(), other.isDirectory()));
        return entries;
    }

    static MigrationException.Builder failure(ErrorCategory category, String code, TreePath path, String what) {
        return MigrationException.of(category, code, "\"" + path + "\" " + what).subject(path.toString());
    }

    static MigrationException.Builder undeclared(TreePath path, String what) {
        return failure(ErrorCategory.COMPATIBILITY, "tree.unsupported", path, what)
                .remedy("Ask the tree for its capabilities first.");
    }
}
