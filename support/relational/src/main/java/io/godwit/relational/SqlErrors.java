package io.godwit.relational;

import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * Turns what drivers throw into {@link MigrationException}, by SQLSTATE.
 *
 * <p>What a server says may quote rows ({@code invalid input syntax for type integer: "..."}), and the text of a driver's
 * exception repeats it. So neither its message nor the exception itself is kept where it could: the cause that is attached
 * has the state, the vendor's number and the stack trace, and the server's words only for states that speak of the statement and
 * never of values.
 */
public final class SqlErrors {
    private static final String IT = ": it ";

    private SqlErrors() {}

    /**
     * What a failure means.
     *
     * @param failure what the driver threw
     * @param action what was under way, as a sentence goes on: {@code creating the index}
     * @param subject the object concerned, or an empty string
     * @return the failure to throw
     */
    public static MigrationException of(SQLException failure, String action, String subject) {
        String state = state(failure);
        Meaning meaning = meaning(failure, state);
        return MigrationException.of(
                        meaning.category, meaning.code, action + " failed: " + meaning.words + said(failure, state))
                .subject(subject)
                .remedy(meaning.remedy)
                .retryable(meaning.retryable)
                .cause(withoutValues(failure, state))
                .build();
    }

    /**
     * The refusal of a row.
     *
     * @param dataset its table
     * @param column the column concerned, or an empty string where that is not known
     * @param row its number within the chunk, from 1, or 0 where that is not known
     * @param why what is wrong with it, without its contents: {@code holds NUL, which PostgreSQL cannot store in text}
     * @return the failure to throw
     */
    public static MigrationException rowRefused(DatasetName dataset, String column, long row, String why) {
        String place = column.isEmpty() ? dataset.toString() : dataset + "." + column;
        String which = row > 0 ? "row " + row + " of the chunk" : "a row of the chunk";
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "database.row-refused",
                        which + " of \"" + dataset + "\" was refused"
                                + (column.isEmpty() ? "" : " for its column \"" + column + "\"") + IT + why)
                .subject(place)
                .remedy("Correct the row at the source, leave it out, or give the column a type that holds it.")
                .build();
    }

    /**
     * The column that a row was refused for.
     *
     * @param dataset its table
     * @param refusal made by {@link #rowRefused}
     * @return its name, or an empty string where it is not known
     */
    public static String refusedColumn(DatasetName dataset, MigrationException refusal) {
        String table = dataset + ".";
        return refusal.subject().startsWith(table) ? refusal.subject().substring(table.length()) : "";
    }

    /**
     * Why a row was refused.
     *
     * @param refusal made by {@link #rowRefused}
     * @return the rest of a sentence that begins with "it"
     */
    public static String refusedWhy(MigrationException refusal) {
        String message = String.valueOf(refusal.getMessage());
        int at = message.lastIndexOf(IT);
        return at < 0 ? "was refused" : message.substring(at + IT.length());
    }

    /**
     * The SQLSTATE of a failure, or of one underneath.
     *
     * @param failure what the driver threw
     * @return five characters, or an empty string
     */
    public static String state(SQLException failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof SQLException sql) {
                String state = sql.getSQLState();
                if (state != null && state.length() == 5) {
                    return state;
                }
            }
        }
        return "";
    }

    /**
     * Whether repeating the work may help.
     *
     * @param failure what the driver threw
     * @return true for lost connections, deadlocks, locks that others hold and servers that are full or starting
     */
    public static boolean isRetryable(SQLException failure) {
        return meaning(failure, state(failure)).retryable;
    }

    /**
     * Whether a state may come with words that quote values.
     *
     * @param state the SQLSTATE
     * @return true where what the server says must not be repeated
     */
    public static boolean mayQuoteValues(String state) {
        return state.isEmpty()
                || state.startsWith("22")
                || state.startsWith("23")
                || state.startsWith("P0")
                || state.startsWith("44");
    }

    private static String said(SQLException failure, String state) {
        String message = failure.getMessage();
        if (mayQuoteValues(state) || message == null) {
            return state.isEmpty() ? "" : " (SQLSTATE " + state + ")";
        }
        String first = message.lines().findFirst().orElse("").strip();
        return " (SQLSTATE " + state + ": " + first + ")";
    }

    private static SQLException withoutValues(SQLException failure, String state) {
        SQLException copy = new SQLException(
                failure.getClass().getSimpleName() + ", SQLSTATE " + (state.isEmpty() ? "unknown" : state),
                state.isEmpty() ? null : state,
                failure.getErrorCode());
        copy.setStackTrace(failure.getStackTrace());
        return copy;
    }

    private record Meaning(ErrorCategory category, String code, String words, String remedy, boolean retryable) {}

    private static Meaning meaning(SQLException failure, String state) {
        Meaning exact = exact(state);
        if (exact != null) {
            return exact;
        }
        String kind = state.length() == 5 ? state.substring(0, 2) : "";
        return switch (kind) {
            case "08" -> lost();
            case "22", "23" ->
                new Meaning(
                        ErrorCategory.TRANSFER,
                        "database.row-refused",
                        "a row was refused",
                        "Correct the row at the source, leave it out, or give the column a type that holds it.",
                        false);
            case "28" ->
                new Meaning(
                        ErrorCategory.CONNECTIVITY,
                        "database.login-refused",
                        "the server refused the login",
                        "Check the user, the password, and from where the server lets this user in.",
                        false);
            case "40" -> new Meaning(ErrorCategory.TRANSFER, "database.deadlock", "others were in the way", "", true);
            case "53" ->
                new Meaning(
                        ErrorCategory.TRANSFER,
                        "database.no-resources",
                        "the server has run out of something",
                        "Look at the server's log, and free memory or connections there.",
                        true);
            default -> other(failure);
        };
    }

    private static @Nullable Meaning exact(String state) {
        return switch (state) {
            case "42501" ->
                new Meaning(
                        ErrorCategory.COMPATIBILITY,
                        "database.privilege-missing",
                        "the user may not do this",
                        "Grant the privilege, or connect as another user.",
                        false);
            case "3D000" ->
                new Meaning(
                        ErrorCategory.CONFIGURATION,
                        "database.not-found",
                        "there is no such database",
                        "Create the database, or correct its name.",
                        false);
            case "53100" ->
                new Meaning(
                        ErrorCategory.TRANSFER,
                        "database.no-space",
                        "the server has no space left",
                        "Free or add space on the database server, then resume.",
                        false);
            case "55P03" ->
                new Meaning(
                        ErrorCategory.TRANSFER,
                        "database.lock-timeout",
                        "others hold a lock on it",
                        "Find the session that holds the lock; it may be an open transaction that was forgotten.",
                        true);
            case "57014" ->
                new Meaning(
                        ErrorCategory.CANCELLED,
                        "run.cancelled",
                        "it was cancelled",
                        "Continue the session with \"resume\", or undo it with \"rollback\".",
                        false);
            case "57P01", "57P02", "57P03", "57P04", "57P05" -> lost();
            default -> null;
        };
    }

    private static Meaning other(SQLException failure) {
        if (failure instanceof SQLTransientConnectionException
                || failure instanceof SQLNonTransientConnectionException
                || failure instanceof SQLTimeoutException) {
            return lost();
        }
        return new Meaning(
                ErrorCategory.TRANSFER, "database.failed", "the server refused it", "Look at the server's log.", false);
    }

    private static Meaning lost() {
        return new Meaning(
                ErrorCategory.CONNECTIVITY,
                "database.connection-lost",
                "the connection to the server is lost or cannot be made",
                "Check that the server runs and can be reached from here.",
                true);
    }
}
