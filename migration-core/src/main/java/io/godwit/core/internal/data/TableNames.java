package io.godwit.core.internal.data;

import io.godwit.spi.DataMapping;
import io.godwit.spi.DatasetName;
import java.util.Map;

/** What tables are called at the target. Immutable. */
final class TableNames {
    private static final String ALL = ".*";

    private final Map<String, String> names;

    private TableNames(Map<String, String> names) {
        this.names = names;
    }

    static TableNames of(DataMapping mapping) {
        return new TableNames(mapping.names());
    }

    /** The name of a table: one that is given for it alone, or else its own in the namespace that is given for all of its own. */
    DatasetName of(DatasetName table) {
        String given = names.get(table.toString());
        if (given != null) {
            int dot = given.indexOf('.');
            return dot < 0 ? DatasetName.of(given) : new DatasetName(given.substring(0, dot), given.substring(dot + 1));
        }
        String namespace = table.namespace().isEmpty() ? null : names.get(table.namespace() + ALL);
        if (namespace == null) {
            return table;
        }
        return namespace.equals("*")
                ? DatasetName.of(table.name())
                : new DatasetName(namespace.substring(0, namespace.length() - ALL.length()), table.name());
    }

    /** Whether a name of the mapping means a table. */
    static boolean means(String key, DatasetName table) {
        return key.endsWith(ALL) ? key.equals(table.namespace() + ALL) : key.equals(table.toString());
    }
}
