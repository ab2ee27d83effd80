package io.godwit.adapter.web.replace;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Replaces in one value. One thread. */
final class Rewriting {
    /** How deeply values are looked for in strings of values. */
    private static final int MOST_LEVELS = 64;

    private final List<Needle> needles;
    private final boolean base64;
    private final Set<Problem> problems;
    private int count;

    Rewriting(List<Needle> needles, boolean base64, Set<Problem> problems) {
        this.needles = needles;
        this.base64 = base64;
        this.problems = problems;
    }

    int count() {
        return count;
    }

    private boolean holds(byte[] data, int from, int to) {
        for (Needle needle : needles) {
            if (needle.anchor().find(data, from, to) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** The new value, or null where it stays. */
    byte @Nullable [] value(byte[] data, int from, int to, int level) {
        if (!holds(data, from, to)) {
            byte[] instead = encoded(data, from, to, level);
            return instead == null && base64 && Serialized.mayBeginAt(data, from, to) && level <= MOST_LEVELS
                    ? text(data, from, to, level)
                    : instead;
        }
        if (level > MOST_LEVELS) {
            problems.add(Problem.TOO_DEEP);
            return null;
        }
        if (looksSerialized(data, from, to)
                && new Serialized(data, to, new Values(level)).end(from) == Serialized.NONE) {
            problemsIfMatching(data, from, to, Problem.BROKEN_SERIALIZED);
            return null;
        }
        if (hasEscapedSerialized(data, from, to)) {
            return json(data, from, to, level);
        }
        return text(data, from, to, level);
    }

    private byte @Nullable [] encoded(byte[] data, int from, int to, int level) {
        byte[] content = level > MOST_LEVELS ? null : Base64Text.decoded(data, from, to);
        if (content == null || !holds(content, 0, content.length)) {
            return null;
        }
        int before = count;
        byte[] instead = value(content, 0, content.length, level + 1);
        if (instead != null && !base64) {
            count = before;
            problems.add(Problem.BASE64);
            return null;
        }
        return instead == null ? null : Base64.getEncoder().encode(instead);
    }

    /** As WordPress tells a serialized value from other text. */
    private static boolean looksSerialized(byte[] data, int from, int to) {
        int end = to;
        while (end > from && data[end - 1] <= ' ' && data[end - 1] >= 0) {
            end--;
        }
        if (end <= from || !Serialized.mayBeginAt(data, from, end)) {
            return false;
        }
        byte last = data[end - 1];
        boolean isString = data[from] == 's' || data[from] == 'S';
        return isString ? last == ';' && end - 2 > from && data[end - 2] == '"' : last == '}' || last == ';';
    }

    /** Text with values in it, at its beginning or anywhere: each is replaced in with its lengths, and what is around it plainly. */
    private byte @Nullable [] text(byte[] data, int from, int to, int level) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(to - from + 64);
        Serialized values = new Serialized(data, to, new Values(level));
        boolean changed = false;
        int plain = from;
        int at = from;
        while (at < to) {
            boolean mayBegin =
                    Serialized.mayBeginAt(data, at, to) && (at == from || !Needle.isAlphanumeric(data[at - 1]));
            int end = mayBegin ? values.end(at) : Serialized.NONE;
            if (end == Serialized.TOO_DEEP) {
                problems.add(Problem.TOO_DEEP);
                return null;
            }
            if (end < 0) {
                at++;
                continue;
            }
            changed |= plain(data, plain, at, out);
            changed |= structured(data, at, end, values, out);
            plain = end;
            at = end;
        }
        changed |= plain(data, plain, to, out);
        return changed ? out.toByteArray() : null;
    }

    private boolean structured(byte[] data, int from, int end, Serialized values, ByteArrayOutputStream out) {
        int before = count;
        int shape = values.values();
        byte[] instead = base64 || holds(data, from, end) ? values.rewritten(from, end) : null;
        if (instead == null || count == before) {
            out.write(data, from, end - from);
            return false;
        }
        Serialized again = new Serialized(instead, instead.length, new Values(0));
        if (again.end(0) != instead.length || again.values() != shape) {
            count = before;
            problems.add(Problem.BROKEN_SERIALIZED);
            out.write(data, from, end - from);
            return false;
        }
        out.writeBytes(instead);
        return true;
    }

    /** Replaces what is found, each place once, and copies the rest. */
    private boolean plain(byte[] data, int from, int to, ByteArrayOutputStream out) {
        int before = count;
        int copied = from;
        int[] next = new int[needles.size()];
        for (int i = 0; i < next.length; i++) {
            next[i] = needles.get(i).anchor().find(data, from, to);
        }
        while (true) {
            int first = -1;
            for (int i = 0; i < next.length; i++) {
                if (next[i] >= 0 && (first < 0 || next[i] < next[first])) {
                    first = i;
                }
            }
            if (first < 0) {
                break;
            }
            Needle.Edit edit = needles.get(first).match(data, from, to, next[first]);
            if (edit != null && edit.start() >= copied) {
                out.write(data, copied, edit.start() - copied);
                out.writeBytes(edit.bytes());
                copied = edit.end();
                count++;
            }
            next[first] = needles.get(first).anchor().find(data, next[first] + 1, to);
        }
        out.write(data, copied, to - copied);
        return count > before;
    }

    private void problemsIfMatching(byte[] data, int from, int to, Problem problem) {
        int before = count;
        if (plain(data, from, to, new ByteArrayOutputStream(to - from))) {
            problems.add(problem);
        }
        count = before;
    }

    /** Whether there is a string of a serialized value whose quotes are behind backslashes. */
    private static boolean hasEscapedSerialized(byte[] data, int from, int to) {
        for (int i = from + 3; i + 1 < to; i++) {
            if (data[i] == ':' && data[i + 1] == '\\' && Serialized.isDigit(data[i - 1])) {
                int quote = i + 1;
                while (quote < to && data[quote] == '\\') {
                    quote++;
                }
                int digits = i - 1;
                while (digits > from && Serialized.isDigit(data[digits])) {
                    digits--;
                }
                if (quote < to
                        && data[quote] == '"'
                        && data[digits] == ':'
                        && digits > from
                        && isStringKind(data[digits - 1])) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isStringKind(byte b) {
        return b == 's' || b == 'S' || b == 'O' || b == 'C' || b == 'E';
    }

    /** JSON that holds serialized values in its strings: these are decoded, replaced in and encoded again; all else stays as it is. */
    private byte @Nullable [] json(byte[] data, int from, int to, int level) {
        Set<Problem> found = EnumSet.noneOf(Problem.class);
        Json text = new Json(data, to, (bytes, start, end) -> jsonString(bytes, start, end, level, found));
        int before = count;
        if (!text.isValid(from)) {
            problemsIfMatching(data, from, to, Problem.ESCAPED_SERIALIZED);
            return null;
        }
        byte[] instead = text.rewritten(from);
        if (!found.isEmpty()) {
            problems.addAll(found);
        }
        return count > before ? instead : null;
    }

    private byte @Nullable [] jsonString(byte[] data, int from, int to, int level, Set<Problem> found) {
        if (!hasEscapedSerialized(data, from, to)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(to - from + 64);
            return plain(data, from, to, out) ? out.toByteArray() : null;
        }
        if (!holds(data, from, to)) {
            return null;
        }
        String raw = new String(data, from, to - from, StandardCharsets.UTF_8);
        byte[] content = Json.decoded(data, from, to);
        if (content == null || !raw.equals(new String(Json.encoded(content, raw), StandardCharsets.UTF_8))) {
            found.add(Problem.ESCAPED_SERIALIZED);
            return null;
        }
        byte[] instead = value(content, 0, content.length, level + 1);
        return instead == null ? null : Json.encoded(instead, raw);
    }

    /** The strings of a serialized value. */
    private final class Values implements Serialized.Strings {
        private final int level;

        Values(int level) {
            this.level = level;
        }

        @Override
        public byte @Nullable [] replace(byte[] data, int from, int to) {
            return value(data, from, to, level + 1);
        }

        @Override
        public void opaque(byte[] data, int from, int to) {
            if (holds(data, from, to)) {
                problemsIfMatching(data, from, to, Problem.OPAQUE_SERIALIZED);
            }
        }
    }
}
