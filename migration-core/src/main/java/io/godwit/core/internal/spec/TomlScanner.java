package io.godwit.core.internal.spec;

import io.godwit.core.internal.spec.Node.Position;
import io.godwit.spi.MigrationException;

/** Reads the characters of a TOML file: places, blanks, strings. One file, one thread. */
final class TomlScanner {
    private final String text;
    private final Faults faults;
    private int index;
    private int line = 1;
    private int lineStart;

    TomlScanner(String text, Faults faults) {
        this.text = text;
        this.faults = faults;
    }

    Position here() {
        return new Position(line, text.codePointCount(lineStart, index) + 1);
    }

    MigrationException bad(Position at, String message) {
        return faults.fatal(at, "spec.syntax", "this is not TOML: " + message, "");
    }

    MigrationException bad(String message) {
        return bad(here(), message);
    }

    boolean isAtEnd() {
        return index >= text.length();
    }

    /** The character here; NUL, which no file may hold, at the end. */
    char peek() {
        return peek(0);
    }

    char peek(int ahead) {
        return index + ahead < text.length() ? text.charAt(index + ahead) : '\0';
    }

    boolean sees(String expected) {
        return text.startsWith(expected, index);
    }

    /** Takes the character here, which is not the end. */
    char take() {
        char c = text.charAt(index++);
        if (c == '\n') {
            line++;
            lineStart = index;
        }
        return c;
    }

    boolean takes(String expected) {
        if (!sees(expected)) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            take();
        }
        return true;
    }

    void skipBlanks() {
        while (peek() == ' ' || peek() == '\t') {
            take();
        }
    }

    boolean seesLineEnd() {
        return isAtEnd() || peek() == '\n' || sees("\r\n");
    }

    /** Blanks, a comment and the end of the line. */
    void endLine() {
        skipBlanks();
        skipComment();
        if (!seesLineEnd()) {
            throw bad("expected the end of the line");
        }
        takeLineEnd();
    }

    private void takeLineEnd() {
        if (!takes("\r\n") && !isAtEnd()) {
            take();
        }
    }

    /** Blanks, comments and line ends, as between the values of an array. */
    void skipLines() {
        skipBlanks();
        skipComment();
        while (!isAtEnd() && seesLineEnd()) {
            takeLineEnd();
            skipBlanks();
            skipComment();
        }
    }

    private void skipComment() {
        if (peek() == '#') {
            while (!seesLineEnd()) {
                checkAllowed(false);
                take();
            }
        }
    }

    /** A run of the characters that a bare key, a number or a date consists of. */
    String word(String more) {
        int start = index;
        while (peek() < 128 && (Character.isLetterOrDigit(peek()) || more.indexOf(peek()) >= 0) && !isAtEnd()) {
            take();
        }
        return text.substring(start, index);
    }

    /** A string, which begins here with a quote. */
    String string(boolean allowsLines) {
        boolean isBasic = peek() == '"';
        String quote = isBasic ? "\"" : "'";
        if (sees(quote.repeat(3))) {
            if (!allowsLines) {
                throw bad("a key is no string of several lines");
            }
            takes(quote.repeat(3));
            if (!takes("\r\n")) {
                takes("\n");
            }
            return lines(quote, isBasic);
        }
        take();
        StringBuilder content = new StringBuilder();
        while (!sees(quote)) {
            if (seesLineEnd()) {
                throw bad("the string has no end on this line");
            }
            next(content, isBasic, false);
        }
        take();
        return content.toString();
    }

    private String lines(String quote, boolean isBasic) {
        Position start = here();
        StringBuilder content = new StringBuilder();
        while (!sees(quote.repeat(3))) {
            if (isAtEnd()) {
                throw bad(start, "the string that begins here has no end");
            }
            next(content, isBasic, true);
        }
        takes(quote.repeat(3));
        for (int more = 0; more < 2 && sees(quote); more++) {
            content.append(take());
        }
        return content.toString();
    }

    private void next(StringBuilder content, boolean isBasic, boolean allowsLines) {
        if (isBasic && peek() == '\\') {
            escape(content, allowsLines);
        } else if (allowsLines && takes("\r\n")) {
            content.append('\n');
        } else {
            checkAllowed(allowsLines);
            content.append(take());
        }
    }

    private void checkAllowed(boolean allowsLines) {
        char c = peek();
        boolean isControl = (c < ' ' && c != '\t') || c == 127;
        if (isControl && !(allowsLines && c == '\n')) {
            throw bad("there is a control character");
        }
    }

    private void escape(StringBuilder content, boolean allowsLines) {
        Position at = here();
        take();
        if (allowsLines && isLineContinued()) {
            while (!isAtEnd() && (peek() == ' ' || peek() == '\t' || seesLineEnd())) {
                take();
            }
            return;
        }
        char c = isAtEnd() ? '\0' : take();
        switch (c) {
            case 'b' -> content.append('\b');
            case 't' -> content.append('\t');
            case 'n' -> content.append('\n');
            case 'f' -> content.append('\f');
            case 'r' -> content.append('\r');
            case '"', '\\' -> content.append(c);
            case 'u' -> content.appendCodePoint(hex(4, at));
            case 'U' -> content.appendCodePoint(hex(8, at));
            default -> throw bad(at, "there is no such escape; a backslash reads \\\\, or put the string in '...'");
        }
    }

    private boolean isLineContinued() {
        int ahead = 0;
        while (peek(ahead) == ' ' || peek(ahead) == '\t') {
            ahead++;
        }
        return peek(ahead) == '\n' || (peek(ahead) == '\r' && peek(ahead + 1) == '\n');
    }

    private int hex(int digits, Position at) {
        long value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = isAtEnd() || peek() > 127 ? -1 : Character.digit(peek(), 16);
            if (digit < 0) {
                throw bad(at, "the escape wants " + digits + " hexadecimal digits");
            }
            take();
            value = value * 16 + digit;
        }
        if (value > Character.MAX_CODE_POINT || (value >= 0xD800 && value <= 0xDFFF)) {
            throw bad(at, "the escape is no character");
        }
        return (int) value;
    }
}
