package io.godwit.relational;

import io.godwit.relational.SqlExpression.Between;
import io.godwit.relational.SqlExpression.Binary;
import io.godwit.relational.SqlExpression.Call;
import io.godwit.relational.SqlExpression.Case;
import io.godwit.relational.SqlExpression.Collate;
import io.godwit.relational.SqlExpression.ColumnName;
import io.godwit.relational.SqlExpression.In;
import io.godwit.relational.SqlExpression.Like;
import io.godwit.relational.SqlExpression.Literal;
import io.godwit.relational.SqlExpression.Literal.Form;
import io.godwit.relational.SqlExpression.Unary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Takes expressions apart by precedence, as SQLite has it. */
final class SqlExpressionParser {
    private static final Set<String> RESERVED = Set.of(
            "SELECT",
            "FROM",
            "WHERE",
            "THEN",
            "ELSE",
            "WHEN",
            "END",
            "AND",
            "OR",
            "NOT",
            "IN",
            "IS",
            "BETWEEN",
            "LIKE",
            "GLOB",
            "ESCAPE",
            "COLLATE",
            "EXISTS",
            "RAISE",
            "CAST",
            "OVER",
            "FILTER",
            "DISTINCT",
            "INTERVAL",
            "REGEXP",
            "MATCH");
    private static final int MAX_DEPTH = 200;

    private final List<SqlToken> tokens;
    private int at;
    private int depth;

    private SqlExpressionParser(List<SqlToken> tokens) {
        this.tokens = tokens;
    }

    /** Something that is not ours to understand. */
    private static final class NotUnderstood extends Exception {
        private static final long serialVersionUID = 1L;

        NotUnderstood() {
            super("not understood", null, false, false);
        }
    }

    static Optional<SqlExpression> parse(String sql) {
        try {
            SqlExpressionParser parser = new SqlExpressionParser(SqlToken.split(sql));
            SqlExpression expression = parser.or();
            return parser.at == parser.tokens.size() ? Optional.of(expression) : Optional.empty();
        } catch (NotUnderstood | IllegalArgumentException e) {
            // Empty says just that; the caller reports the source text.
            return Optional.empty();
        }
    }

    private boolean take(String keyword) {
        if (at < tokens.size() && tokens.get(at).is(keyword)) {
            at++;
            return true;
        }
        return false;
    }

    private boolean takeSymbol(String symbol) {
        if (at < tokens.size() && tokens.get(at).isSymbol(symbol)) {
            at++;
            return true;
        }
        return false;
    }

    private void need(boolean there) throws NotUnderstood {
        if (!there) {
            throw new NotUnderstood();
        }
    }

    private SqlExpression or() throws NotUnderstood {
        need(++depth < MAX_DEPTH);
        SqlExpression left = and();
        while (take("OR")) {
            left = new Binary("OR", left, and());
        }
        depth--;
        return left;
    }

    private SqlExpression and() throws NotUnderstood {
        SqlExpression left = not();
        while (take("AND")) {
            left = new Binary("AND", left, not());
        }
        return left;
    }

    private SqlExpression not() throws NotUnderstood {
        if (take("NOT")) {
            need(++depth < MAX_DEPTH);
            SqlExpression operand = not();
            depth--;
            return new Unary("NOT", operand);
        }
        return equality();
    }

    private SqlExpression equality() throws NotUnderstood {
        SqlExpression left = comparison();
        while (true) {
            if (takeSymbol("=") || takeSymbol("==")) {
                left = new Binary("=", left, comparison());
            } else if (takeSymbol("<>") || takeSymbol("!=")) {
                left = new Binary("<>", left, comparison());
            } else if (take("ISNULL")) {
                left = new Binary("IS", left, new Literal(Form.NULL, ""));
            } else if (take("NOTNULL")) {
                left = new Binary("IS NOT", left, new Literal(Form.NULL, ""));
            } else if (take("IS")) {
                boolean negated = take("NOT");
                if (take("DISTINCT")) {
                    need(take("FROM"));
                    negated = !negated;
                }
                left = new Binary(negated ? "IS NOT" : "IS", left, comparison());
            } else {
                SqlExpression next = membership(left);
                if (next == left) {
                    return left;
                }
                left = next;
            }
        }
    }

    /** IN, BETWEEN, LIKE and GLOB, or the operand itself where none of them follows. */
    private SqlExpression membership(SqlExpression left) throws NotUnderstood {
        int start = at;
        boolean negated = take("NOT");
        if (negated && take("NULL")) {
            return new Binary("IS NOT", left, new Literal(Form.NULL, ""));
        }
        if (take("IN")) {
            need(takeSymbol("("));
            return new In(left, arguments(), negated);
        }
        if (take("BETWEEN")) {
            SqlExpression low = comparison();
            need(take("AND"));
            return new Between(left, low, comparison(), negated);
        }
        for (String operator : List.of("LIKE", "GLOB")) {
            if (take(operator)) {
                SqlExpression pattern = comparison();
                String escape = "";
                if (take("ESCAPE")) {
                    need(at < tokens.size() && tokens.get(at).kind() == SqlToken.Kind.STRING);
                    escape = tokens.get(at++).value();
                }
                return new Like(operator, left, pattern, escape, negated);
            }
        }
        at = start;
        return left;
    }

    private SqlExpression comparison() throws NotUnderstood {
        SqlExpression left = sum();
        while (true) {
            String operator = symbol("<=", ">=", "<", ">");
            if (operator.isEmpty()) {
                return left;
            }
            left = new Binary(operator, left, sum());
        }
    }

    private SqlExpression sum() throws NotUnderstood {
        SqlExpression left = product();
        while (true) {
            String operator = symbol("+", "-");
            if (operator.isEmpty()) {
                return left;
            }
            left = new Binary(operator, left, product());
        }
    }

    private SqlExpression product() throws NotUnderstood {
        SqlExpression left = joined();
        while (true) {
            String operator = symbol("*", "/", "%");
            if (operator.isEmpty()) {
                return left;
            }
            left = new Binary(operator, left, joined());
        }
    }

    private SqlExpression joined() throws NotUnderstood {
        SqlExpression left = collated();
        while (takeSymbol("||")) {
            left = new Binary("||", left, collated());
        }
        return left;
    }

    private String symbol(String... symbols) {
        for (String symbol : symbols) {
            if (takeSymbol(symbol)) {
                return symbol;
            }
        }
        return "";
    }

    private SqlExpression collated() throws NotUnderstood {
        SqlExpression value = unary();
        while (take("COLLATE")) {
            need(at < tokens.size() && tokens.get(at).isName());
            value = new Collate(value, tokens.get(at++).value().toUpperCase(Locale.ROOT));
        }
        return value;
    }

    private SqlExpression unary() throws NotUnderstood {
        String sign = symbol("-", "+");
        if (!sign.isEmpty()) {
            need(++depth < MAX_DEPTH);
            SqlExpression operand = unary();
            depth--;
            if (operand instanceof Literal number
                    && number.form() == Form.NUMBER
                    && !number.text().startsWith("-")) {
                return new Literal(Form.NUMBER, (sign.equals("-") ? "-" : "") + number.text());
            }
            return new Unary(sign, operand);
        }
        return primary();
    }

    private SqlExpression primary() throws NotUnderstood {
        need(at < tokens.size());
        SqlToken token = tokens.get(at++);
        return switch (token.kind()) {
            case NUMBER -> number(token.text());
            case STRING -> new Literal(Form.TEXT, token.value());
            case BLOB -> new Literal(Form.BYTES, token.value());
            case QUOTED -> column(token);
            case WORD -> word(token);
            case SYMBOL -> {
                need(token.isSymbol("("));
                SqlExpression inner = or();
                need(takeSymbol(")"));
                yield inner;
            }
        };
    }

    private SqlExpression number(String text) throws NotUnderstood {
        need(!text.startsWith("0x") && !text.startsWith("0X"));
        return new Literal(Form.NUMBER, text.replace("_", ""));
    }

    /** A name, perhaps behind that of its table, which says nothing new. */
    private SqlExpression column(SqlToken token) throws NotUnderstood {
        SqlToken name = token;
        while (takeSymbol(".")) {
            need(at < tokens.size() && tokens.get(at).isName());
            name = tokens.get(at++);
        }
        return new ColumnName(name.value(), name.kind() == SqlToken.Kind.QUOTED);
    }

    private SqlExpression word(SqlToken token) throws NotUnderstood {
        String word = token.text().toUpperCase(Locale.ROOT);
        return switch (word) {
            case "NULL" -> new Literal(Form.NULL, "");
            case "TRUE", "FALSE" -> new Literal(Form.BOOLEAN, word.toLowerCase(Locale.ROOT));
            case "CASE" -> choice();
            case "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP" ->
                new Call(word.toLowerCase(Locale.ROOT), List.of());
            default -> callOrColumn(token, word);
        };
    }

    private SqlExpression callOrColumn(SqlToken token, String word) throws NotUnderstood {
        need(!RESERVED.contains(word));
        if (takeSymbol("(")) {
            return new Call(word.toLowerCase(Locale.ROOT), arguments());
        }
        return column(token);
    }

    private List<SqlExpression> arguments() throws NotUnderstood {
        List<SqlExpression> arguments = new ArrayList<>();
        if (takeSymbol(")")) {
            return arguments;
        }
        do {
            arguments.add(or());
        } while (takeSymbol(","));
        need(takeSymbol(")"));
        return arguments;
    }

    private SqlExpression choice() throws NotUnderstood {
        boolean compares = at < tokens.size() && !tokens.get(at).is("WHEN");
        SqlExpression compared = compares ? or() : new Literal(Form.NULL, "");
        List<Case.Branch> branches = new ArrayList<>();
        while (take("WHEN")) {
            SqlExpression when = or();
            need(take("THEN"));
            branches.add(new Case.Branch(compares ? new Binary("=", compared, when) : when, or()));
        }
        need(!branches.isEmpty());
        SqlExpression otherwise = take("ELSE") ? or() : new Literal(Form.NULL, "");
        need(take("END"));
        return new Case(branches, otherwise);
    }
}
