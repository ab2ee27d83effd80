package io.godwit.core.internal.report;

import io.godwit.core.StepRecord;
import io.godwit.core.StepStatus;
import io.godwit.core.internal.report.Throughput.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;

/** Draws charts as SVG that takes its colours from the page. */
final class Charts {
    private static final int PLOT = 160;
    private static final int LEFT = 74;
    private static final int RIGHT = 12;
    private static final int TOP = 12;
    private static final int LANE = 20;
    private static final int AXIS = 22;
    private static final int TICKS = 4;
    /** Of each a quarter is round. */
    private static final List<Double> STEPS = List.of(1.0, 1.2, 1.6, 2.0, 2.4, 2.8, 3.2, 4.0, 5.0, 6.0, 8.0, 10.0);

    private final Html html;
    private final int width;
    private final Map<String, Integer> numbers;

    /**
     * Draws into a page.
     *
     * @param width in units of about a pixel
     * @param numbers the place of each step in the plan
     */
    Charts(Html html, int width, Map<String, Integer> numbers) {
        this.html = html;
        this.width = width;
        this.numbers = numbers;
    }

    /**
     * Draws a rate over the working time, and below it when each step worked.
     *
     * @param style a class of the style sheet
     */
    void throughput(Throughput series, boolean binary, DoubleFunction<String> label, String title, String style) {
        double top = roundUp(series.peak(), binary);
        List<List<Span>> lanes = lanes(series.spans());
        int height = TOP + PLOT + 6 + LANE * lanes.size() + AXIS;
        html.open(
                "svg",
                "viewBox",
                "0 0 " + width + " " + height,
                "role",
                "img",
                "aria-label",
                title + ", at most " + label.apply(series.peak()),
                "class",
                "chart " + style);
        for (int i = 0; i <= TICKS; i++) {
            double value = top * i / TICKS;
            double y = y(value, top);
            html.empty("line", "x1", num(LEFT), "y1", num(y), "x2", num(width - RIGHT), "y2", num(y), "class", "grid");
            text(i == 0 ? "0" : label.apply(value), LEFT - 8, y + 4, "end", "tick");
        }
        String line = path(series.rates(), top);
        String floor = num(y(0, top));
        html.empty(
                "path",
                "d",
                line + " L" + num(width - RIGHT) + "," + floor + " L" + LEFT + "," + floor + " Z",
                "class",
                "area");
        html.empty("path", "d", line, "class", "line");
        long millis = Math.max(1, series.length().toMillis());
        for (Duration pause : series.pauses()) {
            String x = num(x(pause, millis));
            html.open("line", "x1", x, "y1", num(TOP), "x2", x, "y2", num(TOP + PLOT), "class", "pause");
            html.element("title", "paused here").close();
        }
        for (int i = 0; i < lanes.size(); i++) {
            lane(lanes.get(i), TOP + PLOT + 6 + LANE * i, millis);
        }
        int ticks = width < 500 ? 2 : TICKS;
        for (int i = 0; i <= ticks; i++) {
            Duration at = Duration.ofMillis(millis * i / ticks);
            String anchor = i == 0 ? "start" : i == ticks ? "end" : "middle";
            text(i == 0 ? "0" : Amounts.duration(at), x(at, millis), height - 4, anchor, "tick");
        }
        html.close();
    }

    /** Steps that worked at the same time lie below each other. */
    private static List<List<Span>> lanes(List<Span> spans) {
        List<List<Span>> lanes = new ArrayList<>();
        for (Span span : spans) {
            List<Span> free = lanes.stream()
                    .filter(lane -> lane.get(lane.size() - 1).to().compareTo(span.from()) <= 0)
                    .findFirst()
                    .orElseGet(() -> {
                        List<Span> added = new ArrayList<>();
                        lanes.add(added);
                        return added;
                    });
            free.add(span);
        }
        return lanes;
    }

    private void lane(List<Span> lane, double y, long millis) {
        for (Span span : lane) {
            double from = x(span.from(), millis);
            double length = Math.max(2, x(span.to(), millis) - from - 1);
            html.open("g").element("title", span.step());
            html.empty(
                    "rect",
                    "x",
                    num(from),
                    "y",
                    num(y),
                    "width",
                    num(length),
                    "height",
                    num(LANE - 4),
                    "rx",
                    "3",
                    "class",
                    "span");
            Integer number = numbers.get(span.step());
            if (number != null && length > 18) {
                String name = length > 7.0 * (span.step().length() + 4) ? number + " " + span.step() : "" + number;
                text(name, from + 6, y + 12, "start", "span-name");
            }
            html.close();
        }
    }

    private void text(String content, double x, double y, String anchor, String style) {
        html.element("text", content, "x", num(x), "y", num(y), "text-anchor", anchor, "class", style);
    }

    private double x(Duration at, long millis) {
        return LEFT + (double) (width - LEFT - RIGHT) * at.toMillis() / millis;
    }

    private String path(List<Double> rates, double top) {
        StringBuilder path = new StringBuilder();
        double slot = (double) (width - LEFT - RIGHT) / Math.max(1, rates.size());
        for (int i = 0; i < rates.size(); i++) {
            double x = LEFT + slot * (i + 0.5);
            if (i == 0) {
                path.append('M').append(LEFT).append(',').append(num(y(rates.get(i), top)));
            }
            path.append(" L").append(num(x)).append(',').append(num(y(rates.get(i), top)));
        }
        return path.append(" L")
                .append(num(width - RIGHT))
                .append(',')
                .append(num(y(rates.get(rates.size() - 1), top)))
                .toString();
    }

    private static double y(double value, double top) {
        return TOP + PLOT - PLOT * (top <= 0 ? 0 : value / top);
    }

    /** The next number of which a quarter is a round one: of bytes by powers of 1024, of other things by powers of ten. */
    static double roundUp(double value, boolean binary) {
        if (value <= 0) {
            return TICKS;
        }
        double unit = 1;
        if (binary) {
            while (value / unit >= 1024) {
                unit *= 1024;
            }
        }
        double scale = Math.pow(10, Math.floor(Math.log10(value / unit)));
        for (double step : STEPS) {
            if (step * scale * unit >= value) {
                return step * scale * unit;
            }
        }
        return 10 * scale * unit;
    }

    /** Draws how long each step took, as rows of the page, so that long titles wrap. */
    static void stepTimes(Html html, List<StepRecord> steps) {
        long longest = steps.stream()
                .mapToLong(step -> step.duration().toMillis())
                .max()
                .orElse(0);
        html.open("ol", "class", "bars");
        for (StepRecord step : steps) {
            double percent = longest == 0 ? 0 : 100.0 * step.duration().toMillis() / longest;
            html.open("li");
            html.element("span", step.title(), "class", "bar-title");
            html.open("svg", "viewBox", "0 0 100 8", "preserveAspectRatio", "none", "aria-hidden", "true");
            html.empty("rect", "x", "0", "y", "0", "width", "100", "height", "8", "class", "track");
            html.empty(
                    "rect",
                    "x",
                    "0",
                    "y",
                    "0",
                    "width",
                    num(Math.max(percent, 0.4)),
                    "height",
                    "8",
                    "class",
                    step.status() == StepStatus.FAILED ? "bar failed" : "bar");
            html.close();
            html.element("span", Amounts.duration(step.duration()), "class", "bar-value");
            html.close();
        }
        html.close();
    }

    private static String num(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
