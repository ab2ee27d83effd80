package io.godwit.spi;

import java.util.Optional;

/**
 * A database, opened to read.
 *
 * @implSpec Thread-safe; it pools its connections, at most {@link Limits#parallelism()} and one more.
 */
public interface Database extends AutoCloseable {
    /**
     * What this database is.
     *
     * @param context progress, cancellation, limits
     * @return the facts as they are now
     */
    DatabaseFacts inspect(WorkContext context);

    /**
     * Takes a consistent view of all data, for as many readers as its {@link Snapshot#scope()} allows.
     *
     * @param context progress, cancellation, limits
     * @return the snapshot, owned by the caller
     * @throws MigrationException COMPATIBILITY, {@code database.no-snapshot}, with what is missing (a privilege, an engine)
     */
    Snapshot snapshot(WorkContext context);

    /**
     * Something that only databases of a kind have, for instance {@link RelationalSource}.
     *
     * @param <F> the facet
     * @param type its contract
     * @return the facet, or empty where this database is not of that kind
     */
    <F> Optional<F> facet(Class<F> type);

    /**
     * Frees what it holds. What is asked of it later fails, with {@link IllegalStateException} or {@link MigrationException}.
     */
    @Override
    void close();
}
