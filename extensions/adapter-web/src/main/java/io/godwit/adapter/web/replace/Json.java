package io.godwit.adapter.web.replace;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** JSON as bytes whose formatting stays: its strings are found, and replaced one by one. One text each; one thread. */
final class Json {
    private static final int MOST_DEPTH = 512;

    private final byte[] data;
    private final int to;
    private final Strings strings;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private boolean rewrites;
    private int copied;

    /** What becomes of strings. */
    interface Strings {
        /** The new raw content of a string that is no key, without its quotes, or null where it stays. */
        byte @Nullable [] replace(byte[] data, int from, int to);
    }

    Json(byte[] data, int to, Strings strings) {
        this.data = data;
        this.to = to;
        this.strings = strings;
    }

    boolean isValid(int from) {
        rewrites = false;
        int end = value(blanks(from), 0);
        return end >= 0 && blanks(end) == to;
    }

    /** The text that begins there, and is valid, with its strings replaced. */
    byte[] rewritten(int from) {
        rewrites = true;
        out.reset();
        copied = from;
        value(blanks(from), 0);
        out.write(data, copied, to - copied);
        return out.toByteArray();
    }

    private int blanks(int at) {
        int end = at;
        while (end < to && (data[end] == ' ' || data[end] == '\n' || data[end] == '\r' || data[end] == '\t')) {
            end++;
        }
        return end;
    }

    private int value(int at, int depth) {
        if (at >= to || depth > MOST_DEPTH) {
            return -1;
        }
        return switch (data[at]) {
            case '{' -> members(at, depth, (byte) '}');
            case '[' -> members(at, depth, (byte) ']');
            case '"' -> string(at, false);
            default -> word(at);
        };
    }

    private int members(int at, int depth, byte closing) {
        int next = blanks(at + 1);
        if (next < to && data[next] == closing) {
            return next + 1;
        }
        while (next < to) {
            if (closing == '}') {
                int key = data[next] == '"' ? string(next, true) : -1;
                int colon = key < 0 ? to : blanks(key);
                if (colon >= to || data[colon] != ':') {
                    return -1;
                }
                next = blanks(colon + 1);
            }
            int end = value(next, depth + 1);
            next = end < 0 ? to : blanks(end);
            if (next >= to) {
                return -1;
            }
            if (data[next] == closing) {
                return next + 1;
            }
            if (data[next] != ',') {
                return -1;
            }
            next = blanks(next + 1);
        }
        return -1;
    }

    private int string(int at, boolean isKey) {
        int end = at + 1;
        while (end < to && data[end] != '"') {
            if (data[end] >= 0 && data[end] < ' ') {
                return -1;
            }
            end += data[end] == '\\' ? 2 : 1;
        }
        if (end >= to) {
            return -1;
        }
        if (rewrites && !isKey) {
            byte[] instead = strings.replace(data, at + 1, end);
            if (instead != null) {
                out.write(data, copied, at + 1 - copied);
                out.writeBytes(instead);
                copied = end;
            }
        }
        return end + 1;
    }

    private int word(int at) {
        int end = at;
        while (end < to
                && (Needle.isAlphanumeric(data[end]) || data[end] == '-' || data[end] == '+' || data[end] == '.')) {
            end++;
        }
        String word = new String(data, at, end - at, StandardCharsets.US_ASCII);
        return word.matches("true|false|null|-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?") ? end : -1;
    }

    /** What the raw content of a string stands for, or null where that is no text. */
    static byte @Nullable [] decoded(byte[] data, int from, int to) {
        StringBuilder text = new StringBuilder();
        String raw = new String(data, from, to - from, StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\') {
                text.append(c);
            } else if (++i < raw.length()) {
                int plain = "\"\\/bfnrt".indexOf(raw.charAt(i));
                if (plain >= 0) {
                    text.append("\"\\/\b\f\n\r\t".charAt(plain));
                } else if (raw.charAt(i) == 'u'
                        && i + 4 < raw.length()
                        && raw.substring(i + 1, i + 5).matches("[0-9A-Fa-f]{4}")) {
                    text.append((char) Integer.parseInt(raw, i + 1, i + 5, 16));
                    i += 4;
                } else {
                    return null;
                }
            }
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Spells a text as PHP's json_encode does, or as it does with the flags that the sample shows. */
    static byte[] encoded(byte[] content, String sample) {
        boolean slashes = sample.contains("\\/");
        boolean ascii = sample.chars().allMatch(c -> c < 0x80);
        StringBuilder raw = new StringBuilder();
        for (char c : new String(content, StandardCharsets.UTF_8).toCharArray()) {
            int plain = "\"\\\b\f\n\r\t".indexOf(c);
            if (plain >= 0) {
                raw.append('\\').append("\"\\bfnrt".charAt(plain));
            } else if (c == '/' && slashes) {
                raw.append("\\/");
            } else if (c < ' ' || (c >= 0x7f && ascii)) {
                raw.append(String.format("\\u%04x", (int) c));
            } else {
                raw.append(c);
            }
        }
        return raw.toString().getBytes(StandardCharsets.UTF_8);
    }
}
