package io.godwit.spi;

/** The facet of a relational database that tells its schema. Thread-safe. */
public interface RelationalSource {
    /**
     * Reads the schema.
     *
     * @param context progress, cancellation, limits
     * @return all that this user may see of the database
     */
    RelationalSchema schema(WorkContext context);
}
