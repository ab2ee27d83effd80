package io.godwit.adapter.web.replace;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Something to replace, found by a part of it that every spelling has. Immutable. */
interface Needle {
    /** What every spelling holds. */
    ByteSearch anchor();

    /**
     * What is to be changed around a place where the anchor is.
     *
     * @param data the text
     * @param from where the text begins
     * @param to where it ends
     * @param at where the anchor begins
     * @return the change, or null where it is something else that looks alike
     */
    @Nullable
    Edit match(byte[] data, int from, int to, int at);

    /**
     * A change.
     *
     * @param start where it begins
     * @param end where what is replaced ends
     * @param text what comes instead, ASCII
     */
    record Edit(int start, int end, String text) {
        byte[] bytes() {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** Whether a byte may be part of the name of a host or file. */
    static boolean isNamePart(byte b) {
        return isAlphanumeric(b) || b == '-' || b == '_';
    }

    static boolean isAlphanumeric(byte b) {
        return (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
    }

    /** Whether a name ends there: what follows is neither part of it nor a dot with more of it behind. */
    static boolean endsAt(byte[] data, int end, int to) {
        if (end >= to) {
            return true;
        }
        if (data[end] == '.') {
            return end + 1 >= to || !isAlphanumeric(data[end + 1]);
        }
        return !isNamePart(data[end]);
    }

    /** The end of a path's names that begin there, each behind a slash of that spelling; -1 where it is another path. */
    static int pathEnd(byte[] data, int at, int to, String path, Slash slash) {
        int end = at;
        for (String name : path.isEmpty() ? new String[0] : path.substring(1).split("/", -1)) {
            if (!slash.isAt(data, end, to)) {
                return -1;
            }
            end += slash.length();
            if (!isText(data, end, to, name)) {
                return -1;
            }
            end += name.length();
        }
        return end;
    }

    /** Whether an ASCII text stands there. */
    static boolean isText(byte[] data, int at, int to, String text) {
        if (at < 0 || at + text.length() > to) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (data[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a path ends there, and is not the beginning of another name; an encoded blank or letter would go on with it. */
    static boolean pathEndsAt(byte[] data, int end, int to) {
        if (end < to && data[end] == '%') {
            return end + 2 < to && "2F2f3F3f2322263D3d2C2c7C7c5C5c0A0a0D0d25".contains(pair(data, end + 1));
        }
        return endsAt(data, end, to) && !(end < to && (data[end] == '~' || data[end] < 0));
    }

    private static String pair(byte[] data, int at) {
        return new String(data, at, 2, StandardCharsets.US_ASCII);
    }
}
