package io.godwit.core.internal.data;

import io.godwit.core.internal.data.ChunkPump.LoadTarget;
import io.godwit.core.internal.data.MoveJournal.ChunkUnit;
import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.runtime.DaemonThreads;
import io.godwit.core.internal.runtime.RetryPolicy;
import io.godwit.spi.Database;
import io.godwit.spi.Dataset;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Snapshot;
import io.godwit.spi.StepContext;
import io.godwit.spi.TypedData;
import io.godwit.spi.WritableDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/**
 * Moves all rows into the area, in pieces, under one snapshot of the source. When that is lost, or the process is, another one is taken,
 * and what was loaded before is compared with it.
 */
final class LoadDataStep extends MoveStep {
    private final RetryPolicy snapshots;
    private final RetryPolicy cutting;

    /**
     * A step.
     *
     * @param data of the step
     * @param snapshots how often another snapshot is taken
     * @param cutting how often cutting is tried
     */
    LoadDataStep(TypedData data, RetryPolicy snapshots, RetryPolicy cutting) {
        super(data);
        this.snapshots = snapshots;
        this.cutting = cutting;
    }

    LoadDataStep(TypedData data) {
        this(data, RetryPolicy.of(6, Duration.ofSeconds(1), Duration.ofSeconds(60)), RetryPolicy.standard());
    }

    @Override
    public Outline outline(StepContext context) {
        List<Dataset> datasets;
        try (Database source = context.connections().database(move().from());
                Snapshot snapshot = source().snapshot(source, context)) {
            datasets = source().datasets(snapshot, context);
        }
        long rows = datasets.stream().mapToLong(Dataset::estimatedRows).sum();
        long bytes = datasets.stream().mapToLong(Dataset::estimatedBytes).sum();
        List<String> touches = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        touches.add("reads about " + count(rows, "row", "rows") + " of " + count(datasets.size(), "table", "tables")
                + " from " + move().from() + " under one snapshot");
        touches.add("writes them into the shadow \"" + move().area() + "\" at " + move().to());
        Transforms.open(move().transforms(), EngineContext.of(context).plugins())
                .forEach(transform -> touches.add("rewrites rows: " + transform.describe()));
        touches.add(new DumpMove(move()).describe(context, findings::add));
        return new Outline(touches, "the shadow is dropped with the tables in it", rows, bytes, findings);
    }

    @Override
    public void run(StepContext context) {
        EngineContext engine = EngineContext.of(context);
        MoveJournal journal = journal(context);
        List<MovedTable> tables = tables(context, journal.requireFrozen());
        if (DumpMove.isAsked(move())) {
            new DumpMove(move()).run(engine, journal, tables, area(context));
            return;
        }
        ExecutorService threads = Executors.newCachedThreadPool(new DaemonThreads("pump"));
        try (WritableDatabase target = target(context)) {
            target.openArea(area(context), context.token(), context);
            LoadTarget to = new LoadTarget(target, area(context));
            Quarantine quarantine = new Quarantine(move().options().maxRejects(), engine.rejects());
            journal.chunks(record -> quarantine.set(
                    MoveJournal.unit(new ChunkUnit(record.table(), record.partition())), record.rejected()));
            ChunkPump pump = new ChunkPump(context, threads, quarantine);
            RetryPolicy rounds = snapshots.withListener((what, failure, attempt, pause) ->
                    context.log("The snapshot of the source was lost (" + failure.code() + "); another one is taken"));
            rounds.call("reading the source", context.cancellation(), () -> round(engine, journal, tables, to, pump))
                    .ifPresent(failure -> {
                        throw failure;
                    });
        } finally {
            threads.shutdown();
        }
        LongAdder rows = new LongAdder();
        LongAdder pieces = new LongAdder();
        journal.chunks(record -> {
            rows.add(record.rows());
            pieces.increment();
        });
        context.log("Loaded " + count(rows.sum(), "row", "rows") + " of " + count(tables.size(), "table", "tables")
                + " in " + count(pieces.sum(), "piece", "pieces"));
        tellRejected(engine, journal, tables);
    }

    private static void tellRejected(EngineContext context, MoveJournal journal, List<MovedTable> tables) {
        long[] rejected = journal.rejected(tables.size());
        for (int t = 0; t < rejected.length; t++) {
            if (rejected[t] > 0) {
                context.progress()
                        .report(Finding.warning(
                                        "load.rows-rejected",
                                        tables.get(t).source().name().toString(),
                                        count(rejected[t], "row of this table was", "rows of this table were")
                                                + " refused and left behind.",
                                        "Correct them in the reject files and add them by hand, or correct them at the"
                                                + " source and move the table again.")
                                .withEvidence("in " + context.rejects()));
            }
        }
    }

    /**
     * Loads under one snapshot.
     *
     * @return why another snapshot would not help, or empty when all is loaded
     * @throws MigrationException where another snapshot may help, or none could be taken
     */
    private Optional<MigrationException> round(
            EngineContext context, MoveJournal journal, List<MovedTable> tables, LoadTarget to, ChunkPump pump) {
        try (Database source = context.connections().database(move().from());
                Snapshot snapshot = source().snapshot(source, context)) {
            SharedSnapshot from = new SharedSnapshot(snapshot, context.limits().parallelism());
            try {
                new LoadRound(context, move(), journal, tables, from, to, pump, cutting).run();
                return Optional.empty();
            } catch (MigrationException e) {
                if (SnapshotLoss.is(e)) {
                    throw SnapshotLoss.of(e, true);
                }
                return Optional.of(e);
            }
        }
    }
}
