package io.godwit.spi;

import java.util.List;

/**
 * A database opened to write. Everything is built in a {@link WriteArea} beside what is there, and appears all at once when it is
 * switched in; until then the destination is untouched.
 *
 * @implSpec As {@link Database}. Each call is idempotent and carries the {@link WriteToken}: a call with a smaller fence than one
 *     seen before in the area fails with {@code database.fenced} and changes nothing, also when it was under way already.
 */
@Incubating
public interface WritableDatabase extends Database {
    /**
     * Looks whether the database can be written as a migration will need it, as far as that can be told without writing: the privileges that an area takes, settings that stand in the way.
     * Changes nothing.
     *
     * @param context progress, cancellation, limits
     * @return what stands in the way, an ERROR each, and what a person should know; empty where nothing is known to
     */
    default List<Finding> check(WorkContext context) {
        return List.of();
    }

    /**
     * How far an area has come; changes nothing.
     *
     * @param area which
     * @param context progress, cancellation, limits
     * @return its state
     */
    AreaState stateOf(WriteArea area, WorkContext context);

    /**
     * Opens the area: makes the shadow with its book of chunks where it is not there yet, and raises its fence to the token's.
     *
     * @param area which
     * @param token on whose behalf
     * @param context progress, cancellation, limits
     * @throws MigrationException VALIDATION, {@code database.fenced}; COMPATIBILITY, {@code database.privilege-missing}
     */
    void openArea(WriteArea area, WriteToken token, WorkContext context);

    /**
     * The forms in which chunks can be written.
     *
     * @param dataset which, as it is in the area
     * @return in order of preference; every relational dataset accepts {@link ChunkFormat#CELLS}
     */
    List<ChunkFormat> accepts(Dataset dataset);

    /**
     * The forms in which the snapshot of an area will be able to sum up rows, see {@link Snapshot#digests}.
     *
     * @param dataset as it is in the area
     * @return in order of preference; empty where it cannot
     */
    default List<String> digests(Dataset dataset) {
        return List.of();
    }

    /**
     * Writes a chunk, whole or not at all, exactly once in effect: a chunk that the area's book already holds is not read.
     *
     * @param area where
     * @param dataset as it is in the area, with the columns in the order of the stream's cells
     * @param partition which piece
     * @param chunk its rows; closed by the caller
     * @param token on whose behalf
     * @param context progress (not added to by this), cancellation, limits
     * @return what was written now, or earlier
     * @throws MigrationException TRANSFER: {@code database.row-refused} with dataset, column and row number, {@code
     *     database.no-space}, {@code database.deadlock} (can be retried); VALIDATION, {@code database.fenced}
     */
    LoadReceipt load(
            WriteArea area,
            Dataset dataset,
            Partition partition,
            ChunkStream chunk,
            WriteToken token,
            WorkContext context);

    /**
     * Tries the rows of a chunk and keeps none of them: finds those that the dataset refuses for what is in them. It is asked when {@link
     * #load} failed with {@code database.row-refused}, so it may take its time.
     *
     * @param area where
     * @param dataset as it is in the area, with the columns in the order of the stream's cells
     * @param rows what to try; closed by the caller
     * @param token on whose behalf
     * @param refused hears of each refused row; what it throws ends the call
     * @param context progress (not added to by this), cancellation, limits
     * @return false where this database cannot try rows, and none was read
     * @throws MigrationException as {@link #load}, but for rows that are refused
     */
    default boolean tryRows(
            WriteArea area,
            Dataset dataset,
            CellStream rows,
            WriteToken token,
            RefusedRows refused,
            WorkContext context) {
        return false;
    }

    /** Hears of rows that a dataset refuses. One thread at a time. */
    interface RefusedRows {
        /**
         * A row is refused.
         *
         * @param block holds it; not kept by the callee
         * @param row its number in the block, from 0
         * @param column the column that it is refused for, or an empty string where that is not known
         * @param why the rest of a sentence that begins with "it", without any contents of the row
         */
        void refused(CellBlock block, int row, String column, String why);
    }

    /**
     * Takes chunks out of an area that was not switched in, their rows and their entries in the book in one transaction, so that
     * they can be loaded anew. Chunks that are not there are passed over.
     *
     * @param area which
     * @param dataset as it is in the area
     * @param partitions which pieces; empty for the whole dataset, with every entry that the book has for it
     * @param token on whose behalf
     * @param context progress, cancellation, limits
     * @return false where the rows of these pieces cannot be told from the others (they were not cut by key, or this engine sorts
     *     such keys otherwise than the source): nothing was changed, and the caller takes out the whole dataset; never false for
     *     that
     * @throws MigrationException VALIDATION, {@code database.fenced}
     */
    boolean unload(WriteArea area, Dataset dataset, List<Partition> partitions, WriteToken token, WorkContext context);

    /**
     * Opens the area to read what was built, for verification.
     *
     * @param area which
     * @param context progress, cancellation, limits
     * @return a snapshot of the area, or of the switched-in datasets once they are; owned by the caller
     */
    Snapshot snapshotOf(WriteArea area, WorkContext context);

    /**
     * Makes the datasets of the area take their final names, moving what had those names aside, all in one transaction where the
     * engine can.
     *
     * @param area which
     * @param datasets final names
     * @param token on whose behalf
     * @param context progress, cancellation, limits
     * @return what was moved aside, now or by an earlier call, and where it is
     * @throws MigrationException COMPATIBILITY, {@code database.has-dependants}, where something refers to a dataset that would be
     *     moved aside; nothing was changed
     */
    List<MovedAside> switchIn(WriteArea area, List<DatasetName> datasets, WriteToken token, WorkContext context);

    /**
     * Undoes {@link #switchIn}: what was moved aside takes its names back. Does nothing where nothing was switched in.
     *
     * @param area which
     * @param token on whose behalf
     * @param context progress, cancellation, limits
     */
    void switchBack(WriteArea area, WriteToken token, WorkContext context);

    /**
     * Removes the area with all that was built in it and not switched in. What was moved aside is not touched.
     *
     * @param area which; none of that name does nothing
     * @param token on whose behalf
     * @param context progress, cancellation, limits
     */
    void discard(WriteArea area, WriteToken token, WorkContext context);

    /**
     * Removes, after a switch, the area and what was moved aside: the point after which the old data is gone.
     *
     * @param area which; none of that name does nothing
     * @param token on whose behalf
     * @param context progress, cancellation, limits
     */
    void finish(WriteArea area, WriteToken token, WorkContext context);

    /**
     * What became of a chunk.
     *
     * @param summary what it held
     * @param isRepeat true where it was there already and nothing was written now
     */
    record LoadReceipt(ChunkSummary summary, boolean isRepeat) {}

    /**
     * A dataset that made room for another.
     *
     * @param name the final name that it had
     * @param movedTo where it is now
     */
    record MovedAside(DatasetName name, DatasetName movedTo) {}

    /** How far an area has come. */
    enum AreaState {
        /** It is not there: never opened, discarded or finished. */
        ABSENT,
        /** It is open, and not switched in. */
        OPEN,
        /** Its datasets have their final names. */
        SWITCHED
    }
}
