package io.godwit.spi;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a relational database holds besides rows. Immutable.
 *
 * @param product the engine that it was read from, for instance {@code SQLite}; its expressions are in that engine's words
 * @param tables all tables
 * @param sequences sequences that no table owns
 * @param objects views, routines, triggers and events with their source, in an order in which they can be made
 * @param definitions how the engine itself would make all of this, for a target of the same product: the tables too, and what no
 *     other engine knows; may be empty, then targets of the same product make what the other parts tell
 * @param formerNames for tables that get other names: what definitions and sources of objects call them, by the name that they have in
 *     all other parts
 */
public record RelationalSchema(
        String product,
        List<Table> tables,
        List<Sequence> sequences,
        List<NativeObject> objects,
        List<NativeDefinition> definitions,
        Map<DatasetName, DatasetName> formerNames) {
    /** Checks the parts. */
    public RelationalSchema {
        Objects.requireNonNull(product, "product");
        tables = List.copyOf(tables);
        sequences = List.copyOf(sequences);
        objects = List.copyOf(objects);
        definitions = List.copyOf(definitions);
        formerNames = Collections.unmodifiableMap(new TreeMap<>(formerNames));
    }

    /**
     * A schema whose tables keep their names.
     *
     * @param product the engine that it was read from
     * @param tables all tables
     * @param sequences sequences that no table owns
     * @param objects views, routines, triggers and events
     * @param definitions how the engine itself would make all of this
     */
    public RelationalSchema(
            String product,
            List<Table> tables,
            List<Sequence> sequences,
            List<NativeObject> objects,
            List<NativeDefinition> definitions) {
        this(product, tables, sequences, objects, definitions, Map.of());
    }

    /**
     * A schema without native definitions.
     *
     * @param product the engine that it was read from
     * @param tables all tables
     * @param sequences sequences that no table owns
     * @param objects views, routines, triggers and events
     */
    public RelationalSchema(String product, List<Table> tables, List<Sequence> sequences, List<NativeObject> objects) {
        this(product, tables, sequences, objects, List.of());
    }

    /**
     * One statement of how the engine itself would make something. Immutable.
     *
     * @param phase when it is made
     * @param kind what it makes, in the engine's own word, for instance {@code domain}
     * @param name what it makes or changes
     * @param tables the tables without which it cannot be made, itself among them where it makes one
     * @param source the statement in the engine's own words, where names of the namespace that was connected to stand alone and
     *     all others behind their namespace; empty for what is there and cannot be moved
     */
    public record NativeDefinition(
            RelationalTarget.Phase phase, String kind, DatasetName name, List<DatasetName> tables, String source) {
        /** Checks the parts. */
        public NativeDefinition {
            Objects.requireNonNull(phase, "phase");
            Checks.notBlank(kind, "kind");
            Objects.requireNonNull(name, "name");
            tables = List.copyOf(tables);
            Objects.requireNonNull(source, "source");
        }
    }

    /**
     * A table by name.
     *
     * @param name its name
     * @return the table, or empty
     */
    public Optional<Table> table(DatasetName name) {
        return tables.stream().filter(t -> t.name().equals(name)).findFirst();
    }

    /**
     * A counter that no table owns. Immutable.
     *
     * @param name its name
     * @param nextValue what it gives next
     * @param increment how far each value is from the one before
     */
    public record Sequence(DatasetName name, long nextValue, long increment) {
        /** Checks the parts. */
        public Sequence {
            Objects.requireNonNull(name, "name");
        }
    }

    /**
     * Something with source in the engine's own language. Immutable.
     *
     * @param kind what it is
     * @param name its name
     * @param source how it is made, in the engine's own words
     */
    public record NativeObject(Kind kind, DatasetName name, String source) {
        /** Checks the parts. */
        public NativeObject {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(source, "source");
        }

        /** What there is with source. */
        public enum Kind {
            /** A table of the schema once more, with all that only its own engine knows of it; others have no need of it. */
            TABLE,
            /** A view. */
            VIEW,
            /** A function or procedure. */
            ROUTINE,
            /** A trigger. */
            TRIGGER,
            /** Something that the engine runs by the clock. */
            EVENT
        }
    }
}
