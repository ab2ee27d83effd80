package io.godwit.spi;

/**
 * A kind of rewriting that happens in the stream. Discovered by {@link java.util.ServiceLoader}, or given to the engine by hand.
 *
 * @implSpec A public constructor without arguments that does no input or output; thread-safe.
 */
@Incubating
public interface TransformType extends DataType {
    /**
     * Makes a transform.
     *
     * @param data of this type, in a version from {@link #oldestVersion()} to {@link #version()}
     * @return the transform, thread-safe
     * @throws MigrationException CONFIGURATION, {@code transform.bad-data}
     */
    Transform open(TypedData data);
}
