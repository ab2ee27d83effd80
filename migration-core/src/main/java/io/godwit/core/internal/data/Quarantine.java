package io.godwit.core.internal.data;

import io.godwit.core.internal.data.MoveJournal.ChunkUnit;
import io.godwit.spi.CellBlock;
import io.godwit.spi.Dataset;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where rows go that the target refuses, or that cannot be converted for it: how many there may be, and how many there are. A chunk that
 * is loaded again begins anew, so no row counts twice. Thread-safe.
 */
final class Quarantine {
    /** Takes no row. */
    static final Quarantine NONE = new Quarantine(0, Path.of("rejects"));

    private final long most;
    private final Path directory;
    private final Map<String, Long> counts = new ConcurrentHashMap<>();

    /**
     * A quarantine.
     *
     * @param most rows there may be
     * @param directory where they are kept
     */
    Quarantine(long most, Path directory) {
        this.most = most;
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    /**
     * Sets how many rows of a chunk are in it.
     *
     * @param chunk id of the chunk
     * @param rows how many
     */
    void set(String chunk, long rows) {
        if (rows == 0) {
            counts.remove(chunk);
        } else {
            counts.put(chunk, rows);
        }
    }

    /**
     * Notes that no row of a chunk was refused, and forgets those of an earlier time.
     *
     * @param table which table
     * @param partition which piece, as the source cut it
     */
    void nothingOf(MovedTable table, Partition partition) {
        set(MoveJournal.unit(new ChunkUnit(table.ordinal(), partition)), 0);
        if (most > 0) {
            try (RejectFile none = new RejectFile(directory, table.source(), partition)) {
                none.keep();
            }
        }
    }

    /**
     * Counts one more row.
     *
     * @param chunk id of its chunk
     * @param refusal why it was refused
     * @param table the dataset that the block has rows of
     * @param block holds it
     * @param row its number in the block
     * @throws MigrationException where that is too many: {@code load.too-many-rejects}, or, where there may be none, the code of the
     *     refusal
     */
    synchronized void add(String chunk, Refusal refusal, Dataset table, CellBlock block, int row) {
        counts.merge(chunk, 1L, Long::sum);
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        if (all > most) {
            String place = refusal.column().isEmpty() ? table.name().toString() : table.name() + "." + refusal.column();
            String what = "a row of \"" + table.name() + "\" was refused"
                    + (refusal.column().isEmpty() ? "" : " for its column \"" + refusal.column() + "\"") + ": it "
                    + refusal.why() + RowKey.of(table, block, row);
            throw MigrationException.of(
                            ErrorCategory.TRANSFER,
                            most == 0 ? refusal.code() : "load.too-many-rejects",
                            most == 0 ? what : "more than " + most + " rows were refused; the last one: " + what)
                    .subject(place)
                    .remedy("Correct the row at the source, leave it out, give the column a type that holds it, or"
                            + " allow rows to be left behind (options.max_rejects).")
                    .build();
        }
    }

    /**
     * Why a row was refused.
     *
     * @param column for which column, or an empty string where that is not known
     * @param why the rest of a sentence that begins with "it"
     * @param code of the failure that it would be
     */
    record Refusal(String column, String why, String code) {}
}
