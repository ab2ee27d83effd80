package io.godwit.spi;

import java.util.Objects;

/**
 * Says on whose behalf something is written. Temporary names carry it, so that what a dead or stalled runner left behind is
 * recognised, and its late commit refused. Immutable.
 *
 * @param session id of the session
 * @param unit id of the work unit within the session
 * @param fence fencing token of the runner's lease; a later runner has a greater one
 */
public record WriteToken(String session, String unit, long fence) {
    /** Checks the parts. */
    public WriteToken {
        Checks.notBlank(session, "session");
        Objects.requireNonNull(unit, "unit");
        Checks.notNegative(fence, "fence");
    }
}
