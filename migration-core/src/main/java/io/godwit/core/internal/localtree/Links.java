package io.godwit.core.internal.localtree;

import io.godwit.spi.TreeLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes symbolic links with any target. */
final class Links {
    /** Reads both names as octal escapes, since arguments are text and names need not be. */
    private static final String SCRIPT =
            "t=$(printf '%bx' \"$1\"); l=$(printf '%bx' \"$2\"); exec ln -s -- \"${t%x}\" \"${l%x}\"";

    private Links() {}

    static void make(Path link, TreeLink target) throws IOException {
        byte[] raw = target.bytes();
        Optional<Path> path = NativePaths.target(raw);
        if (path.isPresent()) {
            Files.createSymbolicLink(link, path.get());
            return;
        }
        // a path would lose slashes of this target
        byte[] name = NativePaths.bytes(link.getFileName());
        List<String> command = List.of("sh", "-c", SCRIPT, "sh", octal(raw), octal(name));
        Path parent = link.getParent();
        if (!SystemTools.succeeds(command, parent) || !isThere(link, raw)) {
            throw new IOException("the system's ln did not make a link");
        }
    }

    private static boolean isThere(Path link, byte[] raw) throws IOException {
        try {
            return java.util.Arrays.equals(NativePaths.targetBytes(Files.readSymbolicLink(link)), raw);
        } catch (NoSuchFileException absent) {
            return false;
        }
    }

    private static String octal(byte[] raw) {
        StringBuilder escaped = new StringBuilder(raw.length * 5);
        for (byte b : raw) {
            escaped.append(String.format("\\0%03o", b & 0xff));
        }
        return escaped.toString();
    }
}
