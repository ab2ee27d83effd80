package io.godwit.spi;

/** The part that all kinds of {@link TypedData} have in common. */
public interface DataType {
    /**
     * The id that the data names.
     *
     * @return lower-case words with dashes behind the owner's id, for instance {@code shop:replace-host}
     */
    String id();

    /**
     * The version that it writes.
     *
     * @return from 1 on
     */
    default int version() {
        return 1;
    }

    /**
     * The oldest version that it still reads.
     *
     * @return from 1 to {@link #version()}
     */
    default int oldestVersion() {
        return 1;
    }
}
