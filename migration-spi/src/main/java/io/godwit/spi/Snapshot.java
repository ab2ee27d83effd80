package io.godwit.spi;

import java.util.List;

/**
 * A consistent view of a database that lives until it is closed or its connection is lost.
 *
 * @implSpec Thread-safe, as far as the {@link #scope()} goes; what it returns is for one thread.
 */
public interface Snapshot extends AutoCloseable {
    /**
     * Tells this snapshot from every other one of this database.
     *
     * @return an opaque id
     */
    String id();

    /**
     * Where in the database's log of changes it stands.
     *
     * @return the position as the engine writes it, or an empty string where it has none
     */
    String position();

    /**
     * Who may read under it.
     *
     * @return the scope
     */
    Scope scope();

    /**
     * What there is to read.
     *
     * @param context progress, cancellation, limits
     * @return all datasets, by name
     */
    List<Dataset> datasets(WorkContext context);

    /**
     * Cuts a dataset into pieces of about one size, lazily.
     *
     * @param dataset which
     * @param targetBytes how large a piece should be
     * @param context progress, cancellation, limits
     * @return pieces that cover every row once, numbered from 0; the first and the last reach to infinity. Cutting the same
     *     data for the same size gives the same pieces.
     */
    Cursor<Partition> partitions(Dataset dataset, long targetBytes, WorkContext context);

    /**
     * Goes on cutting a dataset that an earlier snapshot of the same database began to cut.
     *
     * @param dataset which
     * @param last the piece that was cut last
     * @param targetBytes how large a piece should be
     * @param context progress, cancellation, limits
     * @return pieces, numbered on, that cover every row behind the last one once; none where that one reached the end
     * @implSpec The default makes one piece of all that is behind the last one's key range. Override it to cut that finer, and
     *     wherever pieces are found by their {@linkplain Partition#locator() locator}.
     */
    default Cursor<Partition> partitionsAfter(Dataset dataset, Partition last, long targetBytes, WorkContext context) {
        Partition.KeyRange range = last.range();
        if (range.to().isEmpty()) {
            return Cursor.of(List.of());
        }
        Partition.KeyRange rest = new Partition.KeyRange(range.columns(), range.to(), List.of());
        return Cursor.of(List.of(new Partition(dataset.name(), last.number() + 1, rest, "")));
    }

    /**
     * The forms in which chunks can be read.
     *
     * @param dataset which
     * @return in order of preference; every relational dataset offers {@link ChunkFormat#CELLS}
     */
    List<ChunkFormat> offers(Dataset dataset);

    /**
     * Reads a piece.
     *
     * @param dataset which
     * @param partition as this, or an earlier snapshot of the same database, cut it
     * @param format one of those offered
     * @param context progress (not added to by this), cancellation, limits
     * @return the chunk, owned by the caller; a {@link CellStream} for {@link ChunkFormat#CELLS}
     * @throws MigrationException CONNECTIVITY or TRANSFER, {@code database.snapshot-lost}, where this snapshot can be read no
     *     more but another one may be taken (also from the stream); {@code database.connection-lost} (can be retried), where a
     *     reading connection was lost and the snapshot lives
     */
    ChunkStream read(Dataset dataset, Partition partition, ChunkFormat format, WorkContext context);

    /**
     * The forms in which the server itself can sum up rows, so that only the sum travels. Two servers that know a form give the same
     * sum for the same rows, and the sum of a dataset is that of its pieces.
     *
     * @param dataset which, with the columns that are summed up in their order
     * @return lower-case words with dashes, for instance {@code pg-rows-v1}, in order of preference; empty where it cannot
     */
    default List<String> digests(Dataset dataset) {
        return List.of();
    }

    /**
     * Has the server sum up the rows of a piece.
     *
     * @param dataset which, with the columns that are summed up in their order
     * @param partition as this, or an earlier snapshot of the same database, cut it
     * @param form one of {@link #digests}
     * @param context progress (not added to by this), cancellation, limits
     * @return the number of rows, no bytes, and as fingerprint the form, a colon and a number of 128 bits, modulo which sums are made,
     *     in 32 hexadecimal digits
     * @throws MigrationException as {@link #read}
     */
    default ChunkSummary digest(Dataset dataset, Partition partition, String form, WorkContext context) {
        throw MigrationException.of(
                        ErrorCategory.COMPATIBILITY,
                        "database.no-digest",
                        "the server cannot sum up the rows of \"" + dataset.name() + "\"")
                .subject(dataset.name().toString())
                .build();
    }

    /**
     * Lets go of the view. What is asked of it later fails, with {@link IllegalStateException} or {@link MigrationException}.
     */
    @Override
    void close();

    /** Who may read under a snapshot. */
    enum Scope {
        /** Any process, as long as the snapshot lives. */
        ANY_PROCESS,
        /** The threads of this process only. */
        THIS_PROCESS,
        /** One reader at a time. */
        ONE_READER
    }
}
