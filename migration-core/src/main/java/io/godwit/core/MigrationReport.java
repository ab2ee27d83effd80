package io.godwit.core;

import io.godwit.core.internal.report.ReportHtml;
import io.godwit.core.internal.report.ReportJson;
import io.godwit.core.internal.report.ReportMarkdown;
import io.godwit.spi.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of a session, as plain data. Immutable.
 *
 * @param session the session with its steps
 * @param createdAt when this report was made
 * @param findings what the plan said a person should know; what the steps found stands in their records
 * @param verification what was compared, and what came of it
 * @param samples how much had been moved when, for charts, the oldest first
 * @param facts what the plan relied on, by name, in a fixed order
 * @param plugins what did the work: id to version, in a fixed order
 * @param planned what the plan said of the steps, in order
 * @param support whom people may ask, or an empty string
 */
public record MigrationReport(
        MigrationSession session,
        Instant createdAt,
        List<Finding> findings,
        List<Verification> verification,
        List<Sample> samples,
        Map<String, String> facts,
        Map<String, String> plugins,
        List<Planned> planned,
        String support) {
    /** Checks the parts. */
    public MigrationReport {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(createdAt, "createdAt");
        findings = List.copyOf(findings);
        verification = List.copyOf(verification);
        samples = List.copyOf(samples);
        facts = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(facts));
        plugins = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(plugins));
        planned = List.copyOf(planned);
        Objects.requireNonNull(support, "support");
    }

    /**
     * What the plan said of a step.
     *
     * @param step its id
     * @return what it said, or empty for one that the plan does not have, for instance a comparison that was asked for later
     */
    public Optional<Planned> planned(String step) {
        return planned.stream().filter(each -> each.step().equals(step)).findFirst();
    }

    /**
     * How the session ended.
     *
     * @return the outcome, or null where it did not end
     */
    public @Nullable Outcome outcome() {
        return session.outcome();
    }

    /**
     * The exit code of a program whose run ended so.
     *
     * @return as {@link Outcome#exitCode()}; 0 for a session that is not ended, and for one that was undone because somebody asked
     *     for it
     */
    public int exitCode() {
        Outcome outcome = session.outcome();
        boolean wasAskedFor = outcome == Outcome.RESTORED && session.error() == null;
        boolean wasTakenBack = outcome == Outcome.CANCELLED && session.error() == null;
        return outcome == null || wasAskedFor || wasTakenBack ? 0 : outcome.exitCode();
    }

    /**
     * The report for programs.
     *
     * @return one JSON object, in the form that docs/report.md describes
     */
    public String toJson() {
        return ReportJson.of(this);
    }

    /**
     * The report for tickets and wikis.
     *
     * @return Markdown as GitHub reads it
     */
    public String toMarkdown() {
        return ReportMarkdown.of(this);
    }

    /**
     * The report for people.
     *
     * @return one HTML document that needs nothing else and runs nothing
     */
    public String toHtml() {
        return ReportHtml.of(this);
    }

    /**
     * Something that was compared. Immutable.
     *
     * @param step the step that compared it
     * @param title what was compared
     * @param items how many things were compared
     * @param bytes how many bytes were compared, 0 where contents were not
     * @param differences how many differences were found
     * @param at when
     */
    public record Verification(String step, String title, long items, long bytes, long differences, Instant at) {
        /** Checks the parts. */
        public Verification {
            Objects.requireNonNull(step, "step");
            Objects.requireNonNull(title, "title");
            Objects.requireNonNull(at, "at");
        }
    }

    /**
     * What the plan said of a step. Immutable.
     *
     * @param step its id
     * @param mode how it writes the destination: {@code CREATE}, {@code BESIDE}, {@code IN_PLACE}, or an empty string
     * @param touches what it reads and writes, a line each
     * @param undo how it is undone, or an empty string where there is nothing to undo
     */
    public record Planned(String step, String mode, List<String> touches, String undo) {
        /** Checks the parts. */
        public Planned {
            Objects.requireNonNull(step, "step");
            Objects.requireNonNull(mode, "mode");
            touches = List.copyOf(touches);
            Objects.requireNonNull(undo, "undo");
        }
    }

    /**
     * How much a step had moved at a time. Immutable.
     *
     * @param step the step
     * @param at when
     * @param bytes bytes moved by then
     * @param items things handled by then
     */
    public record Sample(String step, Instant at, long bytes, long items) {
        /** Checks the parts. */
        public Sample {
            Objects.requireNonNull(step, "step");
            Objects.requireNonNull(at, "at");
        }
    }
}
