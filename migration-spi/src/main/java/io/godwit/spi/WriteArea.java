package io.godwit.spi;

import java.util.Objects;

/**
 * Where a database is built until it is switched in: a shadow schema of our own, found again by its name. Immutable.
 *
 * @param session id of the session that owns it
 * @param name a name that the engine accepts for the shadow, unique to the session: lower-case letters, digits, underscores
 * @param namespace the namespace that its datasets are switched into, or an empty string for the one that is connected to
 */
public record WriteArea(String session, String name, String namespace) {
    /** Checks the parts. */
    public WriteArea {
        Checks.notBlank(session, "session");
        if (!name.matches("[a-z][a-z0-9_]{0,40}")) {
            throw new IllegalArgumentException("not the name of a shadow: \"" + name + "\"");
        }
        Objects.requireNonNull(namespace, "namespace");
    }
}
