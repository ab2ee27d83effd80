package io.godwit.spi;

import java.util.Objects;

/**
 * The name of a table, collection or keyspace, exactly as the engine stores it. Immutable; sorts by namespace, then name.
 *
 * @param namespace the schema or database that holds it, or an empty string for the one that is connected to
 * @param name its own name
 */
public record DatasetName(String namespace, String name) implements Comparable<DatasetName> {
    /** Checks the parts. */
    public DatasetName {
        Objects.requireNonNull(namespace, "namespace");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a dataset has a name");
        }
    }

    /**
     * A name in the namespace that is connected to.
     *
     * @param name the name
     * @return the dataset name
     */
    public static DatasetName of(String name) {
        return new DatasetName("", name);
    }

    @Override
    public int compareTo(DatasetName other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    /** The name for people, not quoted for any language. */
    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "." + name;
    }
}
