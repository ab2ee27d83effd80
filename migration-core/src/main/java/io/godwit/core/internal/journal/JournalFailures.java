package io.godwit.core.internal.journal;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Says in our words what SQLite says in its own, without the values that were bound. */
final class JournalFailures {
    private final Path file;

    JournalFailures(Path file) {
        this.file = file;
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
                return failed("failed: " + sql.getMessage(), sql, false);
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
                        .subject(file.toString())
                        .remedy("Make room on that disk, then resume the session.")
                        .cause(failure)
                        .build();
            case SQLITE_BUSY, SQLITE_LOCKED -> locked(failure);
            default -> failed("failed: " + code.message, failure, false);
        };
    }

    private MigrationException locked(SQLiteException failure) {
        Optional<LockHolder> holder = LockHolder.of(file);
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "journal.locked",
                        "the journal is locked for longer than we wait, by "
                                + holder.map(LockHolder::describe).orElse("another program"))
                .subject(file.toString())
                .remedy(holder.map(LockHolder::remedy)
                        .orElse("Look which program has the journal open, and end it or let it go on; then try again."))
                .retryable(true)
                .cause(failure)
                .build();
    }

    MigrationException damaged(String what, @org.jspecify.annotations.Nullable Throwable cause) {
        return MigrationException.of(ErrorCategory.VALIDATION, "journal.damaged", "the journal is damaged: " + what)
                .subject(file.toString())
                .remedy("Put back a whole copy of the journal with its -wal file, taken while no session was running.")
                .cause(cause)
                .build();
    }

    private MigrationException failed(String what, Throwable cause, boolean retryable) {
        return MigrationException.of(ErrorCategory.TRANSFER, "journal.failed", "the journal " + what)
                .subject(file.toString())
                .remedy("Look at the disk that the journal is on, then resume the session.")
                .retryable(retryable)
                .cause(cause)
                .build();
    }
}
