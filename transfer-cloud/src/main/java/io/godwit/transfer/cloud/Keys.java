package io.godwit.transfer.cloud;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/** Paths of a tree and the keys they have in the store. Immutable. */
final class Keys {
    private final String prefix;
    private final int longest;
    private final Function<String, Optional<String>> refusal;

    /**
     * The keys below a prefix.
     *
     * @param root the path of the tree in the bucket, with or without slashes around it
     * @param longest the most bytes of a key
     * @param refusal why the service takes no such key, or empty
     */
    Keys(String root, int longest, Function<String, Optional<String>> refusal) {
        this.refusal = refusal;
        String bare = root.replaceAll("^/+|/+$", "");
        this.prefix = bare.isEmpty() ? "" : bare + "/";
        this.longest = longest;
    }

    /** What all keys of the tree begin with: empty, or ending with a slash. */
    String prefix() {
        return prefix;
    }

    /**
     * The key of a file.
     *
     * @throws MigrationException COMPATIBILITY for a name that cannot be a key
     */
    String file(TreePath path) {
        String text = path.text().orElseThrow(() -> notText(path));
        return fitting(prefix + text, path);
    }

    /** The key of an entry whatever it is and whether or not the service takes it; the path is text. */
    String bare(TreePath path) {
        return prefix + path.text().orElseThrow(() -> notText(path));
    }

    /** The key of the marker of a directory, which everything in it begins with. */
    String directory(TreePath path) {
        if (path.isRoot()) {
            return prefix;
        }
        String text = path.text().orElseThrow(() -> notText(path));
        return fitting(prefix + text + "/", path);
    }

    private String fitting(String key, TreePath path) {
        if (key.getBytes(StandardCharsets.UTF_8).length > longest) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "tree.name-too-long",
                            "the path \"" + path + "\" makes a key of more than " + longest + " bytes")
                    .subject(path.toString())
                    .remedy("Shorten the name, choose a shorter prefix in the bucket, or exclude it.")
                    .build();
        }
        Optional<String> why = refusal.apply(key);
        if (why.isPresent()) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "tree.name-refused",
                            "the service does not take the key of \"" + path + "\": " + why.get())
                    .subject(path.toString())
                    .remedy("Rename it at the source, or exclude it.")
                    .build();
        }
        return key;
    }

    private static MigrationException notText(TreePath path) {
        return MigrationException.of(
                        ErrorCategory.COMPATIBILITY,
                        "tree.name-not-text",
                        "the name \"" + path + "\" is not UTF-8, which an object store demands")
                .subject(path.toString())
                .remedy("Rename it at the source, or exclude it.")
                .build();
    }

    /** The path that a key of the tree stands for, its last slash left away; empty for keys that are no path. */
    Optional<TreePath> path(String key) {
        String relative = key.substring(prefix.length());
        String bare = relative.endsWith("/") ? relative.substring(0, relative.length() - 1) : relative;
        try {
            return Optional.of(TreePath.of(bare));
        } catch (IllegalArgumentException noPath) {
            return Optional.empty();
        }
    }

    /** Compares as a store sorts: by the bytes of UTF-8, which is by code points. */
    static int compare(String one, String other) {
        int common = Math.min(one.length(), other.length());
        for (int i = 0; i < common; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                // surrogates stand for the highest code points, but not for the highest characters
                return Character.isSurrogate(a) == Character.isSurrogate(b) ? a - b : Character.isSurrogate(a) ? 1 : -1;
            }
        }
        return one.length() - other.length();
    }
}
