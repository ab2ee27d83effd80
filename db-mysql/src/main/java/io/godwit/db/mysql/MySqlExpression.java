package io.godwit.db.mysql;

import io.godwit.relational.SqlExpression;
import io.godwit.spi.LogicalType.Kind;
import io.godwit.spi.Table;
import io.godwit.spi.Table.Column;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Expressions of other engines in MySQL's words, where both surely mean the same. Division, text that is added up, patterns and times are
 * not among them. Immutable.
 */
final class MySqlExpression {
    private static final Set<String> COMPARISONS = Set.of("=", "<>", "<", "<=", ">", ">=");
    private static final Set<String> ARITHMETIC = Set.of("+", "-", "*");
    private static final Set<Kind> NUMBERS = Set.of(Kind.INTEGER, Kind.DECIMAL, Kind.FLOAT);

    private final Table table;

    MySqlExpression(Table table) {
        this.table = table;
    }

    private static final class NotSure extends Exception {
        private static final long serialVersionUID = 1L;

        NotSure() {
            super("no sure translation", null, false, false);
        }
    }

    /** A condition. */
    Optional<String> condition(String sql) {
        return said(sql, true);
    }

    /** A value of a kind. */
    Optional<String> value(String sql, Kind kind) {
        return kind == Kind.BOOLEAN ? Optional.empty() : said(sql, false);
    }

    private Optional<String> said(String sql, boolean condition) {
        Optional<SqlExpression> parsed = SqlExpression.parse(sql);
        if (parsed.isEmpty() || !MySqlSql.isClear(sql)) {
            return Optional.empty();
        }
        try {
            return Optional.of(condition ? truth(parsed.get()) : operand(parsed.get()));
        } catch (NotSure e) {
            // As the result says.
            return Optional.empty();
        }
    }

    private String truth(SqlExpression expression) throws NotSure {
        if (expression instanceof SqlExpression.Unary not && not.operator().equals("NOT")) {
            return "(NOT " + truth(not.operand()) + ")";
        }
        if (expression instanceof SqlExpression.In in) {
            StringBuilder among = new StringBuilder();
            for (SqlExpression value : in.among()) {
                among.append(among.length() == 0 ? "" : ", ").append(operand(value));
            }
            return "(" + operand(in.value()) + (in.isNegated() ? " NOT IN (" : " IN (") + among + "))";
        }
        if (expression instanceof SqlExpression.Between between) {
            return "(" + operand(between.value()) + (between.isNegated() ? " NOT BETWEEN " : " BETWEEN ")
                    + operand(between.low()) + " AND " + operand(between.high()) + ")";
        }
        if (expression instanceof SqlExpression.Binary binary) {
            return truth(binary);
        }
        throw new NotSure();
    }

    private String truth(SqlExpression.Binary binary) throws NotSure {
        String operator = binary.operator();
        if (operator.equals("AND") || operator.equals("OR")) {
            return "(" + truth(binary.left()) + " " + operator + " " + truth(binary.right()) + ")";
        }
        boolean isNull = binary.right() instanceof SqlExpression.Literal literal
                && literal.form() == SqlExpression.Literal.Form.NULL;
        if (isNull && operator.startsWith("IS")) {
            return "(" + operand(binary.left()) + " " + operator + " NULL)";
        }
        if (COMPARISONS.contains(operator)) {
            return "(" + operand(binary.left()) + " " + operator + " " + operand(binary.right()) + ")";
        }
        throw new NotSure();
    }

    private String operand(SqlExpression expression) throws NotSure {
        if (expression instanceof SqlExpression.ColumnName name) {
            return MySqlSql.name(column(name).name());
        }
        if (expression instanceof SqlExpression.Literal literal) {
            return switch (literal.form()) {
                case NUMBER -> literal.text();
                case TEXT -> MySqlSql.literal(literal.text());
                case NULL -> "NULL";
                default -> throw new NotSure();
            };
        }
        if (expression instanceof SqlExpression.Unary unary && unary.operator().equals("-")) {
            return "(-" + operand(unary.operand()) + ")";
        }
        if (expression instanceof SqlExpression.Binary binary && ARITHMETIC.contains(binary.operator())) {
            return "(" + number(binary.left()) + " " + binary.operator() + " " + number(binary.right()) + ")";
        }
        if (expression instanceof SqlExpression.Call call) {
            return call(call);
        }
        throw new NotSure();
    }

    private String number(SqlExpression expression) throws NotSure {
        boolean isNumber = expression instanceof SqlExpression.ColumnName name
                ? NUMBERS.contains(column(name).type().kind())
                : !(expression instanceof SqlExpression.Literal literal)
                        || literal.form() == SqlExpression.Literal.Form.NUMBER;
        if (!isNumber) {
            throw new NotSure();
        }
        return operand(expression);
    }

    private String call(SqlExpression.Call call) throws NotSure {
        String name = switch (call.name().toLowerCase(Locale.ROOT)) {
            case "length", "char_length" -> "char_length";
            case "lower", "upper", "abs", "coalesce", "nullif" -> call.name().toLowerCase(Locale.ROOT);
            default -> throw new NotSure();
        };
        StringBuilder arguments = new StringBuilder();
        for (SqlExpression argument : call.arguments()) {
            arguments.append(arguments.length() == 0 ? "" : ", ").append(operand(argument));
        }
        return name + "(" + arguments + ")";
    }

    private Column column(SqlExpression.ColumnName name) throws NotSure {
        List<Column> found = table.columns().stream()
                .filter(c -> c.name().equalsIgnoreCase(name.name()))
                .collect(Collectors.toList());
        // A truth is a letter here and a digit there.
        if (found.size() != 1 || found.get(0).type().kind() == Kind.BOOLEAN) {
            throw new NotSure();
        }
        return found.get(0);
    }
}
