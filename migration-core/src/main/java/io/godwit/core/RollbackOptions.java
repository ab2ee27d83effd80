package io.godwit.core;

import java.util.Objects;
import java.util.function.Predicate;

/**
 * How far a rollback may go. Immutable.
 *
 * @param confirm asked before anything is undone that was in use since (the session was completed, or had passed SWITCH), with what
 *     would be undone and lost; false leaves everything as it is
 * @param to the name of the step that is the last to stay: what came after it is undone, and the session can be resumed from there; an
 *     empty string to undo everything
 */
public record RollbackOptions(Predicate<RollbackPreview> confirm, String to) {
    private static final RollbackOptions SAFE = new RollbackOptions(preview -> false, "");
    private static final RollbackOptions CONFIRMED = new RollbackOptions(preview -> true, "");

    /** Checks the parts. */
    public RollbackOptions {
        Objects.requireNonNull(confirm, "confirm");
        Objects.requireNonNull(to, "to");
    }

    /**
     * Undoes only what nobody can have used yet.
     *
     * @return options that refuse a rollback that has to ask
     */
    public static RollbackOptions safe() {
        return SAFE;
    }

    /**
     * Undoes all without asking: the caller has asked already.
     *
     * @return options that agree to everything
     */
    public static RollbackOptions confirmed() {
        return CONFIRMED;
    }

    /**
     * Asks.
     *
     * @param confirm gets what would be undone and lost, and says whether to go on
     * @return the options
     */
    public static RollbackOptions asking(Predicate<RollbackPreview> confirm) {
        return new RollbackOptions(confirm, "");
    }

    /**
     * The same, but only back to a step.
     *
     * @param step the name of the last step that stays
     * @return the options
     */
    public RollbackOptions to(String step) {
        return new RollbackOptions(confirm, step);
    }
}
