package io.godwit.relational;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A word of an SQL text. Comments and blanks are none.
 *
 * @param kind what it is
 * @param text as it stands there
 * @param value for names and strings what is inside the quotes, for blobs the hexadecimal digits; else the text
 * @param start where it begins
 * @param end where it ends
 */
public record SqlToken(Kind kind, String text, String value, int start, int end) {
    /** Kinds of words. */
    public enum Kind {
        /** A keyword, or a name without quotes. */
        WORD,
        /** A name in quotes. */
        QUOTED,
        /** Text in single quotes. */
        STRING,
        /** {@code X'...'}. */
        BLOB,
        /** A number without a sign. */
        NUMBER,
        /** Parentheses, commas, operators. */
        SYMBOL
    }

    /**
     * Whether it is a keyword.
     *
     * @param keyword in upper case
     * @return true for that word in any case, without quotes
     */
    public boolean is(String keyword) {
        return kind == Kind.WORD && text.toUpperCase(Locale.ROOT).equals(keyword);
    }

    /**
     * Whether it is a symbol.
     *
     * @param symbol for instance {@code (}
     * @return true for that one
     */
    public boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    /**
     * Whether it can be a name.
     *
     * @return true for words and what stands in quotes for names
     */
    public boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED;
    }

    /**
     * Splits an SQL text as SQLite and PostgreSQL read it; {@code `...`} and {@code [...]} count as quoted names, as SQLite has
     * it.
     *
     * @param sql the text
     * @return its words, in order
     * @throws IllegalArgumentException where a quote or comment does not end
     */
    public static List<SqlToken> split(String sql) {
        List<SqlToken> tokens = new ArrayList<>();
        int at = 0;
        while (at < sql.length()) {
            int after = skipped(sql, at);
            if (after > at) {
                at = after;
                continue;
            }
            SqlToken token = next(sql, at);
            tokens.add(token);
            at = token.end;
        }
        return tokens;
    }

    private static int skipped(String sql, int at) {
        char c = sql.charAt(at);
        if (Character.isWhitespace(c) || c == '\uFEFF') {
            return at + 1;
        }
        if (sql.startsWith("--", at)) {
            int line = sql.indexOf('\n', at);
            return line < 0 ? sql.length() : line + 1;
        }
        if (sql.startsWith("/*", at)) {
            int close = sql.indexOf("*/", at + 2);
            // SQLite lets the last comment stay open.
            return close < 0 ? sql.length() : close + 2;
        }
        return at;
    }

    private static SqlToken next(String sql, int at) {
        char c = sql.charAt(at);
        if (c == '\'') {
            return quoted(sql, at, at, Kind.STRING, '\'');
        }
        if (c == '"' || c == '`') {
            return quoted(sql, at, at, Kind.QUOTED, c);
        }
        if (c == '[' && sql.indexOf(']', at) > 0) {
            int close = sql.indexOf(']', at);
            return new SqlToken(Kind.QUOTED, sql.substring(at, close + 1), sql.substring(at + 1, close), at, close + 1);
        }
        if ((c == 'x' || c == 'X') && at + 1 < sql.length() && sql.charAt(at + 1) == '\'') {
            return quoted(sql, at, at + 1, Kind.BLOB, '\'');
        }
        if (isDigit(c) || (c == '.' && at + 1 < sql.length() && isDigit(sql.charAt(at + 1)))) {
            return plain(sql, at, number(sql, at), Kind.NUMBER);
        }
        if (isWordStart(c)) {
            int end = at + 1;
            while (end < sql.length() && (isWordStart(sql.charAt(end)) || isDigit(sql.charAt(end)))) {
                end++;
            }
            return plain(sql, at, end, Kind.WORD);
        }
        for (String symbol : List.of("->>", "||", "<=", ">=", "<>", "!=", "==", "::", "<<", ">>", "->")) {
            if (sql.startsWith(symbol, at)) {
                return plain(sql, at, at + symbol.length(), Kind.SYMBOL);
            }
        }
        return plain(sql, at, at + 1, Kind.SYMBOL);
    }

    private static SqlToken plain(String sql, int start, int end, Kind kind) {
        String text = sql.substring(start, end);
        return new SqlToken(kind, text, text, start, end);
    }

    private static SqlToken quoted(String sql, int start, int open, Kind kind, char quote) {
        StringBuilder value = new StringBuilder();
        for (int at = open + 1; at < sql.length(); at++) {
            char c = sql.charAt(at);
            if (c == quote) {
                if (at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
                    at++;
                } else {
                    return new SqlToken(kind, sql.substring(start, at + 1), value.toString(), start, at + 1);
                }
            }
            value.append(c);
        }
        throw new IllegalArgumentException("a quote does not end");
    }

    private static int number(String sql, int start) {
        int at = start;
        if (sql.startsWith("0x", at) || sql.startsWith("0X", at)) {
            at += 2;
            while (at < sql.length() && Character.digit(sql.charAt(at), 16) >= 0) {
                at++;
            }
            return at;
        }
        while (at < sql.length() && (isDigit(sql.charAt(at)) || sql.charAt(at) == '.' || sql.charAt(at) == '_')) {
            at++;
        }
        if (at < sql.length() && (sql.charAt(at) == 'e' || sql.charAt(at) == 'E')) {
            int exponent = at + 1;
            if (exponent < sql.length() && (sql.charAt(exponent) == '+' || sql.charAt(exponent) == '-')) {
                exponent++;
            }
            if (exponent < sql.length() && isDigit(sql.charAt(exponent))) {
                at = exponent;
                while (at < sql.length() && isDigit(sql.charAt(at))) {
                    at++;
                }
            }
        }
        return at;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordStart(char c) {
        return c == '_' || c == '$' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
    }
}
