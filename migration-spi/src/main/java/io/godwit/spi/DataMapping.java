package io.godwit.spi;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a database go over, and what tables and columns become. A table is written {@code table}, or {@code namespace.table}
 * where it is not in the namespace that is connected to. Immutable.
 *
 * @param conditions which rows of a table are taken, as a condition in the words of the source, by table; {@code *} stands for any part
 *     of a name
 * @param names the new name of a table, by table; or of a namespace, {@code new.*} by {@code old.*}
 * @param types the type that a column gets, as {@link LogicalType#parse} reads it, by {@code table.column}
 */
@Incubating
public record DataMapping(Map<String, String> conditions, Map<String, String> names, Map<String, String> types) {
    /** All rows, and nothing becomes anything else. */
    public static final DataMapping NONE = new DataMapping(Map.of(), Map.of(), Map.of());

    /** Checks the parts; what is null is taken as empty. */
    public DataMapping {
        conditions = sorted(conditions);
        names = sorted(names);
        types = sorted(types);
    }

    private static Map<String, String> sorted(@Nullable Map<String, String> given) {
        return Collections.unmodifiableMap(new TreeMap<>(Objects.requireNonNullElse(given, Map.of())));
    }

    /**
     * Whether it changes nothing.
     *
     * @return true for {@link #NONE}
     */
    public boolean isNone() {
        return equals(NONE);
    }
}
