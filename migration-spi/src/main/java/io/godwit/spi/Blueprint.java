package io.godwit.spi;

import java.util.List;
import java.util.Objects;

/**
 * What is to be done to move a platform, as data: which files, which databases, which steps around them. The engine orders, runs,
 * journals, verifies and undoes it. Immutable.
 *
 * @param files file sets to move
 * @param databases databases to move
 * @param steps what else to do, in order within each phase
 * @param checks what to look at when all is done: each type names a {@link CheckType}
 * @param findings what a person should know before
 */
@Incubating
public record Blueprint(
        List<FileSet> files,
        List<DatabaseSet> databases,
        List<PlannedStep> steps,
        List<TypedData> checks,
        List<Finding> findings) {
    /** Checks the parts. */
    public Blueprint {
        files = List.copyOf(files);
        databases = List.copyOf(databases);
        steps = List.copyOf(steps);
        checks = List.copyOf(checks);
        findings = List.copyOf(findings);
    }

    /**
     * Files to move. Immutable.
     *
     * @param name tells it from the other file sets
     * @param from the root to read
     * @param to the root to write
     * @param selection which files
     * @param transforms what to rewrite on the way, in order
     */
    public record FileSet(String name, Location from, Location to, Selection selection, List<TypedData> transforms) {
        /** Checks the parts. */
        public FileSet {
            Checks.id(name);
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(to, "to");
            Objects.requireNonNull(selection, "selection");
            transforms = List.copyOf(transforms);
        }
    }

    /**
     * A database to move. Immutable.
     *
     * @param name tells it from the other databases
     * @param from the database to read
     * @param to the database to write
     * @param selection which datasets, by name
     * @param transforms what to rewrite on the way, in order
     * @param mapping which rows, and what tables and columns become
     */
    public record DatabaseSet(
            String name,
            Location from,
            Location to,
            Selection selection,
            List<TypedData> transforms,
            DataMapping mapping) {
        /** Checks the parts. */
        public DatabaseSet {
            Checks.id(name);
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(to, "to");
            Objects.requireNonNull(selection, "selection");
            transforms = List.copyOf(transforms);
            Objects.requireNonNull(mapping, "mapping");
        }

        /**
         * A database whose tables go over as they are.
         *
         * @param name tells it from the other databases
         * @param from the database to read
         * @param to the database to write
         * @param selection which datasets, by name
         * @param transforms what to rewrite on the way, in order
         */
        public DatabaseSet(String name, Location from, Location to, Selection selection, List<TypedData> transforms) {
            this(name, from, to, selection, transforms, DataMapping.NONE);
        }
    }

    /**
     * A step to run. Immutable.
     *
     * @param name tells it from the other steps
     * @param title what it does, for people
     * @param phase when it runs
     * @param data what it is: its type names a {@link StepType}
     */
    public record PlannedStep(String name, String title, Phase phase, TypedData data) {
        /** Checks the parts. */
        public PlannedStep {
            Checks.id(name);
            Checks.notBlank(title, "title");
            Objects.requireNonNull(phase, "phase");
            Objects.requireNonNull(data, "data");
        }
    }
}
