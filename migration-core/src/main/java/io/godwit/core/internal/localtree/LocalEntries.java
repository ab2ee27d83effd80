package io.godwit.core.internal.localtree;

import io.godwit.spi.EntryKind;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreeLink;
import io.godwit.spi.TreePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes entries of what the file system tells. Thread-safe. */
final class LocalEntries {
    /** What user attributes are called in an entry. */
    static final String USER_PREFIX = "user.";

    private static final String UNIX = "unix:mode,ino,dev,nlink,uid,gid,size,lastModifiedTime,ctime";
    private static final int TYPE_MASK = 0170000;

    private final boolean isUnix;
    private final Accounts accounts = new Accounts();

    LocalEntries(boolean isUnix) {
        this.isUnix = isUnix;
    }

    boolean isUnix() {
        return isUnix;
    }

    /** Looks at a file, without following a link. */
    Status look(Path file) throws IOException {
        if (isUnix) {
            return Status.of(Files.readAttributes(file, UNIX, LinkOption.NOFOLLOW_LINKS));
        }
        return Status.of(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    }

    /** The entry of a file that was looked at. */
    TreeEntry entry(TreePath path, Path file, Status status, boolean sparse) throws IOException {
        TreeEntry.Builder entry = withoutAttributes(path, file, status, sparse);
        if (status.kind() == EntryKind.FILE || status.kind() == EntryKind.DIRECTORY) {
            extended(entry, file);
        }
        return entry.build();
    }

    /** The same, without extended attributes. */
    TreeEntry.Builder withoutAttributes(TreePath path, Path file, Status status, boolean sparse) throws IOException {
        TreeEntry.Builder entry = TreeEntry.of(path, status.kind()).modified(status.modified());
        if (status.kind() == EntryKind.FILE) {
            entry.size(status.size()).sparse(sparse);
        }
        if (status.kind() == EntryKind.SYMLINK) {
            entry.target(TreeLink.ofBytes(NativePaths.targetBytes(Files.readSymbolicLink(file))));
        }
        if (isUnix) {
            entry.mode(status.mode() & 07777);
            entry.owner(accounts.user(status.uid(), file)).group(accounts.group(status.gid(), file));
            if (status.kind() == EntryKind.FILE && status.links() > 1) {
                entry.linkGroup(status.key());
            }
            if (status.kind() == EntryKind.FILE || status.kind() == EntryKind.SYMLINK) {
                entry.version(status.version());
            }
        } else if (status.kind() == EntryKind.FILE) {
            entry.version(status.version());
        }
        return entry;
    }

    /** An entry with further attributes. */
    static TreeEntry with(TreeEntry entry, Map<String, String> attributes) {
        if (attributes.isEmpty()) {
            return entry;
        }
        TreeEntry.Builder more = entry.toBuilder();
        attributes.forEach(more::extended);
        return more.build();
    }

    private static void extended(TreeEntry.Builder entry, Path file) throws IOException {
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        for (String name : names(view)) {
            ByteBuffer value = ByteBuffer.allocate(view.size(name));
            view.read(name, value);
            value.flip();
            byte[] raw = new byte[value.remaining()];
            value.get(raw);
            entry.extended(USER_PREFIX + name, Base64.getEncoder().encodeToString(raw));
        }
    }

    /** The names of the user attributes; none where the file system has none, or where they may not be read. */
    static List<String> names(@Nullable UserDefinedFileAttributeView view) {
        try {
            return view == null ? List.of() : view.list().stream().sorted().toList();
        } catch (IOException unsupportedOrUnreadable) {
            // a file that may not be read is told of when its content is
            return List.of();
        }
    }

    /**
     * What the file system tells of a file.
     *
     * @param kind what it is
     * @param size bytes
     * @param modified last change of the content
     * @param mode type and permission bits, 0 where there are none
     * @param inode 0 where there is none
     * @param device 0 where there is none
     * @param links how many names
     * @param uid owner
     * @param gid group
     * @param changed last change of anything, null where not told
     */
    record Status(
            EntryKind kind,
            long size,
            Instant modified,
            int mode,
            long inode,
            long device,
            int links,
            int uid,
            int gid,
            @Nullable Instant changed) {

        static Status of(Map<String, Object> unix) {
            int mode = (int) value(unix, "mode");
            return new Status(
                    kind(mode),
                    (long) value(unix, "size"),
                    ((FileTime) value(unix, "lastModifiedTime")).toInstant(),
                    mode,
                    (long) value(unix, "ino"),
                    (long) value(unix, "dev"),
                    (int) value(unix, "nlink"),
                    (int) value(unix, "uid"),
                    (int) value(unix, "gid"),
                    ((FileTime) value(unix, "ctime")).toInstant());
        }

        private static Object value(Map<String, Object> unix, String name) {
            Object value = unix.get(name);
            if (value == null) {
                throw new IllegalStateException("the file system does not tell " + name);
            }
            return value;
        }

        static Status of(BasicFileAttributes basic) {
            EntryKind kind = basic.isSymbolicLink()
                    ? EntryKind.SYMLINK
                    : basic.isDirectory()
                            ? EntryKind.DIRECTORY
                            : basic.isRegularFile() ? EntryKind.FILE : EntryKind.DEVICE;
            Instant modified = basic.lastModifiedTime().toInstant();
            return new Status(kind, basic.size(), modified, 0, 0, 0, 1, 0, 0, null);
        }

        private static EntryKind kind(int mode) {
            return switch (mode & TYPE_MASK) {
                case 0100000 -> EntryKind.FILE;
                case 0040000 -> EntryKind.DIRECTORY;
                case 0120000 -> EntryKind.SYMLINK;
                case 0010000 -> EntryKind.FIFO;
                case 0140000 -> EntryKind.SOCKET;
                default -> EntryKind.DEVICE;
            };
        }

        boolean isDirectory() {
            return kind == EntryKind.DIRECTORY;
        }

        /** Tells files apart. */
        String key() {
            return Long.toHexString(device) + ":" + inode;
        }

        /** Changes whenever the content may have changed. */
        String version() {
            Instant last = changed == null ? modified : changed;
            return inode + "-" + last.getEpochSecond() + "." + last.getNano() + "-" + size;
        }

        boolean isSameContentAs(Status other) {
            return kind == other.kind
                    && device == other.device
                    && version().equals(other.version())
                    && modified.equals(other.modified);
        }
    }
}
