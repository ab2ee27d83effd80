package io.godwit.transfer.vfs;

import io.godwit.spi.ByteRange;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar of any kind: pax, GNU and older. Names stay bytes. It tells where the data of each entry is, and passes over it. One
 * thread.
 */
final class TarIn {
    private static final int BLOCK = TarOut.BLOCK;
    /** More than any header of attributes needs. */
    private static final int LARGEST_HEADER = 16 << 20;

    private final InputStream in;
    private final byte[] block = new byte[BLOCK];
    private final Map<String, byte[]> global = new HashMap<>();
    private long position;
    private long left;
    private boolean isClosed;

    TarIn(InputStream in) {
        this.in = in;
    }

    /** What is wrong with the bytes of a tar. */
    static final class Damage extends IOException {
        private static final long serialVersionUID = 1;

        Damage(String why) {
            super(why);
        }
    }

    /**
     * One entry.
     *
     * @param name its path as it stands there
     * @param type its type flag
     * @param target what a link points to
     * @param extended its extended headers
     * @param mode permission bits
     * @param uid number of the user
     * @param gid number of the group
     * @param user name of the user
     * @param group name of the group
     * @param modified its time, to the whole second or better
     * @param size its size with holes
     * @param offset where its data begins
     * @param stored how long its data is
     * @param regions where its data goes; null for a file without holes
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Member(
            byte[] name,
            byte type,
            byte[] target,
            Map<String, byte[]> extended,
            int mode,
            long uid,
            long gid,
            String user,
            String group,
            Instant modified,
            long size,
            long offset,
            long stored,
            @Nullable List<ByteRange> regions) {}

    /** Whether the blocks that end an archive were there. */
    boolean isClosed() {
        return isClosed;
    }

    long position() {
        return position;
    }

    /** The next entry, or empty at the end. */
    Optional<Member> next() throws IOException {
        skip(left);
        left = 0;
        Map<String, byte[]> extended = new HashMap<>(global);
        byte[] longName = null;
        byte[] longTarget = null;
        while (true) {
            if (!readBlock()) {
                return Optional.empty();
            }
            if (isZero(block)) {
                isClosed = true;
                return Optional.empty();
            }
            checkSum();
            byte type = block[156];
            long size = number(124, 12);
            switch (type) {
                case 'x', 'X' -> records(header(size), extended);
                case 'g' -> {
                    records(header(size), global);
                    extended = new HashMap<>(global);
                }
                case 'L' -> longName = untilNul(header(size), 0, Math.toIntExact(size));
                case 'K' -> longTarget = untilNul(header(size), 0, Math.toIntExact(size));
                default -> {
                    return Optional.of(member(type, extended, longName, longTarget));
                }
            }
        }
    }

    private Member member(
            byte type, Map<String, byte[]> extended, byte @Nullable [] longName, byte @Nullable [] longTarget)
            throws IOException {
        byte[] name = extended.getOrDefault("path", longName != null ? longName : headerName());
        name = extended.getOrDefault("GNU.sparse.name", name);
        byte[] target = extended.getOrDefault("linkpath", longTarget != null ? longTarget : untilNul(block, 157, 100));
        long stored = extended.containsKey("size") ? number(extended, "size") : number(124, 12);
        if (type == '1' || type == '2' || type == '3' || type == '4' || type == '5' || type == '6') {
            // some writers give a link the size of what it points to, and no data
            stored = 0;
        }
        int mode = (int) (number(100, 8) & 07777);
        long uid = extended.containsKey("uid") ? number(extended, "uid") : number(108, 8);
        long gid = extended.containsKey("gid") ? number(extended, "gid") : number(116, 8);
        String user = text(extended.getOrDefault("uname", untilNul(block, 265, 32)));
        String group = text(extended.getOrDefault("gname", untilNul(block, 297, 32)));
        Instant modified = extended.containsKey("mtime")
                ? time(text(extended.getOrDefault("mtime", new byte[0])))
                : Instant.ofEpochSecond(number(136, 12));
        long size = stored;
        List<ByteRange> regions = null;
        left = (stored + BLOCK - 1) / BLOCK * BLOCK;
        if (type == 'S') {
            regions = oldSparse();
            size = number(483, 12);
        } else if (extended.containsKey("GNU.sparse.major")) {
            long before = left;
            long at = position;
            regions = sparseMap();
            left = before - (position - at);
            stored -= position - at;
            size = number(extended, "GNU.sparse.realsize");
        } else if (extended.containsKey("GNU.sparse.map")) {
            regions = sparseText(text(extended.getOrDefault("GNU.sparse.map", new byte[0])));
            size = number(extended, "GNU.sparse.size");
        }
        if (regions != null) {
            regions = checked(regions, stored, size);
        }
        return new Member(
                name, type, target, extended, mode, uid, gid, user, group, modified, size, position, stored, regions);
    }

    private static List<ByteRange> checked(List<ByteRange> regions, long stored, long size) throws IOException {
        List<ByteRange> data = new ArrayList<>();
        long end = 0;
        long sum = 0;
        for (ByteRange region : regions) {
            if (region.offset() < end || region.end() > size) {
                throw new Damage("the map of a file with holes is out of order");
            }
            end = region.end();
            sum += region.length();
            if (region.length() > 0) {
                data.add(region);
            }
        }
        if (sum != stored) {
            throw new Damage("the map of a file with holes does not fit its data");
        }
        return data;
    }

    private byte[] headerName() {
        byte[] name = untilNul(block, 0, 100);
        boolean isUstar = block[257] == 'u' && block[258] == 's' && block[259] == 't' && block[262] == 0;
        byte[] prefix = isUstar ? untilNul(block, 345, 155) : new byte[0];
        if (prefix.length == 0) {
            return name;
        }
        byte[] joined = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
        joined[prefix.length] = '/';
        System.arraycopy(name, 0, joined, prefix.length + 1, name.length);
        return joined;
    }

    private List<ByteRange> oldSparse() throws IOException {
        List<ByteRange> regions = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            addOld(regions, block, 386 + 24 * i);
        }
        byte[] more = block.clone();
        boolean goesOn = block[482] == 1;
        while (goesOn) {
            if (in.readNBytes(more, 0, BLOCK) < BLOCK) {
                throw new EOFException("truncated map of a file with holes");
            }
            position += BLOCK;
            for (int i = 0; i < 21; i++) {
                addOld(regions, more, 24 * i);
            }
            goesOn = more[504] == 1;
        }
        return regions;
    }

    private static void addOld(List<ByteRange> regions, byte[] from, int at) throws IOException {
        if (from[at] != 0) {
            long offset = number(from, at, 12);
            regions.add(range(offset, number(from, at + 12, 12)));
        }
    }

    private List<ByteRange> sparseMap() throws IOException {
        long begin = position;
        int count = Math.toIntExact(Math.min(line(), 1 << 20));
        List<ByteRange> regions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long offset = line();
            regions.add(range(offset, line()));
        }
        skip((BLOCK - (position - begin) % BLOCK) % BLOCK);
        return regions;
    }

    private long line() throws IOException {
        long value = 0;
        for (int c = in.read(); c != '\n'; c = in.read()) {
            position++;
            if (c < 0) {
                throw new EOFException("truncated map of a file with holes");
            }
            if (c < '0' || c > '9' || value > Long.MAX_VALUE / 10 - 9) {
                throw new Damage("the map of a file with holes holds no numbers");
            }
            value = value * 10 + (c - '0');
        }
        position++;
        return value;
    }

    private static List<ByteRange> sparseText(String map) throws IOException {
        String[] numbers = map.split(",", -1);
        List<ByteRange> regions = new ArrayList<>();
        try {
            for (int i = 0; i + 1 < numbers.length; i += 2) {
                long offset = Long.parseLong(numbers[i]);
                regions.add(range(offset, Long.parseLong(numbers[i + 1])));
            }
        } catch (NumberFormatException e) {
            throw new Damage("the map of a file with holes holds no numbers");
        }
        return regions;
    }

    private static ByteRange range(long offset, long length) throws IOException {
        if (offset < 0 || length < 0 || length > Long.MAX_VALUE - offset) {
            throw new Damage("the map of a file with holes is out of order");
        }
        return new ByteRange(offset, length);
    }

    private boolean readBlock() throws IOException {
        int count = in.readNBytes(block, 0, BLOCK);
        position += count;
        if (count != 0 && count < BLOCK) {
            throw new EOFException("truncated header");
        }
        return count == BLOCK;
    }

    private byte[] header(long size) throws IOException {
        if (size < 0 || size > LARGEST_HEADER) {
            throw new Damage("a header of " + size + " bytes");
        }
        byte[] bytes = in.readNBytes((int) size);
        position += bytes.length;
        if (bytes.length < size) {
            throw new EOFException("truncated header");
        }
        skip((BLOCK - size % BLOCK) % BLOCK);
        return bytes;
    }

    private void skip(long count) throws IOException {
        long rest = count;
        byte[] sink = new byte[(int) Math.min(rest, 64 * 1024)];
        while (rest > 0) {
            int read = in.read(sink, 0, (int) Math.min(rest, sink.length));
            if (read < 0) {
                throw new EOFException("truncated content");
            }
            rest -= read;
            position += read;
        }
    }

    private void checkSum() throws IOException {
        long told = number(148, 8);
        long sum = 0;
        long signed = 0;
        for (int i = 0; i < BLOCK; i++) {
            byte b = i >= 148 && i < 156 ? (byte) ' ' : block[i];
            sum += b & 0xff;
            signed += b;
        }
        if (told != sum && told != signed) {
            throw new Damage("the checksum of a header is wrong at byte " + (position - BLOCK));
        }
    }

    private static void records(byte[] bytes, Map<String, byte[]> into) throws IOException {
        int at = 0;
        StringBuilder oldMap = new StringBuilder();
        while (at < bytes.length && bytes[at] != 0) {
            int blank = indexOf(bytes, ' ', at);
            if (blank < 0 || blank - at > 9) {
                throw new Damage("an extended header has no length");
            }
            int length = (int) digits(bytes, at, blank, 10);
            int end = at + length;
            int equals = indexOf(bytes, '=', blank);
            if (length <= 0 || end > bytes.length || bytes[end - 1] != '\n' || equals < 0 || equals >= end) {
                throw new Damage("an extended header has a wrong length");
            }
            String key = new String(bytes, blank + 1, equals - blank - 1, StandardCharsets.UTF_8);
            byte[] value = Arrays.copyOfRange(bytes, equals + 1, end - 1);
            if (key.equals("GNU.sparse.offset") || key.equals("GNU.sparse.numbytes")) {
                oldMap.append(oldMap.length() == 0 ? "" : ",").append(text(value));
            } else if (value.length == 0) {
                into.remove(key);
            } else {
                into.put(key, value);
            }
            at = end;
        }
        if (oldMap.length() > 0) {
            into.put("GNU.sparse.map", oldMap.toString().getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static int indexOf(byte[] bytes, char c, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == c) {
                return i;
            }
        }
        return -1;
    }

    private static Instant time(String seconds) throws IOException {
        if (!seconds.matches("-?\\d{1,12}(\\.\\d{0,30})?")) {
            throw new Damage("a time that is none");
        }
        BigDecimal number = new BigDecimal(seconds.endsWith(".") ? seconds + "0" : seconds);
        BigDecimal whole = number.setScale(0, RoundingMode.FLOOR);
        return Instant.ofEpochSecond(
                whole.longValueExact(),
                number.subtract(whole)
                        .movePointRight(9)
                        .setScale(0, RoundingMode.DOWN)
                        .longValueExact());
    }

    private static long number(Map<String, byte[]> extended, String key) throws IOException {
        byte[] value = extended.getOrDefault(key, new byte[0]);
        if (value.length == 0 || value.length > 18) {
            throw new Damage("the extended header \"" + key + "\" is no number");
        }
        return digits(value, 0, value.length, 10);
    }

    private long number(int at, int length) throws IOException {
        return number(block, at, length);
    }

    /** Octal digits, or binary where the first bit is set. */
    private static long number(byte[] from, int at, int length) throws IOException {
        if ((from[at] & 0x80) != 0) {
            boolean isNegative = (from[at] & 0x40) != 0;
            long value = isNegative ? -1 : 0;
            for (int i = at; i < at + length; i++) {
                int b = i == at ? (isNegative ? from[i] : from[i] & 0x3f) : from[i] & 0xff;
                value = value << 8 | (b & 0xff);
            }
            if (isNegative && length == 12 && at != 136) {
                throw new Damage("a number below zero");
            }
            return value;
        }
        int from0 = at;
        int end = at + length;
        while (from0 < end && (from[from0] == ' ' || from[from0] == 0)) {
            from0++;
        }
        int to = from0;
        while (to < end && from[to] >= '0' && from[to] <= '7') {
            to++;
        }
        return digits(from, from0, to, 8);
    }

    private static long digits(byte[] from, int at, int end, int base) throws IOException {
        long value = 0;
        for (int i = at; i < end; i++) {
            int digit = from[i] - '0';
            if (digit < 0 || digit >= base) {
                throw new Damage("a number with other characters in it");
            }
            value = value * base + digit;
        }
        return value;
    }

    private static byte[] untilNul(byte[] from, int at, int length) {
        int end = at;
        while (end < at + length && from[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(from, at, end);
    }

    private static boolean isZero(byte[] bytes) {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
