package io.godwit.relational;

import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Conditions on rows that people wrote, and what makes one stand by itself within a query. */
public final class SqlConditions {
    private SqlConditions() {}

    /**
     * A condition in brackets, so that nothing in it reaches out of them.
     *
     * @param condition as it was written
     * @param dataset whose rows it chooses
     * @return an expression
     * @throws MigrationException CONFIGURATION, {@code database.bad-condition}, for one with a semicolon, a comment, a backslash in front
     *     of a quote, or quotes or brackets that are not closed
     */
    public static String enclosed(String condition, DatasetName dataset) {
        int depth = 0;
        int at = 0;
        while (at < condition.length()) {
            char c = condition.charAt(at);
            if (c == '\'' || c == '"' || c == '`') {
                at = closing(condition, at, dataset);
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            }
            boolean isComment = condition.startsWith("--", at) || condition.startsWith("/*", at);
            if (isComment || c == ';' || c == 0 || depth < 0 || condition.startsWith("$$", at)) {
                throw bad(dataset, "it holds a semicolon, a comment, or a bracket too many", null);
            }
            at++;
        }
        if (depth > 0 || condition.isBlank()) {
            throw bad(dataset, "a bracket is not closed, or there is nothing", null);
        }
        // What one engine takes for a comment ends with the line.
        return "(" + condition + "\n)";
    }

    private static int closing(String condition, int open, DatasetName dataset) {
        char quote = condition.charAt(open);
        int at = open + 1;
        while (at < condition.length()) {
            char c = condition.charAt(at);
            if (c == '\\' && at + 1 < condition.length() && condition.charAt(at + 1) == quote) {
                throw bad(dataset, "there is a backslash in front of a quote; write the quote twice", null);
            }
            if (c == quote) {
                if (at + 1 < condition.length() && condition.charAt(at + 1) == quote) {
                    at++;
                } else {
                    return at;
                }
            }
            at++;
        }
        throw bad(dataset, "a quote is not closed", null);
    }

    /**
     * What a server says of a condition that it does not understand.
     *
     * @param failure what it threw
     * @return one line
     */
    public static String firstLine(SQLException failure) {
        return Objects.requireNonNullElse(failure.getMessage(), "SQL state " + failure.getSQLState())
                .lines()
                .findFirst()
                .orElse("");
    }

    /**
     * A condition that cannot be used.
     *
     * @param dataset whose rows it chooses
     * @param why the rest of a sentence
     * @param cause what a server threw, or null
     * @return to be thrown
     */
    public static MigrationException bad(DatasetName dataset, String why, @Nullable SQLException cause) {
        MigrationException.Builder builder = MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "database.bad-condition",
                        "the condition on the rows of \"" + dataset + "\" cannot be used: " + why)
                .subject(dataset.toString())
                .remedy("Write under \"where\" what would stand behind WHERE in a query of this table alone.");
        return (cause == null ? builder : builder.cause(cause)).build();
    }
}
