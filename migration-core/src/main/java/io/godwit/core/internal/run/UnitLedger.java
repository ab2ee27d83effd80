package io.godwit.core.internal.run;

import io.godwit.spi.Cursor;
import io.godwit.spi.WorkResult;
import java.util.List;
import java.util.Optional;

/**
 * The journal of one step's work units and of what they change at the destination, kept through crashes. Whatever is written is
 * durable on return (concurrent callers share one commit), and refused when the run's lease was taken over. Thread-safe.
 */
public interface UnitLedger {
    /**
     * Whether a unit was finished, by this or an earlier process.
     *
     * @param unit its id within the step
     * @return true when {@link #done} was recorded
     */
    boolean isDone(String unit);

    /**
     * What a finished unit returned.
     *
     * @param unit its id within the step
     * @return the JSON of its result, or empty where it was not finished
     */
    Optional<String> result(String unit);

    /**
     * Records what a unit is about to do, before it does it. What was recorded first for a unit, kind and object stays: recording it
     * again does nothing, as by then the unit may have changed what it looks at.
     *
     * @param unit its id within the step
     * @param effects what it will change
     */
    void intend(String unit, List<Effect> effects);

    /**
     * Records that a unit is finished; for one that is recorded already, the new result replaces the old one.
     *
     * @param unit its id within the step
     * @param result what it returned
     */
    void done(String unit, WorkResult result);

    /**
     * Records that a finished unit has to be done again: its result is forgotten. Does nothing for one that is not finished.
     *
     * @param unit its id within the step
     */
    void reopen(String unit);

    /**
     * All effects of the step that are not undone yet, the newest first.
     *
     * @return the effects, lazily
     */
    Cursor<Effect> effects();

    /**
     * The finished units, in the order in which they were finished.
     *
     * @return ids with the JSON of their results, lazily
     */
    Cursor<FinishedUnit> finished();

    /**
     * Records that effects are undone.
     *
     * @param effects as {@link #effects()} gave them
     */
    void undone(List<Effect> effects);

    /** Forgets all units and effects of the step, after it was undone. */
    void clear();

    /**
     * A change at the destination.
     *
     * @param kind what sort of change; the step knows
     * @param object what is changed, as the step writes it (bytes that are not text in an escaped form)
     * @param before one JSON value: what undoing needs
     */
    record Effect(String kind, String object, String before) {}

    /**
     * A finished unit.
     *
     * @param unit its id within the step
     * @param json its result
     */
    record FinishedUnit(String unit, String json) {}
}
