package io.godwit.core.internal.spec;

import io.godwit.spi.Location;
import java.util.Set;

/** The keys of a specification. */
public final class SpecSchema {
    /** Secrets that stand under {@code authentication} by their own names. */
    public static final Set<String> LOGIN_SECRETS =
            Set.of(Location.PASSWORD, Location.PRIVATE_KEY, Location.PASSPHRASE, Location.CREDENTIALS);
    /** Settings that stand under {@code tls}. */
    public static final Set<String> TLS_SETTINGS = Set.of("tls.mode", "tls.ca", "tls.certificate");

    private SpecSchema() {}
}
