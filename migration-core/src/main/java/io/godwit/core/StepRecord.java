package io.godwit.core;

import io.godwit.core.internal.runtime.Effort;
import io.godwit.spi.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of a step. Immutable.
 *
 * @param id the name of the step, unique within its session
 * @param title what it does, for people
 * @param type id of its {@link io.godwit.spi.StepType}
 * @param phase when it runs
 * @param status how far it is
 * @param startedAt when it was begun, or null
 * @param endedAt when it ended, or null
 * @param undoneAt when it was undone, or null
 * @param attempts how often it was begun
 * @param progress how much of it is done, from 0 to 100
 * @param counts what it moved
 * @param log what it noted, the oldest first
 * @param issues what was found on the way
 * @param error why it failed, or null
 */
public record StepRecord(
        String id,
        String title,
        String type,
        Phase phase,
        StepStatus status,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Instant undoneAt,
        int attempts,
        int progress,
        Counts counts,
        List<LogEntry> log,
        List<Issue> issues,
        @Nullable ErrorInfo error) {
    /** Checks the parts. */
    public StepRecord {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(phase, "phase");
        Objects.requireNonNull(status, "status");
        if (progress < 0 || progress > 100) {
            throw new IllegalArgumentException("progress is from 0 to 100, not " + progress);
        }
        Objects.requireNonNull(counts, "counts");
        log = List.copyOf(log);
        issues = List.copyOf(issues);
    }

    /**
     * How long it took.
     *
     * @return from the last beginning to the end; zero where it did not end
     */
    public Duration duration() {
        return startedAt == null || endedAt == null ? Duration.ZERO : Duration.between(startedAt, endedAt);
    }

    /**
     * Whether it was undone.
     *
     * @return true once it was
     */
    public boolean isUndone() {
        return undoneAt != null;
    }

    /**
     * What a step moved, and about how much there is to move. Immutable.
     *
     * @param bytes bytes moved
     * @param items things handled: files, rows
     * @param totalBytes about how many bytes there are, 0 where not known
     * @param totalItems about how many things there are, 0 where not known
     */
    public record Counts(long bytes, long items, long totalBytes, long totalItems) {
        /** Nothing. */
        public static final Counts NONE = new Counts(0, 0, 0, 0);

        /**
         * How much is done, by bytes and things together.
         *
         * @return from 0 to 100; 0 where no total is known
         */
        public int percent() {
            return Effort.percent(bytes, items, totalBytes, totalItems);
        }
    }
}
