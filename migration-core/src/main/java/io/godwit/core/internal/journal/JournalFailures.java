package io.godwit.core.internal.journal;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Says in our words what the database says in its own, without the values that were bound. */
final class JournalFailures {
    /** MySQL: the table is full. */
    private static final int MYSQL_FULL = 1114;

    private final String subject;
    private final @Nullable Path file;

    private JournalFailures(String subject, @Nullable Path file) {
        this.subject = subject;
        this.file = file;
    }

    static JournalFailures ofFile(Path file) {
        return new JournalFailures(file.toString(), file);
    }

    /** For a journal on a server; its address holds no password. */
    static JournalFailures ofServer(String address) {
        return new JournalFailures(address, null);
    }

    /** A failure for whatever a statement threw; the driver's own failure is the cause, as the one around it prints values. */
    MigrationException of(Exception failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof MigrationException known) {
                return known;
            }
            if (at instanceof SQLiteException sqlite) {
                return of(sqlite);
            }
            if (at instanceof SQLException sql) {
                return file == null ? ofServer(sql) : failed("failed: " + sql.getMessage(), sql, false);
            }
        }
        boolean printsValues = failure instanceof JdbiException;
        return failed(
                "failed: " + failure.getClass().getSimpleName() + (printsValues ? "" : ": " + failure.getMessage()),
                printsValues ? new IllegalStateException(failure.getClass().getName()) : failure,
                false);
    }

    private MigrationException of(SQLiteException failure) {
        SQLiteErrorCode code = failure.getResultCode();
        return switch (SQLiteErrorCode.getErrorCode(code.code & 0xff)) {
            case SQLITE_CORRUPT, SQLITE_NOTADB -> damaged(code.message, failure);
            case SQLITE_FULL ->
                MigrationException.of(ErrorCategory.TRANSFER, "journal.no-space", "there is no room for the journal")
                        .subject(subject)
                        .remedy("Make room on that disk, then resume the session.")
                        .cause(failure)
                        .build();
            case SQLITE_BUSY, SQLITE_LOCKED -> locked(failure);
            default -> failed("failed: " + code.message, failure, false);
        };
    }

    /** Only the state is told: a server's message may hold values. */
    private MigrationException ofServer(SQLException failure) {
        String state = Objects.requireNonNullElse(failure.getSQLState(), "");
        String told = "SQLSTATE " + state + ", error " + failure.getErrorCode();
        if (state.startsWith("28")) {
            return MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "journal.refused",
                            "the server of the journal refuses the login (" + told + ")")
                    .subject(subject)
                    .remedy("See that user and password are right, and that the user may connect to that database.")
                    .build();
        }
        if (state.startsWith("08") || state.startsWith("57P") || state.isEmpty()) {
            return MigrationException.of(
                            ErrorCategory.CONNECTIVITY,
                            "journal.unreachable",
                            "the server of the journal cannot be reached, or the connection was lost (" + told + ")")
                    .subject(subject)
                    .remedy("See that the server runs and can be reached from here, then resume the session.")
                    .retryable(true)
                    .build();
        }
        boolean isFull = state.startsWith("53") || failure.getErrorCode() == MYSQL_FULL;
        if (isFull) {
            return MigrationException.of(
                            ErrorCategory.TRANSFER,
                            "journal.no-space",
                            "there is no room for the journal (" + told + ")")
                    .subject(subject)
                    .remedy("Make room on the journal's server, then resume the session.")
                    .build();
        }
        boolean isTransient = state.startsWith("40") || state.equals("55P03");
        return MigrationException.of(ErrorCategory.TRANSFER, "journal.failed", "the journal failed: " + told)
                .subject(subject)
                .remedy("Look at the log of the journal's server, then resume the session.")
                .retryable(isTransient)
                .build();
    }

    private MigrationException locked(SQLiteException failure) {
        Optional<LockHolder> holder = file == null ? Optional.empty() : LockHolder.of(file);
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "journal.locked",
                        "the journal is locked for longer than we wait, by "
                                + holder.map(LockHolder::describe).orElse("another program"))
                .subject(subject)
                .remedy(holder.map(LockHolder::remedy)
                        .orElse("Look which program has the journal open, and end it or let it go on; then try again."))
                .retryable(true)
                .cause(failure)
                .build();
    }

    MigrationException damaged(String what, @Nullable Throwable cause) {
        return MigrationException.of(ErrorCategory.VALIDATION, "journal.damaged", "the journal is damaged: " + what)
                .subject(subject)
                .remedy("Put back a whole copy of the journal, with its -wal and -head files, taken while no session"
                        + " was running.")
                .cause(cause)
                .build();
    }

    private MigrationException failed(String what, Throwable cause, boolean retryable) {
        return MigrationException.of(ErrorCategory.TRANSFER, "journal.failed", "the journal " + what)
                .subject(subject)
                .remedy("Look at the disk that the journal is on, then resume the session.")
                .retryable(retryable)
                .cause(cause)
                .build();
    }
}
