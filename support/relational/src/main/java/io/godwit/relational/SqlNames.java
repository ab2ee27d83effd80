package io.godwit.relational;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Gives out names of one namespace: never one twice, never one that is too long for the engine. The same names asked for in the
 * same order give the same answers. Not thread-safe.
 */
public final class SqlNames {
    private static final int HASH_CHARS = 8;

    private final int maxBytes;
    private final Set<String> taken = new HashSet<>();

    /**
     * A namespace.
     *
     * @param maxBytes the most bytes of UTF-8 that a name may have, at least 16
     * @param taken names that are not free
     */
    public SqlNames(int maxBytes, Collection<String> taken) {
        if (maxBytes < 16) {
            throw new IllegalArgumentException("names have room for 16 bytes, not " + maxBytes);
        }
        this.maxBytes = maxBytes;
        this.taken.addAll(taken);
    }

    /**
     * Whether a name fits as it is.
     *
     * @param name the name
     * @return true where it needs no cutting
     */
    public boolean fits(String name) {
        return bytes(name) <= maxBytes;
    }

    /**
     * Takes a name, or one like it: a name that is too long is cut and marked with a hash of the whole, one that is taken gets a
     * number behind it.
     *
     * @param wanted the name asked for
     * @return the name given, now taken
     */
    public String take(String wanted) {
        String base = fits(wanted) ? wanted : cut(wanted, maxBytes - HASH_CHARS - 1) + "_" + hash(wanted);
        String name = base;
        for (int number = 2; !taken.add(name); number++) {
            String suffix = "_" + number;
            name = cut(base, maxBytes - suffix.length()) + suffix;
        }
        return name;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String hash(String text) {
        return Hashing.sha256()
                .hashString(text, StandardCharsets.UTF_8)
                .toString()
                .substring(0, HASH_CHARS);
    }

    /** The longest beginning that fits and ends between two characters. */
    private static String cut(String text, int bytes) {
        int end = 0;
        int used = 0;
        while (end < text.length()) {
            int character = text.codePointAt(end);
            int size = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
            if (used + size > bytes) {
                break;
            }
            used += size;
            end += Character.charCount(character);
        }
        return text.substring(0, end);
    }
}
