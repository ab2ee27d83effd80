package io.godwit.core;

import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * How to get into a place, the part {@code authentication} of a specification. Immutable.
 *
 * @param username who to log in as, or an empty string where the URL says it
 * @param secrets what to present, by name: {@link Location#PASSWORD}, {@link Location#PRIVATE_KEY}, {@link
 *     Location#PASSPHRASE}, {@link Location#CREDENTIALS} or what a plugin asks for
 * @param settings what else there is to say: {@code known_hosts} (a path), {@code host_key} (a fingerprint), {@code agent}
 */
public record AuthenticationSpec(String username, Map<String, SecretRef> secrets, Map<String, String> settings) {
    /** Nothing to present. */
    public static final AuthenticationSpec NONE = new AuthenticationSpec("", Map.of(), Map.of());

    /** Checks the parts. */
    public AuthenticationSpec {
        Objects.requireNonNull(username, "username");
        secrets = Collections.unmodifiableMap(new TreeMap<>(secrets));
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }
}
