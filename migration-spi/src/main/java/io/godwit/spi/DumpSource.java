package io.godwit.spi;

import java.io.InputStream;
import java.util.List;

/** The facet of a database whose engine brings a program that writes rows out. Thread-safe. */
@Incubating
public interface DumpSource {
    /**
     * Looks for the program, on the machine that the database is reached through or else on this one; changes nothing.
     *
     * @param context connections, cancellation
     * @return what would write
     * @throws MigrationException COMPATIBILITY, {@code dump.tool-missing}, {@code dump.tool-too-old} and {@code
     *     dump.tool-unfit}; CONNECTIVITY
     */
    DumpTool dumpTool(WorkContext context);

    /**
     * Starts to write rows out, of one moment, without the definitions of the tables.
     *
     * @param datasets which, with the columns that are wanted
     * @param snapshot to read under, where {@link DumpTool#joinsSnapshot()} says so
     * @param context connections, cancellation
     * @return what the program prints, for one thread; it reports its end only when the program has ended well and said all that it
     *     had to say, and fails with an {@link java.io.IOException} whose cause is a {@link MigrationException} else. Closing it ends
     *     the program and removes what it was given.
     * @throws MigrationException as {@link #dumpTool}; TRANSFER, {@code dump.failed}
     */
    InputStream dump(List<Dataset> datasets, Snapshot snapshot, WorkContext context);
}
