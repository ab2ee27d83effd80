package io.godwit.adapter.web.replace;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How a slash is written: as it is, behind 2^n-1 backslashes (JSON in JSON), or percent-encoded, also more than once. Immutable.
 *
 * @param text as found
 */
record Slash(String text) {
    private static final int MOST_BACKSLASHES = 1023;

    int length() {
        return text.length();
    }

    private boolean isPercent() {
        return text.charAt(0) == '%';
    }

    /** The slash that ends where the range ends. */
    static Optional<Slash> endingAt(byte[] data, int from, int end) {
        if (end <= from) {
            return Optional.empty();
        }
        return data[end - 1] == '/' ? escaped(data, from, end) : percent(data, from, end, (byte) '2', (byte) 'f');
    }

    private static Optional<Slash> escaped(byte[] data, int from, int end) {
        int backslashes = 0;
        while (end - 2 - backslashes >= from && data[end - 2 - backslashes] == '\\') {
            backslashes++;
        }
        return Integer.bitCount(backslashes + 1) == 1 && backslashes <= MOST_BACKSLASHES
                ? Optional.of(new Slash("\\".repeat(backslashes) + "/"))
                : Optional.empty();
    }

    private static Optional<Slash> percent(byte[] data, int from, int end, byte first, byte second) {
        int start = end - 2;
        if (start <= from || data[start] != first || (data[end - 1] | 0x20) != second) {
            return Optional.empty();
        }
        while (start - 2 > from && data[start - 1] == '5' && data[start - 2] == '2') {
            start -= 2;
        }
        return data[start - 1] == '%'
                ? Optional.of(new Slash(new String(data, start - 1, end - start + 1, StandardCharsets.US_ASCII)))
                : Optional.empty();
    }

    /** Whether a slash of this spelling begins there; hexadecimal digits may be of either case. */
    boolean isAt(byte[] data, int at, int to) {
        if (at + text.length() > to) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char wanted = text.charAt(i);
            int found = data[at + i] & 0xff;
            if (found != wanted
                    && !(isPercent() && Character.toLowerCase((char) found) == Character.toLowerCase(wanted))) {
                return false;
            }
        }
        return true;
    }

    /** Where the colon begins that ends there, in the spelling that goes with these slashes; -1 where there is none. */
    int colonBefore(byte[] data, int from, int end) {
        if (end > from && data[end - 1] == ':') {
            return end - 1;
        }
        return isPercent()
                ? percent(data, from, end, (byte) '3', (byte) 'a')
                        .map(found -> end - found.length())
                        .orElse(-1)
                : -1;
    }

    /** A path with its slashes spelled so. */
    String spell(String path) {
        return path.replace("/", text);
    }
}
