package io.godwit.spi;

import java.util.List;
import java.util.Objects;

/**
 * What became of a unit. Immutable.
 *
 * @param items how many things it handled
 * @param bytes how many bytes it moved
 * @param json what the step that made the unit wants to know (a fingerprint, what was replaced), one JSON value
 * @param findings what a person should know
 */
@Incubating
public record WorkResult(long items, long bytes, String json, List<Finding> findings) {
    /** Checks the parts. */
    public WorkResult {
        Checks.notNegative(items, "items");
        Checks.notNegative(bytes, "bytes");
        Objects.requireNonNull(json, "json");
        findings = List.copyOf(findings);
    }
}
