package io.godwit.relational;

import java.util.List;
import java.util.Optional;

/**
 * An expression as it stands in a condition, a default, an index or a computed column, taken apart as far as engines agree on what
 * the parts mean. Immutable.
 */
public sealed interface SqlExpression {
    /**
     * Takes an expression apart.
     *
     * @param sql in the words of SQLite, which are those of most engines
     * @return the expression, or empty where it holds something else than what stands below: a query, a window, a variable
     */
    static Optional<SqlExpression> parse(String sql) {
        return SqlExpressionParser.parse(sql);
    }

    /**
     * A value.
     *
     * @param form what it is
     * @param text a number as it is written, text without quotes, hexadecimal digits, {@code true} or {@code false}, or nothing
     */
    record Literal(Form form, String text) implements SqlExpression {
        /** Forms of values. */
        public enum Form {
            /** A number. */
            NUMBER,
            /** Text. */
            TEXT,
            /** Bytes. */
            BYTES,
            /** A truth. */
            BOOLEAN,
            /** No value. */
            NULL
        }
    }

    /**
     * A column.
     *
     * @param name as it is written
     * @param isQuoted whether it stands in quotes; SQLite takes an unknown one in double quotes for text
     */
    record ColumnName(String name, boolean isQuoted) implements SqlExpression {}

    /**
     * An operator in front of an operand.
     *
     * @param operator {@code NOT}, {@code -} or {@code +}
     * @param operand what it stands in front of
     */
    record Unary(String operator, SqlExpression operand) implements SqlExpression {}

    /**
     * An operator between two operands.
     *
     * @param operator {@code AND OR = <> < <= > >= + - * / % ||}, {@code IS} or {@code IS NOT}, the latter two also between values
     * @param left what stands before it
     * @param right what stands behind it
     */
    record Binary(String operator, SqlExpression left, SqlExpression right) implements SqlExpression {}

    /**
     * Whether a value is among others.
     *
     * @param value the value
     * @param among the others
     * @param isNegated for {@code NOT IN}
     */
    record In(SqlExpression value, List<SqlExpression> among, boolean isNegated) implements SqlExpression {
        /** Copies the list. */
        public In {
            among = List.copyOf(among);
        }
    }

    /**
     * Whether a value lies between two others, those included.
     *
     * @param value the value
     * @param low the least
     * @param high the greatest
     * @param isNegated for {@code NOT BETWEEN}
     */
    record Between(SqlExpression value, SqlExpression low, SqlExpression high, boolean isNegated)
            implements SqlExpression {}

    /**
     * Whether text is like a pattern.
     *
     * @param operator {@code LIKE} or {@code GLOB}
     * @param value the text
     * @param pattern the pattern
     * @param escape the character that takes the meaning from another, or an empty string
     * @param isNegated for {@code NOT LIKE}
     */
    record Like(String operator, SqlExpression value, SqlExpression pattern, String escape, boolean isNegated)
            implements SqlExpression {}

    /**
     * A function.
     *
     * @param name in lower case
     * @param arguments its arguments
     */
    record Call(String name, List<SqlExpression> arguments) implements SqlExpression {
        /** Copies the list. */
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * A value compared in a certain way.
     *
     * @param value the value
     * @param collation name of the way, in upper case
     */
    record Collate(SqlExpression value, String collation) implements SqlExpression {}

    /**
     * A choice.
     *
     * @param branches conditions with what they lead to, in order
     * @param otherwise what is left, {@code NULL} where nothing is said
     */
    record Case(List<Branch> branches, SqlExpression otherwise) implements SqlExpression {
        /** Copies the list. */
        public Case {
            branches = List.copyOf(branches);
        }

        /**
         * A condition with what it leads to.
         *
         * @param when the condition
         * @param then the value
         */
        public record Branch(SqlExpression when, SqlExpression then) {}
    }
}
