package io.godwit.core.internal.secrets;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import org.jspecify.annotations.Nullable;

/** The failures of looking secrets up, which name the reference and never the value. */
final class SecretFailures {
    private SecretFailures() {}

    static MigrationException notFound(String reference, String why, String remedy) {
        return MigrationException.of(ErrorCategory.CONFIGURATION, "secret.not-found", why)
                .subject(reference)
                .remedy(remedy)
                .build();
    }

    static MigrationException unreadable(String reference, String why, String remedy, @Nullable Throwable cause) {
        return MigrationException.of(ErrorCategory.CONFIGURATION, "secret.unreadable", why)
                .subject(reference)
                .remedy(remedy)
                .cause(cause)
                .build();
    }
}
