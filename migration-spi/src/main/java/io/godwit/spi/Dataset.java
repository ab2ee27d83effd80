package io.godwit.spi;

import java.util.List;
import java.util.Objects;

/**
 * A table, collection or keyspace in a snapshot. Immutable.
 *
 * @param name its name
 * @param columns the columns that are read and written, in order; empty for documents without a fixed form
 * @param key the names of the columns that identify a row, or empty where nothing does
 * @param estimatedRows about how many rows, 0 where not known
 * @param estimatedBytes about how large, 0 where not known
 */
public record Dataset(
        DatasetName name, List<DataColumn> columns, List<String> key, long estimatedRows, long estimatedBytes) {
    /** Checks the parts. */
    public Dataset {
        Objects.requireNonNull(name, "name");
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        Checks.notNegative(estimatedRows, "estimatedRows");
        Checks.notNegative(estimatedBytes, "estimatedBytes");
    }

    /**
     * A column of data.
     *
     * @param name its name
     * @param type what its cells mean, and so how they are encoded
     */
    public record DataColumn(String name, LogicalType type) {
        /** Checks the parts. */
        public DataColumn {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(type, "type");
        }
    }
}
