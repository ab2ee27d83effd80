package io.godwit.core;

import io.godwit.spi.Finding;
import java.util.List;
import java.util.Objects;

/**
 * What a rollback would do. Immutable.
 *
 * @param session the session
 * @param undo what would be undone, in that order, a line for each step
 * @param losses what would be lost
 */
public record RollbackPreview(String session, List<String> undo, List<Finding> losses) {
    /** Checks the parts. */
    public RollbackPreview {
        Objects.requireNonNull(session, "session");
        undo = List.copyOf(undo);
        losses = List.copyOf(losses);
    }
}
