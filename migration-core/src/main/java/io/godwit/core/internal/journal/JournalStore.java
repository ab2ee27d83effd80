package io.godwit.core.internal.journal;

import java.nio.file.Path;
import java.time.Duration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The database that a journal stands in. Thread-safe. */
interface JournalStore {
    /**
     * Makes the connection that writes; the tables are there afterwards, of the newest version, and were found whole.
     *
     * @throws io.godwit.spi.MigrationException as {@link Journal#open}
     */
    Handle openWriter();

    /** Makes connections that read one consistent state each. */
    Jdbi readers();

    /** Whether a connection that has not been used for a while can still be. */
    boolean isUsable(Handle handle);

    /** How long to try again where the database cannot be reached: not at all for a file. */
    Duration patience();

    /** Keeps all other writers out until the end of the transaction, which has just begun. */
    void exclude(Handle writer);

    /** Counts the commit that is about to be done; called in its transaction. */
    long count(Handle writer);

    /** Notes that a commit was done. */
    void counted(long commit);

    /** Says in our words what the database says in its own. */
    JournalFailures failures();

    /** The file, or what the files of a journal on a server are called that stand on this machine. */
    Path file();
}
