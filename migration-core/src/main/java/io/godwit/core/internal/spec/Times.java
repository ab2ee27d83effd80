package io.godwit.core.internal.spec;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of time, as people write it: {@code 30s}, {@code 90m}, {@code 2h}. */
public final class Times {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,10}) ?(ms|s|m|h|d)");
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private Times() {}

    /**
     * Reads a length of time.
     *
     * @param text a whole number with {@code ms}, {@code s}, {@code m}, {@code h} or {@code d}
     * @return the length, or empty where it is no such thing
     */
    public static Optional<Duration> parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            return Optional.empty();
        }
        long unit = MILLIS.getOrDefault(form.group(2), 1L);
        return Optional.of(Duration.ofMillis(Long.parseLong(form.group(1)) * unit));
    }

    /**
     * Writes a length of time in the largest unit that holds it without a fraction.
     *
     * @param time not negative
     * @return for instance {@code 2h}
     */
    public static String text(Duration time) {
        long millis = time.toMillis();
        String unit = "ms";
        for (String candidate : new String[] {"s", "m", "h", "d"}) {
            if (millis > 0 && millis % MILLIS.getOrDefault(candidate, 1L) == 0) {
                unit = candidate;
            }
        }
        return millis / MILLIS.getOrDefault(unit, 1L) + unit;
    }
}
