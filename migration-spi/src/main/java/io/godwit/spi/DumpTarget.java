package io.godwit.spi;

import java.io.InputStream;
import java.util.List;

/** The facet of a writable database whose engine brings a program that reads rows in that another one wrote out. Thread-safe. */
@Incubating
public interface DumpTarget {
    /**
     * Looks for the program, on the machine that the database is reached through or else on this one; changes nothing.
     *
     * @param context connections, cancellation
     * @return what would read
     * @throws MigrationException COMPATIBILITY, {@code dump.tool-missing} and {@code dump.tool-unfit}; CONNECTIVITY
     */
    DumpTool restoreTool(WorkContext context);

    /**
     * Reads rows into tables of an area that are there and empty.
     *
     * @param area where
     * @param datasets the tables that the dump may write to, as they are in the area
     * @param dump what a {@link DumpSource} of the same format gave; read to its end, closed by the caller
     * @param token on whose behalf; a restore of a runner that another has taken over from changes nothing any more
     * @param context connections, cancellation
     * @throws MigrationException TRANSFER, {@code dump.restore-failed} and what the dump fails with; VALIDATION, {@code
     *     database.fenced}. Rows may be there then: whoever repeats it empties the tables first.
     */
    void restore(WriteArea area, List<Dataset> datasets, InputStream dump, WriteToken token, WorkContext context);
}
