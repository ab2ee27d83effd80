package io.godwit.core.internal.localtree;

import io.godwit.spi.Finding;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Access lists and file capabilities, which {@code java.nio} does not know: getfattr tells them, setfattr sets them. Those of a whole tree
 * are told in the order of listings, while it is listed. One thread.
 */
final class SystemAttributes implements AutoCloseable {
    private static final String OF_SYSTEM = "system\\.posix_acl_|security\\.capability$";
    private static final String GETFATTR = getfattr(OF_SYSTEM);
    private static final String WALK =
            "find . -mindepth 1 \\( -type d -printf '%p/\\0' -o -type f -printf '%p\\0' \\) 2>/dev/null"
                    + " | sort -z | xargs -0 -r " + getfattr("user\\.|" + OF_SYSTEM);
    private static final byte[] FILE = "# file: ./".getBytes(StandardCharsets.US_ASCII);
    private static final String BASE64 = "=0s";
    /** What setfattr says where it could not write: the file, why. */
    private static final Pattern COMPLAINT = Pattern.compile("setfattr: (.*): ([^:]*)");

    private static final int MOST_PER_NAME = 256 * 1024;

    private final TreePath below;
    private final @Nullable Process process;
    private final InputStream in;
    private byte @Nullable [] line;
    private @Nullable Told head;
    private boolean isBegun;

    /** What was told of one entry. */
    private record Told(TreePath path, boolean isDirectory, Map<String, String> values) {}

    private SystemAttributes(TreePath below, @Nullable Process process, InputStream in) {
        this.below = below;
        this.process = process;
        this.in = new BufferedInputStream(in);
    }

    private static String getfattr(String which) {
        return "getfattr -h -d -m '^(" + which + ")' -e base64 --absolute-names -- 2>/dev/null";
    }

    /** Whether an attribute is one of these, and not one that {@code java.nio} knows. */
    static boolean isOne(String name) {
        return name.startsWith("system.posix_acl_") || name.equals("security.capability");
    }

    /** Whether the tools are there, asked once. */
    static final class Tools {
        static final boolean ARE_THERE = areThere();

        private Tools() {}

        private static boolean areThere() {
            try {
                String ask = "getfattr --version && setfattr --version && find /dev/null -maxdepth 0 -printf '%p/\\0'"
                        + " && sort -z </dev/null && xargs -0 -r true </dev/null";
                return SystemTools.succeeds(List.of("sh", "-c", ask), null);
            } catch (IOException interrupted) {
                return false;
            }
        }
    }

    /** Those of everything in a directory, with the users' attributes, which {@code java.nio} would have to open each file for. */
    static SystemAttributes in(Path directory, TreePath below) throws IOException {
        Process walk = SystemTools.start(List.of("sh", "-c", WALK), directory);
        walk.getOutputStream().close();
        return new SystemAttributes(below, walk, walk.getInputStream());
    }

    /** What an entry has; asked for in the order of listings. */
    Map<String, String> of(TreePath path, boolean isDirectory) throws IOException {
        if (!isBegun) {
            isBegun = true;
            line = readLine();
            head = next();
        }
        while (head != null) {
            int order = head.path().compareAs(head.isDirectory(), path, isDirectory);
            if (order > 0) {
                break;
            }
            Told told = head;
            head = next();
            if (order == 0) {
                return told.values();
            }
        }
        return Map.of();
    }

    /**
     * Those of some entries.
     *
     * @param names paths below the root
     */
    static Map<TreePath, Map<String, String>> among(List<TreePath> names, Path root) throws IOException {
        if (names.isEmpty() || !Tools.ARE_THERE) {
            return Map.of();
        }
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        for (TreePath name : names) {
            input.write('.');
            input.write('/');
            input.writeBytes(name.bytes());
            input.write(0);
        }
        int most = (int) Math.min(Integer.MAX_VALUE - 8L, (long) names.size() * MOST_PER_NAME);
        byte[] told = SystemTools.output(
                List.of("sh", "-c", "xargs -0 -r " + GETFATTR + "; exit 0"), root, input.toByteArray(), most);
        Map<TreePath, Map<String, String>> found = new HashMap<>();
        if (told != null) {
            try (SystemAttributes all = new SystemAttributes(TreePath.ROOT, null, new ByteArrayInputStream(told))) {
                all.line = all.readLine();
                for (Told one = all.next(); one != null; one = all.next()) {
                    found.put(one.path(), one.values());
                }
            }
        }
        return found;
    }

    private @Nullable Told next() throws IOException {
        byte[] begin = line;
        while (begin != null && !isFile(begin)) {
            begin = readLine();
        }
        if (begin == null) {
            return null;
        }
        Map<String, String> values = new LinkedHashMap<>();
        line = readLine();
        while (line != null && !isFile(line)) {
            String text = new String(line, StandardCharsets.US_ASCII);
            int at = text.indexOf(BASE64);
            if (at > 0) {
                values.put(text.substring(0, at), text.substring(at + BASE64.length()));
            }
            line = readLine();
        }
        byte[] name = unescaped(begin);
        boolean isDirectory = name.length > 0 && name[name.length - 1] == '/';
        TreePath path = TreePath.ofBytes(isDirectory ? Arrays.copyOf(name, name.length - 1) : name);
        return new Told(below.resolve(path), isDirectory, values);
    }

    private static boolean isFile(byte[] text) {
        return text.length >= FILE.length && Arrays.equals(text, 0, FILE.length, FILE, 0, FILE.length);
    }

    private byte @Nullable [] readLine() throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        int c;
        while ((c = in.read()) >= 0 && c != '\n') {
            read.write(c);
        }
        return c < 0 && read.size() == 0 ? null : read.toByteArray();
    }

    /** The name behind the mark; some bytes stand in it as a backslash and three octal digits. */
    private static byte[] unescaped(byte[] text) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(text.length);
        for (int i = FILE.length; i < text.length; i++) {
            if (text[i] == '\\' && i + 3 < text.length) {
                plain.write((text[i + 1] - '0') << 6 | (text[i + 2] - '0') << 3 | (text[i + 3] - '0'));
                i += 3;
            } else {
                plain.write(text[i]);
            }
        }
        return plain.toByteArray();
    }

    /**
     * Sets the attributes of files to those of entries; what cannot be set is reported.
     *
     * @param files where the entries are
     * @param there what is there now, by the path of the entry
     */
    static void set(Map<Path, TreeEntry> files, Map<TreePath, Map<String, String>> there, WorkContext context)
            throws IOException {
        if (!Tools.ARE_THERE) {
            return;
        }
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        Map<String, TreePath> names = new HashMap<>();
        for (Map.Entry<Path, TreeEntry> one : files.entrySet()) {
            TreeEntry entry = one.getValue();
            byte[] name = NativePaths.targetBytes(one.getKey().toAbsolutePath());
            Map<String, String> old = there.getOrDefault(entry.path(), Map.of());
            for (String attribute : old.keySet()) {
                if (!entry.extended().containsKey(attribute)) {
                    remove(attribute, name);
                }
            }
            boolean first = true;
            for (Map.Entry<String, String> value : entry.extended().entrySet()) {
                if (isOne(value.getKey()) && !value.getValue().equals(old.get(value.getKey()))) {
                    if (first) {
                        input.writeBytes("# file: ".getBytes(StandardCharsets.US_ASCII));
                        input.writeBytes(escaped(name));
                        names.put(new String(name, StandardCharsets.UTF_8), entry.path());
                        first = false;
                    }
                    input.writeBytes(
                            ("\n" + value.getKey() + BASE64 + value.getValue()).getBytes(StandardCharsets.US_ASCII));
                }
            }
            if (!first) {
                input.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
            }
        }
        if (input.size() > 0) {
            restore(input.toByteArray(), names, context);
        }
    }

    private static void remove(String attribute, byte[] name) throws IOException {
        byte[] input = Arrays.copyOf(name, name.length + 1);
        SystemTools.output(List.of("xargs", "-0", "setfattr", "-h", "-x", attribute, "--"), null, input, MOST_PER_NAME);
    }

    private static void restore(byte[] input, Map<String, TreePath> names, WorkContext context) throws IOException {
        byte[] said =
                SystemTools.output(List.of("sh", "-c", "setfattr -h --restore=- 2>&1; exit 0"), null, input, 64 << 20);
        if (said == null) {
            return;
        }
        new String(said, StandardCharsets.UTF_8)
                .lines()
                .map(COMPLAINT::matcher)
                .filter(Matcher::matches)
                .forEach(line -> context.progress()
                        .report(Finding.warning(
                                "tree.attributes-refused",
                                names.getOrDefault(line.group(1), TreePath.ROOT).toString(),
                                "An access list or a file capability was not written: " + line.group(2) + ".",
                                "Write as a user who may, to a file system that keeps it, or accept the loss.")));
    }

    private static byte[] escaped(byte[] plain) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(plain.length);
        for (byte b : plain) {
            if (b == '\\' || b == '\n' || b == '\r') {
                text.writeBytes(String.format("\\%03o", b & 0xff).getBytes(StandardCharsets.US_ASCII));
            } else {
                text.write(b);
            }
        }
        return text.toByteArray();
    }

    @Override
    public void close() throws IOException {
        Process walk = process;
        if (walk != null) {
            walk.destroyForcibly();
            try {
                walk.waitFor(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        in.close();
    }
}
