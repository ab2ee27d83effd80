package io.godwit.core;

import java.util.List;
import java.util.Objects;

/**
 * A benchmark to run on this machine, the part {@code testing} of a specification. Immutable.
 *
 * @param performanceComparison whether the ways to do a thing are compared with each other
 * @param benchmarkOperations what to measure, for instance {@code file_copy}
 * @param testDataSize how much data to make for it
 * @param iterations how often to measure, at least 1
 * @param reportFormat {@code html}, {@code json} or {@code markdown}
 */
public record TestingSpec(
        boolean performanceComparison,
        List<String> benchmarkOperations,
        ByteSize testDataSize,
        int iterations,
        String reportFormat) {
    /** Checks the parts. */
    public TestingSpec {
        benchmarkOperations = List.copyOf(benchmarkOperations);
        Objects.requireNonNull(testDataSize, "testDataSize");
        if (iterations < 1) {
            throw new IllegalArgumentException("iterations are at least 1, not " + iterations);
        }
        Objects.requireNonNull(reportFormat, "reportFormat");
    }
}
