package io.godwit.core;

import java.util.List;
import java.util.Objects;

/**
 * A hosting account to move from or to a control panel. Immutable.
 *
 * @param domain its main domain, or an empty string
 * @param username its name at the panel, or an empty string
 * @param databases names of its databases; empty for all
 */
public record AccountSpec(String domain, String username, List<String> databases) {
    /** Checks the parts. */
    public AccountSpec {
        Objects.requireNonNull(domain, "domain");
        Objects.requireNonNull(username, "username");
        databases = List.copyOf(databases);
    }
}
