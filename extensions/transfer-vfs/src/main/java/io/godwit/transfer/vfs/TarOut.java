package io.godwit.transfer.vfs;

import io.godwit.spi.ByteRange;
import io.godwit.spi.EntryKind;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes the pax format of tar: what the plain header cannot say stands in extended headers, names as the bytes that they are. */
final class TarOut {
    static final int BLOCK = 512;
    static final byte FILE = '0';
    static final byte HARD_LINK = '1';
    static final byte SYMLINK = '2';
    static final byte DIRECTORY = '5';
    /** Marks an entry that says what became of a path, in the parts of an archive under way. */
    static final String CHANGE = "GODWIT.change";

    private static final int NAME = 100;
    private static final long LARGEST_SIZE = 077777777777L;
    private static final long LARGEST_ID = 07777777;

    private final OutputStream out;
    private long inBlock;

    TarOut(OutputStream out) {
        this.out = out;
    }

    /**
     * Begins an entry; exactly the stored bytes have to follow, and then {@link #end}.
     *
     * @param path its name, which may be another one than the entry's
     * @param entry its attributes
     * @param regions where the data is in a file with holes; null for one without
     * @param stored how many bytes follow; for a file with holes those of its data
     */
    void begin(TreePath path, TreeEntry entry, @Nullable List<ByteRange> regions, long stored) throws IOException {
        byte[] target =
                entry.kind() == EntryKind.SYMLINK ? entry.target().orElseThrow().bytes() : new byte[0];
        byte type = switch (entry.kind()) {
            case FILE -> FILE;
            case SYMLINK -> SYMLINK;
            case DIRECTORY -> DIRECTORY;
            default -> throw new IllegalArgumentException("not for archives: " + entry.kind());
        };
        if (regions == null) {
            member(path.bytes(), type, target, entry, stored, Map.of());
            return;
        }
        byte[] map = sparseMap(regions, entry.size());
        Map<String, byte[]> more = new java.util.LinkedHashMap<>();
        more.put("GNU.sparse.major", ascii("1"));
        more.put("GNU.sparse.minor", ascii("0"));
        more.put("GNU.sparse.name", path.bytes());
        more.put("GNU.sparse.realsize", ascii(Long.toString(entry.size())));
        member(path.bytes(), type, target, entry, map.length + stored, more);
        write(map, 0, map.length);
    }

    /** Writes a further name of an earlier file. */
    void link(TreePath path, TreePath first, TreeEntry entry) throws IOException {
        member(path.bytes(), HARD_LINK, first.bytes(), entry, 0, Map.of());
    }

    /** Writes a change that has no content. */
    void change(String kind, TreeEntry entry, @Nullable TreePath to) throws IOException {
        Map<String, byte[]> more = new java.util.LinkedHashMap<>();
        more.put(CHANGE, ascii(kind));
        byte[] target = to == null ? new byte[0] : to.bytes();
        TreeEntry shown = entry.kind() == EntryKind.SYMLINK ? asFile(entry) : entry;
        member(entry.path().bytes(), shown.isDirectory() ? DIRECTORY : FILE, target, shown, 0, more);
    }

    private static TreeEntry asFile(TreeEntry entry) {
        TreeEntry.Builder file = TreeEntry.of(entry.path(), EntryKind.FILE)
                .modified(entry.modified().orElse(null))
                .owner(entry.owner().orElse(null))
                .group(entry.group().orElse(null));
        entry.mode().ifPresent(file::mode);
        entry.extended().forEach(file::extended);
        return file.build();
    }

    private void member(byte[] name, byte type, byte[] target, TreeEntry entry, long size, Map<String, byte[]> more)
            throws IOException {
        byte[] shown = type == DIRECTORY ? slashed(name) : name;
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        if (!isText(shown) || !isText(target)) {
            record(records, "hdrcharset", ascii("BINARY"));
        }
        if (shown.length > NAME || !isAscii(shown)) {
            record(records, "path", shown);
        }
        if (target.length > NAME || !isAscii(target)) {
            record(records, "linkpath", target);
        }
        if (size > LARGEST_SIZE) {
            record(records, "size", ascii(Long.toString(size)));
        }
        Instant time = entry.modified().orElse(null);
        if (time == null) {
            record(records, "GODWIT.untimed", ascii("1"));
        } else if (time.getNano() != 0 || time.getEpochSecond() < 0 || time.getEpochSecond() > LARGEST_SIZE) {
            record(records, "mtime", ascii(decimal(time)));
        }
        if (entry.mode().isEmpty()) {
            record(records, "GODWIT.modeless", ascii("1"));
        }
        owner(records, "uid", "uname", entry.owner().orElse(null));
        owner(records, "gid", "gname", entry.group().orElse(null));
        for (Map.Entry<String, String> attribute : entry.extended().entrySet()) {
            record(
                    records,
                    "SCHILY.xattr." + attribute.getKey(),
                    Base64.getDecoder().decode(attribute.getValue()));
        }
        for (Map.Entry<String, byte[]> further : more.entrySet()) {
            record(records, further.getKey(), further.getValue());
        }
        if (records.size() > 0) {
            byte[] extended = records.toByteArray();
            out.write(header(
                    ascii("PaxHeaders/entry"),
                    (byte) 'x',
                    new byte[0],
                    TreeEntry.of(TreePath.ROOT, EntryKind.FILE).mode(0644).build(),
                    extended.length));
            write(extended, 0, extended.length);
            end();
        }
        out.write(header(shown, type, target, entry, Math.min(size, LARGEST_SIZE)));
    }

    private static void owner(
            ByteArrayOutputStream records, String number, String name, TreeEntry.@Nullable Owner owner) {
        if (owner == null) {
            record(records, "GODWIT.no" + number, ascii("1"));
            return;
        }
        if (owner.id().isEmpty()) {
            record(records, "GODWIT.no" + number, ascii("name"));
        } else if (owner.id().getAsLong() > LARGEST_ID) {
            record(records, number, ascii(Long.toString(owner.id().getAsLong())));
        }
        byte[] text = owner.name().getBytes(StandardCharsets.UTF_8);
        if (text.length > 31 || !isAscii(text)) {
            record(records, name, text);
        }
    }

    private static byte[] header(byte[] name, byte type, byte[] target, TreeEntry entry, long size) {
        byte[] header = new byte[BLOCK];
        System.arraycopy(name, 0, header, 0, Math.min(NAME, name.length));
        int mode = entry.mode().orElse(entry.isDirectory() ? 0755 : entry.isFile() ? 0644 : 0777);
        octal(header, 100, 8, mode);
        octal(header, 108, 8, id(entry.owner().orElse(null)));
        octal(header, 116, 8, id(entry.group().orElse(null)));
        octal(header, 124, 12, size);
        long seconds = entry.modified().map(Instant::getEpochSecond).orElse(0L);
        octal(header, 136, 12, Math.max(0, Math.min(seconds, LARGEST_SIZE)));
        header[156] = type;
        System.arraycopy(target, 0, header, 157, Math.min(NAME, target.length));
        byte[] magic = {'u', 's', 't', 'a', 'r', 0, '0', '0'};
        System.arraycopy(magic, 0, header, 257, magic.length);
        text(header, 265, entry.owner().orElse(null));
        text(header, 297, entry.group().orElse(null));
        octal(header, 329, 8, 0);
        octal(header, 337, 8, 0);
        java.util.Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        octal(header, 148, 7, sum);
        header[155] = ' ';
        return header;
    }

    private static long id(TreeEntry.@Nullable Owner owner) {
        return owner == null ? 0 : Math.min(owner.id().orElse(0), LARGEST_ID);
    }

    private static void text(byte[] header, int at, TreeEntry.@Nullable Owner owner) {
        byte[] text = owner == null ? new byte[0] : owner.name().getBytes(StandardCharsets.UTF_8);
        if (text.length <= 31) {
            System.arraycopy(text, 0, header, at, text.length);
        }
    }

    /** The places of the data, as lines of numbers, filled up to whole blocks. */
    private static byte[] sparseMap(List<ByteRange> regions, long size) {
        long end = regions.isEmpty() ? 0 : regions.get(regions.size() - 1).end();
        boolean endsInHole = end < size;
        StringBuilder lines = new StringBuilder()
                .append(regions.size() + (endsInHole ? 1 : 0))
                .append('\n');
        for (ByteRange region : regions) {
            lines.append(region.offset()).append('\n').append(region.length()).append('\n');
        }
        if (endsInHole) {
            lines.append(size).append("\n0\n");
        }
        byte[] text = ascii(lines.toString());
        return java.util.Arrays.copyOf(text, (text.length + BLOCK - 1) / BLOCK * BLOCK);
    }

    private static byte[] slashed(byte[] name) {
        byte[] longer =
                java.util.Arrays.copyOf(name.length == 0 ? new byte[] {'.'} : name, Math.max(1, name.length) + 1);
        longer[longer.length - 1] = '/';
        return longer;
    }

    private static boolean isText(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8).length == bytes.length
                && java.util.Arrays.equals(
                        new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), bytes);
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    /** Seconds before 1970 count backwards, their fractions too. */
    private static String decimal(Instant time) {
        return BigDecimal.valueOf(time.getEpochSecond())
                .add(BigDecimal.valueOf(time.getNano(), 9))
                .toPlainString();
    }

    /** A record tells its own length, with the digits of that. */
    private static void record(ByteArrayOutputStream records, String key, byte[] value) {
        byte[] word = key.getBytes(StandardCharsets.UTF_8);
        int rest = word.length + value.length + 3;
        int length = rest + Integer.toString(rest).length();
        if (Integer.toString(length).length() > Integer.toString(rest).length()) {
            length++;
        }
        records.writeBytes(ascii(length + " "));
        records.writeBytes(word);
        records.write('=');
        records.writeBytes(value);
        records.write('\n');
    }

    /** A number of octal digits, ended by NUL. */
    private static void octal(byte[] header, int at, int length, long value) {
        long rest = value;
        for (int i = at + length - 2; i >= at; i--) {
            header[i] = (byte) ('0' + (rest & 7));
            rest >>>= 3;
        }
        header[at + length - 1] = 0;
    }

    private static byte[] ascii(String text) {
        return Objects.requireNonNull(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Writes content. */
    void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        inBlock += length;
    }

    /** Ends a content. */
    void end() throws IOException {
        int over = (int) (inBlock % BLOCK);
        if (over > 0) {
            out.write(new byte[BLOCK - over]);
        }
        inBlock = 0;
    }

    /** Ends the archive. */
    void finish() throws IOException {
        out.write(new byte[2 * BLOCK]);
    }
}
