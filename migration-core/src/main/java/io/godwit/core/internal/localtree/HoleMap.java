package io.godwit.core.internal.localtree;

import io.godwit.spi.ByteRange;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the data of a sparse file is. {@code java.nio} cannot ask the file system; GNU tar can, and writes the map in front of
 * the data of a sparse member, so that only the head of its output is read. Without it the file is read through once.
 */
final class HoleMap {
    private static final int BLOCK = 512;
    private static final int SCAN = 64 * 1024;
    /** Where a file has more regions than this, the smallest holes count as data. */
    private static final int MOST_REGIONS = 50_000;

    private HoleMap() {}

    /**
     * The regions of a file.
     *
     * @param root where the name begins
     * @param name path below it
     * @param channel the file, open to read; its position is not kept
     * @param size its size
     * @return ascending, disjoint
     */
    static List<ByteRange> of(Path root, byte[] name, FileChannel channel, long size) throws IOException {
        List<ByteRange> told = ask(root, name, size);
        return told != null ? told : scan(channel, size);
    }

    private static @Nullable List<ByteRange> ask(Path root, byte[] name, long size) throws IOException {
        Process tar;
        try {
            tar = SystemTools.start(
                    List.of(
                            "tar",
                            "--create",
                            "--file=-",
                            "--format=posix",
                            "--sparse",
                            "--sparse-version=1.0",
                            "--hole-detection=seek",
                            "--no-recursion",
                            "--null",
                            "--verbatim-files-from",
                            "--files-from=-"),
                    root);
        } catch (IOException noSuchTool) {
            return null;
        }
        try (DataInputStream in = new DataInputStream(tar.getInputStream())) {
            byte[] line = new byte[name.length + 3];
            line[0] = '.';
            line[1] = '/';
            System.arraycopy(name, 0, line, 2, name.length);
            tar.getOutputStream().write(line);
            tar.getOutputStream().close();
            return parse(in, size);
        } catch (IOException | NumberFormatException | ArithmeticException notGnuTar) {
            return null;
        } finally {
            tar.destroyForcibly();
        }
    }

    private static @Nullable List<ByteRange> parse(DataInputStream in, long size) throws IOException {
        boolean sparse = false;
        byte[] header = new byte[BLOCK];
        in.readFully(header);
        while (header[156] == 'x' || header[156] == 'g') {
            long length = Long.parseLong(text(header, 124, 11).strip(), 8);
            byte[] records = in.readNBytes(Math.toIntExact(length));
            in.skipNBytes((BLOCK - length % BLOCK) % BLOCK);
            String text = new String(records, StandardCharsets.ISO_8859_1);
            sparse |= text.contains("GNU.sparse.major=1\n") && text.contains("GNU.sparse.realsize=" + size + "\n");
            in.readFully(header);
        }
        if (!sparse) {
            return null;
        }
        Regions regions = new Regions();
        long count = number(in);
        for (long i = 0; i < count; i++) {
            long offset = number(in);
            regions.add(offset, number(in));
        }
        return regions.upTo(size);
    }

    private static String text(byte[] header, int from, int length) {
        return new String(header, from, length, StandardCharsets.US_ASCII);
    }

    private static long number(InputStream in) throws IOException {
        long value = 0;
        int c;
        while ((c = in.read()) != '\n') {
            if (c < '0' || c > '9') {
                throw new EOFException("the map of holes ends early");
            }
            value = Math.addExact(Math.multiplyExact(value, 10L), c - '0');
        }
        return value;
    }

    /** Finds runs of zeros by reading. */
    static List<ByteRange> scan(FileChannel channel, long size) throws IOException {
        Regions regions = new Regions();
        ByteBuffer buffer = ByteBuffer.allocate(SCAN);
        for (long at = 0; at < size; at += SCAN) {
            buffer.clear();
            int length = (int) Math.min(SCAN, size - at);
            buffer.limit(length);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, at + buffer.position()) < 0) {
                    return regions.upTo(size);
                }
            }
            if (!isZero(buffer.array(), length)) {
                regions.add(at, length);
            }
        }
        return regions.upTo(size);
    }

    static boolean isZero(byte[] bytes, int length) {
        int i = 0;
        while (i < length && bytes[i] == 0) {
            i++;
        }
        return i == length;
    }

    /** Collects regions, of bounded number. */
    static final class Regions {
        private List<ByteRange> found = new ArrayList<>();
        private long joined;

        void add(long offset, long length) {
            if (length <= 0) {
                return;
            }
            ByteRange last = found.isEmpty() ? null : found.get(found.size() - 1);
            if (last != null && offset - last.end() <= joined) {
                found.set(found.size() - 1, new ByteRange(last.offset(), offset + length - last.offset()));
                return;
            }
            found.add(new ByteRange(offset, length));
            while (found.size() > MOST_REGIONS) {
                joined = Math.max(SCAN, joined * 2);
                List<ByteRange> all = found;
                found = new ArrayList<>();
                for (ByteRange one : all) {
                    add(one.offset(), one.length());
                }
            }
        }

        List<ByteRange> upTo(long size) {
            List<ByteRange> within = new ArrayList<>(found.size());
            for (ByteRange one : found) {
                long end = Math.min(size, one.end());
                if (one.offset() < end) {
                    within.add(new ByteRange(one.offset(), end - one.offset()));
                }
            }
            return within;
        }
    }
}
