package io.godwit.core.internal.run;

/**
 * A place where tests let the process die, to prove that what is left can be gone on from. Hit at each edge of the journal and of a
 * step.
 */
@FunctionalInterface
public interface CrashPoint {
    /** Nobody dies. */
    CrashPoint NONE = place -> {};

    /**
     * The run passes a place.
     *
     * @param place its name, for instance {@code step.after-run}
     */
    void hit(String place);
}
