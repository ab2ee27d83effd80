package io.godwit.db.postgres;

import io.godwit.relational.CellText;
import io.godwit.relational.SqlExpression;
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
import io.godwit.spi.LogicalType;
import io.godwit.spi.LogicalType.Kind;
import io.godwit.spi.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Says an expression of SQLite in the words of PostgreSQL, as far as both mean the same by it for every value the columns can
 * have. Whatever is not known to mean the same is not translated; the caller reports its source. Immutable.
 */
final class PostgresExpression {
    private static final Set<Kind> TEXTS = EnumSet.of(Kind.TEXT, Kind.ENUM);
    private static final Set<Kind> NUMBERS = EnumSet.of(Kind.INTEGER, Kind.DECIMAL, Kind.FLOAT);
    private static final Set<Kind> TIMES =
            EnumSet.of(Kind.DATE, Kind.TIME, Kind.TIMESTAMP, Kind.TIMESTAMP_WITH_ZONE, Kind.UUID);

    private final Table table;
    private final int version;

    PostgresExpression(Table table, int version) {
        this.table = table;
        this.version = version;
    }

    /** An expression in PostgreSQL's words with what it gives; no kind for NULL. */
    private record Said(String sql, Optional<Kind> kind) {
        static Said of(String sql, Kind kind) {
            return new Said(sql, Optional.of(kind));
        }

        boolean is(Kind wanted) {
            return kind.isPresent() && kind.get() == wanted;
        }

        boolean isOneOf(Set<Kind> wanted) {
            return kind.isPresent() && wanted.contains(kind.get());
        }
    }

    /** What is not said. */
    private static final class Unsayable extends Exception {
        private static final long serialVersionUID = 1L;

        Unsayable() {
            super("not translated", null, false, false);
        }
    }

    /** A condition on rows, or empty where it is not known to mean the same. */
    Optional<String> condition(String words) {
        return translate(words, expression -> truth(expression));
    }

    /** What a computed column or a part of an index is made of, where that gives exactly the kind asked for. */
    Optional<String> value(String words, Kind kind) {
        return translate(words, expression -> {
            Said said = say(expression);
            need(said.is(kind) || (TEXTS.contains(kind) && said.isOneOf(TEXTS)));
            return said.sql;
        });
    }

    /** A part of an index, whatever it gives. */
    Optional<String> part(String words) {
        return translate(words, expression -> {
            Said said = say(expression);
            need(said.kind.isPresent());
            return said.sql;
        });
    }

    @FunctionalInterface
    private interface Saying {
        String of(SqlExpression expression) throws Unsayable;
    }

    private static Optional<String> translate(String words, Saying saying) {
        Optional<SqlExpression> expression = SqlExpression.parse(words);
        if (expression.isEmpty() || words.indexOf('\0') >= 0 || !PostgresSql.isClear(words)) {
            return Optional.empty();
        }
        try {
            return Optional.of(saying.of(expression.get()));
        } catch (Unsayable e) {
            // Empty says just that.
            return Optional.empty();
        }
    }

    private static void need(boolean there) throws Unsayable {
        if (!there) {
            throw new Unsayable();
        }
    }

    /** An expression as a condition: SQLite takes every number but zero for true. */
    private String truth(SqlExpression expression) throws Unsayable {
        Said said = say(expression);
        if (said.is(Kind.INTEGER)) {
            return "(" + said.sql + " <> 0)";
        }
        need(said.is(Kind.BOOLEAN) || said.kind.isEmpty());
        return said.sql;
    }

    private Said say(SqlExpression expression) throws Unsayable {
        if (expression instanceof Literal literal) {
            return literal(literal);
        }
        if (expression instanceof ColumnName name) {
            return column(name);
        }
        if (expression instanceof Unary unary) {
            return unary(unary);
        }
        if (expression instanceof Binary binary) {
            return binary(binary);
        }
        if (expression instanceof In in) {
            return among(in);
        }
        if (expression instanceof Between between) {
            String low = compared(between.value(), between.isNegated() ? "<" : ">=", between.low());
            String high = compared(between.value(), between.isNegated() ? ">" : "<=", between.high());
            return Said.of("(" + low + (between.isNegated() ? " OR " : " AND ") + high + ")", Kind.BOOLEAN);
        }
        if (expression instanceof Like like) {
            return like(like);
        }
        if (expression instanceof Call call) {
            return call(call);
        }
        if (expression instanceof Collate collate) {
            return collate(collate);
        }
        if (expression instanceof Case choice) {
            return choice(choice);
        }
        throw new Unsayable();
    }

    private static Said literal(Literal literal) {
        return switch (literal.form()) {
            case NULL -> new Said("NULL", Optional.empty());
            case TEXT -> Said.of(PostgresSql.literal(literal.text()), Kind.TEXT);
            case NUMBER -> {
                boolean whole = literal.text().matches("-?\\d{1,18}");
                yield Said.of(literal.text(), whole ? Kind.INTEGER : Kind.DECIMAL);
            }
            case BYTES -> Said.of("'\\x" + literal.text().toLowerCase(Locale.ROOT) + "'::bytea", Kind.BYTES);
            case BOOLEAN -> Said.of(literal.text(), Kind.BOOLEAN);
        };
    }

    private Said column(ColumnName name) throws Unsayable {
        Optional<Table.Column> exact = table.column(name.name());
        Optional<Table.Column> found = exact.isPresent()
                ? exact
                : table.columns().stream()
                        .filter(c -> c.name().equalsIgnoreCase(name.name()))
                        .findFirst();
        if (found.isEmpty()) {
            // SQLite takes an unknown name in double quotes for text.
            need(name.isQuoted());
            return Said.of(PostgresSql.literal(name.name()), Kind.TEXT);
        }
        need(found.get().generation().mode() != Table.Generation.Mode.VIRTUAL
                && found.get().generation().mode() != Table.Generation.Mode.STORED);
        return Said.of(PostgresSql.name(found.get().name()), found.get().type().kind());
    }

    private Said unary(Unary unary) throws Unsayable {
        if (unary.operator().equals("NOT")) {
            return Said.of("(NOT " + truth(unary.operand()) + ")", Kind.BOOLEAN);
        }
        Said operand = say(unary.operand());
        need(operand.isOneOf(NUMBERS));
        return new Said("(" + unary.operator() + " " + operand.sql + ")", operand.kind);
    }

    private Said binary(Binary binary) throws Unsayable {
        String operator = binary.operator();
        return switch (operator) {
            case "AND", "OR" ->
                Said.of("(" + truth(binary.left()) + " " + operator + " " + truth(binary.right()) + ")", Kind.BOOLEAN);
            case "=", "<>", "<", "<=", ">", ">=" ->
                Said.of(compared(binary.left(), operator, binary.right()), Kind.BOOLEAN);
            case "IS", "IS NOT" -> identical(binary);
            case "||" -> joined(binary);
            default -> arithmetic(binary);
        };
    }

    private Said identical(Binary binary) throws Unsayable {
        boolean negated = binary.operator().equals("IS NOT");
        if (binary.right() instanceof Literal literal && literal.form() == Form.NULL) {
            return Said.of("(" + say(binary.left()).sql + (negated ? " IS NOT NULL)" : " IS NULL)"), Kind.BOOLEAN);
        }
        return Said.of(
                compared(binary.left(), negated ? "IS DISTINCT FROM" : "IS NOT DISTINCT FROM", binary.right()),
                Kind.BOOLEAN);
    }

    /** A comparison of two values that are of one sort. */
    private String compared(SqlExpression first, String operator, SqlExpression second) throws Unsayable {
        Said left = say(first);
        Said right = say(second);
        if (left.is(Kind.BOOLEAN) || right.is(Kind.BOOLEAN)) {
            left = asTruth(left, first);
            right = asTruth(right, second);
            need(operator.equals("=") || operator.equals("<>") || operator.startsWith("IS"));
        } else if (left.isOneOf(TIMES) || right.isOneOf(TIMES)) {
            left = asTime(left, right, first);
            right = asTime(right, left, second);
        }
        boolean ordered = (operator.startsWith("<") && !operator.equals("<>")) || operator.startsWith(">");
        boolean texts = left.isOneOf(TEXTS) && right.isOneOf(TEXTS);
        boolean numbers = left.isOneOf(NUMBERS) && right.isOneOf(NUMBERS);
        boolean same = left.kind.isPresent() && left.kind.equals(right.kind);
        boolean nothing = left.kind.isEmpty() || right.kind.isEmpty();
        need(texts || numbers || nothing || (same && !left.is(Kind.JSON) && !left.is(Kind.OTHER)));
        // SQLite compares text by its bytes, as the collation "C" does.
        String collation = texts && ordered ? " COLLATE \"C\"" : "";
        return "(" + left.sql + collation + " " + operator + " " + right.sql + ")";
    }

    /** A truth is a number in SQLite: 1 or 0. */
    private static Said asTruth(Said said, SqlExpression expression) throws Unsayable {
        if (said.is(Kind.BOOLEAN) || said.kind.isEmpty()) {
            return said;
        }
        need(expression instanceof Literal literal
                && literal.form() == Form.NUMBER
                && (literal.text().equals("0") || literal.text().equals("1")));
        return Said.of(said.sql.equals("1") ? "true" : "false", Kind.BOOLEAN);
    }

    /** Text beside a date is one, where it is written as one. */
    private static Said asTime(Said said, Said other, SqlExpression expression) throws Unsayable {
        if (said.isOneOf(TIMES) || said.kind.isEmpty()) {
            return said;
        }
        need(expression instanceof Literal literal && literal.form() == Form.TEXT && other.kind.isPresent());
        Kind kind = other.kind.get();
        String text = ((Literal) expression).text();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        LogicalType type = switch (kind) {
            case DATE -> LogicalType.date();
            case TIME -> LogicalType.time(6);
            case TIMESTAMP -> LogicalType.timestamp(6);
            case TIMESTAMP_WITH_ZONE -> LogicalType.timestampWithZone(6);
            default -> LogicalType.uuid();
        };
        need(CellText.of(type).accepts(bytes, 0, bytes.length) && !text.startsWith("-"));
        return Said.of(PostgresSql.literal(text) + "::" + PostgresTypes.definition(type), kind);
    }

    private Said among(In in) throws Unsayable {
        need(!in.among().isEmpty());
        List<String> equal = new ArrayList<>();
        for (SqlExpression one : in.among()) {
            equal.add(compared(in.value(), in.isNegated() ? "<>" : "=", one));
        }
        return Said.of("(" + String.join(in.isNegated() ? " AND " : " OR ", equal) + ")", Kind.BOOLEAN);
    }

    private Said joined(Binary binary) throws Unsayable {
        Said left = say(binary.left());
        Said right = say(binary.right());
        Set<Kind> sayable = EnumSet.of(Kind.TEXT, Kind.ENUM, Kind.INTEGER);
        need(left.isOneOf(sayable) && right.isOneOf(sayable));
        return Said.of("(" + asText(left) + " || " + asText(right) + ")", Kind.TEXT);
    }

    private static String asText(Said said) {
        return said.is(Kind.INTEGER) ? said.sql + "::text" : said.sql;
    }

    private Said arithmetic(Binary binary) throws Unsayable {
        Said left = say(binary.left());
        Said right = say(binary.right());
        need(left.isOneOf(NUMBERS) && right.isOneOf(NUMBERS));
        boolean integers = left.is(Kind.INTEGER) && right.is(Kind.INTEGER);
        boolean floats = left.is(Kind.FLOAT) || right.is(Kind.FLOAT);
        boolean divides = binary.operator().equals("/") || binary.operator().equals("%");
        // By zero SQLite divides to NULL and PostgreSQL not at all; only a divisor that stands there is safe.
        need(!divides || (integers && isNotZero(binary.right())));
        Kind kind = integers ? Kind.INTEGER : floats ? Kind.FLOAT : Kind.DECIMAL;
        return Said.of("(" + left.sql + " " + binary.operator() + " " + right.sql + ")", kind);
    }

    private static boolean isNotZero(SqlExpression expression) {
        return expression instanceof Literal literal
                && literal.form() == Form.NUMBER
                && literal.text().matches("-?0*[1-9]\\d*");
    }

    /** SQLite's LIKE takes large and small letters of ASCII for the same, GLOB does not. */
    private Said like(Like like) throws Unsayable {
        Said value = say(like.value());
        need(value.isOneOf(TEXTS) && like.pattern() instanceof Literal pattern && pattern.form() == Form.TEXT);
        String pattern = ((Literal) like.pattern()).text();
        String not = like.isNegated() ? "NOT " : "";
        if (like.operator().equals("GLOB")) {
            return Said.of(
                    "(" + not + value.sql + " ~ " + PostgresSql.literal(globAsRegex(pattern)) + ")", Kind.BOOLEAN);
        }
        need(like.escape().length() <= 1 && pattern.chars().allMatch(c -> c < 0x80));
        String folded = PostgresSql.literal(pattern.toLowerCase(Locale.ROOT));
        String escape = PostgresSql.literal(like.escape().toLowerCase(Locale.ROOT));
        return Said.of(
                "(lower(" + value.sql + " COLLATE \"C\") " + not + "LIKE " + folded + " ESCAPE " + escape + ")",
                Kind.BOOLEAN);
    }

    private static String globAsRegex(String glob) throws Unsayable {
        StringBuilder regex = new StringBuilder("^");
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                case '[' -> {
                    int close = glob.indexOf(']', i + (glob.startsWith("[^", i) ? 3 : 2));
                    need(close > 0);
                    String set = glob.substring(i + 1, close);
                    need(set.chars().noneMatch(s -> s == '[' || s == '\\'));
                    regex.append('[').append(set).append(']');
                    i = close;
                }
                default -> {
                    if (".\\+(){}|^$]".indexOf(c) >= 0) {
                        regex.append('\\');
                    }
                    regex.append(c);
                }
            }
        }
        return regex.append('$').toString();
    }

    private Said collate(Collate collate) throws Unsayable {
        Said value = say(collate.value());
        need(value.isOneOf(TEXTS));
        return switch (collate.collation()) {
            case "BINARY" -> value;
            case "NOCASE" -> Said.of("lower(" + value.sql + " COLLATE \"C\")", Kind.TEXT);
            case "RTRIM" -> Said.of("rtrim(" + value.sql + ", ' ')", Kind.TEXT);
            default -> throw new Unsayable();
        };
    }

    private Said choice(Case choice) throws Unsayable {
        StringBuilder sql = new StringBuilder("CASE");
        Optional<Kind> kind = Optional.empty();
        List<SqlExpression> values = new ArrayList<>();
        for (Case.Branch branch : choice.branches()) {
            Said then = say(branch.then());
            sql.append(" WHEN ").append(truth(branch.when())).append(" THEN ").append(then.sql);
            values.add(branch.then());
        }
        values.add(choice.otherwise());
        sql.append(" ELSE ").append(say(choice.otherwise()).sql).append(" END");
        for (SqlExpression value : values) {
            Optional<Kind> next = say(value).kind;
            need(kind.isEmpty() || next.isEmpty() || kind.equals(next));
            kind = kind.isEmpty() ? next : kind;
        }
        return new Said(sql.toString(), kind);
    }

    private Said call(Call call) throws Unsayable {
        List<Said> arguments = new ArrayList<>();
        for (SqlExpression argument : call.arguments()) {
            arguments.add(say(argument));
        }
        int count = arguments.size();
        switch (call.name()) {
            case "length" -> {
                need(count == 1
                        && (arguments.get(0).isOneOf(TEXTS) || arguments.get(0).is(Kind.BYTES)));
                boolean bytes = arguments.get(0).is(Kind.BYTES);
                return Said.of((bytes ? "octet_length(" : "char_length(") + arguments.get(0).sql + ")", Kind.INTEGER);
            }
            case "lower", "upper" -> {
                need(count == 1 && arguments.get(0).isOneOf(TEXTS));
                return Said.of(call.name() + "(" + arguments.get(0).sql + " COLLATE \"C\")", Kind.TEXT);
            }
            case "trim", "ltrim", "rtrim" -> {
                need((count == 1 || count == 2) && arguments.stream().allMatch(a -> a.isOneOf(TEXTS)));
                String name = call.name().equals("trim") ? "btrim" : call.name();
                String characters = count == 2 ? arguments.get(1).sql : "' '";
                return Said.of(name + "(" + arguments.get(0).sql + ", " + characters + ")", Kind.TEXT);
            }
            case "abs" -> {
                need(count == 1 && arguments.get(0).isOneOf(NUMBERS));
                return new Said("abs(" + arguments.get(0).sql + ")", arguments.get(0).kind);
            }
            case "coalesce", "ifnull" -> {
                need(count >= 2 && arguments.stream().allMatch(a -> a.kind.equals(arguments.get(0).kind)));
                need(arguments.get(0).kind.isPresent());
                String list =
                        String.join(", ", arguments.stream().map(Said::sql).toList());
                return new Said("coalesce(" + list + ")", arguments.get(0).kind);
            }
            case "json_valid" -> {
                need(count == 1
                        && (arguments.get(0).is(Kind.JSON)
                                || (version >= 160_000 && arguments.get(0).isOneOf(TEXTS))));
                // A column of JSON holds nothing else.
                String value = arguments.get(0).sql;
                return Said.of(
                        arguments.get(0).is(Kind.JSON)
                                ? "(" + value + " IS NOT NULL OR NULL)"
                                : "(" + value + " IS JSON)",
                        Kind.BOOLEAN);
            }
            default -> throw new Unsayable();
        }
    }
}
