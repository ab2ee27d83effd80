package io.godwit.spi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What an adapter found at a site, as plain data with the evidence that later checks need: it is stored, and checks, plans and
 * verification work from it when the site is long gone. Immutable.
 *
 * @param platform id of the adapter
 * @param version version of the form of the evidence, from 1 on
 * @param facts what matters most (version, title, URL, ...), by name, in a fixed order
 * @param items what it consists of
 * @param evidence all else that the adapter wants to see again: one JSON value, secrets by reference only
 */
@Incubating
public record Inventory(String platform, int version, Map<String, String> facts, List<Item> items, String evidence) {
    /** Checks the parts. */
    public Inventory {
        Checks.id(platform);
        if (version < 1) {
            throw new IllegalArgumentException("versions count from 1, not " + version);
        }
        facts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        items = List.copyOf(items);
        Objects.requireNonNull(evidence, "evidence");
    }

    /**
     * A part of a site. Immutable.
     *
     * @param kind what sort of part, for instance {@code plugin}, {@code endpoint}, {@code mailbox}
     * @param name its name
     * @param detail what people want to know of it, or an empty string
     */
    public record Item(String kind, String name, String detail) {
        /** Checks the parts. */
        public Item {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(detail, "detail");
        }
    }
}
