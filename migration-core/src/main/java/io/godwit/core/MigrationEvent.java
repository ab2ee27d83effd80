package io.godwit.core;

import io.godwit.spi.Finding;
import io.godwit.spi.Phase;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a run, told while it happens. Immutable. Listeners are called by one thread at a time, must be quick,
 * and cannot stop a run by failing: what they throw is logged.
 */
public sealed interface MigrationEvent {
    /**
     * The session concerned.
     *
     * @return its id
     */
    String session();

    /**
     * When it happened.
     *
     * @return by the clock of the migrator
     */
    Instant at();

    /**
     * A run begins, or goes on.
     *
     * @param session the session concerned
     * @param at when it happened
     * @param name what people call the session
     * @param steps how many steps it has
     * @param completed how many of them were done before
     * @param isRollback whether it is undone
     */
    record SessionStarted(String session, Instant at, String name, int steps, int completed, boolean isRollback)
            implements MigrationEvent {}

    /**
     * A step begins.
     *
     * @param session the session concerned
     * @param at when it happened
     * @param step its id
     * @param title what it does
     * @param phase when it runs
     * @param number its place in the order, from 1 on
     * @param attempt how often it was begun, this time included
     */
    record StepStarted(String session, Instant at, String step, String title, Phase phase, int number, int attempt)
            implements MigrationEvent {}

    /**
     * A step came further; told a few times a second at the most.
     *
     * @param session the session concerned
     * @param at when it happened
     * @param step its id
     * @param counts what it moved, and of how much
     * @param bytesPerSecond the rate lately
     * @param itemsPerSecond the rate lately
     * @param remaining about how long it will still take, or null where that cannot be told
     */
    record StepProgress(
            String session,
            Instant at,
            String step,
            StepRecord.Counts counts,
            double bytesPerSecond,
            double itemsPerSecond,
            @Nullable Duration remaining)
            implements MigrationEvent {}

    /**
     * A step failed, and will be tried again.
     *
     * @param session the session concerned
     * @param at when it happened
     * @param step its id
     * @param attempt which attempt failed
     * @param delay how long until the next
     * @param error why
     */
    record StepRetried(String session, Instant at, String step, int attempt, Duration delay, ErrorInfo error)
            implements MigrationEvent {}

    /**
     * A step ended.
     *
     * @param session the session concerned
     * @param at when it happened
     * @param step its id
     * @param status COMPLETED, FAILED or SKIPPED
     * @param took how long
     * @param counts what it moved
     * @param error why it failed, or null
     */
    record StepFinished(
            String session,
            Instant at,
            String step,
            StepStatus status,
            Duration took,
            StepRecord.Counts counts,
            @Nullable ErrorInfo error)
            implements MigrationEvent {}

    /**
     * A step was undone, or could not be.
     *
     * @param session the session concerned
     * @param at when it happened
     * @param step its id
     * @param error why it could not be undone, or null
     */
    record StepUndone(
            String session,
            Instant at,
            String step,
            @Nullable ErrorInfo error) implements MigrationEvent {}

    /**
     * Something was found that a person should know.
     *
     * @param session the session concerned
     * @param at when it happened
     * @param step the step that found it, or an empty string
     * @param finding what
     */
    record FindingNoticed(String session, Instant at, String step, Finding finding) implements MigrationEvent {}

    /**
     * A line was added to the log.
     *
     * @param session the session concerned
     * @param at when it happened
     * @param step the step that wrote it, or an empty string
     * @param entry the line
     */
    record LogLine(String session, Instant at, String step, LogEntry entry) implements MigrationEvent {}

    /**
     * A run ended.
     *
     * @param session the session concerned
     * @param at when it happened
     * @param outcome how
     * @param error why it failed, or null
     * @param runbook what a person has to decide, or null
     */
    record SessionFinished(
            String session,
            Instant at,
            Outcome outcome,
            @Nullable ErrorInfo error,
            @Nullable Runbook runbook) implements MigrationEvent {}
}
