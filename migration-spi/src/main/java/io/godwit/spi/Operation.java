package io.godwit.spi;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A named job of an adapter besides moving: {@code asterisk:to-realtime}. Immutable.
 *
 * @param id the adapter's id, a colon, the job's name
 * @param title what it does, one line
 * @param parameters what it wants to know
 */
@Incubating
public record Operation(String id, String title, List<Parameter> parameters) {
    /** Checks the parts. */
    public Operation {
        Checks.id(id);
        if (id.indexOf(':') < 0) {
            throw new IllegalArgumentException("an operation reads adapter:job, not \"" + id + "\"");
        }
        Checks.notBlank(title, "title");
        parameters = List.copyOf(parameters);
        Set<String> names = new HashSet<>();
        for (Parameter parameter : parameters) {
            if (!names.add(parameter.name())) {
                throw new IllegalArgumentException("two parameters are called \"" + parameter.name() + "\"");
            }
        }
    }

    /**
     * Something that an operation wants to know. Immutable.
     *
     * @param name lower-case words with underscores
     * @param type what values it takes
     * @param isRequired whether it must be given
     * @param defaultValue what it is where not given, or an empty string
     * @param choices for CHOICE the values that it takes; else empty
     * @param description for people, one line
     */
    public record Parameter(
            String name, Type type, boolean isRequired, String defaultValue, List<String> choices, String description) {
        /** Checks the parts. */
        public Parameter {
            if (!name.matches("[a-z][a-z0-9_]*")) {
                throw new IllegalArgumentException("not the name of a parameter: \"" + name + "\"");
            }
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(defaultValue, "defaultValue");
            choices = List.copyOf(choices);
            if ((type == Type.CHOICE) == choices.isEmpty()) {
                throw new IllegalArgumentException("a choice has choices, and nothing else has: \"" + name + "\"");
            }
            Objects.requireNonNull(description, "description");
        }

        /** What values a parameter takes. */
        public enum Type {
            /** Any text. */
            TEXT,
            /** A whole number. */
            INTEGER,
            /** {@code true} or {@code false}. */
            BOOLEAN,
            /** One of some texts. */
            CHOICE,
            /** Texts, separated by commas. */
            LIST,
            /** A {@link SecretRef}. */
            SECRET
        }
    }
}
