package io.godwit.db.jdbc;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.sql.SQLException;

/** What SQLite's result codes mean. Its messages name tables and columns, never values. */
final class SqliteErrors {
    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int READONLY = 8;
    private static final int INTERRUPT = 9;
    private static final int IO = 10;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int CANNOT_OPEN = 14;
    private static final int NOT_A_DATABASE = 26;

    private SqliteErrors() {}

    static MigrationException of(SQLException failure, String action, String subject) {
        int code = failure.getErrorCode() & 0xff;
        return switch (code) {
            case BUSY, LOCKED ->
                builder(
                                failure,
                                ErrorCategory.TRANSFER,
                                "database.lock-timeout",
                                action + " failed: others hold the database",
                                subject)
                        .remedy("Wait until the application that writes has finished, or stop it.")
                        .retryable(true)
                        .build();
            case READONLY ->
                builder(
                                failure,
                                ErrorCategory.COMPATIBILITY,
                                "database.needs-recovery",
                                action + " failed: the database was not closed properly and cannot be read without"
                                        + " writing to it",
                                subject)
                        .remedy("Open it once with a program that may write, for instance the sqlite3 shell,"
                                + " or move a copy.")
                        .build();
            case INTERRUPT -> MigrationException.cancelled(action);
            case CORRUPT ->
                builder(
                                failure,
                                ErrorCategory.VALIDATION,
                                "database.corrupt",
                                action + " failed: the database is damaged",
                                subject)
                        .remedy("Look at it with PRAGMA integrity_check, and restore or recover it first.")
                        .build();
            case FULL ->
                builder(failure, ErrorCategory.TRANSFER, "database.no-space", action + " failed: no space", subject)
                        .remedy("Free space on the file system of the database, then resume.")
                        .build();
            case CANNOT_OPEN ->
                builder(
                                failure,
                                ErrorCategory.CONNECTIVITY,
                                "database.cannot-open",
                                action + " failed: the file cannot be opened",
                                subject)
                        .remedy("Check the permissions of the file and of its directory; a database in WAL mode"
                                + " that nobody has open needs a directory in which we may write.")
                        .build();
            case NOT_A_DATABASE ->
                builder(
                                failure,
                                ErrorCategory.COMPATIBILITY,
                                "database.not-a-database",
                                action + " failed: the file is no SQLite database, or it is encrypted",
                                subject)
                        .remedy("Check the path.")
                        .build();
            default ->
                builder(
                                failure,
                                ErrorCategory.TRANSFER,
                                code == IO ? "database.io" : "database.failed",
                                action + " failed: " + failure.getMessage(),
                                subject)
                        .remedy(code == IO ? "Look at the file system of the database." : "")
                        .build();
        };
    }

    private static MigrationException.Builder builder(
            SQLException failure, ErrorCategory category, String code, String message, String subject) {
        return MigrationException.of(category, code, message).subject(subject).cause(failure);
    }
}
