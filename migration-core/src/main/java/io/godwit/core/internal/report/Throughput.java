package io.godwit.core.internal.report;

import io.godwit.core.MigrationReport.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How fast a session was over its working time: the steps are added up, and the time in which none ran, as between a failure and
 * its resume, is left out.
 *
 * @param rates per second, one for each slot of equal length
 * @param length of the working time
 * @param pauses where time was left out, in working time
 * @param spans when each step worked, in the order of their beginnings
 */
record Throughput(List<Double> rates, Duration length, List<Duration> pauses, List<Span> spans) {
    private static final int SLOTS = 120;
    /** Steps follow each other with a breath between: only more than this is a pause. */
    private static final long BREATH_MILLIS = 5_000;

    static Throughput of(List<Sample> samples, ToLongFunction<Sample> amount) {
        List<Stretch> stretches = stretches(samples, amount);
        List<Stretch> working = merged(stretches);
        long total = working.stream().mapToLong(Stretch::millis).sum();
        List<Duration> pauses = new ArrayList<>();
        long before = 0;
        for (int i = 0; i + 1 < working.size(); i++) {
            before += working.get(i).millis();
            pauses.add(Duration.ofMillis(before));
        }
        double[] moved = new double[total == 0 ? 0 : SLOTS];
        double slot = (double) total / SLOTS;
        for (Stretch stretch : stretches) {
            spread(stretch, position(working, stretch.from), moved, slot);
        }
        List<Double> rates = Arrays.stream(moved)
                .map(amountOfSlot -> amountOfSlot / (slot / 1000))
                .boxed()
                .toList();
        return new Throughput(rates, Duration.ofMillis(total), pauses, spans(stretches, working));
    }

    /**
     * When a step worked.
     *
     * @param step its id
     * @param from its beginning, in working time
     * @param to its end, in working time
     */
    record Span(String step, Duration from, Duration to) {}

    private static List<Span> spans(List<Stretch> stretches, List<Stretch> working) {
        Map<String, Span> spans = new LinkedHashMap<>();
        for (Stretch stretch : stretches) {
            Duration from = Duration.ofMillis((long) position(working, stretch.from));
            Duration to = Duration.ofMillis((long) position(working, stretch.to));
            spans.merge(
                    stretch.step, new Span(stretch.step, from, to), (one, two) -> new Span(one.step, one.from, two.to));
        }
        return spans.values().stream().sorted(Comparator.comparing(Span::from)).toList();
    }

    double peak() {
        return rates.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    /** What each step moved from one sample to the next. A count that falls is a step that began anew. */
    private static List<Stretch> stretches(List<Sample> samples, ToLongFunction<Sample> amount) {
        Map<String, Sample> last = new HashMap<>();
        List<Stretch> stretches = new ArrayList<>();
        for (Sample sample : samples) {
            Sample before = last.put(sample.step(), sample);
            if (before != null && sample.at().isAfter(before.at())) {
                long moved = amount.applyAsLong(sample) - amount.applyAsLong(before);
                if (moved >= 0) {
                    stretches.add(new Stretch(sample.step(), before.at(), sample.at(), moved));
                }
            }
        }
        long longest = longest(stretches);
        return stretches.stream().filter(stretch -> stretch.millis() <= longest).toList();
    }

    private static List<Stretch> merged(List<Stretch> stretches) {
        List<Stretch> merged = new ArrayList<>();
        @Nullable Stretch current = null;
        for (Stretch next :
                stretches.stream().sorted(Comparator.comparing(Stretch::from)).toList()) {
            if (current != null && Duration.between(current.to, next.from).toMillis() <= BREATH_MILLIS) {
                current = new Stretch("", current.from, next.to.isAfter(current.to) ? next.to : current.to, 0);
            } else {
                if (current != null) {
                    merged.add(current);
                }
                current = next;
            }
        }
        if (current != null) {
            merged.add(current);
        }
        return merged;
    }

    /** How far apart two samples of a step lie at the most while it runs: much further than most of them do. */
    private static long longest(List<Stretch> stretches) {
        List<Long> lengths = stretches.stream().map(Stretch::millis).sorted().toList();
        long median = lengths.isEmpty() ? 0 : lengths.get(lengths.size() / 2);
        return Math.max(10 * BREATH_MILLIS, 20 * median);
    }

    private static double position(List<Stretch> working, Instant at) {
        double before = 0;
        for (Stretch stretch : working) {
            if (!at.isAfter(stretch.to)) {
                return before + Math.max(0, Duration.between(stretch.from, at).toMillis());
            }
            before += stretch.millis();
        }
        return before;
    }

    private static void spread(Stretch stretch, double from, double[] moved, double slot) {
        double to = from + stretch.millis();
        for (int i = (int) Math.max(0, from / slot); i < moved.length && i * slot < to; i++) {
            double overlap = Math.min(to, (i + 1) * slot) - Math.max(from, i * slot);
            if (overlap > 0) {
                moved[i] += stretch.amount * overlap / stretch.millis();
            }
        }
    }

    private record Stretch(String step, Instant from, Instant to, long amount) {
        long millis() {
            return Duration.between(from, to).toMillis();
        }
    }
}
