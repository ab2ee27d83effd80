package io.godwit.transfer.ssh;

import io.godwit.spi.EntryKind;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreeLink;
import io.godwit.spi.TreePath;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import net.schmizz.sshj.sftp.FileAttributes;
import org.jspecify.annotations.Nullable;

/** Makes entries of what SFTP tells, and the other way round. */
final class SftpEntries {
    private static final int MODE_BITS = 07777;

    private SftpEntries() {}

    static TreeEntry entry(Sftp sftp, TreePath path, FileAttributes attributes, @Nullable String linkTarget) {
        EntryKind kind = kind(sftp, attributes);
        TreeEntry.Builder entry = TreeEntry.of(path, kind);
        if (attributes.has(FileAttributes.Flag.SIZE) && kind == EntryKind.FILE) {
            entry.size(attributes.getSize());
        }
        if (attributes.has(FileAttributes.Flag.MODE)) {
            entry.mode(attributes.getMode().getMask() & MODE_BITS);
        }
        if (attributes.has(FileAttributes.Flag.UIDGID)) {
            entry.owner(TreeEntry.Owner.of(Integer.toUnsignedLong(attributes.getUID()), ""));
            entry.group(TreeEntry.Owner.of(Integer.toUnsignedLong(attributes.getGID()), ""));
        }
        if (attributes.has(FileAttributes.Flag.ACMODTIME)) {
            entry.modified(Instant.ofEpochSecond(attributes.getMtime()));
            if (kind == EntryKind.FILE) {
                entry.version(attributes.getMtime() + "-" + attributes.getSize());
            }
        }
        if (kind == EntryKind.SYMLINK && linkTarget != null) {
            entry.target(TreeLink.ofBytes(linkTarget.getBytes(StandardCharsets.ISO_8859_1)));
        }
        return entry.build();
    }

    /**
     * SFTP does not tell which names share a file, extended attributes and names of owners,
     * nor fractions of a second; whoever listed it may know.
     */
    static TreeEntry likeListed(TreeEntry now, TreeEntry listed) {
        if (now.kind() != listed.kind()) {
            return now;
        }
        TreeEntry.Builder same = now.toBuilder();
        if (isSameSecond(listed, now)) {
            same.modified(listed.modified().orElseThrow());
        }
        if (now.kind() == EntryKind.FILE) {
            same.linkGroup(listed.linkGroup().orElse(null)).sparse(listed.isSparse());
        }
        listed.extended().forEach(same::extended);
        if (hasSameId(listed.owner(), now.owner())) {
            same.owner(listed.owner().orElseThrow());
        }
        if (hasSameId(listed.group(), now.group())) {
            same.group(listed.group().orElseThrow());
        }
        return same.build();
    }

    private static boolean hasSameId(Optional<TreeEntry.Owner> one, Optional<TreeEntry.Owner> other) {
        return one.isPresent()
                && other.isPresent()
                && one.get().id().equals(other.get().id());
    }

    /** SFTP tells the lower 32 bits of the seconds. */
    private static boolean isSameSecond(TreeEntry listed, TreeEntry now) {
        if (listed.modified().isEmpty() || now.modified().isEmpty()) {
            return false;
        }
        long one = listed.modified().get().getEpochSecond();
        long other = now.modified().get().getEpochSecond();
        return (one & 0xffff_ffffL) == (other & 0xffff_ffffL);
    }

    static EntryKind kind(Sftp sftp, FileAttributes attributes) {
        return switch (attributes.getType()) {
            case DIRECTORY -> EntryKind.DIRECTORY;
            case SYMLINK -> EntryKind.SYMLINK;
            case FIFO_SPECIAL -> EntryKind.FIFO;
            case SOCKET_SPECIAL -> EntryKind.SOCKET;
            case BLOCK_SPECIAL, CHAR_SPECIAL -> EntryKind.DEVICE;
            case REGULAR -> EntryKind.FILE;
            case UNKNOWN -> sftp.tellsTypes() ? EntryKind.DEVICE : EntryKind.FILE;
        };
    }

    /** What the server is asked to set: mode, times and, where wished, owners by number. */
    static FileAttributes attributes(TreeEntry entry, boolean owners) {
        FileAttributes.Builder attributes = new FileAttributes.Builder();
        if (entry.mode().isPresent() || entry.isFile()) {
            attributes.withPermissions(entry.mode().orElse(0644));
        }
        entry.modified().ifPresent(time -> {
            long seconds = Math.max(0, Math.min(0xffff_ffffL, time.getEpochSecond()));
            attributes.withAtimeMtime(seconds, seconds);
        });
        if (owners && hasIds(entry)) {
            attributes.withUIDGID((int) entry.owner().orElseThrow().id().getAsLong(), (int)
                    entry.group().orElseThrow().id().getAsLong());
        }
        return attributes.build();
    }

    /** Whether user and group are told by number. */
    static boolean hasIds(TreeEntry entry) {
        return entry.owner().filter(o -> o.id().isPresent()).isPresent()
                && entry.group().filter(o -> o.id().isPresent()).isPresent();
    }
}
