package io.godwit.adapter.web.replace;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of PHP's {@code serialize}, over bytes. It takes at least what PHP's {@code unserialize} takes, knows no classes and makes no objects. One value each; one thread.
 */
final class Serialized {
    /** What parsing says of something that is no serialized value. */
    static final int NONE = -1;
    /** What parsing says of something too deep to be looked at. */
    static final int TOO_DEEP = -2;

    /** Deeper than anybody nests, and shallow enough for a thread's stack. */
    private static final int MOST_DEPTH = 512;

    private final byte[] data;
    private final int to;
    private final Strings strings;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private boolean rewrites;
    private int copied;
    private int values;

    /** What becomes of strings. */
    interface Strings {
        /** The new content of a string, or null where it stays. */
        byte @Nullable [] replace(byte[] data, int from, int to);

        /** Told of what is left as it is although it may hold something. */
        void opaque(byte[] data, int from, int to);
    }

    Serialized(byte[] data, int to, Strings strings) {
        this.data = data;
        this.to = to;
        this.strings = strings;
    }

    /** Whether a value that can hold text may begin there. */
    static boolean mayBeginAt(byte[] data, int at, int to) {
        if (at + 4 > to || data[at + 1] != ':' || !(isDigit(data[at + 2]) || data[at + 2] == '+')) {
            return false;
        }
        return switch (data[at]) {
            case 'a', 's', 'S', 'O', 'C', 'o' -> true;
            default -> false;
        };
    }

    /** Where the value ends that begins there, or {@link #NONE}, or {@link #TOO_DEEP}. */
    int end(int from) {
        rewrites = false;
        values = 0;
        return value(from, 0);
    }

    /** How many values the last one parsed holds, itself among them. */
    int values() {
        return values;
    }

    /** The value that begins there, and parses, with its strings replaced. */
    byte[] rewritten(int from, int end) {
        rewrites = true;
        out.reset();
        copied = from;
        value(from, 0);
        out.write(data, copied, end - copied);
        return out.toByteArray();
    }

    private int value(int at, int depth) {
        if (depth > MOST_DEPTH) {
            return TOO_DEEP;
        }
        if (at + 1 >= to) {
            return NONE;
        }
        values++;
        byte kind = data[at];
        if (kind == 'N') {
            return data[at + 1] == ';' ? at + 2 : NONE;
        }
        if (data[at + 1] != ':') {
            return NONE;
        }
        return switch (kind) {
            case 'b', 'i', 'r', 'R', 'd' -> scalar(at + 2);
            case 's' -> string(at + 2, false);
            case 'S' -> escapedString(at + 2);
            case 'a' -> array(at + 2, depth);
            case 'O' -> object(at + 2, depth);
            case 'C' -> custom(at + 2);
            case 'E' -> quoted(at + 2);
            default -> NONE;
        };
    }

    private int scalar(int at) {
        int end = at;
        while (end < to
                && (Needle.isAlphanumeric(data[end]) || data[end] == '-' || data[end] == '+' || data[end] == '.')) {
            end++;
        }
        return end > at && end < to && data[end] == ';' ? end + 1 : NONE;
    }

    /** The number that stands there, up to a colon; NONE where there is none. */
    private int number(int at) {
        int digits = at < to && data[at] == '+' ? at + 1 : at;
        long value = 0;
        int end = digits;
        while (end < to && isDigit(data[end]) && value <= Integer.MAX_VALUE) {
            value = value * 10 + data[end] - '0';
            end++;
        }
        return end > digits && end < to && data[end] == ':' && value <= Integer.MAX_VALUE ? (int) value : NONE;
    }

    private int colon(int at) {
        int end = at;
        while (data[end] != ':') {
            end++;
        }
        return end;
    }

    /** Where the content begins of a quoted text whose length stands there; NONE where that is no such text. */
    private int content(int at) {
        int length = number(at);
        if (length < 0) {
            return NONE;
        }
        int quote = colon(at) + 1;
        boolean fits = (long) quote + 1 + length + 1 <= to;
        return fits && data[quote] == '"' && data[quote + 1 + length] == '"' ? quote + 1 : NONE;
    }

    private int string(int at, boolean isKey) {
        int start = content(at);
        if (start < 0) {
            return NONE;
        }
        int end = start + number(at);
        if (end + 1 >= to || data[end + 1] != ';') {
            return NONE;
        }
        if (rewrites && !isKey) {
            byte[] instead = strings.replace(data, start, end);
            if (instead != null) {
                out.write(data, copied, at - copied);
                out.writeBytes((instead.length + ":\"").getBytes(StandardCharsets.US_ASCII));
                out.writeBytes(instead);
                copied = end;
            }
        } else if (rewrites) {
            strings.opaque(data, start, end);
        }
        return end + 2;
    }

    /** {@code S:2:"\41b";}: some bytes as a backslash and two hexadecimal digits. */
    private int escapedString(int at) {
        int length = number(at);
        if (length < 0) {
            return NONE;
        }
        int start = colon(at) + 2;
        if (start > to || data[start - 1] != '"') {
            return NONE;
        }
        int end = start;
        for (int i = 0; i < length; i++) {
            end += end < to && data[end] == '\\' ? 3 : 1;
        }
        if (end + 1 >= to || data[end] != '"' || data[end + 1] != ';') {
            return NONE;
        }
        if (rewrites) {
            strings.opaque(data, start, end);
        }
        return end + 2;
    }

    private int quoted(int at) {
        int start = content(at);
        int end = start < 0 ? NONE : start + number(at) + 1;
        return end >= 0 && end < to && data[end] == ';' ? end + 1 : NONE;
    }

    private int array(int at, int depth) {
        int count = number(at);
        return count < 0 ? NONE : members(colon(at) + 1, count, depth);
    }

    private int object(int at, int depth) {
        int start = content(at);
        if (start < 0) {
            return NONE;
        }
        int next = start + number(at) + 1;
        if (next >= to || data[next] != ':') {
            return NONE;
        }
        int count = number(next + 1);
        return count < 0 ? NONE : members(colon(next + 1) + 1, count, depth);
    }

    private int members(int at, int count, int depth) {
        if (at >= to || data[at] != '{') {
            return NONE;
        }
        int next = at + 1;
        for (int i = 0; i < count; i++) {
            next = key(next);
            if (next < 0) {
                return next;
            }
            next = value(next, depth + 1);
            if (next < 0) {
                return next;
            }
        }
        return next < to && data[next] == '}' ? next + 1 : NONE;
    }

    private int key(int at) {
        if (at + 2 >= to || data[at + 1] != ':') {
            return NONE;
        }
        return switch (data[at]) {
            case 'i' -> scalar(at + 2);
            case 's' -> string(at + 2, true);
            case 'S' -> escapedString(at + 2);
            default -> NONE;
        };
    }

    private int custom(int at) {
        int start = content(at);
        if (start < 0) {
            return NONE;
        }
        int next = start + number(at) + 1;
        if (next >= to || data[next] != ':') {
            return NONE;
        }
        int length = number(next + 1);
        if (length < 0) {
            return NONE;
        }
        int brace = colon(next + 1) + 1;
        boolean fits = (long) brace + 1 + length < to;
        if (!fits || data[brace] != '{' || data[brace + 1 + length] != '}') {
            return NONE;
        }
        if (rewrites) {
            strings.opaque(data, brace + 1, brace + 1 + length);
        }
        return brace + length + 2;
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
