package io.godwit.core.internal.localtree;

import io.godwit.core.internal.localtree.LocalEntries.Status;
import io.godwit.spi.ByteRange;
import io.godwit.spi.Cursor;
import io.godwit.spi.Digest;
import io.godwit.spi.EntryKind;
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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A directory of this machine, to read. Thread-safe.
 *
 * <p>Attributes and names are told as far as {@code java.nio.file} goes: names as bytes, modes with set-user-id, times to the
 * nanosecond (of links to the microsecond where touch is not there), the {@code user.} attributes; access lists and file capabilities where getfattr is there.
 * Contents are opened without following links even where one is put in the way meanwhile; attributes are looked up by path after
 * looking at each directory on the way.
 */
class LocalTree implements FileTree {
    private static final int DIGEST_BUFFER = 256 * 1024;
    private static final int REMEMBERED_MAPS = 16;

    private final Path root;
    private final TreeCapabilities capabilities;
    private final LocalEntries entries;
    private final boolean tellsHoles;
    private final Map<String, List<ByteRange>> holeMaps = new LinkedHashMap<>(16, 0.75f, true);

    LocalTree(Path root, TreeCapabilities capabilities) {
        this.root = root;
        this.capabilities = capabilities;
        this.entries = new LocalEntries(Capabilities.isUnix(root));
        this.tellsHoles = capabilities.has(Feature.SPARSE) && Capabilities.HoleTools.ARE_THERE;
    }

    Path root() {
        return root;
    }

    LocalEntries entries() {
        return entries;
    }

    boolean tellsHoles() {
        return tellsHoles;
    }

    @Override
    public TreeCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public Cursor<TreeEntry> list(TreePath below, WorkContext context) {
        return list(below, directory -> true, context);
    }

    @Override
    public Cursor<TreeEntry> list(TreePath below, Predicate<TreePath> enters, WorkContext context) {
        return new LocalListing(this, below, enters, context);
    }

    @Override
    public List<Optional<TreeEntry>> stat(List<TreePath> paths, WorkContext context) {
        LinkGuard guard = new LinkGuard(root);
        List<Optional<Status>> looks = new ArrayList<>(paths.size());
        List<byte[]> large = new ArrayList<>();
        try {
            for (TreePath path : paths) {
                context.cancellation().throwIfCancelled();
                Optional<Status> look = look(path, guard);
                looks.add(look);
                if (look.isPresent()
                        && look.get().kind() == EntryKind.FILE
                        && look.get().size() >= SparseFiles.SMALLEST) {
                    large.add(path.bytes());
                }
            }
            SparseFiles sparse = tellsHoles ? SparseFiles.among(large, root) : SparseFiles.none();
            Map<TreePath, Map<String, String>> attributes = systemAttributes(paths, looks);
            List<Optional<TreeEntry>> found = new ArrayList<>(paths.size());
            for (int i = 0; i < paths.size(); i++) {
                TreePath path = paths.get(i);
                found.add(entry(path, looks.get(i), sparse)
                        .map(entry -> LocalEntries.with(entry, attributes.getOrDefault(path, Map.of()))));
            }
            return found;
        } catch (IOException e) {
            throw LocalErrors.reading(e, TreePath.ROOT);
        }
    }

    private Map<TreePath, Map<String, String>> systemAttributes(List<TreePath> paths, List<Optional<Status>> looks)
            throws IOException {
        if (!capabilities.has(Feature.ACCESS_LISTS)) {
            return Map.of();
        }
        List<TreePath> there = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            boolean mayHave = looks.get(i)
                    .filter(status -> status.kind() == EntryKind.FILE || status.isDirectory())
                    .isPresent();
            if (mayHave && !paths.get(i).isRoot()) {
                there.add(paths.get(i));
            }
        }
        return SystemAttributes.among(there, root);
    }

    /** Access lists and file capabilities of files and directories that are there. */
    Map<TreePath, Map<String, String>> systemAttributes(List<TreePath> paths) throws IOException {
        return capabilities.has(Feature.ACCESS_LISTS) ? SystemAttributes.among(paths, root) : Map.of();
    }

    private Optional<Status> look(TreePath path, LinkGuard guard) {
        try {
            if (!path.isRoot()) {
                guard.check(path.parent().orElseThrow());
            }
            Path file = NativePaths.resolve(root, path);
            return Optional.of(entries.look(path.isRoot() ? file.toRealPath() : file));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (MigrationException e) {
            if (e.code().equals("tree.link-in-path") || e.code().equals("tree.name-not-representable")) {
                return Optional.empty();
            }
            throw e;
        } catch (IOException e) {
            throw LocalErrors.reading(e, path);
        }
    }

    private Optional<TreeEntry> entry(TreePath path, Optional<Status> look, SparseFiles sparse) {
        if (look.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path file = NativePaths.resolve(root, path);
            Status status = look.get();
            return Optional.of(entries.entry(
                    path,
                    path.isRoot() ? file.toRealPath() : file,
                    status,
                    status.kind() == EntryKind.FILE && sparse.contains(status.inode())));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException e) {
            throw LocalErrors.reading(e, path);
        }
    }

    @Override
    public EntryStream read(List<TreeEntry> wanted, WorkContext context) {
        return new LocalEntryStream(this, wanted, context);
    }

    @Override
    public FileContent open(TreeEntry entry, ByteRange range, WorkContext context) {
        TreePath path = entry.path();
        LinkGuard guard = new LinkGuard(root);
        try (DirectoryChain chain = new DirectoryChain(root, guard)) {
            guard.check(path.parent().orElse(TreePath.ROOT));
            Path file = NativePaths.resolve(root, path);
            Status status = entries.look(file);
            boolean same = entry.version().map(status.version()::equals).orElse(status.size() == entry.size());
            if (status.kind() != EntryKind.FILE || !same || range.end() > status.size()) {
                throw LocalErrors.changed(path, "is no longer what was listed");
            }
            FileChannel channel = chain.open(path);
            boolean opened = false;
            try {
                List<ByteRange> all = regions(path, status, channel, entry.isSparse());
                FileContent content = new LocalFileContent(
                        path,
                        channel,
                        range,
                        LocalFileContent.within(all, range),
                        LocalFileContent.Check.of(entries, file, status),
                        context.cancellation());
                opened = true;
                return content;
            } finally {
                if (!opened) {
                    channel.close();
                }
            }
        } catch (IOException e) {
            throw LocalErrors.reading(e, path);
        }
    }

    /** Where the data of a file is. */
    List<ByteRange> regions(TreePath path, Status status, FileChannel channel, boolean sparse) throws IOException {
        if (status.size() == 0) {
            return List.of();
        }
        if (!sparse) {
            return List.of(new ByteRange(0, status.size()));
        }
        String key = status.device() + ":" + status.version();
        synchronized (holeMaps) {
            List<ByteRange> known = holeMaps.get(key);
            if (known != null) {
                return known;
            }
        }
        List<ByteRange> found = HoleMap.of(root, path.bytes(), channel, status.size());
        synchronized (holeMaps) {
            holeMaps.put(key, found);
            if (holeMaps.size() > REMEMBERED_MAPS) {
                holeMaps.remove(holeMaps.keySet().iterator().next());
            }
        }
        return found;
    }

    @Override
    public List<Optional<Digest>> digest(List<TreePath> paths, String algorithm, WorkContext context) {
        MessageDigest hash = hash(algorithm);
        ByteBuffer buffer = ByteBuffer.allocate(DIGEST_BUFFER);
        List<Optional<Digest>> digests = new ArrayList<>(paths.size());
        LinkGuard guard = new LinkGuard(root);
        try (DirectoryChain chain = new DirectoryChain(root, guard)) {
            for (TreePath path : paths) {
                digests.add(digest(path, chain, guard, hash, buffer, context));
            }
        } catch (IOException e) {
            throw LocalErrors.reading(e, TreePath.ROOT);
        }
        return digests;
    }

    private Optional<Digest> digest(
            TreePath path,
            DirectoryChain chain,
            LinkGuard guard,
            MessageDigest hash,
            ByteBuffer buffer,
            WorkContext context) {
        Optional<Status> look = look(path, guard);
        if (look.isEmpty() || look.get().kind() != EntryKind.FILE) {
            return Optional.empty();
        }
        try (FileChannel channel = chain.open(path)) {
            hash.reset();
            while (channel.read(buffer.clear()) >= 0) {
                context.cancellation().throwIfCancelled();
                hash.update(buffer.flip());
            }
            return Optional.of(Digest.of(hash.getAlgorithm(), hash.digest()));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        } catch (IOException e) {
            throw LocalErrors.reading(e, path);
        }
    }

    private static MessageDigest hash(String algorithm) {
        if (algorithm.equals(Crc32cDigest.ALGORITHM)) {
            return new Crc32cDigest();
        }
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "tree.unknown-digest",
                            "this system knows no hash \"" + algorithm + "\"")
                    .cause(e)
                    .build();
        }
    }

    @Override
    public void close() {
        // nothing is held open between calls
    }
}
