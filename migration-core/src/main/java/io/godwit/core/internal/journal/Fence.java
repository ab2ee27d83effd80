package io.godwit.core.internal.journal;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import org.jdbi.v3.core.Handle;

/**
 * The right to write on behalf of a session: good as long as nobody took the lease over.
 *
 * @param session id of the session
 * @param token of the lease that gives the right
 */
public record Fence(String session, long token) {
    /** Fails where somebody else has the lease now. Called in the transaction of the write that it guards. */
    void check(Handle handle) {
        boolean isOurs = handle.createQuery(
                        "SELECT 1 FROM lease WHERE session = :session AND token = :token AND owner IS NOT NULL")
                .bind("session", session)
                .bind("token", token)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
        if (!isOurs) {
            throw lost();
        }
    }

    MigrationException lost() {
        return MigrationException.of(
                        ErrorCategory.VALIDATION,
                        "session.lease-lost",
                        "another runner has taken over session \"" + session + "\"; this one changes nothing more")
                .subject(session)
                .remedy("Leave the session to its new runner.")
                .build();
    }
}
