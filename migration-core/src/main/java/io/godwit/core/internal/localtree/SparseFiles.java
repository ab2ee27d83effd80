package io.godwit.core.internal.localtree;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Which files take less room than their size. {@code java.nio} does not tell how many blocks a file has, so one run of GNU find
 * looks through a whole tree, or one of GNU stat at some files. Immutable.
 */
final class SparseFiles {
    /** Files smaller than this are never taken for sparse. */
    static final long SMALLEST = 64 * 1024;

    private static final SparseFiles NONE = new SparseFiles(Set.of());
    private static final int MOST = 500_000;

    private final Set<Long> inodes;

    private SparseFiles(Set<Long> inodes) {
        this.inodes = inodes;
    }

    static SparseFiles none() {
        return NONE;
    }

    /** Whether this system can tell. */
    static boolean canTell() {
        try {
            return SystemTools.succeeds(List.of("find", "/dev/null", "-maxdepth", "0", "-printf", "%b %s %i"), null);
        } catch (IOException interrupted) {
            return false;
        }
    }

    boolean contains(long inode) {
        return inodes.contains(inode);
    }

    /** Looks through everything in a directory. */
    static SparseFiles in(Path directory) throws IOException {
        Process find;
        try {
            find = SystemTools.start(
                    List.of("find", ".", "-type", "f", "-size", "+127", "-printf", "%b %s %i\n"), directory);
        } catch (IOException noSuchTool) {
            return NONE;
        }
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(find.getInputStream(), StandardCharsets.US_ASCII))) {
            find.getOutputStream().close();
            SparseFiles found = parse(lines);
            // what find could not look at does not matter: the listing itself tells of it
            find.waitFor(1, TimeUnit.MINUTES);
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.nio.channels.ClosedByInterruptException();
        } finally {
            find.destroyForcibly();
        }
    }

    /** Looks at some files, given by their paths below a directory. */
    static SparseFiles among(List<byte[]> names, Path directory) throws IOException {
        if (names.isEmpty()) {
            return NONE;
        }
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        for (byte[] name : names) {
            input.write('.');
            input.write('/');
            input.writeBytes(name);
            input.write(0);
        }
        byte[] printed = SystemTools.output(
                List.of("xargs", "-0", "stat", "--printf=%b %s %i\\n", "--"),
                directory,
                input.toByteArray(),
                names.size() * 64 + 64);
        if (printed == null) {
            return NONE;
        }
        return parse(new BufferedReader(
                new InputStreamReader(new java.io.ByteArrayInputStream(printed), StandardCharsets.US_ASCII)));
    }

    private static SparseFiles parse(BufferedReader lines) throws IOException {
        Set<Long> found = new HashSet<>();
        String line;
        while ((line = lines.readLine()) != null) {
            String[] parts = line.split(" ", -1);
            if (parts.length == 3 && Long.parseLong(parts[0]) * 512 < Long.parseLong(parts[1]) && found.size() < MOST) {
                found.add(Long.parseLong(parts[2]));
            }
        }
        return new SparseFiles(found);
    }
}
