package io.godwit.core.internal.runtime;

import io.godwit.spi.Finding;
import io.godwit.spi.Progress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Counts what work reports, and tells rate and time left. Counting is cheap; the rate is smoothed over about {@link
 * #SMOOTHING_SECONDS} seconds and brought up to date by each {@link #snapshot()}, of which a few a second are enough.
 * Thread-safe.
 */
public final class ProgressMeter implements Progress {
    private static final double SMOOTHING_SECONDS = 8;
    private static final double SECOND = 1e9;
    /** Snapshots closer to each other than this share one rate: the difference would be noise. */
    private static final long MIN_INTERVAL_NANOS = 50_000_000L;

    private final LongAdder bytes = new LongAdder();
    private final LongAdder items = new LongAdder();
    private final LongAdder skippedBytes = new LongAdder();
    private final LongAdder skippedItems = new LongAdder();
    private final Consumer<Finding> findings;
    private final LongSupplier nanoTime;
    private final long start;
    private volatile long totalBytes;
    private volatile long totalItems;

    private long lastTime;
    private long lastBytes;
    private long lastItems;
    private double byteRate;
    private double itemRate;

    /**
     * A meter that starts now.
     *
     * @param findings takes what is reported; called by any thread
     */
    public ProgressMeter(Consumer<Finding> findings) {
        this(findings, System::nanoTime);
    }

    ProgressMeter(Consumer<Finding> findings, LongSupplier nanoTime) {
        this.findings = Objects.requireNonNull(findings, "findings");
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        this.lastTime = start;
    }

    @Override
    public void addBytes(long more) {
        bytes.add(notNegative(more));
    }

    @Override
    public void addItems(long more) {
        items.add(notNegative(more));
    }

    @Override
    public void report(Finding finding) {
        findings.accept(Objects.requireNonNull(finding, "finding"));
    }

    /**
     * Says how much there is to do in all.
     *
     * @param expectedBytes bytes, 0 where not known
     * @param expectedItems things, 0 where not known
     */
    public void expect(long expectedBytes, long expectedItems) {
        totalBytes = notNegative(expectedBytes);
        totalItems = notNegative(expectedItems);
    }

    /**
     * Counts what was done before, by an earlier process: it is part of the total but not of the rate.
     *
     * @param doneBytes bytes
     * @param doneItems things
     */
    public void skip(long doneBytes, long doneItems) {
        skippedBytes.add(notNegative(doneBytes));
        skippedItems.add(notNegative(doneItems));
    }

    /**
     * Where it stands.
     *
     * @return a picture of this moment
     */
    public ProgressSnapshot snapshot() {
        long movedBytes = bytes.sum();
        long movedItems = items.sum();
        double bytesPerSecond;
        double itemsPerSecond;
        long now;
        synchronized (this) {
            now = nanoTime.getAsLong();
            advance(now, movedBytes, movedItems);
            double settled = 1 - Math.exp(-(lastTime - start) / SECOND / SMOOTHING_SECONDS);
            bytesPerSecond = settled <= 0 ? 0 : byteRate / settled;
            itemsPerSecond = settled <= 0 ? 0 : itemRate / settled;
        }
        long allBytes = movedBytes + skippedBytes.sum();
        long allItems = movedItems + skippedItems.sum();
        return new ProgressSnapshot(
                allBytes,
                allItems,
                totalBytes,
                totalItems,
                bytesPerSecond,
                itemsPerSecond,
                Duration.ofNanos(now - start),
                remaining(totalBytes - allBytes, bytesPerSecond, totalItems - allItems, itemsPerSecond));
    }

    /** Averages exponentially, by time passed and not by calls; the early bias is divided out by the reader. */
    private void advance(long now, long movedBytes, long movedItems) {
        long passed = now - lastTime;
        if (passed < MIN_INTERVAL_NANOS) {
            return;
        }
        double seconds = passed / SECOND;
        double weight = 1 - Math.exp(-seconds / SMOOTHING_SECONDS);
        byteRate += weight * ((movedBytes - lastBytes) / seconds - byteRate);
        itemRate += weight * ((movedItems - lastItems) / seconds - itemRate);
        lastTime = now;
        lastBytes = movedBytes;
        lastItems = movedItems;
    }

    private Optional<Duration> remaining(long bytesLeft, double byBytes, long itemsLeft, double byItems) {
        if (totalBytes <= 0 && totalItems <= 0) {
            return Optional.empty();
        }
        double left =
                Effort.of((double) Math.max(0, bytesLeft), (double) Math.max(0, itemsLeft), totalBytes, totalItems);
        double seconds = left <= 0 ? 0 : left / Effort.of(byBytes, byItems, totalBytes, totalItems);
        // without a rate it is infinite
        return seconds > Duration.ofDays(3650).toSeconds()
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(Math.round(seconds * 1000)));
    }

    private static long notNegative(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("progress does not go backwards: " + value);
        }
        return value;
    }
}
