package io.godwit.core;

import java.time.Instant;
import java.util.Objects;

/**
 * A report that was written. Immutable.
 *
 * @param format its form
 * @param path the file that it was written to
 * @param createdAt when
 */
public record ReportInfo(Format format, String path, Instant createdAt) {
    /** Checks the parts. */
    public ReportInfo {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(createdAt, "createdAt");
    }

    /** The form of a report. */
    public enum Format {
        /** For programs. */
        JSON,
        /** For tickets and wikis. */
        MARKDOWN,
        /** For people: one self-contained page. */
        HTML
    }
}
