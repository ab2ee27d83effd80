package io.godwit.adapter.asterisk;

import java.util.List;

/** What a line of a configuration file says, once its comments are gone. */
sealed interface Statement {
    /** Nothing: blank, or all comment. */
    record Nothing() implements Statement {}

    /**
     * The head of a section.
     *
     * @param name what stands in the brackets
     * @param options what stands in the parentheses, in order; empty without any
     */
    record Header(String name, List<String> options) implements Statement {
        public Header {
            options = List.copyOf(options);
        }
    }

    /**
     * A directive: {@code #include} and its like.
     *
     * @param word in lower case, without the hash
     * @param argument without its quotes; may be empty
     */
    record Directive(String word, String argument) implements Statement {}

    /**
     * A key and its value.
     *
     * @param key trimmed
     * @param operator how they are joined
     * @param value trimmed, but for {@link Operator#APPEND}, which appends what stands there
     */
    record Assignment(String key, Operator operator, String value) implements Statement {}

    /**
     * Something that Asterisk refuses.
     *
     * @param reason why, for people
     * @param isFatal whether the rest of the file goes unread, and not just the line
     */
    record Malformed(String reason, boolean isFatal) implements Statement {}

    /** How a key and a value are joined. */
    enum Operator {
        /** {@code =}. */
        SET,
        /** {@code =>}, which means the same. */
        ARROW,
        /** {@code +=}. */
        APPEND
    }
}
