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
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.FileMode;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.Response.StatusCode;
import net.schmizz.sshj.sftp.SFTPException;

/** A directory behind SSH, read over SFTP. Thread-safe. */
class SftpTree implements FileTree {
    private static final Set<Feature> FEATURES = EnumSet.of(
            Feature.SORTED_LISTING,
            Feature.MODES,
            Feature.SYMLINKS,
            Feature.BYTE_NAMES,
            Feature.CASE_SENSITIVE,
            Feature.DIRECTORIES,
            Feature.ATOMIC_COMMIT,
            Feature.RENAME,
            Feature.RANGES);

    private final SftpPool pool;
    private final String address;
    private final int concurrency;

    SftpTree(Location location, WorkContext context) {
        this.pool = new SftpPool(location);
        this.address = SshTarget.of(location).address();
        this.concurrency = Math.max(1, context.limits().parallelism());
    }

    SftpPool pool() {
        return pool;
    }

    @Override
    public TreeCapabilities capabilities() {
        return new TreeCapabilities(FEATURES, Duration.ofSeconds(1), concurrency);
    }

    @Override
    public Cursor<TreeEntry> list(TreePath below, WorkContext context) {
        SftpPool.Lease lease = pool.take(context);
        boolean open = false;
        try {
            Cursor<TreeEntry> listing = new SftpListing(lease, below, context);
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
        List<Optional<TreeEntry>> found = new ArrayList<>(paths.size());
        try (SftpPool.Lease lease = pool.take(context)) {
            for (TreePath path : paths) {
                context.cancellation().throwIfCancelled();
                found.add(stat(lease.sftp(), path));
            }
        }
        return found;
    }

    static Optional<TreeEntry> stat(Sftp sftp, TreePath path) {
        String absolute = sftp.absolute(path);
        try {
            FileAttributes attributes = sftp.engine().lstat(absolute);
            boolean link = attributes.getType() == FileMode.Type.SYMLINK;
            return Optional.of(
                    SftpEntries.entry(path, attributes, link ? sftp.engine().readLink(absolute) : null));
        } catch (SFTPException e) {
            if (e.getStatusCode() == StatusCode.NO_SUCH_FILE || e.getStatusCode() == StatusCode.NO_SUCH_PATH) {
                return Optional.empty();
            }
            throw SshErrors.of(e, "looking up", SshTarget.text(absolute));
        } catch (IOException e) {
            throw SshErrors.of(e, "looking up", SshTarget.text(absolute));
        }
    }

    @Override
    public EntryStream read(List<TreeEntry> entries, WorkContext context) {
        return new SftpEntryStream(pool.take(context), entries, context);
    }

    @Override
    public FileContent open(TreeEntry entry, ByteRange range, WorkContext context) {
        SftpPool.Lease lease = pool.take(context);
        Sftp sftp = lease.sftp();
        String absolute = sftp.absolute(entry.path());
        String shown = SshTarget.text(absolute);
        boolean open = false;
        try {
            byte[] handle = sftp.open(absolute, EnumSet.of(OpenMode.READ)).handle();
            TreeEntry now = SftpEntries.entry(entry.path(), sftp.fstat(handle).attributes(), null);
            if (entry.version().isPresent() && !entry.version().equals(now.version())) {
                throw MigrationException.of(
                                ErrorCategory.TRANSFER,
                                "tree.changed",
                                "the file \"" + shown + "\" is not the one that was listed")
                        .subject(shown)
                        .remedy("Something writes to it; copy it again when it is at rest.")
                        .build();
            }
            open = true;
            return new SftpFileContent(sftp, handle, shown, range, () -> {
                // requests may be under way: a channel of its own, closed with it, keeps later readers apart
                lease.spoil();
                lease.close();
            });
        } catch (IOException e) {
            throw SshErrors.of(e, "opening", shown);
        } finally {
            if (!open) {
                lease.spoil();
                lease.close();
            }
        }
    }

    @Override
    public List<Optional<Digest>> digest(List<TreePath> paths, String algorithm, WorkContext context) {
        List<Optional<Digest>> digests = new ArrayList<>(paths.size());
        List<TreeEntry> entries = paths.stream()
                .map(path -> TreeEntry.of(path, io.godwit.spi.EntryKind.FILE).build())
                .toList();
        ByteBuffer buffer = ByteBuffer.allocate(256 * 1024);
        try (EntryStream stream = read(entries, context)) {
            for (Optional<EntryStream.Item> item = stream.next(); item.isPresent(); item = stream.next()) {
                if (item.get() instanceof EntryStream.Found found) {
                    digests.add(Optional.of(digest(found.content(), algorithm, buffer)));
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
                            "tree.no-such-digest",
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
