package io.godwit.db.jdbc;

import io.godwit.relational.SqlToken;
import io.godwit.spi.Table.CheckConstraint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What only the text of a CREATE TABLE tells: conditions, and how columns are computed.
 *
 * @param checks the conditions, in order
 * @param computed the expressions of generated columns, by column
 * @param counter {@code AUTOINCREMENT} where a number is never given twice, else an empty string
 */
record SqliteDefinition(List<CheckConstraint> checks, Map<String, String> computed, String counter) {
    static final String COUNTER = "AUTOINCREMENT";
    /** Nothing more than the catalogue tells. */
    static final SqliteDefinition NONE = new SqliteDefinition(List.of(), Map.of(), "");

    static SqliteDefinition of(String sql) {
        List<CheckConstraint> checks = new ArrayList<>();
        Map<String, String> computed = new LinkedHashMap<>();
        String counter = "";
        for (List<SqlToken> item : items(SqlToken.split(sql))) {
            read(sql, item, checks, computed);
            if (item.stream().skip(1).anyMatch(token -> token.is(COUNTER))) {
                counter = COUNTER;
            }
        }
        return new SqliteDefinition(List.copyOf(checks), Map.copyOf(computed), counter);
    }

    private static void read(
            String sql, List<SqlToken> item, List<CheckConstraint> checks, Map<String, String> computed) {
        String column = item.get(0).value();
        String name = "";
        int depth = 0;
        for (int i = 0; i < item.size(); i++) {
            SqlToken token = item.get(i);
            if (token.isSymbol("(")) {
                depth++;
            } else if (token.isSymbol(")")) {
                depth--;
            } else if (depth == 0 && token.is("CONSTRAINT") && i + 1 < item.size()) {
                name = item.get(i + 1).value();
            } else if (depth == 0 && (token.is("CHECK") || token.is("AS")) && opens(item, i + 1)) {
                int close = close(item, i + 1);
                String expression = sql.substring(
                                item.get(i + 1).end(), item.get(close).start())
                        .strip();
                if (token.is("CHECK")) {
                    checks.add(new CheckConstraint(name, expression));
                } else {
                    computed.put(column, expression);
                }
                name = "";
                i = close;
            }
        }
    }

    /**
     * The parts of an index with what is computed, and its condition.
     *
     * @param parts each part without its order and collation
     * @param predicate which rows it holds, or an empty string
     */
    record Index(List<String> parts, String predicate) {
        static Index of(String sql) {
            List<SqlToken> tokens = SqlToken.split(sql);
            List<String> parts = new ArrayList<>();
            for (List<SqlToken> item : items(tokens)) {
                int last = item.size();
                if (item.get(last - 1).is("ASC") || item.get(last - 1).is("DESC")) {
                    last--;
                }
                if (last > 2 && item.get(last - 2).is("COLLATE")) {
                    last -= 2;
                }
                parts.add(sql.substring(item.get(0).start(), item.get(last - 1).end()));
            }
            int depth = 0;
            String predicate = "";
            for (SqlToken token : tokens) {
                if (token.isSymbol("(")) {
                    depth++;
                } else if (token.isSymbol(")")) {
                    depth--;
                } else if (depth == 0 && token.is("WHERE")) {
                    predicate = sql.substring(token.end()).strip();
                    break;
                }
            }
            return new Index(List.copyOf(parts), predicate);
        }
    }

    /** What stands between the commas of the first pair of parentheses. */
    private static List<List<SqlToken>> items(List<SqlToken> tokens) {
        List<List<SqlToken>> items = new ArrayList<>();
        List<SqlToken> item = new ArrayList<>();
        int depth = 0;
        for (SqlToken token : tokens) {
            if (token.isSymbol("(") && depth++ == 0) {
                continue;
            }
            if (token.isSymbol(")") && --depth == 0) {
                break;
            }
            if (depth == 1 && token.isSymbol(",")) {
                items.add(item);
                item = new ArrayList<>();
            } else if (depth > 0) {
                item.add(token);
            }
        }
        items.add(item);
        items.removeIf(List::isEmpty);
        return items;
    }

    private static boolean opens(List<SqlToken> tokens, int at) {
        return at < tokens.size() && tokens.get(at).isSymbol("(");
    }

    /** Where the parenthesis that opens there is closed. */
    private static int close(List<SqlToken> tokens, int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            if (tokens.get(i).isSymbol("(")) {
                depth++;
            } else if (tokens.get(i).isSymbol(")") && --depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("a parenthesis is not closed");
    }
}
