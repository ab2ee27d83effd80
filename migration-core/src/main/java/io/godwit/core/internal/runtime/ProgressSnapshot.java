package io.godwit.core.internal.runtime;

import java.time.Duration;
import java.util.Optional;

/**
 * How far something is, at one moment. Immutable.
 *
 * @param bytes how many bytes are moved
 * @param items how many things are finished
 * @param totalBytes how many bytes are expected, 0 where not known
 * @param totalItems how many things are expected, 0 where not known
 * @param bytesPerSecond the rate of late, smoothed
 * @param itemsPerSecond the rate of late, smoothed
 * @param elapsed since the beginning
 * @param remaining how long it will take at this rate, or empty where that cannot be told
 */
public record ProgressSnapshot(
        long bytes,
        long items,
        long totalBytes,
        long totalItems,
        double bytesPerSecond,
        double itemsPerSecond,
        Duration elapsed,
        Optional<Duration> remaining) {
    /**
     * How much of it is done.
     *
     * @return from 0 to 100; 100 only when all that was expected is there, 0 where nothing was expected
     */
    public int percent() {
        return Effort.percent(bytes, items, totalBytes, totalItems);
    }
}
