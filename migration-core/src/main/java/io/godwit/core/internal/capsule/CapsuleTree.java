package io.godwit.core.internal.capsule;

import io.godwit.core.internal.capsule.CapsuleManifest.StagedTree;
import io.godwit.core.internal.tree.EntryJson;
import io.godwit.spi.ByteRange;
import io.godwit.spi.Cursor;
import io.godwit.spi.Digest;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.FileTree;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeCapabilities;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A tree of a capsule, or a directory in it. Thread-safe. */
final class CapsuleTree implements FileTree {
    private static final String SHA_256 = "SHA-256";

    private final CapsuleStore store;
    private final String directory;
    private final StagedTree staged;
    private final TreePath root;
    private final TreeIndex index;
    private final TreeCapabilities capabilities;

    private CapsuleTree(
            CapsuleStore store,
            String directory,
            StagedTree staged,
            TreePath root,
            TreeIndex index,
            TreeCapabilities capabilities) {
        this.store = store;
        this.directory = directory;
        this.staged = staged;
        this.root = root;
        this.index = index;
        this.capabilities = capabilities;
    }

    static CapsuleTree open(CapsuleStore store, CapsulePlace place, WorkContext context) {
        StagedTree staged = store.side(place.side())
                .tree(place.part())
                .orElseThrow(() ->
                        CapsuleFailures.noPart(store.place(), "files \"" + place.side() + "/" + place.part() + "\""));
        String directory = place.side() + "/" + place.part();
        TreeIndex index =
                new TreeIndex(store.place(), store.whole(directory + "/" + TreeStager.INDEX, context), staged.blocks());
        Set<Feature> features = EnumSet.of(Feature.SORTED_LISTING, Feature.RANGES, Feature.REMOTE_DIGEST);
        for (String name : staged.features()) {
            features.add(Feature.valueOf(name));
        }
        TreeCapabilities capabilities = new TreeCapabilities(
                features,
                Duration.ofNanos(staged.timeResolution()),
                Math.max(3, 2 * context.limits().parallelism()));
        CapsuleTree tree = new CapsuleTree(store, directory, staged, place.below(), index, capabilities);
        if (tree.stat(List.of(TreePath.ROOT), context).get(0).isEmpty()) {
            throw MigrationException.of(
                            ErrorCategory.TRANSFER,
                            "tree.not-found",
                            "the capsule holds no directory \"" + place.below() + "\" of " + staged.origin())
                    .subject(place.location().toString())
                    .remedy("Look at the path, or stage that directory, too.")
                    .build();
        }
        return tree;
    }

    @Override
    public TreeCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public Cursor<TreeEntry> list(TreePath below, WorkContext context) {
        Optional<TreeEntry> from = stat(List.of(below), context).get(0);
        if (from.filter(TreeEntry::isDirectory).isEmpty()) {
            throw MigrationException.of(
                            ErrorCategory.TRANSFER, "tree.not-found", "there is no directory \"" + below + "\"")
                    .subject(below.toString())
                    .build();
        }
        Cursor<IndexEntry> entries = index.below(root.resolve(below));
        return new Cursor<>() {
            @Override
            public boolean hasNext() {
                return entries.hasNext();
            }

            @Override
            public TreeEntry next() {
                return outward(entries.next().entry());
            }

            @Override
            public void close() {
                entries.close();
            }
        };
    }

    @Override
    public List<Optional<TreeEntry>> stat(List<TreePath> paths, WorkContext context) {
        return paths.stream().map(this::look).toList();
    }

    private Optional<TreeEntry> look(TreePath path) {
        TreePath inside = root.resolve(path);
        if (inside.isRoot()) {
            return staged.root().isEmpty()
                    ? Optional.empty()
                    : Optional.of(EntryJson.read(EntryJson.parse(staged.root())));
        }
        return find(path).map(found -> outward(found.entry()));
    }

    Optional<IndexEntry> find(TreePath path) {
        return index.find(root.resolve(path));
    }

    /** An entry as it is called from the root of this tree. */
    private TreeEntry outward(TreeEntry inside) {
        if (root.isRoot()) {
            return inside;
        }
        byte[] raw = inside.path().bytes();
        int cut = Math.min(raw.length, root.length() + 1);
        return inside.toBuilder(TreePath.ofBytes(Arrays.copyOfRange(raw, cut, raw.length)))
                .build();
    }

    @Override
    public EntryStream read(List<TreeEntry> entries, WorkContext context) {
        return new CapsuleEntries(this, entries, context);
    }

    CapsuleStore store() {
        return store;
    }

    String pack(int number) {
        return TreeStager.pack(directory, number);
    }

    static MigrationException vanished(TreePath path) {
        return MigrationException.of(ErrorCategory.TRANSFER, "tree.vanished", "the capsule holds no \"" + path + "\"")
                .subject(path.toString())
                .build();
    }

    @Override
    public FileContent open(TreeEntry entry, ByteRange range, WorkContext context) {
        IndexEntry found = find(entry.path()).orElseThrow(() -> vanished(entry.path()));
        return StagedContent.of(store, pack(found.pack()), found, range, false, context);
    }

    @Override
    public List<Optional<Digest>> digest(List<TreePath> paths, String algorithm, WorkContext context) {
        return paths.stream()
                .map(path -> find(path).filter(found -> found.entry().isFile()))
                .map(found -> found.map(entry -> algorithm.equalsIgnoreCase(SHA_256)
                        ? new Digest(SHA_256, entry.sha256())
                        : digest(entry, algorithm, context)))
                .toList();
    }

    private Digest digest(IndexEntry entry, String algorithm, WorkContext context) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "tree.unknown-digest",
                            "nobody knows the hash \"" + algorithm + "\"")
                    .subject(algorithm)
                    .cause(e)
                    .build();
        }
        ByteRange all = new ByteRange(0, entry.entry().size());
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        try (DenseContent content =
                new DenseContent(StagedContent.of(store, pack(entry.pack()), entry, all, true, context))) {
            while (content.read(buffer.clear()) >= 0) {
                digest.update(buffer.flip());
            }
        }
        return Digest.of(algorithm, digest.digest());
    }

    @Override
    public void close() {
        store.close();
    }
}
