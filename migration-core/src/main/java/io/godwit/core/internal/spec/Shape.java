package io.godwit.core.internal.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the value of a key looks like. Immutable. */
public sealed interface Shape {
    /** What a value without parts looks like. */
    enum Form {
        /** Any text but none at all. */
        TEXT,
        /** The name of a specification. */
        NAME,
        /** A type of site or database: lower-case words with dashes. */
        TYPE,
        /** The id of an operation. */
        OPERATION,
        /** The name or address of a host. */
        HOST,
        /** The name of a bucket or container. */
        BUCKET,
        /** An absolute URL without a password. */
        URL,
        /** Such a URL, or {@code ssh} for the site's own host, or {@code none} for this machine. */
        VIA,
        /** A secret: by reference, or in plain text. */
        SECRET,
        /** A file on this machine, with or without {@code file:} in front. */
        FILE,
        /** The fingerprint of a key or certificate. */
        FINGERPRINT,
        /** Bytes with a unit. */
        SIZE,
        /** Bytes per second with a unit. */
        RATE,
        /** A length of time with a unit. */
        TIME,
        /** One of some words. */
        WORD,
        /** A condition on rows, in the words of a database; it may have several lines. */
        CONDITION,
        /** The name of a table, perhaps behind its schema; a star for all of a schema. */
        TABLE,
        /** The type of a column. */
        COLUMN_TYPE,
        /** A function on cells: a word, or the id of a plugin's transform. */
        FUNCTION,
        /** A whole number. */
        INTEGER,
        /** True or false. */
        BOOLEAN,
        /** Text, a number, or true or false. */
        ANY
    }

    /**
     * A value without parts.
     *
     * @param form what it looks like
     * @param words for WORD what it may be, with what each means to us; else empty
     * @param least for INTEGER the least value
     * @param most for INTEGER the greatest value
     */
    record Value(Form form, Map<String, String> words, long least, long most) implements Shape {}

    /**
     * A list.
     *
     * @param item what its values look like
     */
    record Many(Shape item) implements Shape {}

    /**
     * Values by key.
     *
     * @param keys the keys
     * @param others what the values of further keys look like, or null where there are none
     */
    record Table(List<Named> keys, @Nullable Shape others) implements Shape {
        /** Copies the keys. */
        public Table {
            keys = List.copyOf(keys);
        }

        /**
         * A key.
         *
         * @param name its name
         * @return the key, or empty
         */
        public Optional<Named> key(String name) {
            return keys.stream().filter(key -> key.name().equals(name)).findFirst();
        }
    }

    /**
     * A value without parts, or one with.
     *
     * @param value the one
     * @param parts the other: a table or a list
     */
    record Either(Value value, Shape parts) implements Shape {}

    /**
     * A shape that holds itself, as a place does that is reached through another one.
     *
     * @param name names it in the published schema
     * @param shape gives the shape
     */
    record Nested(String name, Supplier<Shape> shape) implements Shape {}

    /**
     * A key.
     *
     * @param name its name
     * @param shape what its value looks like
     * @param about what it says, for people
     */
    record Named(String name, Shape shape, String about) {}
}
