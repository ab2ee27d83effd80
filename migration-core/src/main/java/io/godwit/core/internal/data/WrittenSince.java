package io.godwit.core.internal.data;

import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.runtime.DaemonThreads;
import io.godwit.spi.Finding;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WritableDatabase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Finds the tables whose rows are not those any more that were switched in: what a switch back would lose. It reads them all; of those
 * whose rows were not fingerprinted on their way it can tell another number of rows only. One thread.
 */
final class WrittenSince {
    private final EngineContext context;
    private final MoveJournal journal;
    private final DatabaseMove move;
    private final List<MovedTable> tables;
    private final SumForms forms;

    WrittenSince(EngineContext context, MoveJournal journal, DatabaseMove move, List<MovedTable> tables) {
        this.context = context;
        this.journal = journal;
        this.move = move;
        this.tables = tables;
        this.forms = SumForms.of(journal, tables.size());
    }

    List<Finding> find() {
        RowSum[] sent = none();
        journal.chunks(record -> {
            boolean isKnown = !forms.isBlind(record.table());
            sent[record.table()] = sent[record.table()].plus(new RowSum(
                    record.rows(),
                    record.bytes(),
                    isKnown ? Fingerprint.parse(record.fingerprint()) : RowSum.NONE.fingerprint()));
        });
        RowSum[] now = read();
        List<Finding> losses = new ArrayList<>();
        for (int t = 0; t < tables.size(); t++) {
            boolean isSame = forms.isBlind(t) ? now[t].rows() == sent[t].rows() : now[t].agrees(sent[t]);
            if (!isSame) {
                losses.add(Finding.warning(
                        "rollback.loses-rows",
                        tables.get(t).target().name().toString(),
                        now[t].rows() == sent[t].rows()
                                ? "Rows of this table were changed since it was switched in; the changes are lost."
                                : "This table had " + MoveStep.count(sent[t].rows(), "row", "rows")
                                        + " when it was switched in and has " + now[t].rows()
                                        + " now; what was written since is lost.",
                        "Save what is needed of it first."));
            }
        }
        return losses;
    }

    private RowSum[] none() {
        RowSum[] sums = new RowSum[tables.size()];
        Arrays.fill(sums, RowSum.NONE);
        return sums;
    }

    private RowSum[] read() {
        RowSum[] now = none();
        ExecutorService threads = Executors.newCachedThreadPool(new DaemonThreads("pump"));
        try (WritableDatabase target = context.connections().writableDatabase(move.to());
                Snapshot area = target.snapshotOf(move.writeArea(context.token().session()), context)) {
            ChunkPump pump = new ChunkPump(context, threads);
            TableReader reader = new TableReader(
                    context,
                    tables,
                    new SharedSnapshot(area, context.limits().parallelism()),
                    (table, piece, from) -> forms.isServers(table.ordinal())
                            ? pump.summedAtTarget(table, piece, from, forms.form(table.ordinal()))
                            : pump.arrived(table, piece, from));
            reader.read(
                    reader.cut(
                            IntStream.range(0, tables.size()).boxed().toList(),
                            (table, snapshot) -> snapshot.snapshot()
                                    .partitions(table.target(), move.options().pieceBytes(), context)),
                    (piece, sum) -> now[piece.table()] = now[piece.table()].plus(sum));
        } finally {
            threads.shutdown();
        }
        return now;
    }
}
