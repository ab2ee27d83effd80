package io.godwit.relational;

/** JSON as RFC 8259 has it, kept as it is written; only checked, never read into objects. */
final class JsonText extends CellText {
    private static final int MAX_DEPTH = 1000;

    private byte[] text = new byte[0];
    private int at;
    private int end;

    @Override
    int convert(byte[] from, int offset, int length) {
        if (Utf8.invalidAt(from, offset, length) >= 0) {
            return -1;
        }
        text = from;
        at = offset;
        end = offset + length;
        blanks();
        boolean valid = value(0);
        blanks();
        valid &= at == end;
        text = new byte[0];
        return valid ? same(from, offset, length) : -1;
    }

    private boolean value(int depth) {
        if (at == end || depth > MAX_DEPTH) {
            return false;
        }
        return switch (text[at]) {
            case '{' -> container((byte) '}', true, depth);
            case '[' -> container((byte) ']', false, depth);
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        };
    }

    private boolean container(byte close, boolean named, int depth) {
        at++;
        blanks();
        if (take(close)) {
            return true;
        }
        while (true) {
            if (named) {
                if (at == end || text[at] != '"' || !string()) {
                    return false;
                }
                blanks();
                if (!take((byte) ':')) {
                    return false;
                }
                blanks();
            }
            if (!value(depth + 1)) {
                return false;
            }
            blanks();
            if (take(close)) {
                return true;
            }
            if (!take((byte) ',')) {
                return false;
            }
            blanks();
        }
    }

    private boolean string() {
        at++;
        while (at < end) {
            byte c = text[at++];
            if (c == '"') {
                return true;
            }
            if (c >= 0 && c < 0x20) {
                return false;
            }
            if (c == '\\' && !escape()) {
                return false;
            }
        }
        return false;
    }

    private boolean escape() {
        if (at == end) {
            return false;
        }
        byte c = text[at++];
        if (c != 'u') {
            return "\"\\/bfnrt".indexOf(c) >= 0;
        }
        for (int i = 0; i < 4; i++) {
            if (at == end || HexBytes.value(text[at++]) < 0) {
                return false;
            }
        }
        return true;
    }

    private boolean number() {
        take((byte) '-');
        if (!take((byte) '0') && !digits()) {
            return false;
        }
        if (take((byte) '.') && !digits()) {
            return false;
        }
        if (at < end && (text[at] | 0x20) == 'e') {
            at++;
            if (!take((byte) '+')) {
                take((byte) '-');
            }
            return digits();
        }
        return true;
    }

    private boolean digits() {
        int from = at;
        while (at < end && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        return at > from;
    }

    private boolean word(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (at == end || text[at++] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean take(byte wanted) {
        if (at < end && text[at] == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void blanks() {
        while (at < end && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')) {
            at++;
        }
    }
}
