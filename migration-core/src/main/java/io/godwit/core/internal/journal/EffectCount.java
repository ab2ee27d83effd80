package io.godwit.core.internal.journal;

import org.jdbi.v3.core.Handle;

/** How much a step has changed that can be undone. */
public final class EffectCount {
    private EffectCount() {}

    /**
     * Counts the effects of a step that are not undone.
     *
     * @param handle of a read or write
     * @param session the session
     * @param step the step
     * @return how many
     */
    public static long of(Handle handle, String session, String step) {
        return UnitTable.countEffects(handle, session, step);
    }
}
