package io.godwit.spi;

import java.util.Objects;
import java.util.regex.Pattern;

/** Checks on identifiers that the contracts share. */
final class Checks {
    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*(\\.[a-z0-9]+(-[a-z0-9]+)*)+");
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*(:[a-z0-9]+(-[a-z0-9]+)*)?");

    private Checks() {}

    static String code(String code) {
        Objects.requireNonNull(code, "code");
        if (!CODE.matcher(code).matches()) {
            throw new IllegalArgumentException(
                    "a code reads area.reason in lower case with dashes, not \"" + code + "\"");
        }
        return code;
    }

    /** Lower-case words with dashes, optionally behind the id of the module that owns it: {@code asterisk:to-realtime}. */
    static String id(String id) {
        Objects.requireNonNull(id, "id");
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "an id is lower-case words with dashes, optionally \"owner:\" in front, not \"" + id + "\"");
        }
        return id;
    }

    static String notBlank(String text, String what) {
        Objects.requireNonNull(text, what);
        if (text.isBlank()) {
            throw new IllegalArgumentException(what + " is blank");
        }
        return text;
    }

    static long notNegative(long value, String what) {
        if (value < 0) {
            throw new IllegalArgumentException(what + " is negative: " + value);
        }
        return value;
    }
}
