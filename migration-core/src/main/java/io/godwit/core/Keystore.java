package io.godwit.core;

import io.godwit.core.internal.secrets.SealedSecrets;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretResolver;
import java.nio.file.Path;
import java.util.List;

/**
 * Secrets in an encrypted file of the state directory: {@code keystore:ALIAS}. The file is sealed with AES-256-GCM, by the password
 * in the environment variable {@code GODWIT_KEYSTORE_PASSWORD} where that is set when the first secret is stored, else by a key in a
 * file beside it that only its owner may read. Processes may share it; a crash leaves the old or the new state. Thread-safe.
 */
public final class Keystore implements SecretResolver {
    private final SealedSecrets secrets;

    private Keystore(SealedSecrets secrets) {
        this.secrets = secrets;
    }

    /**
     * The keystore of a state directory. Nothing is read or made yet.
     *
     * @param directory the state directory, which need not exist
     * @return the keystore
     */
    public static Keystore in(Path directory) {
        return new Keystore(new SealedSecrets(directory, System::getenv));
    }

    @Override
    public String scheme() {
        return "keystore";
    }

    /**
     * Looks a secret up.
     *
     * @param alias its alias
     * @return the secret, owned by the caller, who closes it
     * @throws MigrationException CONFIGURATION, {@code secret.not-found}; {@code secret.unreadable}, where the keystore cannot be
     *     opened
     */
    @Override
    public Secret resolve(String alias) {
        return secrets.get(alias);
    }

    /**
     * Stores a secret, in place of any that has that alias. On return it is durable.
     *
     * @param alias up to 100 lower-case letters, digits, dots, dashes and underscores
     * @param secret the secret, which is copied
     * @throws MigrationException CONFIGURATION, {@code secret.bad-alias}; {@code secret.unreadable}, where the keystore cannot be
     *     opened or written
     */
    public void set(String alias, Secret secret) {
        secrets.set(alias, secret);
    }

    /**
     * Removes a secret. On return that is durable.
     *
     * @param alias its alias
     * @return false where there was none
     * @throws MigrationException CONFIGURATION, {@code secret.unreadable}, where the keystore cannot be opened or written
     */
    public boolean remove(String alias) {
        return secrets.remove(alias);
    }

    /**
     * What is there.
     *
     * @return aliases in alphabetical order
     * @throws MigrationException CONFIGURATION, {@code secret.unreadable}, where the keystore cannot be opened
     */
    public List<String> aliases() {
        return secrets.aliases();
    }
}
