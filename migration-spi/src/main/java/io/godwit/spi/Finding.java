package io.godwit.spi;

import java.util.Objects;

/**
 * Something that a check noticed before, during or after a migration. Immutable.
 *
 * @param severity how much it weighs
 * @param code stable code of the form {@code area.reason}, with an entry in docs/errors.md
 * @param subject the object concerned: a path, a table and column, a host
 * @param message what is so, in one sentence
 * @param evidence what was seen that shows it (a version, a count, a setting); never a secret or row contents; may be empty
 * @param remediation what a person does about it, or an empty string where nothing needs doing
 */
public record Finding(
        Severity severity, String code, String subject, String message, String evidence, String remediation) {
    /** Checks the parts. */
    public Finding {
        Objects.requireNonNull(severity, "severity");
        Checks.code(code);
        Objects.requireNonNull(subject, "subject");
        Checks.notBlank(message, "message");
        Objects.requireNonNull(evidence, "evidence");
        Objects.requireNonNull(remediation, "remediation");
    }

    /**
     * A finding that stops the migration.
     *
     * @param code stable code
     * @param subject the object concerned
     * @param message what is so
     * @param remediation what a person does about it
     * @return the finding, without evidence
     */
    public static Finding error(String code, String subject, String message, String remediation) {
        return new Finding(Severity.ERROR, code, subject, message, "", remediation);
    }

    /**
     * A finding that the person who approves the plan should know.
     *
     * @param code stable code
     * @param subject the object concerned
     * @param message what is so
     * @param remediation what a person may do about it
     * @return the finding, without evidence
     */
    public static Finding warning(String code, String subject, String message, String remediation) {
        return new Finding(Severity.WARNING, code, subject, message, "", remediation);
    }

    /**
     * A finding worth knowing.
     *
     * @param code stable code
     * @param subject the object concerned
     * @param message what is so
     * @return the finding, without evidence and remediation
     */
    public static Finding info(String code, String subject, String message) {
        return new Finding(Severity.INFO, code, subject, message, "", "");
    }

    /**
     * The same finding with what shows it.
     *
     * @param seen what was seen
     * @return a copy
     */
    public Finding withEvidence(String seen) {
        return new Finding(severity, code, subject, message, seen, remediation);
    }
}
