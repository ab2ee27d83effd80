package io.godwit.core;

import java.time.Instant;
import java.util.Objects;

/**
 * One line of the trail of who did what. Immutable.
 *
 * @param number its place in the trail; numbers grow, and may have gaps
 * @param at when
 * @param session the session concerned
 * @param actor who: the owner of the process and its host, or who approved
 * @param action what, for instance {@code step.begin}
 * @param detail to what, or an empty string
 * @param hash SHA-256 of this line and the hash of the one before, in hexadecimal digits
 */
public record AuditEntry(
        long number, Instant at, String session, String actor, String action, String detail, String hash) {
    /** Checks the parts. */
    public AuditEntry {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(hash, "hash");
    }
}
