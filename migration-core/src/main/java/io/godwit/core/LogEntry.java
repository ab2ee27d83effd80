package io.godwit.core;

import java.time.Instant;
import java.util.Objects;

/**
 * A line in the log of a step or session. Immutable.
 *
 * @param at when it was written
 * @param level how much it weighs
 * @param message for people; never a secret, never the contents of files or rows
 */
public record LogEntry(Instant at, Level level, String message) {
    /** Checks the parts. */
    public LogEntry {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(level, "level");
        Objects.requireNonNull(message, "message");
    }

    /** How much a line weighs. */
    public enum Level {
        /** The story. */
        INFO,
        /** Something to look at. */
        WARNING,
        /** Something failed. */
        ERROR
    }
}
