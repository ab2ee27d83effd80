package io.godwit.transfer.ssh;

import io.godwit.spi.ByteRange;
import io.godwit.spi.EntryKind;
import io.godwit.spi.TreeEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Writes an archive that GNU tar reads: names and link targets are bytes (long ones in GNU's own form, which nobody takes for text), times
 * to the nanosecond stand in extended headers. One thread.
 */
final class TarWriter {
    private static final int BLOCK = 512;
    private static final int NAME = 100;
    /** Stands for the type of a file whose holes are told in front of its data. */
    private static final byte SPARSE = 'S';

    private static final long LARGEST_ID = 07777777;
    private static final long LARGEST_SIZE = 077777777777L;
    private static final long LARGEST_TIME = 077777777777L;

    private final OutputStream out;
    private long inBlock;

    TarWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Begins an entry; exactly its size has to follow.
     *
     * @param name its path, as bytes
     * @param entry its attributes
     * @param size how many bytes follow, 0 for anything but a file
     * @param owners whether its owner and group are told
     */
    void begin(byte[] name, TreeEntry entry, long size, boolean owners) throws IOException {
        byte[] target =
                entry.kind() == EntryKind.SYMLINK ? entry.target().orElseThrow().bytes() : new byte[0];
        byte type = switch (entry.kind()) {
            case FILE -> (byte) '0';
            case SYMLINK -> (byte) '2';
            case DIRECTORY -> (byte) '5';
            default -> throw new IllegalArgumentException("not for archives: " + entry.kind());
        };
        member(name, type, target, entry, size, owners);
    }

    /** Writes a further name of an earlier entry. */
    void link(byte[] name, byte[] first, TreeEntry entry) throws IOException {
        member(name, (byte) '1', first, entry, 0, false);
    }

    /**
     * Begins a file with holes, in the form 1.0 of GNU's; the data of its regions has to follow, each ended by {@link #end()}.
     *
     * @param regions where it has data, ascending
     * @param size how large it is with its holes
     */
    void beginSparse(byte[] name, TreeEntry entry, List<ByteRange> regions, long size, boolean owners)
            throws IOException {
        StringBuilder numbers = new StringBuilder();
        // the form wants a region at the end, be it empty
        boolean reachesEnd =
                !regions.isEmpty() && regions.get(regions.size() - 1).end() == size;
        numbers.append(regions.size() + (reachesEnd ? 0 : 1)).append('\n');
        long data = 0;
        for (ByteRange region : regions) {
            numbers.append(region.offset()).append('\n').append(region.length()).append('\n');
            data += (region.length() + BLOCK - 1) / BLOCK * BLOCK;
        }
        if (!reachesEnd) {
            numbers.append(size).append("\n0\n");
        }
        byte[] map = ascii(numbers.toString());
        int padded = (map.length + BLOCK - 1) / BLOCK * BLOCK;
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        record(records, "GNU.sparse.major", "1");
        record(records, "GNU.sparse.minor", "0");
        record(records, "GNU.sparse.name", name);
        record(records, "GNU.sparse.realsize", Long.toString(size));
        member(name, SPARSE, new byte[0], entry, padded + data, owners, records);
        write(java.util.Arrays.copyOf(map, padded), 0, padded);
    }

    private void member(byte[] name, byte type, byte[] target, TreeEntry entry, long size, boolean owners)
            throws IOException {
        member(name, type, target, entry, size, owners, new ByteArrayOutputStream());
    }

    private void member(
            byte[] name,
            byte type,
            byte[] target,
            TreeEntry entry,
            long size,
            boolean owners,
            ByteArrayOutputStream extended)
            throws IOException {
        Instant time = entry.modified().orElseGet(Instant::now);
        boolean plainTime = time.getNano() == 0 && time.getEpochSecond() >= 0 && time.getEpochSecond() <= LARGEST_TIME;
        if (!plainTime) {
            record(extended, "mtime", decimal(time));
        }
        long uid = owners ? id(entry.owner().orElse(null)) : 0;
        long gid = owners ? id(entry.group().orElse(null)) : 0;
        if (uid > LARGEST_ID) {
            record(extended, "uid", Long.toString(uid));
        }
        if (gid > LARGEST_ID) {
            record(extended, "gid", Long.toString(gid));
        }
        if (size > LARGEST_SIZE) {
            record(extended, "size", Long.toString(size));
        }
        if (type == '0' || type == '5' || type == SPARSE) {
            for (Map.Entry<String, String> one : entry.extended().entrySet()) {
                // tar reads these two signs of a name in this form
                String attribute = one.getKey().replace("%", "%25").replace("=", "%3D");
                record(
                        extended,
                        "SCHILY.xattr." + attribute,
                        Base64.getDecoder().decode(one.getValue()));
            }
        }
        longName((byte) 'K', target);
        if (type != SPARSE) {
            longName((byte) 'L', name);
        }
        if (extended.size() > 0) {
            byte[] records = extended.toByteArray();
            out.write(header(ascii("./@PaxHeader"), (byte) 'x', new byte[0], 0644, records.length));
            write(records, 0, records.length);
            end();
        }
        byte[] header = header(name, type, target, mode(entry), Math.min(size, LARGEST_SIZE));
        octal(header, 108, 8, Math.min(uid, LARGEST_ID));
        octal(header, 116, 8, Math.min(gid, LARGEST_ID));
        octal(header, 136, 12, Math.max(0, Math.min(time.getEpochSecond(), LARGEST_TIME)));
        if (owners) {
            text(header, 265, 32, entry.owner().map(TreeEntry.Owner::name).orElse(""));
            text(header, 297, 32, entry.group().map(TreeEntry.Owner::name).orElse(""));
        }
        if (type == SPARSE) {
            // this form of sparse files is known to archives of POSIX only
            header[156] = '0';
            System.arraycopy(ascii("ustar\00000"), 0, header, 257, 8);
        }
        checksum(header);
        out.write(header);
    }

    private static long id(TreeEntry.@org.jspecify.annotations.Nullable Owner owner) {
        return owner == null ? 0 : owner.id().orElse(0);
    }

    private static int mode(TreeEntry entry) {
        return entry.mode().orElse(entry.isDirectory() ? 0755 : entry.isFile() ? 0644 : 0777);
    }

    /** Seconds before 1970 count backwards, their fractions too. */
    private static String decimal(Instant time) {
        java.math.BigDecimal seconds = java.math.BigDecimal.valueOf(time.getEpochSecond())
                .add(java.math.BigDecimal.valueOf(time.getNano(), 9));
        return seconds.toPlainString();
    }

    /** A record tells its own length, with the digits of that. */
    private static void record(ByteArrayOutputStream records, String key, String value) {
        record(records, key, value.getBytes(StandardCharsets.UTF_8));
    }

    private static void record(ByteArrayOutputStream records, String key, byte[] value) {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        int rest = name.length + value.length + 3;
        int length = rest + Integer.toString(rest).length();
        if (Integer.toString(length).length() > Integer.toString(rest).length()) {
            length++;
        }
        records.writeBytes(ascii(length + " "));
        records.writeBytes(name);
        records.write('=');
        records.writeBytes(value);
        records.write('\n');
    }

    private void longName(byte kind, byte[] name) throws IOException {
        if (name.length <= NAME) {
            return;
        }
        out.write(header(ascii("././@LongLink"), kind, new byte[0], 0644, name.length + 1L));
        write(name, 0, name.length);
        write(new byte[1], 0, 1);
        end();
    }

    private static byte[] header(byte[] name, byte type, byte[] target, int mode, long size) {
        byte[] header = new byte[BLOCK];
        System.arraycopy(name, 0, header, 0, Math.min(NAME, name.length));
        octal(header, 100, 8, mode);
        octal(header, 108, 8, 0);
        octal(header, 116, 8, 0);
        octal(header, 124, 12, size);
        octal(header, 136, 12, 0);
        header[156] = type;
        System.arraycopy(target, 0, header, 157, Math.min(NAME, target.length));
        text(header, 257, 8, "ustar  ");
        checksum(header);
        return header;
    }

    private static void checksum(byte[] header) {
        java.util.Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        octal(header, 148, 7, sum);
        header[155] = ' ';
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

    private static void text(byte[] header, int at, int length, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < length) {
            System.arraycopy(bytes, 0, header, at, bytes.length);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Writes content. */
    void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        inBlock += length;
    }

    /** Ends a content, or one region of it. */
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
        out.flush();
    }
}
