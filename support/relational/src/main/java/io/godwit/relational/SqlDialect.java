package io.godwit.relational;

import io.godwit.spi.DatasetName;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * How an engine writes names and text inside a statement. Every name and every literal that goes into SQL text passes through
 * here; values go through parameters wherever the engine takes them.
 */
public enum SqlDialect {
    /** PostgreSQL, with {@code standard_conforming_strings} on, as it is unless an administrator changed it. */
    POSTGRES('"', '"', false),
    /** SQLite. */
    SQLITE('"', '"', false),
    /** MySQL and MariaDB, without {@code NO_BACKSLASH_ESCAPES}. */
    MYSQL('`', '`', true),
    /** SQL Server. */
    SQLSERVER('[', ']', false);

    private final char open;
    private final char close;
    private final boolean backslashEscapes;

    SqlDialect(char open, char close, boolean backslashEscapes) {
        this.open = open;
        this.close = close;
        this.backslashEscapes = backslashEscapes;
    }

    /**
     * Quotes a name.
     *
     * @param name exactly as the engine stores it
     * @return the name in quotes
     * @throws IllegalArgumentException for an empty name and for one that holds NUL, which no engine stores
     */
    public String identifier(String name) {
        checkNul(name);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a name is not empty");
        }
        StringBuilder quoted = new StringBuilder(name.length() + 2).append(open);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == close) {
                quoted.append(c);
            }
            quoted.append(c);
        }
        return quoted.append(close).toString();
    }

    /**
     * Quotes several names.
     *
     * @param names exactly as the engine stores them
     * @return the names in quotes, with commas between them
     */
    public String identifiers(List<String> names) {
        return names.stream().map(this::identifier).collect(Collectors.joining(", "));
    }

    /**
     * Quotes a name with the namespace in front.
     *
     * @param namespace schema or database, or an empty string for none
     * @param name the name
     * @return both in quotes, with a point between them; or the name alone
     */
    public String qualified(String namespace, String name) {
        return namespace.isEmpty() ? identifier(name) : identifier(namespace) + "." + identifier(name);
    }

    /**
     * Quotes the name of a dataset.
     *
     * @param name the name
     * @return as {@link #qualified(String, String)}
     */
    public String qualified(DatasetName name) {
        return qualified(name.namespace(), name.name());
    }

    /**
     * Writes text as a literal.
     *
     * @param text any text without NUL
     * @return the text in single quotes
     * @throws IllegalArgumentException for text that holds NUL
     */
    public String literal(String text) {
        checkNul(text);
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('\'');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' || (c == '\\' && backslashEscapes)) {
                quoted.append(c);
            }
            quoted.append(c);
        }
        return quoted.append('\'').toString();
    }

    private static void checkNul(String text) {
        Objects.requireNonNull(text, "text");
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("NUL in a name or literal");
        }
    }
}
