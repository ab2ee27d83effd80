package io.godwit.spi;

import java.util.List;
import java.util.Objects;

/**
 * A piece of a dataset, as data: it is journaled and may be read again by another process. Immutable.
 *
 * @param dataset which dataset
 * @param number its number, from 0
 * @param range the keys it covers; {@link KeyRange#ALL} where it was not cut by key
 * @param locator how the plugin that cut it finds it again, where that is not by key; meaningful to that plugin only, may be
 *     empty
 */
public record Partition(DatasetName dataset, int number, KeyRange range, String locator) {
    /** Checks the parts. */
    public Partition {
        Objects.requireNonNull(dataset, "dataset");
        Checks.notNegative(number, "number");
        Objects.requireNonNull(range, "range");
        Objects.requireNonNull(locator, "locator");
    }

    /**
     * A half-open range of keys, compared column by column in the order of the source. Immutable.
     *
     * @param columns the key columns; empty for everything
     * @param from the first key that is inside, a canonical text per column; empty to reach to the beginning
     * @param to the first key that is outside again, a canonical text per column; empty to reach to the end
     */
    public record KeyRange(List<String> columns, List<String> from, List<String> to) {
        /** Every row. */
        public static final KeyRange ALL = new KeyRange(List.of(), List.of(), List.of());

        /** Checks the parts. */
        public KeyRange {
            columns = List.copyOf(columns);
            from = List.copyOf(from);
            to = List.copyOf(to);
            if ((!from.isEmpty() && from.size() != columns.size()) || (!to.isEmpty() && to.size() != columns.size())) {
                throw new IllegalArgumentException("a bound has a value per key column");
            }
        }
    }
}
