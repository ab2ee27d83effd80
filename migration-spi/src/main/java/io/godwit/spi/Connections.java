package io.godwit.spi;

/**
 * Opens, pools, re-opens and closes what work needs, by {@link Location}, with the rights of the side that the location
 * belongs to: a source is never opened for writing unless the specification grants it.
 *
 * <p>What is handed out is borrowed: closing it gives it back. Thread-safe.
 */
public interface Connections {
    /**
     * Stands on a machine.
     *
     * @param location where
     * @return a borrowed host
     * @throws MigrationException CONFIGURATION, {@code plugin.missing}, where nothing knows the scheme; CONNECTIVITY
     */
    Host host(Location location);

    /**
     * Opens a tree to read.
     *
     * @param location its root
     * @return a borrowed tree without write methods
     * @throws MigrationException CONFIGURATION, {@code plugin.missing}; CONNECTIVITY
     */
    FileTree tree(Location location);

    /**
     * Opens a tree to write.
     *
     * @param location its root, which may not exist yet
     * @return a borrowed tree
     * @throws MigrationException CONFIGURATION, {@code source.read-only}, for a source without a grant to write, and as
     *     {@link #tree}
     */
    WritableFileTree writableTree(Location location);

    /**
     * Opens a database to read.
     *
     * @param location where
     * @return a borrowed database without write methods
     * @throws MigrationException CONFIGURATION, {@code plugin.missing}; CONNECTIVITY
     */
    Database database(Location location);

    /**
     * Opens a database to write.
     *
     * @param location where
     * @return a borrowed database
     * @throws MigrationException CONFIGURATION, {@code source.read-only}, for a source without a grant to write, and as
     *     {@link #database}
     */
    WritableDatabase writableDatabase(Location location);

    /**
     * Looks a secret up.
     *
     * @param reference where it is to be had
     * @return the secret, owned by the caller, who closes it
     * @throws MigrationException CONFIGURATION, {@code secret.not-found} or {@code secret.unreadable}
     */
    Secret secret(SecretRef reference);
}
