package io.godwit.core.internal.tree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is in a directory as the system's own tools see it, so that our code is not compared with itself. */
public final class Snapshot {
    private Snapshot() {}

    /**
     * Looks at a directory and everything below.
     *
     * @return attributes, link target and hash by path (a byte a character): kind, mode, owner, size, time in nanoseconds, names of
     *     the same file
     */
    public static Map<String, String> of(Path root) throws IOException {
        Map<String, String> found = new TreeMap<>();
        Map<String, String> firstNames = new TreeMap<>();
        String[] fields = run(root, "find . -printf '%P\\0%y\\0%m %U:%G\\0%s\\0%T@\\0%i %n\\0%l\\0'")
                .split("\0", -1);
        for (int i = 0; i + 6 < fields.length; i += 7) {
            String path = fields[i];
            String kind = fields[i + 1];
            StringBuilder about = new StringBuilder(kind + " " + fields[i + 2]);
            if (kind.equals("f")) {
                String first = firstNames.merge(fields[i + 5], path, (a, b) -> a.compareTo(b) < 0 ? a : b);
                about.append(' ')
                        .append(fields[i + 3])
                        .append(" #")
                        .append(fields[i + 5])
                        .append(first.isEmpty());
            }
            if (!kind.equals("l")) {
                about.append(' ').append(fields[i + 4]);
            }
            about.append(' ').append(fields[i + 6]);
            found.put(path, about.toString());
        }
        found.replaceAll((path, about) -> {
            int mark = about.indexOf('#');
            if (mark < 0) {
                return about;
            }
            int end = about.indexOf(' ', about.indexOf(' ', mark) + 1);
            String inode = about.substring(mark + 1, end).replaceAll("(true|false)$", "");
            String first = inode.endsWith(" 1") ? "" : " same as " + firstNames.get(inode);
            return about.substring(0, mark) + about.substring(end + 1) + first;
        });
        for (String line : run(root, "find . -type f -print0 | xargs -0 -r sha256sum -z --")
                .split("\0", -1)) {
            if (line.length() > 68) {
                found.merge(line.substring(68), " " + line.substring(0, 16), String::concat);
            }
        }
        return found;
    }

    /** Runs a shell command in a directory; a byte of its output becomes a character. */
    public static String run(Path directory, String command) throws IOException {
        Process process = new ProcessBuilder(List.of("sh", "-c", command))
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream out = process.getInputStream()) {
            String printed = new String(out.readAllBytes(), StandardCharsets.ISO_8859_1);
            if (process.waitFor() != 0) {
                throw new IOException("failed: " + command + "\n" + printed);
            }
            return printed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Names of ours that are still there. */
    static List<String> leftovers(Path root) throws IOException {
        if (!Files.exists(root)) {
            return List.of();
        }
        return run(root, "find . -name '.godwit-*' -print").lines().toList();
    }
}
