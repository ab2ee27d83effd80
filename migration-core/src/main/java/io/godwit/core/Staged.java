package io.godwit.core;

import io.godwit.spi.Finding;
import io.godwit.spi.Severity;
import java.util.List;
import java.util.Objects;

/**
 * What came of staging. Immutable.
 *
 * @param capsule what was pulled
 * @param findings what a person should know; an error for each thing that could not be read
 */
public record Staged(Capsule capsule, List<Finding> findings) {
    /** Checks the parts. */
    public Staged {
        Objects.requireNonNull(capsule, "capsule");
        findings = List.copyOf(findings);
    }

    /**
     * Whether nothing is missing.
     *
     * @return false where something could not be read
     */
    public boolean isComplete() {
        return findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR);
    }
}
