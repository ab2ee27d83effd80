package io.godwit.adapter.asterisk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a PBX is set up to be, whatever the way it is written: its things, each with its settings. For one thread while it is filled.
 */
final class Meaning {
    private final SortedMap<Thing, SortedMap<String, Value>> things = new TreeMap<>();

    /**
     * A thing of a PBX.
     *
     * @param kind {@code endpoint}, {@code queue}, {@code route} ...
     * @param name its name
     */
    record Thing(String kind, String name) implements Comparable<Thing> {
        @Override
        public int compareTo(Thing other) {
            int byKind = kind.compareTo(other.kind);
            return byKind != 0 ? byKind : name.compareTo(other.name);
        }

        @Override
        public String toString() {
            return kind + " " + name;
        }
    }

    /**
     * The value of a setting.
     *
     * @param text what it is; empty for a secret that was stored
     * @param isSecret whether it may be told
     */
    record Value(String text, boolean isSecret) {
        /** For people. */
        @Override
        public String toString() {
            return isSecret ? "****" : text;
        }

        boolean isAs(Value other) {
            boolean isForgotten = isSecret && other.isSecret && (text.isEmpty() || other.text.isEmpty());
            return isForgotten || equals(other);
        }
    }

    /**
     * A difference.
     *
     * @param change which
     * @param thing of what
     * @param setting of which of its settings; empty for the thing as a whole
     * @param before what it was; stars for a secret, empty where there was none
     * @param after what it is
     */
    record Difference(Change change, Thing thing, String setting, String before, String after) {
        /** What sort of difference. */
        enum Change {
            /** Only the second has it. */
            ADDED,
            /** Only the first has it. */
            REMOVED,
            /** Both have it, and it is not the same. */
            CHANGED
        }
    }

    /** A thing that is there, whatever its settings. */
    void add(Thing thing) {
        things.computeIfAbsent(thing, any -> new TreeMap<>());
    }

    /** A setting of a thing; one that is there already goes on with a further value. */
    void add(Thing thing, String setting, String value) {
        boolean isSecret = Secrets.isSecret(thing.kind(), setting);
        things.computeIfAbsent(thing, any -> new TreeMap<>())
                .merge(
                        setting,
                        new Value(value, isSecret),
                        (first, next) -> new Value(first.text() + ", " + next.text(), isSecret));
    }

    /** A setting of a thing of which the last value counts. */
    void replace(Thing thing, String setting, String value) {
        things.computeIfAbsent(thing, any -> new TreeMap<>())
                .put(setting, new Value(value, Secrets.isSecret(thing.kind(), setting)));
    }

    /** All things with their settings, in order. */
    SortedMap<Thing, SortedMap<String, Value>> things() {
        return things;
    }

    /** The names of the things of a kind, in order. */
    List<String> names(String kind) {
        return things.keySet().stream()
                .filter(thing -> thing.kind().equals(kind))
                .map(Thing::name)
                .toList();
    }

    /** A setting of a thing, or empty where it has none. */
    Optional<Value> value(String kind, String name, String setting) {
        return Optional.ofNullable(things.get(new Thing(kind, name))).map(settings -> settings.get(setting));
    }

    /**
     * How another PBX differs from this one.
     *
     * @param other the second
     * @return ordered by thing and setting; none where both are the same in meaning
     */
    List<Difference> differences(Meaning other) {
        List<Difference> differences = new ArrayList<>();
        things.forEach((thing, settings) -> {
            SortedMap<String, Value> there = other.things.get(thing);
            if (there == null) {
                differences.add(new Difference(Difference.Change.REMOVED, thing, "", "", ""));
            } else {
                compare(thing, settings, there, differences);
            }
        });
        other.things.keySet().stream()
                .filter(thing -> !things.containsKey(thing))
                .forEach(thing -> differences.add(new Difference(Difference.Change.ADDED, thing, "", "", "")));
        differences.sort(java.util.Comparator.comparing(Difference::thing).thenComparing(Difference::setting));
        return differences;
    }

    private static void compare(
            Thing thing,
            SortedMap<String, Value> before,
            SortedMap<String, Value> after,
            List<Difference> differences) {
        before.forEach((setting, value) -> {
            Value there = after.get(setting);
            if (there == null) {
                differences.add(new Difference(Difference.Change.REMOVED, thing, setting, value.toString(), ""));
            } else if (!value.isAs(there)) {
                differences.add(
                        new Difference(Difference.Change.CHANGED, thing, setting, value.toString(), there.toString()));
            }
        });
        after.forEach((setting, value) -> {
            if (!before.containsKey(setting)) {
                differences.add(new Difference(Difference.Change.ADDED, thing, setting, "", value.toString()));
            }
        });
    }

    /** As JSON, without secrets. */
    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        things.forEach((thing, settings) -> {
            ObjectNode kind = json.withObject("/" + pointer(thing.kind()));
            ObjectNode written = kind.putObject(thing.name());
            settings.forEach((setting, value) -> {
                if (value.isSecret()) {
                    written.putNull(setting);
                } else {
                    written.put(setting, value.text());
                }
            });
        });
        return json;
    }

    private static String pointer(String kind) {
        return kind.replace("~", "~0").replace("/", "~1");
    }

    /** What {@link #toJson()} wrote; secrets are forgotten. */
    static Meaning of(JsonNode json) {
        Meaning meaning = new Meaning();
        for (Map.Entry<String, JsonNode> kind : json.properties()) {
            for (Map.Entry<String, JsonNode> thing : kind.getValue().properties()) {
                SortedMap<String, Value> settings = new TreeMap<>();
                thing.getValue()
                        .properties()
                        .forEach(setting -> settings.put(
                                setting.getKey(),
                                new Value(
                                        setting.getValue().asText(""),
                                        setting.getValue().isNull())));
                meaning.things.put(new Thing(kind.getKey(), thing.getKey()), settings);
            }
        }
        return meaning;
    }
}
