package io.godwit.core.internal.data;

import io.godwit.core.internal.data.ChunkPump.LoadTarget;
import io.godwit.core.internal.data.ChunkPump.Loaded;
import io.godwit.core.internal.data.ChunkPump.Rejected;
import io.godwit.core.internal.data.MoveJournal.ChunkRecord;
import io.godwit.core.internal.data.MoveJournal.ChunkUnit;
import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.runtime.RetryPolicy;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkExecutor;
import io.godwit.spi.WorkResult;
import io.godwit.spi.WorkUnit;
import io.godwit.spi.WriteToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Loading under one snapshot. First, what was loaded under earlier ones is compared with what the source has under this one, and taken
 * out of the target where it differs; then all that is missing is loaded. So in the end everything is as this snapshot has it.
 */
final class LoadRound {
    private static final String STALE = "load.piece-stale";
    /** Equals no chunk. */
    private static final ChunkSummary NOTHING = new ChunkSummary(0, 0, "");

    private final EngineContext context;
    private final DatabaseMove move;
    private final MoveJournal journal;
    private final List<MovedTable> tables;
    private final SharedSnapshot from;
    private final LoadTarget to;
    private final ChunkPump pump;
    private final RetryPolicy retry;
    /** Tables that hold a chunk of an earlier snapshot that cannot be taken out by itself. */
    private final Set<Integer> stale = new ConcurrentSkipListSet<>();

    /**
     * A round.
     *
     * @param context of the step
     * @param move what is moved
     * @param journal how far it came
     * @param tables by number
     * @param from the snapshot to read under
     * @param to where rows go
     * @param pump moves them
     * @param retry repeats what the executor does not
     */
    LoadRound(
            EngineContext context,
            DatabaseMove move,
            MoveJournal journal,
            List<MovedTable> tables,
            SharedSnapshot from,
            LoadTarget to,
            ChunkPump pump,
            RetryPolicy retry) {
        this.context = context;
        this.move = move;
        this.journal = journal;
        this.tables = tables;
        this.from = from;
        this.to = to;
        this.pump = pump;
        this.retry = retry;
    }

    /**
     * Compares and loads.
     *
     * @throws MigrationException {@code database.snapshot-lost}, when the snapshot ended; what was loaded until then is journaled
     */
    void run() {
        settle();
        do {
            unloadStale();
            loadMissing();
        } while (!stale.isEmpty());
    }

    private void settle() {
        List<ChunkRecord> earlier = new ArrayList<>();
        Map<Integer, List<ChunkRecord>> differing = new TreeMap<>();
        journal.chunks(record -> {
            if (record.snapshot().equals(from.snapshot().id())) {
                return;
            }
            if (!record.position().isEmpty()
                    && record.position().equals(from.snapshot().position())) {
                // nothing was written at the source since
                context.progress().addBytes(record.bytes());
                context.progress().addItems(record.rows());
            } else if (record.fingerprint().isEmpty()) {
                add(differing, record);
            } else {
                earlier.add(record);
            }
        });
        if (earlier.isEmpty() && differing.isEmpty()) {
            return;
        }
        ChunkRecord example =
                earlier.isEmpty() ? differing.values().iterator().next().get(0) : earlier.get(0);
        compare(earlier, differing);
        int again = differing.values().stream().mapToInt(List::size).sum();
        context.progress()
                .report(Finding.info(
                                "load.snapshot-changed",
                                move.name(),
                                "The source is read under another snapshot than before. Pieces that were loaded"
                                        + " before: "
                                        + earlier.size() + " compared with it, " + again + " loaded again.")
                        .withEvidence("position before " + shown(example.position()) + ", now "
                                + shown(from.snapshot().position())));
        differing.forEach(this::takeOut);
    }

    private static String shown(String position) {
        return position.isEmpty() ? "not known" : position;
    }

    private static void add(Map<Integer, List<ChunkRecord>> byTable, ChunkRecord record) {
        byTable.computeIfAbsent(record.table(), t -> new ArrayList<>()).add(record);
    }

    private void compare(List<ChunkRecord> earlier, Map<Integer, List<ChunkRecord>> differing) {
        Map<String, ChunkRecord> records = new java.util.HashMap<>();
        List<WorkUnit> units = new ArrayList<>();
        for (ChunkRecord record : earlier) {
            ChunkUnit chunk = new ChunkUnit(record.table(), record.partition());
            WorkUnit unit = unit(chunk);
            records.put(unit.token().unit(), record);
            units.add(unit);
        }
        context.executor()
                .execute(
                        units.iterator(),
                        this::compared,
                        new Results(false) {
                            @Override
                            void done(ChunkRecord now) {
                                ChunkRecord before = java.util.Objects.requireNonNull(
                                        records.get(MoveJournal.unit(new ChunkUnit(now.table(), now.partition()))));
                                if (now.rows() == before.rows()
                                        && now.fingerprint().equals(before.fingerprint())) {
                                    journal.loaded(now, List.of());
                                    context.progress().addItems(now.rows());
                                } else {
                                    add(differing, before);
                                }
                            }
                        },
                        context);
    }

    private WorkUnit unit(ChunkUnit chunk) {
        WriteToken token = context.token();
        return new WorkUnit(
                new WriteToken(token.session(), MoveJournal.unit(chunk), token.fence()),
                StepJson.data(PieceSource.UNIT_TYPE, 1, chunk));
    }

    private WorkResult compared(WorkUnit unit) {
        ChunkUnit chunk = StepJson.read(unit.data(), ChunkUnit.class);
        MovedTable table = tables.get(chunk.table());
        return placed(table, chunk.partition(), () -> {
            ChunkSummary now = asBefore(table, chunk).orElse(NOTHING);
            return result(chunk, now, ChunkFormat.CELLS, journal.rejected(chunk));
        });
    }

    /** What the source has now, summed up as it was before; empty where that cannot be had. */
    private Optional<ChunkSummary> asBefore(MovedTable table, ChunkUnit chunk) {
        String form = journal.loaded(chunk)
                .map(ChunkRecord::fingerprint)
                .filter(Fingerprint::isSum)
                .map(Fingerprint::algorithm)
                .orElse("");
        if (form.equals(Fingerprint.ALGORITHM)) {
            return sent(table, chunk.partition());
        }
        return from.snapshot().digests(table.source()).contains(form)
                ? Optional.of(pump.summedAtSource(table, chunk.partition(), from, form))
                : Optional.empty();
    }

    /** Takes chunks out of the target so that they are missing; in an order that survives a crash at any moment. */
    private void takeOut(int number, List<ChunkRecord> records) {
        MovedTable table = tables.get(number);
        records.forEach(journal::reopen);
        List<Partition> pieces =
                records.stream().map(r -> table.atTarget(r.partition())).toList();
        if (!to.database().unload(to.area(), table.target(), pieces, context.token(), context)) {
            stale.add(number);
        }
    }

    private void unloadStale() {
        for (int number : stale) {
            MovedTable table = tables.get(number);
            journal.chunks(record -> {
                if (record.table() == number) {
                    journal.reopen(record);
                }
            });
            if (!to.database().unload(to.area(), table.target(), List.of(), context.token(), context)) {
                throw MigrationException.of(
                                ErrorCategory.INTERNAL,
                                "load.cannot-unload",
                                "the plugin could not take the rows of \""
                                        + table.target().name() + "\" out again")
                        .subject(table.target().name().toString())
                        .build();
            }
            context.progress()
                    .report(Finding.info(
                            "load.table-reloaded",
                            table.source().name().toString(),
                            "The rows of this table changed while the migration was interrupted, and the changed ones"
                                    + " cannot be told from the others; it is loaded again as a whole."));
        }
        stale.clear();
    }

    private void loadMissing() {
        PieceSource pieces =
                new PieceSource(tables, journal, from, move.options().pieceBytes(), context.token(), context, retry);
        try {
            context.executor()
                    .execute(
                            pieces,
                            this::load,
                            new Results(true) {
                                @Override
                                void done(ChunkRecord now) {
                                    journal.loaded(now, List.of());
                                    context.progress().addItems(now.rows());
                                }
                            },
                            context);
        } finally {
            pieces.close();
        }
    }

    private WorkResult load(WorkUnit unit) {
        ChunkUnit chunk = StepJson.read(unit.data(), ChunkUnit.class);
        MovedTable table = tables.get(chunk.table());
        return placed(table, chunk.partition(), () -> {
            Loaded loaded = pump.load(table, chunk.partition(), from, to, unit.token(), isFingerprinted());
            if (loaded.isRepeat()) {
                loaded = settledRepeat(table, chunk.partition(), unit.token(), loaded);
            }
            return result(chunk, loaded.summary(), loaded.format(), loaded.rejected());
        });
    }

    /**
     * The target had the chunk: written by this process, whose call was cut off, or by an earlier one under another snapshot. Which of
     * the two is not known, so the source is asked.
     */
    private Loaded settledRepeat(MovedTable table, Partition partition, WriteToken token, Loaded there) {
        if (Fingerprint.isOne(there.summary().fingerprint())) {
            Optional<ChunkSummary> now = sent(table, partition);
            if (now.isPresent()
                    && now.get().rows() == there.summary().rows()
                    && now.get().fingerprint().equals(there.summary().fingerprint())) {
                return there;
            }
        }
        if (!to.database().unload(to.area(), table.target(), List.of(table.atTarget(partition)), token, context)) {
            stale.add(table.ordinal());
            throw MigrationException.of(
                            ErrorCategory.VALIDATION,
                            STALE,
                            "the target holds an earlier state of this piece, which cannot be taken out by itself")
                    .build();
        }
        return pump.load(table, partition, from, to, token, isFingerprinted());
    }

    private boolean isFingerprinted() {
        return move.options().isFingerprinted();
    }

    /** What the source has; empty where some of it cannot go over, so that it is not what the target has. */
    private Optional<ChunkSummary> sent(MovedTable table, Partition partition) {
        try {
            return Optional.of(pump.sent(table, partition, from));
        } catch (MigrationException e) {
            if (CarefulLoad.isRefusal(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private WorkResult result(ChunkUnit chunk, ChunkSummary summary, ChunkFormat format, Rejected rejected) {
        Snapshot snapshot = from.snapshot();
        ChunkRecord record = new ChunkRecord(
                chunk.table(),
                chunk.partition(),
                summary.rows(),
                summary.bytes(),
                summary.fingerprint(),
                snapshot.id(),
                snapshot.position(),
                format.toString(),
                rejected.rows(),
                rejected.hashes());
        return new WorkResult(summary.rows(), summary.bytes(), StepJson.write(record), List.of());
    }

    /** Says of a failure which piece it concerns; a lost snapshot is not worth trying again under. */
    private static WorkResult placed(
            MovedTable table, Partition partition, java.util.function.Supplier<WorkResult> work) {
        try {
            return work.get();
        } catch (MigrationException e) {
            String place =
                    "piece " + partition.number() + " of " + table.source().name();
            throw SnapshotLoss.is(e) ? SnapshotLoss.of(e, false).within(place) : e.within(place);
        }
    }

    /** Hears of chunks. */
    private abstract static class Results implements WorkExecutor.Listener {
        private final boolean goesOnWhenStale;

        Results(boolean goesOnWhenStale) {
            this.goesOnWhenStale = goesOnWhenStale;
        }

        abstract void done(ChunkRecord record);

        @Override
        public void done(WorkUnit unit, WorkResult result) {
            done(StepJson.read(result.json(), ChunkRecord.class));
        }

        @Override
        public boolean failed(WorkUnit unit, MigrationException failure) {
            return goesOnWhenStale && failure.code().equals(STALE);
        }
    }
}
