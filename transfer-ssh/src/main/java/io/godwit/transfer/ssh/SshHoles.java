package io.godwit.transfer.ssh;

import io.godwit.spi.ByteRange;
import io.godwit.spi.Command;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.transfer.ssh.SshTools.Tool;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the data of sparse files on a server is. SFTP cannot ask; GNU tar writes the map of a sparse member in front of its data, so
 * that only the head of its output comes over the line. Thread-safe.
 */
final class SshHoles {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int BLOCK = 512;
    /** Where the map of a file is larger than this, the file is read as if it had no holes. */
    private static final int MOST = 1 << 20;

    private static final int REMEMBERED = 16;
    private static final String SCRIPT =
            "LC_ALL=C; export LC_ALL; cd -- \"$1\" && tar --create --file=- --format=posix --sparse"
                    + " --sparse-version=1.0 --hole-detection=seek --no-recursion --null --verbatim-files-from"
                    + " --files-from=- 2>/dev/null | head -c " + (MOST + 4 * BLOCK);

    private final Map<String, List<ByteRange>> known = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * The regions of a file that was listed as sparse.
     *
     * @param size how large it is now
     * @return ascending, disjoint; all of it where nobody can tell
     */
    List<ByteRange> of(SftpPool.Lease lease, TreeEntry entry, long size, WorkContext context) throws IOException {
        List<ByteRange> all = size == 0 ? List.of() : List.of(new ByteRange(0, size));
        if (!entry.isSparse() || !lease.tools(context).has(Tool.TAR)) {
            return all;
        }
        String key = entry.path() + "\0" + entry.version().orElse("") + "\0" + size;
        synchronized (known) {
            List<ByteRange> told = known.get(key);
            if (told != null) {
                return told;
            }
        }
        List<ByteRange> told = ask(lease, entry.path(), size, context);
        List<ByteRange> regions = told == null ? all : told;
        synchronized (known) {
            known.put(key, regions);
            if (known.size() > REMEMBERED) {
                known.remove(known.keySet().iterator().next());
            }
        }
        return regions;
    }

    private static @Nullable List<ByteRange> ask(SftpPool.Lease lease, TreePath path, long size, WorkContext context)
            throws IOException {
        String root = SshTarget.text(lease.sftp().absolute(TreePath.ROOT));
        Command command = Command.of("sh", "-c", SCRIPT, "sh", root).within(PATIENCE);
        try (SshCommand tar = lease.shell().start(command, context)) {
            tar.stdin().write(SftpTar.name(path));
            tar.stdin().close();
            DataInputStream in = new DataInputStream(tar.rawStdout());
            List<ByteRange> regions;
            try {
                regions = parse(in, size);
            } catch (EOFException | NumberFormatException | ArithmeticException notAMap) {
                regions = null;
            }
            in.transferTo(java.io.OutputStream.nullOutputStream());
            tar.await();
            return regions;
        }
    }

    /** Reads the head of an archive of one file; null where it tells of no holes. */
    static @Nullable List<ByteRange> parse(DataInputStream in, long size) throws IOException {
        boolean sparse = false;
        byte[] header = new byte[BLOCK];
        in.readFully(header);
        while (header[156] == 'x' || header[156] == 'g' || header[156] == 'L') {
            long length = Long.parseLong(new String(header, 124, 11, StandardCharsets.US_ASCII).strip(), 8);
            if (length > MOST) {
                return null;
            }
            byte[] records = in.readNBytes((int) length);
            in.skipNBytes((BLOCK - length % BLOCK) % BLOCK);
            String text = new String(records, StandardCharsets.ISO_8859_1);
            sparse |= text.contains("GNU.sparse.major=1\n") && text.contains("GNU.sparse.realsize=" + size + "\n");
            in.readFully(header);
        }
        if (!sparse) {
            return null;
        }
        List<ByteRange> regions = new ArrayList<>();
        long count = number(in);
        for (long i = 0; i < count; i++) {
            long offset = number(in);
            long length = Math.min(number(in), size - offset);
            if (length > 0) {
                regions.add(new ByteRange(offset, length));
            }
        }
        return List.copyOf(regions);
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

    /** The part of regions that lies in a range, told from its beginning on. */
    static List<ByteRange> within(List<ByteRange> regions, ByteRange range) {
        List<ByteRange> inside = new ArrayList<>();
        for (ByteRange region : regions) {
            long from = Math.max(region.offset(), range.offset());
            long to = Math.min(region.end(), range.end());
            if (from < to) {
                inside.add(new ByteRange(from - range.offset(), to - from));
            }
        }
        return List.copyOf(inside);
    }
}
