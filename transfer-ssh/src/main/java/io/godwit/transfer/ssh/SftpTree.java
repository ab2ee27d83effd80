package io.godwit.transfer.ssh;

import io.godwit.spi.ByteRange;
import io.godwit.spi.Cursor;
import io.godwit.spi.Digest;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeCapabilities;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.transfer.ssh.SshTools.Tool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.schmizz.sshj.sftp.FileMode;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.SFTPException;

/** A directory behind SSH, read over SFTP. Thread-safe. */
class SftpTree implements FileTree {
    private static final int BUFFER = 256 * 1024;
    /** From so many files on a command that reads them is worth its start. */
    private static final int MANY = 8;

    private final SftpPool pool;
    private final String address;
    private final TreeCapabilities capabilities;
    private final boolean isTold;
    private final SshHoles holes = new SshHoles();

    SftpTree(Location location, WorkContext context) {
        this.pool = new SftpPool(location);
        this.address = SshTarget.of(location).address();
        try (SftpPool.Lease lease = pool.take(context)) {
            SshTools tools = lease.tools(context);
            this.isTold = tools.has(Tool.FIND);
            this.capabilities = new TreeCapabilities(
                    features(lease.sftp(), tools, isRoot(location)),
                    Duration.ofSeconds(1),
                    Math.max(1, context.limits().parallelism()));
        }
    }

    /** Whether we are root there, and may give files away. */
    static boolean isRoot(Location location) {
        return location.becomeUser()
                .orElseGet(() -> SshTarget.of(location).user())
                .equals("root");
    }

    private static Set<Feature> features(Sftp sftp, SshTools tools, boolean isRoot) {
        Set<Feature> features = EnumSet.of(
                Feature.SORTED_LISTING,
                Feature.MODES,
                Feature.SYMLINKS,
                Feature.CASE_SENSITIVE,
                Feature.DIRECTORIES,
                Feature.DIRECTORY_TIMES,
                Feature.RENAME,
                Feature.RANGES);
        if (sftp.hasByteNames()) {
            features.add(Feature.BYTE_NAMES);
        }
        if (sftp.renamesAtomically()) {
            features.add(Feature.ATOMIC_COMMIT);
        }
        if (sftp.hasHardLinks()) {
            features.add(Feature.CHEAP_PRESERVE);
            if (tools.has(Tool.FIND)) {
                features.add(Feature.HARD_LINKS);
            }
        }
        if (tools.has(Tool.FIND) && tools.has(Tool.SHA256)) {
            features.add(Feature.REMOTE_DIGEST);
        }
        if (tools.has(Tool.FIND) && tools.has(Tool.TAR)) {
            features.add(Feature.SPARSE);
            if (tools.has(Tool.ATTRIBUTES)) {
                features.add(Feature.EXTENDED_ATTRIBUTES);
                features.add(Feature.ACCESS_LISTS);
            }
        }
        if (isRoot) {
            features.add(Feature.OWNERS);
        }
        return features;
    }

    SftpPool pool() {
        return pool;
    }

    @Override
    public TreeCapabilities capabilities() {
        return capabilities;
    }

    /** Refuses a root that is no directory. */
    void requireRoot(WorkContext context) {
        try (SftpPool.Lease lease = pool.take(context)) {
            Sftp sftp = lease.sftp();
            String root = sftp.absolute(TreePath.ROOT);
            try {
                if (sftp.engine().stat(root).getType() != FileMode.Type.DIRECTORY && sftp.tellsTypes()) {
                    throw notFound(SshTarget.text(root), null);
                }
            } catch (SFTPException e) {
                throw SftpGuard.isMissing(e)
                        ? notFound(SshTarget.text(root), e)
                        : lease.failure(e, "looking up", SshTarget.text(root));
            } catch (IOException e) {
                throw lease.failure(e, "looking up", SshTarget.text(root));
            }
        }
    }

    static MigrationException notFound(String path, @org.jspecify.annotations.Nullable Throwable cause) {
        return MigrationException.of(
                        ErrorCategory.TRANSFER, "tree.not-found", "the directory \"" + path + "\" is not there")
                .subject(path)
                .remedy("Check the path of the location.")
                .cause(cause)
                .build();
    }

    @Override
    public Cursor<TreeEntry> list(TreePath below, WorkContext context) {
        SftpPool.Lease lease = pool.take(context);
        boolean open = false;
        try {
            Cursor<TreeEntry> listing = isTold && below.text().isPresent()
                    ? new FoundListing(lease, below, context)
                    : new SftpListing(lease, below, context);
            open = true;
            return listing;
        } finally {
            if (!open) {
                lease.close();
            }
        }
    }

    @Override
    public List<Optional<TreeEntry>> stat(List<TreePath> paths, WorkContext context) {
        try (SftpPool.Lease lease = pool.take(context)) {
            return isTold && !paths.contains(TreePath.ROOT)
                    ? new ToldLookUp(lease, context).stat(paths)
                    : SftpLookUp.all(lease, paths, context);
        } catch (IOException e) {
            throw SshErrors.lost(e, "looking up files");
        }
    }

    @Override
    public EntryStream read(List<TreeEntry> entries, WorkContext context) {
        SftpPool.Lease lease = pool.take(context);
        boolean open = false;
        try {
            boolean isScripted = entries.size() >= MANY
                    && entries.stream().noneMatch(TreeEntry::isSparse)
                    && lease.tools(context).has(Tool.PERL);
            EntryStream stream = isScripted
                    ? new ScriptedStream(lease, entries, context)
                    : new SftpEntryStream(lease, entries, holes, context);
            open = true;
            return stream;
        } finally {
            if (!open) {
                lease.close();
            }
        }
    }

    @Override
    public FileContent open(TreeEntry entry, ByteRange range, WorkContext context) {
        context.cancellation().throwIfCancelled();
        SftpPool.Lease lease = pool.take(context);
        Sftp sftp = lease.sftp();
        String absolute = sftp.absolute(entry.path());
        String shown = SshTarget.text(absolute);
        boolean open = false;
        try {
            TreeEntry now = SftpLookUp.one(sftp, entry.path()).orElseThrow(() -> vanished(shown));
            if (!now.isFile()
                    || (entry.version().isPresent() && !entry.version().equals(now.version()))) {
                throw changed(shown);
            }
            byte[] handle = sftp.open(absolute, EnumSet.of(OpenMode.READ)).handle();
            boolean toEnd = range.end() == now.size();
            List<ByteRange> regions = SshHoles.within(holes.of(lease, entry, now.size(), context), range);
            FileContent content = new SftpFileContent(
                    sftp, handle, shown, range, regions, toEnd, drained -> release(lease, handle, drained));
            open = true;
            return content;
        } catch (IOException e) {
            throw lease.failure(e, "opening", shown);
        } finally {
            if (!open) {
                lease.close();
            }
        }
    }

    private static void release(SftpPool.Lease lease, byte[] handle, boolean drained) {
        try {
            if (drained) {
                lease.sftp().close(handle).ok();
            } else {
                lease.spoil(); // answers are under way: the channel is not lent again
            }
        } catch (IOException e) {
            lease.spoil();
        } finally {
            lease.close();
        }
    }

    private static MigrationException vanished(String path) {
        return MigrationException.of(
                        ErrorCategory.TRANSFER, "tree.vanished", "the file \"" + path + "\" is no longer there")
                .subject(path)
                .build();
    }

    private static MigrationException changed(String path) {
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "tree.changed",
                        "the file \"" + path + "\" is not the one that was listed")
                .subject(path)
                .remedy("Something writes to it; copy it again when it is at rest.")
                .build();
    }

    @Override
    public List<Optional<Digest>> digest(List<TreePath> paths, String algorithm, WorkContext context) {
        messageDigest(algorithm);
        if (algorithm.equals("SHA-256") && capabilities.has(Feature.REMOTE_DIGEST)) {
            try (SftpPool.Lease lease = pool.take(context)) {
                return new ToldLookUp(lease, context).sha256(paths);
            } catch (IOException e) {
                throw SshErrors.lost(e, "hashing files");
            }
        }
        List<Optional<Digest>> digests = new ArrayList<>(paths.size());
        List<TreeEntry> entries = paths.stream()
                .map(path -> TreeEntry.of(path, io.godwit.spi.EntryKind.FILE).build())
                .toList();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try (EntryStream stream = read(entries, context)) {
            for (Optional<EntryStream.Item> item = stream.next(); item.isPresent(); item = stream.next()) {
                if (item.get() instanceof EntryStream.Found found) {
                    digests.add(
                            found.entry().isFile()
                                    ? Optional.of(digest(found.content(), algorithm, buffer))
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

    private static Digest digest(FileContent content, String algorithm, ByteBuffer buffer) {
        MessageDigest digest = messageDigest(algorithm);
        while (true) {
            buffer.clear();
            if (content.read(buffer) < 0) {
                return Digest.of(algorithm, digest.digest());
            }
            digest.update(buffer.flip());
        }
    }

    private static MessageDigest messageDigest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "tree.unknown-digest",
                            "no digest is called \"" + algorithm + "\"")
                    .remedy("Use SHA-256.")
                    .cause(e)
                    .build();
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    @Override
    public String toString() {
        return address;
    }
}
