package io.godwit.core.internal.spec;

import io.godwit.core.internal.spec.Node.Entry;
import io.godwit.core.internal.spec.Node.Mapping;
import io.godwit.core.internal.spec.Node.Position;
import io.godwit.core.internal.spec.Node.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table of TOML while it is read, to which later lines may add. Not thread-safe. */
final class TomlTable {
    /** How a table came to be, which decides what may add to it. */
    enum Origin {
        /** By a header of its own; headers and keys below it may follow once. */
        HEADER,
        /** As the parent in a header; a header of its own may follow. */
        IMPLIED,
        /** By a dotted key; only further dotted keys may add to it. */
        DOTTED,
        /** In braces; nothing may add to it. */
        INLINE
    }

    /** Is told of a key that was there already. */
    interface Again {
        void found(String name, Position at, Position first);
    }

    private sealed interface Held {
        Position keyAt();
    }

    private record Value(Position keyAt, Node node) implements Held {}

    private record Child(Position keyAt, TomlTable table) implements Held {}

    private record Children(Position keyAt, List<TomlTable> tables) implements Held {}

    private final Position at;
    private Origin origin;
    private final Map<String, Held> held = new LinkedHashMap<>();

    TomlTable(Position at, Origin origin) {
        this.at = at;
        this.origin = origin;
    }

    /** A table below, made where it is not there. What cannot be added to is told of, and a table apart given. */
    TomlTable descend(String name, Position place, Origin made, Again again) {
        Held there = held.get(name);
        if (there == null) {
            TomlTable child = new TomlTable(place, made);
            held.put(name, new Child(place, child));
            return child;
        }
        if (there instanceof Child child && child.table.allows(made)) {
            return child.table;
        }
        if (there instanceof Children children && made == Origin.IMPLIED) {
            return children.tables.get(children.tables.size() - 1);
        }
        again.found(name, place, there.keyAt());
        return new TomlTable(place, made);
    }

    private boolean allows(Origin made) {
        return made == Origin.DOTTED ? origin == Origin.DOTTED || origin == Origin.IMPLIED : true;
    }

    /** The table of a header. */
    TomlTable open(String name, Position place, Again again) {
        Held there = held.get(name);
        if (there instanceof Child child && child.table.origin == Origin.IMPLIED) {
            child.table.origin = Origin.HEADER;
            return child.table;
        }
        if (there != null) {
            again.found(name, place, there.keyAt());
            return new TomlTable(place, Origin.HEADER);
        }
        TomlTable child = new TomlTable(place, Origin.HEADER);
        held.put(name, new Child(place, child));
        return child;
    }

    /** A further table of a header in double brackets. */
    TomlTable append(String name, Position place, Again again) {
        Held there = held.get(name);
        TomlTable child = new TomlTable(place, Origin.HEADER);
        if (there == null) {
            held.put(name, new Children(place, new ArrayList<>(List.of(child))));
        } else if (there instanceof Children children) {
            children.tables.add(child);
        } else {
            again.found(name, place, there.keyAt());
        }
        return child;
    }

    void put(String name, Position place, Node node, Again again) {
        Held first = held.putIfAbsent(name, new Value(place, node));
        if (first != null) {
            again.found(name, place, first.keyAt());
        }
    }

    Mapping toNode() {
        List<Entry> entries = new ArrayList<>();
        held.forEach((name, value) -> entries.add(new Entry(name, value.keyAt(), node(value))));
        return new Mapping(at, entries);
    }

    private static Node node(Held value) {
        if (value instanceof Value plain) {
            return plain.node();
        }
        if (value instanceof Child child) {
            return child.table().toNode();
        }
        Children children = (Children) value;
        return new Sequence(
                children.keyAt(),
                children.tables().stream().<Node>map(TomlTable::toNode).toList());
    }
}
