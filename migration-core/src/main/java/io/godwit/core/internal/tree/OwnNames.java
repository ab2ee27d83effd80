package io.godwit.core.internal.tree;

import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** What we leave in a tree while we work on it: never copied, compared or deleted as if it were content. */
public final class OwnNames {
    private static final byte[] PREFIX = WritableFileTree.TEMPORARY_PREFIX.getBytes(StandardCharsets.US_ASCII);
    private static final String PART = "-part-";

    private OwnNames() {}

    /** Whether a name of the path is one of ours, of whatever session. */
    public static boolean isOurs(TreePath path) {
        byte[] raw = path.bytes();
        for (int i = 0; i + PREFIX.length <= raw.length; i++) {
            if ((i == 0 || raw[i - 1] == '/')
                    && java.util.Arrays.equals(raw, i, i + PREFIX.length, PREFIX, 0, PREFIX.length)) {
                return true;
            }
        }
        return false;
    }

    /** The directory for what a session keeps aside in a tree. */
    static TreePath area(String session) {
        return TreePath.of(WritableFileTree.TEMPORARY_PREFIX + plain(session));
    }

    static boolean isTemporaryOf(TreePath path, String session) {
        return path.name().text().orElse("").startsWith(prefix(session));
    }

    /** Whether it is a large file that can be gone on with. */
    static boolean isPart(TreePath path) {
        return path.name().text().orElse("").contains(PART);
    }

    /** The fence of the runner that made a temporary name. */
    static OptionalLong fence(TreePath path, String session) {
        String name = path.name().text().orElse("");
        if (!name.startsWith(prefix(session))) {
            return OptionalLong.empty();
        }
        String rest = name.substring(prefix(session).length());
        int end = rest.indexOf('-');
        String number = end < 0 ? rest : rest.substring(0, end);
        return number.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(number)) : OptionalLong.empty();
    }

    private static String prefix(String session) {
        return WritableFileTree.TEMPORARY_PREFIX + plain(session) + "-";
    }

    /** A session's id as it stands in names: what is not a letter, digit, dash, dot or underscore becomes an underscore. */
    static String plain(String session) {
        return session.replaceAll("[^A-Za-z0-9._-]", "_");
    }
}
