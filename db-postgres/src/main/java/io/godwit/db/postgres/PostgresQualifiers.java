package io.godwit.db.postgres;

import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the namespaces in front of names in statements as PostgreSQL itself writes them. */
final class PostgresQualifiers {
    private final String sql;
    private final Function<String, @Nullable String> replacements;
    private final StringBuilder out;
    private int at;
    /** Whether the character before is a dot, so that what comes is no namespace. */
    private boolean isBehindDot;

    private PostgresQualifiers(String sql, Function<String, @Nullable String> replacements) {
        this.sql = sql;
        this.replacements = replacements;
        this.out = new StringBuilder(sql.length() + 64);
    }

    /**
     * Puts other words in place of namespaces.
     *
     * @param sql a statement or expression; texts, comments and bodies of functions stay as they are
     * @param replacements what stands for a namespace with the dot behind it, or null to leave it
     */
    static String rewrite(String sql, Function<String, @Nullable String> replacements) {
        return new PostgresQualifiers(sql, replacements).run();
    }

    private String run() {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '\'') {
                text(at > 0 && (sql.charAt(at - 1) == 'E' || sql.charAt(at - 1) == 'e'));
            } else if (c == '"') {
                name(quotedEnd());
            } else if (c == '$' && dollarTag() > 0) {
                copyTo(dollarEnd(dollarTag()));
            } else if (sql.startsWith("--", at)) {
                int line = sql.indexOf('\n', at);
                copyTo(line < 0 ? sql.length() : line);
            } else if (sql.startsWith("/*", at)) {
                int close = sql.indexOf("*/", at);
                copyTo(close < 0 ? sql.length() : close + 2);
            } else if (isWordStart(c)) {
                int end = at;
                while (end < sql.length() && isWordPart(sql.charAt(end))) {
                    end++;
                }
                name(end);
            } else {
                out.append(c);
                at++;
                isBehindDot = c == '.';
                continue;
            }
            isBehindDot = false;
        }
        return out.toString();
    }

    private void copyTo(int end) {
        out.append(sql, at, end);
        at = end;
    }

    private void name(int end) {
        boolean mayBeNamespace = !isBehindDot && end < sql.length() && sql.charAt(end) == '.';
        if (mayBeNamespace) {
            String word = sql.substring(at, end);
            String namespace = word.startsWith("\"")
                    ? word.substring(1, word.length() - 1).replace("\"\"", "\"")
                    : word.toLowerCase(Locale.ROOT);
            String replacement = replacements.apply(namespace);
            if (replacement != null) {
                out.append(replacement);
                at = end + 1;
                return;
            }
        }
        copyTo(end);
    }

    private int quotedEnd() {
        int end = at + 1;
        while (end < sql.length()) {
            if (sql.charAt(end) == '"') {
                if (end + 1 < sql.length() && sql.charAt(end + 1) == '"') {
                    end++;
                } else {
                    return end + 1;
                }
            }
            end++;
        }
        return sql.length();
    }

    /** A text; where it is read as the name of a table, sequence or function, the name in it counts. */
    private void text(boolean escapes) {
        int end = at + 1;
        while (end < sql.length() && sql.charAt(end) != '\'') {
            end += escapes && sql.charAt(end) == '\\' ? 2 : 1;
            if (end + 1 < sql.length() && sql.charAt(end) == '\'' && sql.charAt(end + 1) == '\'') {
                end += 2;
            }
        }
        int close = Math.min(sql.length(), end + 1);
        if (!escapes && sql.startsWith("::reg", close)) {
            String inside = sql.substring(at + 1, close - 1);
            out.append('\'').append(rewrite(inside, replacements)).append('\'');
            at = close;
        } else {
            copyTo(close);
        }
    }

    /** Length of the dollar quote that begins here, or 0. */
    private int dollarTag() {
        int end = at + 1;
        while (end < sql.length() && isWordPart(sql.charAt(end)) && sql.charAt(end) != '$') {
            end++;
        }
        boolean isTag = end < sql.length() && sql.charAt(end) == '$';
        return isTag && !Character.isDigit(sql.charAt(at + 1)) ? end + 1 - at : 0;
    }

    private int dollarEnd(int length) {
        int close = sql.indexOf(sql.substring(at, at + length), at + length);
        return close < 0 ? sql.length() : close + length;
    }

    private static boolean isWordStart(char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
    }

    private static boolean isWordPart(char c) {
        return isWordStart(c) || (c >= '0' && c <= '9') || c == '$';
    }
}
