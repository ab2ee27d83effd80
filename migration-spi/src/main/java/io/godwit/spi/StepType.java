package io.godwit.spi;

/**
 * A kind of step. Discovered by {@link java.util.ServiceLoader}, or given to the engine by hand.
 *
 * @implSpec A public constructor without arguments that does no input or output; thread-safe.
 */
public interface StepType extends DataType {
    /**
     * Makes a step.
     *
     * @param data of this type, in a version from {@link #oldestVersion()} to {@link #version()}
     * @return the step, for one thread
     * @throws MigrationException CONFIGURATION, {@code step.bad-data}
     */
    Step open(TypedData data);
}
