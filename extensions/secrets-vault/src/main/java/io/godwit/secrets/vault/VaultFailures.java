package io.godwit.secrets.vault;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import org.jspecify.annotations.Nullable;

/** Failures, which name the reference and never what Vault answered. */
final class VaultFailures {
    private VaultFailures() {}

    static MigrationException notFound(String name, String why) {
        return MigrationException.of(ErrorCategory.CONFIGURATION, "secret.not-found", why + ": \"" + name + "\"")
                .subject(VaultSecrets.SCHEME + ":" + name)
                .remedy("Put it into Vault (vault kv put), or correct the reference: PATH#FIELD.")
                .build();
    }

    static MigrationException unreadable(String name, String why, String remedy, @Nullable Throwable cause) {
        return MigrationException.of(ErrorCategory.CONFIGURATION, "secret.unreadable", why + ": \"" + name + "\"")
                .subject(VaultSecrets.SCHEME + ":" + name)
                .remedy(remedy)
                .cause(cause)
                .build();
    }
}
