package io.godwit.spi;

import java.util.Optional;
import java.util.Set;

/**
 * Knows how to open trees of some schemes. Discovered by {@link java.util.ServiceLoader}, or given to the engine by hand.
 *
 * @implSpec A public constructor without arguments that does no input or output; thread-safe.
 */
public interface TransferMethod {
    /**
     * The id of this provider.
     *
     * @return lower-case words with dashes, for instance {@code ssh}
     */
    String id();

    /**
     * The schemes that it opens.
     *
     * @return in lower case, for instance {@code ssh} and {@code sftp}
     */
    Set<String> schemes();

    /**
     * Opens a tree.
     *
     * @param location its root; for {@link Access#WRITE} it may not exist yet, and is then made, with its parents, by the first
     *     write
     * @param access the rights; for {@link Access#READ} what is returned is no {@link WritableFileTree}
     * @param context connections for what it is reached through, secrets, cancellation; used during this call and by the tree
     * @return the tree, owned by the caller; a {@link WritableFileTree} for {@link Access#WRITE}
     * @throws MigrationException CONNECTIVITY; COMPATIBILITY, {@code tree.not-writable}; CONFIGURATION for settings it does not
     *     know; TRANSFER, {@code tree.not-found}, where a tree to read is not there
     */
    FileTree open(Location location, Access access, WorkContext context);

    /**
     * Offers a way between two places on which another program carries the files.
     *
     * @param from the root that is read; its scheme or that of the other is one of {@link #schemes()}
     * @param to the root that is written
     * @param context connections, secrets, cancellation; used during this call and by the route
     * @return the way, owned by the caller, which may have an {@linkplain DirectRoute#obstacle() obstacle}; empty where this knows none
     *     between such places
     * @throws MigrationException CONNECTIVITY
     */
    @Incubating
    default Optional<DirectRoute> route(Location from, Location to, WorkContext context) {
        return Optional.empty();
    }
}
