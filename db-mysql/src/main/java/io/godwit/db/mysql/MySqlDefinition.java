package io.godwit.db.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a table is made, as {@code SHOW CREATE TABLE} says it, taken apart as far as its parts are made at different times. Immutable.
 *
 * @param parts what stands between the brackets, in order
 * @param options what stands behind them
 */
record MySqlDefinition(List<Part> parts, String options) {
    MySqlDefinition {
        parts = List.copyOf(parts);
    }

    /** What a part is. */
    enum Kind {
        COLUMN,
        PRIMARY_KEY,
        INDEX,
        FULLTEXT,
        SPATIAL,
        FOREIGN_KEY,
        CHECK,
        OTHER
    }

    /**
     * A part.
     *
     * @param kind what it is
     * @param name its name, or an empty string
     * @param words as they stand there
     */
    record Part(Kind kind, String name, String words) {}

    List<Part> of(Kind kind) {
        return parts.stream().filter(p -> p.kind == kind).toList();
    }

    Optional<Part> column(String name) {
        return of(Kind.COLUMN).stream().filter(p -> p.name.equals(name)).findFirst();
    }

    /** Takes apart; an empty result means that the words are not understood. */
    static Optional<MySqlDefinition> parse(String sql) {
        int open = sql.indexOf('(');
        if (open < 0 || !sql.startsWith("CREATE TABLE ")) {
            return Optional.empty();
        }
        // A bracket in the name of the table comes before the one that opens its parts.
        int nameEnd = skipQuoted(sql, sql.indexOf('`'));
        open = sql.indexOf('(', nameEnd);
        List<Part> parts = new ArrayList<>();
        int depth = 0;
        int from = open + 1;
        for (int at = open; at < sql.length() && open > 0; at++) {
            char c = sql.charAt(at);
            if (c == '\'' || c == '`' || c == '"') {
                at = skipQuoted(sql, at) - 1;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
                if (depth == 0) {
                    parts.add(part(sql.substring(from, at).strip()));
                    return Optional.of(
                            new MySqlDefinition(parts, sql.substring(at + 1).strip()));
                }
            } else if (c == ',' && depth == 1) {
                parts.add(part(sql.substring(from, at).strip()));
                from = at + 1;
            }
        }
        return Optional.empty();
    }

    /** Where what stands in quotes ends. */
    static int skipQuoted(String sql, int start) {
        if (start < 0) {
            return 0;
        }
        char quote = sql.charAt(start);
        int at = start + 1;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '\\' && quote != '`') {
                at++;
            } else if (c == quote) {
                if (at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
                    at++;
                } else {
                    return at + 1;
                }
            }
            at++;
        }
        return at;
    }

    private static Part part(String words) {
        Kind kind;
        if (words.startsWith("`")) {
            kind = Kind.COLUMN;
        } else if (words.startsWith("PRIMARY KEY")) {
            kind = Kind.PRIMARY_KEY;
        } else if (words.startsWith("UNIQUE KEY") || words.startsWith("KEY")) {
            kind = Kind.INDEX;
        } else if (words.startsWith("FULLTEXT KEY")) {
            kind = Kind.FULLTEXT;
        } else if (words.startsWith("SPATIAL KEY")) {
            kind = Kind.SPATIAL;
        } else if (words.startsWith("CONSTRAINT")) {
            String rest = words.substring(skipQuoted(words, words.indexOf('`'))).strip();
            kind = rest.startsWith("FOREIGN KEY")
                    ? Kind.FOREIGN_KEY
                    : rest.startsWith("CHECK") ? Kind.CHECK : Kind.OTHER;
        } else if (words.startsWith("CHECK")) {
            kind = Kind.CHECK;
        } else {
            kind = Kind.OTHER;
        }
        return new Part(kind, name(words), words);
    }

    private static String name(String words) {
        int open = words.indexOf('`');
        int bracket = words.indexOf('(');
        if (open < 0 || (bracket >= 0 && bracket < open)) {
            return "";
        }
        return words.substring(open + 1, skipQuoted(words, open) - 1).replace("``", "`");
    }

    /** The first column that an index sorts by, or an empty string. */
    static String firstColumn(Part index) {
        int bracket = index.name.isEmpty()
                ? index.words.indexOf('(')
                : index.words.indexOf('(', skipQuoted(index.words, index.words.indexOf('`')));
        int open = bracket < 0 ? -1 : bracket + 1;
        if (open < 0 || open >= index.words.length() || index.words.charAt(open) != '`') {
            return "";
        }
        return index.words
                .substring(open + 1, skipQuoted(index.words, open) - 1)
                .replace("``", "`");
    }
}
