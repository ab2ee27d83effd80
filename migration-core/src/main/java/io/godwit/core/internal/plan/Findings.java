package io.godwit.core.internal.plan;

import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Severity;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Collects findings, each once. One thread at a time. */
final class Findings {
    private final Set<Finding> all = new LinkedHashSet<>();
    /** What could not be reached once is not reported for everything that needs it. */
    private final Set<String> failures = new LinkedHashSet<>();

    void add(Finding finding) {
        all.add(finding);
    }

    void addAll(List<Finding> findings) {
        all.addAll(findings);
    }

    /** What kept something from being looked at is itself a finding that stops the run. */
    void add(MigrationException failure, String what) {
        if (failures.add(failure.code() + failure.subject() + failure.getMessage())) {
            all.add(of(failure, what));
        }
    }

    static Finding of(MigrationException failure, String what) {
        return new Finding(
                Severity.ERROR,
                failure.code(),
                failure.subject().isEmpty() ? what : failure.subject(),
                Objects.requireNonNullElse(failure.getMessage(), failure.code()),
                failure.trail().isEmpty() ? "" : String.join(", ", failure.trail()),
                failure.remediation());
    }

    /** All, the gravest first, else as they were found. */
    List<Finding> list() {
        List<Finding> sorted = new ArrayList<>(all);
        sorted.sort(java.util.Comparator.comparing(Finding::severity));
        return sorted;
    }
}
