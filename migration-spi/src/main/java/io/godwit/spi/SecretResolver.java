package io.godwit.spi;

/**
 * Looks secrets up: environment, file, keystore, a vendor's vault. Discovered by {@link java.util.ServiceLoader}.
 *
 * @implSpec A public constructor without arguments that does no input or output; {@link #resolve} is thread-safe, and its
 *     failures name the reference, never the value.
 */
public interface SecretResolver {
    /**
     * The part of a {@link SecretRef} before the colon.
     *
     * @return lower-case words with dashes, for instance {@code env}
     */
    String scheme();

    /**
     * Looks a secret up.
     *
     * @param name the part of the reference after the colon
     * @return the secret, owned by the caller, who closes it
     * @throws MigrationException CONFIGURATION, {@code secret.not-found} or {@code secret.unreadable}, with how to provide it
     */
    Secret resolve(String name);
}
