package io.godwit.spi;

import java.util.function.Function;

/** The facet of a database that can read only those rows of a dataset for which a condition holds. Thread-safe. */
@Incubating
public interface FilteringSource {
    /**
     * Has the server look at a condition, without reading rows for it.
     *
     * @param dataset whose rows it chooses
     * @param condition in the server's own words
     * @param context cancellation
     * @throws MigrationException CONFIGURATION, {@code database.bad-condition}, where it is no condition on these rows
     */
    void checkCondition(DatasetName dataset, String condition, WorkContext context);

    /**
     * Takes a view as {@link Database#snapshot} does, in which datasets have only the rows for which their conditions hold: read in any
     * form, and summed up. How many rows datasets have is estimated as if there were no conditions.
     *
     * @param conditions the condition for a dataset, or an empty string for all of its rows
     * @param context progress, cancellation, limits
     * @return the snapshot, owned by the caller
     * @throws MigrationException as {@link Database#snapshot}; CONFIGURATION, {@code database.bad-condition}, there or while reading
     */
    Snapshot filtered(Function<DatasetName, String> conditions, WorkContext context);
}
