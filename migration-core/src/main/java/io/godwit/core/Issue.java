package io.godwit.core;

import io.godwit.spi.Finding;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that was found during a step, and whether it was resolved since. Immutable.
 *
 * @param finding what was found
 * @param noticedAt when
 * @param resolvedAt when it was resolved, or null while it is open
 * @param resolution what resolved it, or an empty string
 */
public record Issue(
        Finding finding, Instant noticedAt, @Nullable Instant resolvedAt, String resolution) {
    /** Checks the parts. */
    public Issue {
        Objects.requireNonNull(finding, "finding");
        Objects.requireNonNull(noticedAt, "noticedAt");
        Objects.requireNonNull(resolution, "resolution");
    }

    /**
     * Whether it was resolved.
     *
     * @return true once it was
     */
    public boolean isResolved() {
        return resolvedAt != null;
    }

    /**
     * Where the documentation tells more of it.
     *
     * @return a link relative to the root of the documentation
     */
    public String help() {
        return ErrorInfo.helpFor(finding.code());
    }
}
