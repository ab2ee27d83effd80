package io.godwit.spi;

import java.util.Set;

/**
 * Knows how to open databases of some schemes. Discovered by {@link java.util.ServiceLoader}, or given to the engine by hand.
 *
 * @implSpec A public constructor without arguments that does no input or output; thread-safe.
 */
public interface DatabaseMigrator {
    /**
     * The id of this provider.
     *
     * @return lower-case words with dashes, for instance {@code postgres}
     */
    String id();

    /**
     * The schemes that it opens.
     *
     * @return in lower case, for instance {@code postgres} and {@code postgresql}
     */
    Set<String> schemes();

    /**
     * Opens a database.
     *
     * @param location where
     * @param access the rights; for {@link Access#READ} what is returned is no {@link WritableDatabase}, and its sessions are
     *     read-only where the engine can hold them to it
     * @param context connections for what it is reached through, secrets, cancellation; used during this call and by the database
     * @return the database, owned by the caller; a {@link WritableDatabase} for {@link Access#WRITE}
     * @throws MigrationException CONNECTIVITY; CONFIGURATION; COMPATIBILITY, {@code database.not-writable} and
     *     {@code database.version-unsupported}
     */
    Database open(Location location, Access access, WorkContext context);
}
