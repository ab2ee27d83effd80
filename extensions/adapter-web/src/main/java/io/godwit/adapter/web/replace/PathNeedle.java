package io.godwit.adapter.web.replace;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An absolute path with all below it, with plain, escaped or encoded slashes. A path that merely ends so is not it. Immutable. */
final class PathNeedle implements Needle {
    private static final Pattern ABSOLUTE = Pattern.compile("(/[A-Za-z0-9._~@+,;=-]+)+");

    private final String from;
    private final String to;
    /** The names before the anchor, each with a slash in front and behind. */
    private final String before;

    private final String after;
    private final ByteSearch anchor;

    PathNeedle(String from, String to) {
        this.from = checked(from);
        this.to = checked(to);
        String longest = Stream.of(this.from.substring(1).split("/", -1))
                .max(Comparator.comparingInt(String::length))
                .orElseThrow();
        int at = (this.from + "/").indexOf("/" + longest + "/") + 1;
        this.before = this.from.substring(0, at);
        this.after = this.from.substring(at + longest.length());
        this.anchor = new ByteSearch(longest.getBytes(StandardCharsets.US_ASCII));
    }

    private static String checked(String path) {
        String clean = path.replaceFirst("/+$", "");
        if (!ABSOLUTE.matcher(clean).matches()) {
            throw new IllegalArgumentException(
                    "a path is absolute, below the root and without unusual characters, not \"" + path + "\"");
        }
        return clean;
    }

    @Override
    public ByteSearch anchor() {
        return anchor;
    }

    @Override
    public @Nullable Edit match(byte[] data, int start, int end, int at) {
        Optional<Slash> slash = Slash.endingAt(data, start, at);
        if (slash.isEmpty()) {
            return null;
        }
        Slash spelling = slash.get();
        int begin = at - spelling.spell(before).length();
        if (begin < start || !isSpelled(data, begin, at, spelling) || !isFree(data, start, begin)) {
            return null;
        }
        int pathEnd = Needle.pathEnd(data, at + anchor.length(), end, after, spelling);
        if (pathEnd < 0 || !Needle.pathEndsAt(data, pathEnd, end)) {
            return null;
        }
        return new Edit(begin, pathEnd, spelling.spell(to));
    }

    private boolean isSpelled(byte[] data, int begin, int end, Slash slash) {
        int at = begin;
        for (int i = 0; i < before.length(); i++) {
            if (before.charAt(i) == '/') {
                if (!slash.isAt(data, at, end)) {
                    return false;
                }
                at += slash.length();
            } else if (at >= end || data[at++] != before.charAt(i)) {
                return false;
            }
        }
        return at == end;
    }

    /** Whether no other name goes before: {@code /mnt/home/old} is not {@code /home/old}. */
    private static boolean isFree(byte[] data, int start, int at) {
        if (at == start) {
            return true;
        }
        byte last = data[at - 1];
        boolean isEscape = at - 2 >= start && data[at - 2] == '\\';
        boolean isEncoded = at - 3 >= start && data[at - 3] == '%';
        return isEscape || isEncoded || !(Needle.isNamePart(last) || last == '.' || last == '~' || last < 0);
    }

    @Override
    public String toString() {
        return from + " -> " + to;
    }
}
