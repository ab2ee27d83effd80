package io.godwit.db.postgres;

import io.godwit.relational.SqlErrors;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What PostgreSQL's errors mean, beyond their SQLSTATE. */
final class PostgresErrors {
    /** {@code COPY t, line 3, column c: "contents"}: the number is wanted, the contents are not. */
    private static final Pattern COPY_LINE = Pattern.compile("COPY [^\\n]*?, line (\\d+)");

    private static final String UNDEFINED_TABLE = "42P01";
    private static final String UNDEFINED_SCHEMA = "3F000";

    private PostgresErrors() {}

    static MigrationException of(SQLException failure, String action, String subject) {
        MigrationException inner = underneath(failure);
        return inner != null ? inner : SqlErrors.of(failure, action, subject);
    }

    private static @Nullable MigrationException underneath(SQLException failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof MigrationException known) {
                return known;
            }
        }
        return null;
    }

    /** Whether it failed because what it worked on is not there. */
    static boolean isMissing(SQLException failure) {
        String state = SqlErrors.state(failure);
        return state.equals(UNDEFINED_TABLE) || state.equals(UNDEFINED_SCHEMA);
    }

    private static @Nullable ServerErrorMessage server(SQLException failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof PSQLException sql && sql.getServerErrorMessage() != null) {
                return sql.getServerErrorMessage();
            }
        }
        return null;
    }

    /** What it means that loading failed: a row was refused, where the server says so. */
    static MigrationException ofLoad(SQLException failure, DatasetName dataset) {
        Refusal refusal = refusal(failure);
        return refusal == null
                ? of(failure, "loading \"" + dataset + "\"", dataset.toString())
                : SqlErrors.rowRefused(dataset, refusal.column(), refusal.line(), refusal.why());
    }

    /**
     * Why a row is refused.
     *
     * @param line its number within what was copied, from 1; 0 where the server does not tell
     * @param column for which column, or an empty string
     * @param why the rest of a sentence that begins with "it"
     */
    record Refusal(long line, String column, String why) {}

    /** Why a row was refused, or null where something else went wrong. */
    static @Nullable Refusal refusal(SQLException failure) {
        String state = SqlErrors.state(failure);
        boolean refused = state.startsWith("22") || state.startsWith("23");
        ServerErrorMessage message = server(failure);
        if (!refused || message == null) {
            return null;
        }
        String column = message.getColumn() == null ? column(message) : message.getColumn();
        return new Refusal(line(message), column, why(state, message));
    }

    private static long line(ServerErrorMessage message) {
        Matcher line = COPY_LINE.matcher(message.getWhere() == null ? "" : message.getWhere());
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }

    /** The column out of {@code COPY t, line 3, column c: "contents"}, where a name with a colon in it does not confuse us. */
    private static String column(ServerErrorMessage message) {
        String where = message.getWhere() == null ? "" : message.getWhere();
        Matcher line = COPY_LINE.matcher(where);
        if (!line.find()) {
            return "";
        }
        String rest = where.substring(line.end());
        int end = rest.indexOf(": \"");
        int nullEnd = rest.indexOf(": null input");
        int stop = end >= 0 ? end : nullEnd;
        return rest.startsWith(", column ") && stop > 0 ? rest.substring(", column ".length(), stop) : "";
    }

    private static String why(String state, ServerErrorMessage message) {
        String constraint = message.getConstraint() == null ? "" : " \"" + message.getConstraint() + "\"";
        String reason = switch (state) {
            case "22001" -> "holds text that is longer than the column";
            case "22003" -> "holds a number that is out of range";
            case "22008", "22007" -> "holds a date or time that PostgreSQL does not have";
            case "22021" -> "holds text that is not UTF-8";
            case "22P02", "22P03" -> "holds a value that is not of the column's type";
            case "23502" -> "has no value where one must be";
            case "23505" -> "has a key that another row has" + constraint;
            case "23514" -> "does not meet the condition" + constraint;
            case "23503" -> "refers to a row that is not there" + constraint;
            default -> "was refused by the server";
        };
        return reason + " (SQLSTATE " + state + ")";
    }

    /** The area is not there, or not any more. */
    static MigrationException areaMissing(String area) {
        return MigrationException.of(
                        ErrorCategory.VALIDATION,
                        "database.area-missing",
                        "there is no area \"" + area + "\" in the destination")
                .subject(area)
                .remedy("Begin anew: the area was discarded or finished, or never opened.")
                .build();
    }
}
