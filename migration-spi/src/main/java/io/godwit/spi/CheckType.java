package io.godwit.spi;

import java.util.List;

/**
 * A kind of check that runs after a migration: does the site answer, is every mailbox there. Discovered by {@link
 * java.util.ServiceLoader}, or given to the engine by hand.
 *
 * @implSpec A public constructor without arguments that does no input or output; thread-safe.
 */
@Incubating
public interface CheckType extends DataType {
    /**
     * Looks, and changes nothing.
     *
     * @param data of this type, in a version from {@link #oldestVersion()} to {@link #version()}
     * @param context connections, progress, cancellation, limits
     * @return what is not as it should be: an ERROR makes the migration one with differences
     * @throws MigrationException where the check itself could not be made
     */
    List<Finding> run(TypedData data, WorkContext context);
}
