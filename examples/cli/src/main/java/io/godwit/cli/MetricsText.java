package io.godwit.cli;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Meters in the text format that Prometheus reads. */
final class MetricsText {
    /** The lines of each metric below its type. */
    private final Map<String, List<String>> metrics = new TreeMap<>();

    private MetricsText() {}

    static String of(MeterRegistry registry) {
        MetricsText text = new MetricsText();
        registry.getMeters().forEach(text::add);
        StringBuilder all = new StringBuilder();
        text.metrics.forEach((head, lines) -> {
            all.append("# TYPE ").append(head).append('\n');
            lines.stream().sorted().forEach(line -> all.append(line).append('\n'));
        });
        return all.toString();
    }

    private void add(Meter meter) {
        Meter.Id id = meter.getId();
        String name = name(id);
        String labels = labels(id);
        if (meter instanceof Timer timer) {
            put(name + " summary", name + "_count" + labels + " " + timer.count());
            put(name + " summary", name + "_sum" + labels + " " + timer.totalTime(TimeUnit.SECONDS));
            put(name + "_max gauge", name + "_max" + labels + " " + timer.max(TimeUnit.SECONDS));
            return;
        }
        boolean counts = id.getType() == Meter.Type.COUNTER;
        String full = counts ? name + "_total" : name;
        meter.measure()
                .forEach(value -> put(full + (counts ? " counter" : " gauge"), full + labels + " " + value.getValue()));
    }

    private void put(String head, String line) {
        metrics.computeIfAbsent(head, key -> new ArrayList<>()).add(line);
    }

    /** With its unit, where it does not end in it anyway. */
    private static String name(Meter.Id id) {
        String name = id.getName().replace('.', '_');
        String unit = id.getBaseUnit();
        return unit == null || name.endsWith("_" + unit) ? name : name + "_" + unit;
    }

    private static String labels(Meter.Id id) {
        return id.getTags().isEmpty()
                ? ""
                : id.getTags().stream().map(MetricsText::label).collect(Collectors.joining(",", "{", "}"));
    }

    private static String label(Tag tag) {
        String value =
                tag.getValue().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return tag.getKey() + "=\"" + value + "\"";
    }
}
