package io.godwit.core.internal.localtree;

import io.godwit.spi.TreeEntry;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is under way is called {@code .godwit-<session>-<fence>-<unit>-<n>}; a large file that a later process goes on with {@code
 * .godwit-<session>-<fence>-part-<hash>}, with what is known of it beside it in {@code ….ranges}.
 */
final class TemporaryNames {
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final int HASH_CHARS = 24;

    private TemporaryNames() {}

    /** What the names of a unit begin with. */
    static String stem(WriteToken token) {
        return prefix(token) + token.fence() + "-" + hash(token.unit()).substring(0, 8) + "-";
    }

    /** A name with this beginning that nobody else has. */
    static String next(String stem) {
        return stem + Long.toString(NUMBERS.getAndIncrement(), 36);
    }

    private static String prefix(WriteToken token) {
        return WritableFileTree.TEMPORARY_PREFIX + plain(token.session()) + "-";
    }

    /** The name of a large file under this fence. */
    static String part(TreeEntry entry, WriteToken token) {
        return prefix(token) + token.fence() + "-" + partSuffix(entry);
    }

    static String ranges(String part) {
        return part + ".ranges";
    }

    private static String partSuffix(TreeEntry entry) {
        return "part-" + hash(entry.path() + "\0" + entry.version().orElse("") + "\0" + entry.size());
    }

    /** The fence in the name of a large file, or of what is beside it; empty for any other name. */
    static OptionalLong fenceOf(String name, TreeEntry entry, WriteToken token) {
        String prefix = prefix(token);
        String suffix = "-" + partSuffix(entry);
        String bare = name.endsWith(".ranges") ? name.substring(0, name.length() - ".ranges".length()) : name;
        if (!bare.startsWith(prefix) || !bare.endsWith(suffix) || bare.length() <= prefix.length() + suffix.length()) {
            return OptionalLong.empty();
        }
        String fence = bare.substring(prefix.length(), bare.length() - suffix.length());
        return fence.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(fence)) : OptionalLong.empty();
    }

    private static String plain(String session) {
        StringBuilder plain = new StringBuilder(session.length());
        for (int i = 0; i < session.length(); i++) {
            char c = session.charAt(i);
            boolean keep = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '_'
                    || c == '.';
            plain.append(keep ? c : '_');
        }
        return plain.toString();
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, HASH_CHARS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
