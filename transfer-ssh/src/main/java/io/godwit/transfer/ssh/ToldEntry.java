package io.godwit.transfer.ssh;

import io.godwit.spi.EntryKind;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreeLink;
import io.godwit.spi.TreePath;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What find or stat tell of one entry, which is more than SFTP does: nanoseconds, and which names share a file. Immutable.
 *
 * @param path where it is
 * @param kind what it is
 * @param fields mode, user, group, time, size, number of names, inode, device and blocks of 512 bytes, as text
 */
record ToldEntry(TreePath path, EntryKind kind, List<String> fields) {
    /** For find: fields of fixed width, so that sort can skip them; the name follows. */
    static final String FIND_FORMAT = "%y%5m%11U%11G%26T@%20s%11n%21i%21D%20b %P";
    /** The same for directories, whose names end in a slash where they are sorted. */
    static final String FIND_DIRECTORY_FORMAT = FIND_FORMAT + "/";
    /** How many characters stand before the name. */
    static final int FIND_PREFIX = 148;
    /** For stat: the same fields, with blanks between them. */
    static final String STAT_FORMAT = "%f %u %g %.9Y %s %h %i %d %b %n\\0";

    /** A file that saves less than this is not taken for sparse: that its holes are kept would cost more than it spares. */
    private static final long LEAST_HOLES = 256 * 1024;

    private static final int BLOCK = 512;
    private static final int TYPE_BITS = 0170000;
    private static final int MODE_BITS = 07777;

    /** Reads what find printed. */
    static ToldEntry found(byte[] record, TreePath below) throws IOException {
        if (record.length <= FIND_PREFIX) {
            throw new IOException("find told something that we do not understand");
        }
        EntryKind kind = switch (record[0]) {
            case 'f' -> EntryKind.FILE;
            case 'd' -> EntryKind.DIRECTORY;
            case 'l' -> EntryKind.SYMLINK;
            case 'p' -> EntryKind.FIFO;
            case 's' -> EntryKind.SOCKET;
            default -> EntryKind.DEVICE;
        };
        int end = kind == EntryKind.DIRECTORY ? record.length - 1 : record.length;
        TreePath path = below.resolve(TreePath.ofBytes(Arrays.copyOfRange(record, FIND_PREFIX, end)));
        String[] fields = new String(record, 1, FIND_PREFIX - 1, StandardCharsets.US_ASCII)
                .strip()
                .split(" +", -1);
        fields[0] = Integer.toString(Integer.parseInt(fields[0], 8));
        fields[3] = forwards(fields[3]);
        return new ToldEntry(path, kind, List.of(fields));
    }

    /** Before 1970 find tells whole seconds backwards and their fraction forwards. */
    private static String forwards(String time) {
        int point = time.indexOf('.');
        if (!time.startsWith("-") || point < 0) {
            return time;
        }
        return new BigDecimal(time.substring(0, point))
                .add(new BigDecimal("0" + time.substring(point)))
                .toPlainString();
    }

    /** Reads what stat printed; its names begin with {@code ./}. */
    static ToldEntry stated(byte[] record) throws IOException {
        int at = 0;
        for (int blanks = 0; blanks < 9; at++) {
            if (at >= record.length) {
                throw new IOException("stat told something that we do not understand");
            }
            blanks += record[at] == ' ' ? 1 : 0;
        }
        String[] fields = new String(record, 0, at, StandardCharsets.US_ASCII).split(" ", -1);
        int mode = Integer.parseInt(fields[0], 16);
        fields[0] = Integer.toString(mode & MODE_BITS);
        return new ToldEntry(
                TreePath.ofBytes(Arrays.copyOfRange(record, at + 2, record.length)), kindOf(mode), List.of(fields));
    }

    /** What something is whose mode the system tells so. */
    static EntryKind kindOf(int mode) {
        return switch (mode & TYPE_BITS) {
            case 0100000 -> EntryKind.FILE;
            case 0040000 -> EntryKind.DIRECTORY;
            case 0120000 -> EntryKind.SYMLINK;
            case 0010000 -> EntryKind.FIFO;
            case 0140000 -> EntryKind.SOCKET;
            default -> EntryKind.DEVICE;
        };
    }

    /** The entry, as {@link SftpEntries#entry} would make it, and more exactly. */
    TreeEntry entry(@Nullable String linkTarget, Map<String, String> attributes, SshAccounts accounts) {
        BigDecimal time = new BigDecimal(fields.get(3));
        long seconds = time.setScale(0, RoundingMode.FLOOR).longValueExact();
        int nanos = time.subtract(BigDecimal.valueOf(seconds))
                .movePointRight(9)
                .setScale(0, RoundingMode.FLOOR)
                .intValueExact();
        TreeEntry.Builder entry = TreeEntry.of(path, kind)
                .mode(Integer.parseInt(fields.get(0)))
                .owner(accounts.user(Long.parseLong(fields.get(1))))
                .group(accounts.group(Long.parseLong(fields.get(2))))
                .modified(Instant.ofEpochSecond(seconds, nanos));
        if (kind == EntryKind.FILE) {
            long size = Long.parseLong(fields.get(4));
            entry.size(size).version((seconds & 0xffff_ffffL) + "-" + fields.get(4));
            entry.sparse(size - Long.parseLong(fields.get(8)) * BLOCK >= LEAST_HOLES);
            if (Long.parseLong(fields.get(5)) > 1) {
                entry.linkGroup(fields.get(7) + ":" + fields.get(6));
            }
        }
        if (linkTarget != null) {
            entry.target(TreeLink.ofBytes(linkTarget.getBytes(StandardCharsets.ISO_8859_1)));
        }
        attributes.forEach(entry::extended);
        return entry.build();
    }
}
