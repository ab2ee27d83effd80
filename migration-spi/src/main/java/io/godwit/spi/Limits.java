package io.godwit.spi;

/** What work may use, shared by everything that runs in one process. Thread-safe. */
public interface Limits {
    /**
     * How many things may be done at a time on one side.
     *
     * @return at least 1
     */
    int parallelism();

    /**
     * Waits until so many bytes may be moved, under a bandwidth limit that may change while running.
     *
     * @param bytes how many, not negative
     * @throws MigrationException CANCELLED, when cancelled or interrupted while waiting
     */
    void acquireBandwidth(long bytes);

    /**
     * Takes memory for buffers from the one budget of the process, waiting until there is some.
     *
     * @param bytes how many
     * @return gives the memory back when closed
     * @throws MigrationException TRANSFER, {@code memory.exceeds-budget}, when the whole budget is smaller; CANCELLED, when
     *     cancelled or interrupted while waiting
     */
    Reservation reserveMemory(long bytes);

    /** Memory taken from the budget. */
    interface Reservation extends AutoCloseable {
        @Override
        void close();
    }
}
