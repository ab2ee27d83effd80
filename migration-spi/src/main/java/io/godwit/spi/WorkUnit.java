package io.godwit.spi;

import java.util.Objects;

/**
 * A small piece of bulk work, as data: any worker can do it, and doing it twice is doing it once. Immutable.
 *
 * @param token on whose behalf; its unit is the id of this unit within the session
 * @param data what to do
 */
@Incubating
public record WorkUnit(WriteToken token, TypedData data) {
    /** Checks the parts. */
    public WorkUnit {
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(data, "data");
    }
}
