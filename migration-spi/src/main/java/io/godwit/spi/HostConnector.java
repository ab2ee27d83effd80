package io.godwit.spi;

import java.util.Set;

/**
 * Knows how to stand on machines of some schemes. Discovered by {@link java.util.ServiceLoader}, or given to the engine by hand.
 *
 * @implSpec A public constructor without arguments that does no input or output; thread-safe.
 */
@Incubating
public interface HostConnector {
    /**
     * The id of this provider.
     *
     * @return lower-case words with dashes
     */
    String id();

    /**
     * The schemes that it connects.
     *
     * @return in lower case, for instance {@code ssh}
     */
    Set<String> schemes();

    /**
     * Stands on a machine.
     *
     * @param location where; its path is of no concern
     * @param context connections for the host that it is reached through, secrets, cancellation
     * @return the host, owned by the caller
     * @throws MigrationException CONNECTIVITY, among them {@code ssh.host-key-unknown} and {@code host.login-refused};
     *     CONFIGURATION for settings it does not know
     */
    Host connect(Location location, WorkContext context);
}
