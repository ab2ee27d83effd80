package io.godwit.core.internal.spec;

import java.util.List;
import java.util.Optional;

/** A value as it stands in a file, with where it stands. Immutable. */
public sealed interface Node {
    /**
     * Where it begins.
     *
     * @return the place
     */
    Position at();

    /**
     * How many values it is made of, itself included.
     *
     * @return at least 1
     */
    int size();

    /**
     * A place in a file.
     *
     * @param line from 1 on
     * @param column from 1 on, counted in characters
     */
    record Position(int line, int column) {
        /** The beginning of a file. */
        public static final Position START = new Position(1, 1);

        @Override
        public String toString() {
            return line + ":" + column;
        }
    }

    /** What a scalar is in its file. */
    enum Kind {
        /** Text. */
        TEXT("text"),
        /** A whole number. */
        INTEGER("a number"),
        /** Another number. */
        FLOAT("a number"),
        /** True or false. */
        BOOLEAN("true or false"),
        /** A date, a time or both. */
        TIMESTAMP("a date or time"),
        /** Nothing. */
        NULL("nothing");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /**
         * What people call it.
         *
         * @return for instance {@code a number}
         */
        public String words() {
            return words;
        }
    }

    /**
     * A value without parts.
     *
     * @param at where it begins
     * @param kind what it is
     * @param text what stands there, without quotes
     */
    record Scalar(Position at, Kind kind, String text) implements Node {
        @Override
        public int size() {
            return 1;
        }

        /** Not the text, which may be a secret. */
        @Override
        public String toString() {
            return kind + " at " + at;
        }
    }

    /**
     * A list.
     *
     * @param at where it begins
     * @param items its values
     * @param size how many values it is made of
     */
    record Sequence(Position at, List<Node> items, int size) implements Node {
        /** Copies the items. */
        public Sequence {
            items = List.copyOf(items);
        }

        /**
         * A list.
         *
         * @param at where it begins
         * @param items its values
         */
        public Sequence(Position at, List<Node> items) {
            this(at, items, items.stream().mapToInt(Node::size).sum() + 1);
        }
    }

    /**
     * Values by key.
     *
     * @param at where it begins
     * @param entries in the order of the file, each key once
     * @param size how many values it is made of
     */
    record Mapping(Position at, List<Entry> entries, int size) implements Node {
        /** Copies the entries. */
        public Mapping {
            entries = List.copyOf(entries);
        }

        /**
         * Values by key.
         *
         * @param at where it begins
         * @param entries in the order of the file, each key once
         */
        public Mapping(Position at, List<Entry> entries) {
            this(
                    at,
                    entries,
                    entries.stream().mapToInt(entry -> entry.value().size()).sum() + 1);
        }

        /**
         * The value of a key.
         *
         * @param key the key
         * @return the value, or empty
         */
        public Optional<Node> get(String key) {
            return entries.stream()
                    .filter(entry -> entry.key().equals(key))
                    .map(Entry::value)
                    .findFirst();
        }
    }

    /**
     * A key and its value.
     *
     * @param key the key
     * @param at where the key begins
     * @param value the value
     */
    record Entry(String key, Position at, Node value) {}
}
