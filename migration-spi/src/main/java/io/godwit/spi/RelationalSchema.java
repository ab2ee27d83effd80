package io.godwit.spi;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a relational database holds besides rows. Immutable.
 *
 * @param product the engine that it was read from, for instance {@code SQLite}; its expressions are in that engine's words
 * @param tables all tables
 * @param sequences sequences that no table owns
 * @param objects views, routines, triggers and events with their source, in an order in which they can be made
 */
public record RelationalSchema(
        String product, List<Table> tables, List<Sequence> sequences, List<NativeObject> objects) {
    /** Checks the parts. */
    public RelationalSchema {
        Objects.requireNonNull(product, "product");
        tables = List.copyOf(tables);
        sequences = List.copyOf(sequences);
        objects = List.copyOf(objects);
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
