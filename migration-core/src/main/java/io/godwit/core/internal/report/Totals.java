package io.godwit.core.internal.report;

import io.godwit.core.MigrationReport;
import io.godwit.core.MigrationSession;
import io.godwit.core.StepRecord;
import io.godwit.spi.Finding;
import io.godwit.spi.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a session moved in all. Comparing and tidying moves nothing, so only the phases that copy count, and of their steps those
 * that moved bytes: an index that was made is no thing that was moved.
 *
 * @param bytes bytes moved
 * @param items things moved
 * @param took from the first beginning to the last end, or to the making of the report
 * @param working the times of all steps together
 * @param bytesPerSecond bytes by the time of the steps that moved them, 0 where none did
 */
record Totals(long bytes, long items, Duration took, Duration working, double bytesPerSecond) {
    private static final Set<Phase> MOVING = EnumSet.of(Phase.COPY, Phase.CATCH_UP);

    static Totals of(MigrationReport report) {
        MigrationSession session = report.session();
        List<StepRecord> moving = session.steps().stream()
                .filter(step -> MOVING.contains(step.phase()) && !isComparison(report, step))
                .toList();
        List<StepRecord> heavy =
                moving.stream().filter(step -> step.counts().bytes() > 0).toList();
        long bytes = heavy.stream().mapToLong(step -> step.counts().bytes()).sum();
        long items = (heavy.isEmpty() ? moving : heavy)
                .stream().mapToLong(step -> step.counts().items()).sum();
        double seconds = timeOf(heavy).toMillis() / 1000.0;
        return new Totals(bytes, items, took(report), timeOf(session.steps()), seconds > 0 ? bytes / seconds : 0);
    }

    private static Duration timeOf(List<StepRecord> steps) {
        return steps.stream().map(StepRecord::duration).reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration took(MigrationReport report) {
        Instant started = report.session().startedAt();
        if (started == null) {
            return Duration.ZERO;
        }
        Instant ended = report.session().endedAt();
        return Duration.between(started, ended == null ? report.createdAt() : ended);
    }

    static boolean isComparison(MigrationReport report, StepRecord step) {
        return step.type().startsWith("core:verify-")
                || report.verification().stream()
                        .anyMatch(verification -> verification.step().equals(step.id()));
    }

    /** The rate of one step, 0 where it did not move bytes or took no time. */
    static double rate(StepRecord step) {
        double seconds = step.duration().toMillis() / 1000.0;
        return seconds > 0 ? step.counts().bytes() / seconds : 0;
    }

    /** All that was found, by the plan and by the steps, the heaviest first; the same thing once. */
    static List<Found> findings(MigrationReport report) {
        List<Found> all = new ArrayList<>();
        report.findings().forEach(finding -> all.add(new Found(finding, "", false)));
        for (StepRecord step : report.session().steps()) {
            step.issues().forEach(issue -> all.add(new Found(issue.finding(), step.id(), issue.isResolved())));
        }
        return all.stream()
                .distinct()
                .sorted(Comparator.comparing(Found::isResolved)
                        .thenComparing(found -> found.finding().severity()))
                .toList();
    }

    /**
     * Something that was found.
     *
     * @param finding what
     * @param step by which step, or an empty string for the plan
     * @param isResolved whether it was resolved since
     */
    record Found(Finding finding, String step, boolean isResolved) {}
}
