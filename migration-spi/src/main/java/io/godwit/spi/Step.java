package io.godwit.spi;

import java.util.List;
import java.util.Optional;

/** Something that is done as a whole, journaled before and after, and can be undone. One thread at a time. */
public interface Step {
    /**
     * What it would do, for the plan; changes nothing.
     *
     * @param context the run, or the planning of it
     * @return the outline
     */
    Outline outline(StepContext context);

    /**
     * What is so now; changes nothing. Asked after a crash, before the step is run again or undone.
     *
     * @param context the run
     * @return whether its effect is there
     */
    default State probe(StepContext context) {
        return State.UNKNOWN;
    }

    /**
     * Does it. Where it was interrupted before, it goes on from its {@linkplain StepContext#checkpoint() checkpoint} or does the
     * whole again, to the same effect.
     *
     * @param context the run
     * @throws MigrationException where it could not be done; the engine repeats it where that can help
     */
    void run(StepContext context);

    /**
     * Undoes what it did, wholly or in part, as far as it did anything. It may be called again when it was interrupted.
     *
     * @param context the run
     * @throws MigrationException where it could not be undone
     */
    default void undo(StepContext context) {
        // a step that changes nothing has nothing to undo
    }

    /**
     * What undoing it now would lose, or leave as it is, of what was written since it ran; changes nothing. Asked before a person confirms
     * that a session that may be in use is undone.
     *
     * @param context the run
     * @return a finding for each thing concerned, none where nothing was written since; empty where it cannot be told
     */
    default Optional<List<Finding>> losses(StepContext context) {
        return Optional.empty();
    }

    /**
     * Whether it may be run again after a crash that left open whether it took effect.
     *
     * @return false to park for a person's decision where {@link #probe} says {@link State#UNKNOWN}
     */
    default boolean isRepeatable() {
        return true;
    }

    /** Whether the effect of a step is there. */
    enum State {
        /** Nothing was done. */
        NOT_DONE,
        /** It is done. */
        DONE,
        /** It cannot be told. */
        UNKNOWN
    }

    /**
     * What a step would do. Immutable.
     *
     * @param touches what it reads and writes, a line each, for people
     * @param undo how it is undone, one line; empty where there is nothing to undo
     * @param items about how many things it handles, 0 where not known
     * @param bytes about how many bytes it moves, 0 where not known
     * @param findings what a person should know before
     */
    record Outline(List<String> touches, String undo, long items, long bytes, List<Finding> findings) {
        /** Checks the parts. */
        public Outline {
            touches = List.copyOf(touches);
            Checks.notNegative(items, "items");
            Checks.notNegative(bytes, "bytes");
            findings = List.copyOf(findings);
        }

        /**
         * An outline of one line.
         *
         * @param touches what it reads or writes
         * @param undo how it is undone
         * @return the outline
         */
        public static Outline of(String touches, String undo) {
            return new Outline(List.of(touches), undo, 0, 0, List.of());
        }
    }
}
