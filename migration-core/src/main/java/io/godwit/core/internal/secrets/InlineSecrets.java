package io.godwit.core.internal.secrets;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.SecretResolver;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Secrets that were given in plain text, kept in this process alone: what is journaled is {@code inline:} and the key that they
 * stood at, so that a later process has to be given them again. Thread-safe.
 */
public final class InlineSecrets implements SecretResolver {
    /** The scheme of references to these secrets. */
    public static final String SCHEME = "inline";

    private final Map<String, Secret> secrets = new ConcurrentHashMap<>();

    /** Without any. */
    public InlineSecrets() {}

    /**
     * Keeps a secret.
     *
     * @param name the key of the specification that it stands at
     * @param secret the secret, which is copied
     * @return what refers to it
     */
    public SecretRef keep(String name, Secret secret) {
        SecretRef reference = new SecretRef(SCHEME, name);
        byte[] bytes = secret.bytes();
        secrets.put(name, Secret.of(bytes));
        Arrays.fill(bytes, (byte) 0);
        return reference;
    }

    /**
     * Whether nothing is kept.
     *
     * @return true when empty
     */
    public boolean isEmpty() {
        return secrets.isEmpty();
    }

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public Secret resolve(String name) {
        Secret kept = secrets.get(name);
        if (kept == null) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "secret.not-found",
                            "the secret of \"" + name + "\" was given in plain text and is not kept anywhere")
                    .subject(SCHEME + ":" + name)
                    .remedy(
                            "Give the specification again, or refer to the secret by env:NAME, file:PATH or keystore:ALIAS.")
                    .build();
        }
        byte[] bytes = kept.bytes();
        try {
            return Secret.of(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
