package io.godwit.tck;

import java.util.regex.Pattern;

/** Tells whether a text is one JSON value (RFC 8259). */
final class JsonSyntax {
    private static final Pattern STRING =
            Pattern.compile("\"(?:[^\"\\\\\\x00-\\x1f]|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-fA-F]{4})*+\"");
    private static final Pattern SCALAR =
            Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null");
    private static final Pattern BLANKS = Pattern.compile("[ \\t\\r\\n]*+");

    private final String text;
    private int at;

    private JsonSyntax(String text) {
        this.text = text;
    }

    static boolean isValue(String text) {
        JsonSyntax syntax = new JsonSyntax(text);
        return syntax.value() && syntax.at == text.length();
    }

    private boolean value() {
        skip(BLANKS);
        boolean isValue;
        if (take('{')) {
            isValue = members('}', true);
        } else if (take('[')) {
            isValue = members(']', false);
        } else {
            isValue = skip(STRING) || skip(SCALAR);
        }
        skip(BLANKS);
        return isValue;
    }

    private boolean members(char end, boolean hasNames) {
        skip(BLANKS);
        if (take(end)) {
            return true;
        }
        do {
            skip(BLANKS);
            if (hasNames && !(skip(STRING) && skip(BLANKS) && take(':'))) {
                return false;
            }
            if (!value()) {
                return false;
            }
        } while (take(','));
        return take(end);
    }

    private boolean take(char expected) {
        if (at < text.length() && text.charAt(at) == expected) {
            at++;
            return true;
        }
        return false;
    }

    private boolean skip(Pattern pattern) {
        var matcher = pattern.matcher(text).region(at, text.length());
        if (matcher.lookingAt()) {
            at = matcher.end();
            return true;
        }
        return false;
    }
}
