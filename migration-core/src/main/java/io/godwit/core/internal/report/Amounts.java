package io.godwit.core.internal.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers, sizes and times for people, the same everywhere. */
final class Amounts {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String UNITS = "KMGTPE";

    private Amounts() {}

    /** For instance {@code 1,234,567}. */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** For instance {@code 1.5 GiB}. */
    static String bytes(long bytes) {
        return bytes((double) bytes);
    }

    /** For instance {@code 1.5 GiB}. */
    static String bytes(double bytes) {
        if (bytes < 1024) {
            return Math.round(bytes) + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1023.95 && unit < UNITS.length() - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, value < 100 ? "%.1f %ciB" : "%.0f %ciB", value, UNITS.charAt(unit));
    }

    /** For instance {@code 6.4 MiB/s}. */
    static String byteRate(double bytesPerSecond) {
        return bytes(bytesPerSecond) + "/s";
    }

    /** For instance {@code 1,250/s}; with a digit behind the point where it is slow. */
    static String itemRate(double itemsPerSecond) {
        return itemsPerSecond < 10
                ? String.format(Locale.ROOT, "%.1f/s", itemsPerSecond)
                : count(Math.round(itemsPerSecond)) + "/s";
    }

    /** For instance {@code 2 h 5 min}, {@code 3 min 12 s}, {@code 4.2 s}, {@code 40 ms}. */
    static String duration(Duration time) {
        long millis = Math.max(0, time.toMillis());
        if (millis < 1000) {
            return millis + " ms";
        }
        if (millis < 10_000) {
            return String.format(Locale.ROOT, "%.1f s", Math.floor(millis / 100.0) / 10);
        }
        long seconds = millis / 1000;
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return pair(seconds / 60, "min", seconds % 60, "s");
        }
        return seconds < 86_400
                ? pair(seconds / 3600, "h", seconds / 60 % 60, "min")
                : pair(seconds / 86_400, "d", seconds / 3600 % 24, "h");
    }

    private static String pair(long large, String largeUnit, long small, String smallUnit) {
        return large + " " + largeUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }

    /** For instance {@code 2026-11-21 08:30:00 UTC}. */
    static String time(Instant at) {
        return TIME.format(at);
    }

    /** For instance {@code 1 file}, {@code 2 files}. */
    static String plural(long number, String one, String many) {
        return count(number) + " " + (number == 1 ? one : many);
    }
}
