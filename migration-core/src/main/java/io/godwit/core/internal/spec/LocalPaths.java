package io.godwit.core.internal.spec;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Paths on this machine, as a specification gives them: from its own directory, or from the user's home behind {@code ~/}. Immutable.
 *
 * @param directory where the specification is
 */
record LocalPaths(Path directory) {
    /** The absolute path; what is no path on this machine stays as it is. */
    String absolute(String text) {
        String plain = text.startsWith("file:") ? text.substring("file:".length()) : text;
        String bare = plain.startsWith("///") ? plain.substring(2) : plain;
        try {
            Path path = bare.startsWith("~/")
                    ? Path.of(System.getProperty("user.home")).resolve(bare.substring(2))
                    : directory.resolve(bare);
            return path.toAbsolutePath().normalize().toString();
        } catch (InvalidPathException e) {
            return bare;
        }
    }
}
