package io.godwit.core;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A failure as it is stored and shown. Immutable.
 *
 * @param category who has to act
 * @param code stable code, with an entry in docs/errors.md
 * @param message what failed, on what and why
 * @param subject the object concerned, or an empty string
 * @param remediation what a person does next, or an empty string
 * @param isRetryable whether the same may succeed when it is done again, with nothing else changed
 * @param trail where it happened, innermost first
 */
public record ErrorInfo(
        ErrorCategory category,
        String code,
        String message,
        String subject,
        String remediation,
        boolean isRetryable,
        List<String> trail) {
    /** The areas of docs/errors.md. */
    private static final Set<String> AREAS = Set.of(
            "archive",
            "asterisk",
            "backup",
            "capsule",
            "cleanup",
            "cloud",
            "compare",
            "connection",
            "database",
            "demo",
            "destination",
            "dump",
            "fingerprint",
            "ftp",
            "host",
            "init",
            "journal",
            "load",
            "mapping",
            "location",
            "memory",
            "metrics",
            "migrator",
            "operation",
            "option",
            "pipeline",
            "plan",
            "plugin",
            "report",
            "rollback",
            "run",
            "schema",
            "scratch",
            "secret",
            "selection",
            "session",
            "sort",
            "source",
            "spec",
            "spool",
            "ssh",
            "step",
            "transform",
            "tree",
            "unit",
            "verify",
            "web",
            "wordpress");

    /** Checks the parts. */
    public ErrorInfo {
        Objects.requireNonNull(category, "category");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(remediation, "remediation");
        trail = List.copyOf(trail);
    }

    /**
     * What a failure says.
     *
     * @param failure any failure of the engine or a plugin
     * @return its parts without cause and stack trace
     */
    public static ErrorInfo of(MigrationException failure) {
        return new ErrorInfo(
                failure.category(),
                failure.code(),
                Objects.requireNonNullElse(failure.getMessage(), failure.code()),
                failure.subject(),
                failure.remediation(),
                failure.isRetryable(),
                failure.trail());
    }

    /**
     * Where the documentation tells more of it.
     *
     * @return as {@link #helpFor}
     */
    public String help() {
        return helpFor(code);
    }

    /**
     * Where our documentation tells more of a code.
     *
     * @param code of a failure or finding
     * @return a link relative to the root of the documentation, for instance {@code docs/errors.md#tree-vanished}; empty for a code
     *     of somebody else's plugin, which its vendor documents
     */
    public static String helpFor(String code) {
        boolean isOurs = AREAS.contains(code.substring(0, Math.max(0, code.indexOf('.'))));
        return isOurs ? "docs/errors.md#" + code.replace('.', '-') : "";
    }
}
