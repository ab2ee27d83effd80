package io.godwit.spi;

/**
 * A kind of {@link WorkUnit}. Discovered by {@link java.util.ServiceLoader} wherever units are run.
 *
 * @implSpec A public constructor without arguments that does no input or output; thread-safe. Repeating a unit has no further
 *     effect.
 */
@Incubating
public interface WorkType extends DataType {
    /**
     * Does a unit.
     *
     * @param unit of this type, in a version from {@link #oldestVersion()} to {@link #version()}
     * @param context connections, progress, cancellation, limits
     * @return what to journal
     * @throws MigrationException where it could not be done
     */
    WorkResult run(WorkUnit unit, WorkContext context);
}
