package io.godwit.core;

import io.godwit.spi.Finding;
import java.util.List;

/**
 * What a cleanup did. Immutable.
 *
 * @param removed what it removed, a line each
 * @param kept what it left, and why: among it what belongs to sessions that can still be resumed or rolled back
 */
public record CleanupReport(List<String> removed, List<Finding> kept) {
    /** Copies the lists. */
    public CleanupReport {
        removed = List.copyOf(removed);
        kept = List.copyOf(kept);
    }
}
