package io.godwit.core;

import io.godwit.core.internal.plan.PlanJson;
import io.godwit.core.internal.plan.PlanText;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Phase;
import io.godwit.spi.Severity;
import io.godwit.spi.TypedData;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a run will do, made without changing anything: every step with what it touches, how much, and how it is undone. It carries the
 * hash of what it was made from, the versions of the plugins and the facts that it relied on; these are looked at again before it is
 * run, and a plan that no longer fits is refused. It holds no secret. Immutable.
 *
 * @param session id of the session that will run it
 * @param tenant on whose behalf, or an empty string
 * @param name what people call it
 * @param createdAt when it was made
 * @param operation id of the operation, or an empty string for a move
 * @param spec what it was made from, as JSON, secrets by reference
 * @param specHash the SHA-256 of that, in hex
 * @param options how it is run
 * @param steps what will be done, in order
 * @param findings what a person should know; with an ERROR the plan is not run
 * @param facts what it relied on
 * @param plugins what does the work: contract and id to version, in a fixed order
 * @param places where it reads and writes
 */
public record MigrationPlan(
        String session,
        String tenant,
        String name,
        Instant createdAt,
        String operation,
        String spec,
        String specHash,
        RunOptions options,
        List<PlanStep> steps,
        List<Finding> findings,
        List<Fact> facts,
        Map<String, String> plugins,
        List<Place> places) {
    /** Checks the parts. */
    public MigrationPlan {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(specHash, "specHash");
        Objects.requireNonNull(options, "options");
        steps = List.copyOf(steps);
        findings = List.copyOf(findings);
        facts = List.copyOf(facts);
        plugins = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(plugins));
        places = List.copyOf(places);
    }

    /**
     * Whether it may be run.
     *
     * @return false where a finding is an ERROR
     */
    public boolean isRunnable() {
        return findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR);
    }

    /**
     * Whether it has a point of no return, after which nothing is undone by itself.
     *
     * @return true where a step is in phase SWITCH
     */
    public boolean hasSwitch() {
        return steps.stream().anyMatch(step -> step.phase() == Phase.SWITCH);
    }

    /**
     * The hash of the whole plan.
     *
     * @return the SHA-256 of {@link #toJson()}, in hex
     */
    public String hash() {
        return PlanJson.hash(toJson());
    }

    /**
     * The plan for people.
     *
     * @return lines of at most about 120 characters, each ended by a line feed
     */
    public String toText() {
        return PlanText.of(this);
    }

    /**
     * The plan for programs.
     *
     * @return one JSON object
     */
    public String toJson() {
        return PlanJson.write(this);
    }

    /**
     * Reads a plan.
     *
     * @param json as {@link #toJson} gives it
     * @return an equal plan
     * @throws MigrationException CONFIGURATION, {@code plan.unreadable}
     */
    public static MigrationPlan fromJson(String json) {
        return PlanJson.read(json);
    }

    /**
     * A step of a plan. Immutable.
     *
     * @param name tells it from the other steps
     * @param title what it does
     * @param phase when it runs
     * @param data what it is
     * @param mode how it writes the destination: {@code CREATE}, {@code BESIDE}, {@code IN_PLACE}, or an empty string
     * @param touches what it reads and writes, a line each
     * @param undo how it is undone, or an empty string where there is nothing to undo
     * @param items about how many things it handles, 0 where not known
     * @param bytes about how many bytes it moves, 0 where not known
     * @param isRepeatable whether it may be run again after a crash that left open whether it took effect
     */
    public record PlanStep(
            String name,
            String title,
            Phase phase,
            TypedData data,
            String mode,
            List<String> touches,
            String undo,
            long items,
            long bytes,
            boolean isRepeatable) {
        /** Checks the parts. */
        public PlanStep {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(title, "title");
            Objects.requireNonNull(phase, "phase");
            Objects.requireNonNull(data, "data");
            Objects.requireNonNull(mode, "mode");
            touches = List.copyOf(touches);
            Objects.requireNonNull(undo, "undo");
        }
    }

    /**
     * Something that a plan relied on. Immutable.
     *
     * @param name what, for instance {@code source database shop: version}
     * @param value what was so
     * @param isLasting whether it must still be so when the session is resumed; else only until it is first run
     */
    public record Fact(String name, String value, boolean isLasting) {
        /** Checks the parts. */
        public Fact {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
        }
    }

    /**
     * A place that a plan reads or writes, with all that lies below. Immutable.
     *
     * @param location a tree or database
     * @param isSource whether it is on the side that is moved from
     * @param mayWrite whether it may be written: always at the destination, at the source only where the specification grants it
     */
    public record Place(Location location, boolean isSource, boolean mayWrite) {
        /** Checks the parts. */
        public Place {
            Objects.requireNonNull(location, "location");
        }
    }
}
