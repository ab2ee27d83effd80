package io.godwit.core.internal.data;

import io.godwit.core.TransferSpec.DatabaseMethod;
import io.godwit.core.internal.data.MoveJournal.ChunkRecord;
import io.godwit.core.internal.data.MoveJournal.ChunkUnit;
import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.runtime.DaemonThreads;
import io.godwit.spi.Database;
import io.godwit.spi.Dataset;
import io.godwit.spi.DumpSource;
import io.godwit.spi.DumpTarget;
import io.godwit.spi.DumpTool;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.Snapshot;
import io.godwit.spi.StepContext;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WriteArea;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Moves all rows into the area with the engine's own programs, one that writes them out and one that reads them in, whose output and input
 * run through here and touch no disk. What is in the area is what one run of both left: whatever an earlier one left is taken out first.
 */
final class DumpMove {
    private static final String FORMAT = "dump";

    private final DatabaseMove move;

    DumpMove(DatabaseMove move) {
        this.move = move;
    }

    /**
     * The programs on both sides.
     *
     * @param dump writes
     * @param restore reads
     */
    private record Tools(DumpTool dump, DumpTool restore) {}

    static boolean isAsked(DatabaseMove move) {
        return move.options().method() == DatabaseMethod.DUMP_RESTORE;
    }

    /**
     * Says how rows go over, and why that way.
     *
     * @param context of the planning
     * @param findings takes what a person should know
     * @return a line for the plan
     */
    String describe(StepContext context, java.util.function.Consumer<Finding> findings) {
        return switch (move.options().method()) {
            case DIRECT, STREAM -> "method: direct, as asked for";
            case DUMP_RESTORE -> asked(context, findings);
            case AUTO -> "method: direct, chosen because " + whyDirect(context);
        };
    }

    private String asked(StepContext context, java.util.function.Consumer<Finding> findings) {
        Tools tools = tools(context);
        if (!tools.dump.joinsSnapshot()) {
            findings.accept(Finding.warning(
                    "dump.own-moment",
                    move.from().toString(),
                    tools.dump.program() + " reads the source as it is a moment after the rows are looked at for the"
                            + " comparison; what is written between the two shows as a difference",
                    "Close the source to writers while the migration runs, or write transfer.database: direct."));
        }
        return "method: dump_restore, as asked for: " + tools.dump.describe() + " writes, " + tools.restore.describe()
                + " reads, through this process and without a file; when interrupted, all rows are loaded anew";
    }

    /** Each reason is looked for, the one that leaves no choice first. */
    private String whyDirect(StepContext context) {
        Optional<String> obstacle = obstacle();
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        try (Database source = context.connections().database(move.from());
                WritableDatabase target = context.connections().writableDatabase(move.to())) {
            Optional<DumpSource> from = source.facet(DumpSource.class);
            Optional<DumpTarget> to = target.facet(DumpTarget.class);
            if (from.isEmpty() || to.isEmpty()) {
                return "the two databases share no program that writes and reads rows";
            }
            DumpTool dump = from.get().dumpTool(context);
            DumpTool restore = to.get().restoreTool(context);
            if (!dump.format().equals(restore.format())) {
                return dump.program() + " writes what " + restore.program() + " does not read";
            }
            return "it moves several pieces at a time, goes on where it was interrupted and compares each piece, while "
                    + dump.program() + " with " + restore.program() + " would begin anew";
        } catch (MigrationException e) {
            if (e.category() == ErrorCategory.CANCELLED) {
                throw e;
            }
            return "the database's own programs cannot be used (" + e.getMessage() + ")";
        }
    }

    /** What is asked for and only we do. */
    private Optional<String> obstacle() {
        if (!move.transforms().isEmpty()) {
            return Optional.of("rows are rewritten on their way");
        }
        if (!move.mapping().conditions().isEmpty()) {
            return Optional.of("only some rows of tables are taken");
        }
        if (!move.mapping().names().isEmpty()) {
            return Optional.of("tables get other names");
        }
        return move.mapping().types().isEmpty() ? Optional.empty() : Optional.of("columns get other types");
    }

    private Tools tools(WorkContext context) {
        try (Database source = context.connections().database(move.from());
                WritableDatabase target = context.connections().writableDatabase(move.to())) {
            return tools(source, target, context);
        }
    }

    private Tools tools(Database source, WritableDatabase target, WorkContext context) {
        obstacle().ifPresent(what -> {
            throw impossible(what + ", which the database's own programs do not do");
        });
        DumpTool dump = source(source).dumpTool(context);
        DumpTool restore = target(target).restoreTool(context);
        if (!dump.format().equals(restore.format())) {
            throw impossible(dump.describe() + " writes what " + restore.describe() + " does not read");
        }
        return new Tools(dump, restore);
    }

    private DumpSource source(Database source) {
        return source.facet(DumpSource.class)
                .orElseThrow(() -> impossible("\"" + move.from() + "\" has no program that writes rows out"));
    }

    private DumpTarget target(WritableDatabase target) {
        return target.facet(DumpTarget.class)
                .orElseThrow(() -> impossible("\"" + move.to() + "\" has no program that reads rows in"));
    }

    private MigrationException impossible(String why) {
        return MigrationException.of(
                        ErrorCategory.COMPATIBILITY,
                        "dump.impossible",
                        "dump_restore is asked for, and cannot be had: " + why)
                .subject(move.name())
                .remedy("Write transfer.database: direct, or auto.")
                .build();
    }

    /**
     * Moves the rows.
     *
     * @param context of the step
     * @param journal of the move
     * @param tables what is moved
     * @param area where to
     */
    void run(EngineContext context, MoveJournal journal, List<MovedTable> tables, WriteArea area) {
        if (tables.stream().allMatch(table -> journal.isLoaded(whole(table)))) {
            return;
        }
        try (Database source = context.connections().database(move.from());
                WritableDatabase target = context.connections().writableDatabase(move.to());
                Snapshot snapshot = source.snapshot(context)) {
            Tools tools = tools(source, target, context);
            target.openArea(area, context.token(), context);
            for (MovedTable table : tables) {
                target.unload(area, table.target(), List.of(), context.token(), context);
            }
            List<Dataset> read = tables.stream().map(MovedTable::source).toList();
            List<Dataset> written = tables.stream().map(MovedTable::target).toList();
            try (InputStream dump = source(source).dump(read, snapshot, context)) {
                target(target).restore(area, written, dump, context.token(), context);
            } catch (IOException e) {
                throw MigrationException.of(ErrorCategory.TRANSFER, "dump.failed", "the dump could not be closed")
                        .subject(move.name())
                        .cause(e)
                        .build();
            }
            RowSum[] sums = sums(context, tables, snapshot);
            for (MovedTable table : tables) {
                RowSum sum = sums[table.ordinal()];
                journal.loaded(
                        new ChunkRecord(
                                table.ordinal(),
                                whole(table).partition(),
                                sum.rows(),
                                sum.bytes(),
                                sum.fingerprint().toString(),
                                snapshot.id(),
                                snapshot.position(),
                                FORMAT,
                                0,
                                List.of()),
                        List.of());
            }
            context.log("Moved the rows with " + tools.dump.describe() + " and " + tools.restore.describe());
        }
    }

    private static ChunkUnit whole(MovedTable table) {
        return new ChunkUnit(table.ordinal(), new Partition(table.source().name(), 0, Partition.KeyRange.ALL, ""));
    }

    /** What the source holds under the snapshot, for the programs do not say. */
    private RowSum[] sums(EngineContext context, List<MovedTable> tables, Snapshot snapshot) {
        RowSum[] sums = new RowSum[tables.size()];
        Arrays.fill(sums, RowSum.NONE);
        ExecutorService threads = Executors.newCachedThreadPool(new DaemonThreads("pump"));
        try {
            ChunkPump pump = new ChunkPump(context, threads);
            TableReader reader = new TableReader(
                    context,
                    tables,
                    new SharedSnapshot(snapshot, context.limits().parallelism()),
                    pump::sent);
            reader.read(
                    reader.cut(
                            IntStream.range(0, tables.size()).boxed().toList(),
                            (table, shared) -> shared.snapshot()
                                    .partitions(table.source(), move.options().pieceBytes(), context)),
                    (piece, sum) -> sums[piece.table()] = sums[piece.table()].plus(sum));
            return sums;
        } finally {
            threads.shutdown();
        }
    }
}
