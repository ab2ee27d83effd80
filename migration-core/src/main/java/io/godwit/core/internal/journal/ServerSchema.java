package io.godwit.core.internal.journal;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import org.jdbi.v3.core.Handle;

/**
 * Makes the tables of a journal on a server and brings them up to the newest version. Where definitions are no part of a transaction, one
 * that was interrupted is gone on with: each statement does nothing where it was done.
 */
final class ServerSchema {
    private static final String APPLICATION = "godwit";
    private static final int LOCK_SECONDS = 60;

    private ServerSchema() {}

    static void upgrade(Handle handle, ServerDialect dialect, String address) {
        int newest = dialect.scripts().size();
        if (version(handle, dialect, address) == newest) {
            return;
        }
        lock(handle, dialect);
        try {
            int version = version(handle, dialect, address);
            if (version > newest) {
                throw MigrationException.of(
                                ErrorCategory.COMPATIBILITY,
                                "journal.newer",
                                "the journal is of version " + version + ", and this program knows versions up to "
                                        + newest)
                        .subject(address)
                        .remedy("Use the newer program that wrote it.")
                        .build();
            }
            if (version < 0) {
                handle.execute(
                        "CREATE TABLE IF NOT EXISTS journal (application VARCHAR(20) NOT NULL, version INTEGER NOT"
                                + " NULL)");
                handle.execute("INSERT INTO journal (application, version) VALUES ('" + APPLICATION + "', 0)");
            }
            for (int next = Math.max(0, version); next < newest; next++) {
                for (String statement : Schema.statements(dialect.scripts().get(next))) {
                    handle.execute(statement);
                }
                handle.createUpdate("UPDATE journal SET version = :version")
                        .bind("version", next + 1)
                        .execute();
            }
        } finally {
            unlock(handle, dialect);
        }
    }

    /** The version of the tables, or -1 where there are none. */
    private static int version(Handle handle, ServerDialect dialect, String address) {
        String here = dialect == ServerDialect.POSTGRES ? "current_schema()" : "database()";
        boolean isOurs = handle.createQuery("SELECT count(*) FROM information_schema.columns WHERE table_schema = "
                                + here + " AND table_name = 'journal' AND column_name = 'application'")
                        .mapTo(Integer.class)
                        .one()
                > 0;
        if (isOurs) {
            return handle.createQuery("SELECT version FROM journal WHERE application = '" + APPLICATION + "'")
                    .mapTo(Integer.class)
                    .findOne()
                    .orElse(-1);
        }
        int others = handle.createQuery("SELECT count(*) FROM information_schema.tables WHERE table_schema = " + here)
                .mapTo(Integer.class)
                .one();
        if (others > 0) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "journal.foreign",
                            "\"" + address + "\" is a database of another program")
                    .subject(address)
                    .remedy("Give a database of its own for the journal.")
                    .build();
        }
        return -1;
    }

    private static void lock(Handle handle, ServerDialect dialect) {
        boolean isOurs = handle.createQuery(
                                dialect == ServerDialect.POSTGRES
                                        ? "SELECT 1 FROM (SELECT pg_advisory_lock(hashtext('godwit journal'))) AS taken"
                                        : "SELECT GET_LOCK(CONCAT('godwit ', LEFT(MD5(DATABASE()), 16)), "
                                                + LOCK_SECONDS + ")")
                        .mapTo(Integer.class)
                        .findOne()
                        .orElse(0)
                == 1;
        if (!isOurs) {
            throw MigrationException.of(
                            ErrorCategory.TRANSFER,
                            "journal.locked",
                            "somebody else has been making the tables of the journal for longer than we wait")
                    .remedy("Try again when that is done.")
                    .retryable(true)
                    .build();
        }
    }

    private static void unlock(Handle handle, ServerDialect dialect) {
        handle.execute(
                dialect == ServerDialect.POSTGRES
                        ? "SELECT pg_advisory_unlock(hashtext('godwit journal'))"
                        : "DO RELEASE_LOCK(CONCAT('godwit ', LEFT(MD5(DATABASE()), 16)))");
    }
}
