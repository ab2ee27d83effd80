package io.godwit.core.internal.data;

import io.godwit.core.internal.data.DatabaseVerification.TableResult;
import io.godwit.core.internal.data.MoveJournal.ChunkRecord;
import io.godwit.core.internal.data.MoveJournal.ChunkUnit;
import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.runtime.DaemonThreads;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.Database;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.Snapshot;
import io.godwit.spi.StepContext;
import io.godwit.spi.TypedData;
import io.godwit.spi.WritableDatabase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Compares what is at the target with what was sent there: rows and fingerprint of each table; where they differ, piece by piece, to
 * say where. Where it was asked to, or where nothing was fingerprinted on the way, it reads the source once more, too. It may run
 * before or after the switch, and always compares everything.
 */
final class VerifyDatabaseStep extends MoveStep {
    /**
     * A step.
     *
     * @param data of the step
     */
    VerifyDatabaseStep(TypedData data) {
        super(data);
    }

    @Override
    public Outline outline(StepContext context) {
        return Outline.of(
                "reads what was built in the shadow \"" + move().area() + "\" at " + move().to()
                        + " and compares it with what was sent"
                        + (move().options().isSourceCompared() ? ", and with " + move().from() : ""),
                "");
    }

    @Override
    public void run(StepContext context) {
        EngineContext engine = EngineContext.of(context);
        MoveJournal journal = journal(context);
        List<MovedTable> tables = tables(context, journal.requireFrozen());
        ExecutorService threads = Executors.newCachedThreadPool(new DaemonThreads("pump"));
        try {
            new Comparison(engine, journal, tables, new ChunkPump(context, threads)).run();
        } catch (MigrationException e) {
            throw SnapshotLoss.is(e) ? SnapshotLoss.of(e, true) : e;
        } finally {
            threads.shutdown();
        }
    }

    /** One comparison. */
    private final class Comparison {
        private final EngineContext context;
        private final MoveJournal journal;
        private final List<MovedTable> tables;
        private final ChunkPump pump;
        private final RowSum[] sent;
        private final RowSum[] found;
        private final boolean[] isFromSource;
        private final SumForms forms;

        Comparison(EngineContext context, MoveJournal journal, List<MovedTable> tables, ChunkPump pump) {
            this.context = context;
            this.journal = journal;
            this.tables = tables;
            this.pump = pump;
            this.sent = sums();
            this.found = sums();
            this.isFromSource = new boolean[tables.size()];
            this.forms = SumForms.of(journal, tables.size());
        }

        private RowSum[] sums() {
            RowSum[] sums = new RowSum[tables.size()];
            java.util.Arrays.fill(sums, RowSum.NONE);
            return sums;
        }

        void run() {
            journal.chunks(record -> {
                if (!forms.isBlind(record.table())) {
                    sent[record.table()] = sent[record.table()].plus(sum(record));
                }
            });
            List<Integer> again = numbers()
                    .filter(t -> forms.isBlind(t) || move().options().isSourceCompared())
                    .boxed()
                    .toList();
            try (WritableDatabase target = target(context);
                    Snapshot area = target.snapshotOf(area(context), context)) {
                SharedSnapshot shared = shared(area);
                TableReader reader = new TableReader(context, tables, shared, this::arrived);
                List<Integer> all = numbers().boxed().toList();
                reader.read(
                        reader.cut(
                                all,
                                (table, snapshot) -> snapshot.snapshot()
                                        .partitions(
                                                table.target(), move().options().pieceBytes(), context)),
                        (piece, sum) -> found[piece.table()] = found[piece.table()].plus(sum));
                if (!again.isEmpty()) {
                    compareSource(again);
                }
                List<Integer> differing =
                        numbers().filter(t -> !found[t].agrees(sent[t])).boxed().toList();
                if (!differing.isEmpty()) {
                    tell(differing, shared, reader);
                }
            }
            conclude();
        }

        /** Says of each table that differs where it does: in which pieces, and in which rows as far as the source still has them. */
        private void tell(List<Integer> differing, SharedSnapshot target, TableReader reader) {
            try (Database source = context.connections().database(move().from());
                    Snapshot snapshot = source().snapshot(source, context)) {
                RowFinder finder = new RowFinder(context, pump, move().options().pieceBytes());
                for (int t : differing) {
                    String pieces = forms.isBlind(t) || forms.isServers(t) ? "" : where(t, reader);
                    report(t, pieces + finder.find(tables.get(t), shared(snapshot), target));
                }
            }
        }

        private ChunkSummary arrived(MovedTable table, Partition piece, SharedSnapshot from) {
            return forms.isServers(table.ordinal())
                    ? pump.summedAtTarget(table, piece, from, forms.form(table.ordinal()))
                    : pump.arrived(table, piece, from);
        }

        private ChunkSummary atSource(MovedTable table, Partition piece, SharedSnapshot from) {
            return forms.isServers(table.ordinal())
                    ? pump.summedAtSource(table, piece, from, forms.form(table.ordinal()))
                    : pump.sent(table, piece, from);
        }

        private IntStream numbers() {
            return IntStream.range(0, tables.size());
        }

        private SharedSnapshot shared(Snapshot snapshot) {
            return new SharedSnapshot(snapshot, context.limits().parallelism());
        }

        private RowSum sum(ChunkRecord record) {
            return new RowSum(record.rows(), record.bytes(), Fingerprint.parse(record.fingerprint()));
        }

        /** Reads the source once more; where nothing was fingerprinted on the way, that stands for what was sent. */
        private void compareSource(List<Integer> which) {
            RowSum[] now = sums();
            String position;
            try (Database source = context.connections().database(move().from());
                    Snapshot snapshot = source().snapshot(source, context)) {
                position = snapshot.position();
                TableReader reader = new TableReader(context, tables, shared(snapshot), this::atSource);
                reader.read(
                        reader.cut(
                                which,
                                (table, shared) -> shared.snapshot()
                                        .partitions(
                                                table.source(), move().options().pieceBytes(), context)),
                        (piece, sum) -> now[piece.table()] = now[piece.table()].plus(sum));
            }
            for (int t : which) {
                isFromSource[t] = true;
                if (forms.isBlind(t)) {
                    sent[t] = now[t];
                } else if (!now[t].agrees(sent[t])) {
                    reportSource(t, now[t], position);
                }
            }
        }

        private void reportSource(int t, RowSum now, String position) {
            MovedTable table = tables.get(t);
            List<String> positions = new ArrayList<>();
            journal.chunks(record -> {
                if (record.table() == t && !positions.contains(record.position())) {
                    positions.add(record.position());
                }
            });
            boolean stoodStill = !position.isEmpty() && positions.equals(List.of(position));
            String subject = table.source().name().toString();
            String evidence = "sent " + shown(t, sent[t]) + "; at the source now " + shown(t, now);
            context.progress()
                    .report((stoodStill
                                    ? Finding.error(
                                            "verify.source-differs",
                                            subject,
                                            "The source has other rows than were read from it, though nothing was"
                                                    + " written there.",
                                            "Do not rely on this copy; report this, and move the table again.")
                                    : Finding.warning(
                                            "verify.source-changed",
                                            subject,
                                            "The source has other rows now than when it was read.",
                                            "Close the source to writers and move it again where the newest rows"
                                                    + " matter."))
                            .withEvidence(evidence));
        }

        private void report(int t, String where) {
            boolean isCount = found[t].rows() != sent[t].rows();
            context.progress()
                    .report(Finding.error(
                                    isCount ? "verify.rows-differ" : "verify.content-differs",
                                    tables.get(t).target().name().toString(),
                                    isCount
                                            ? "The target has another number of rows than were sent."
                                            : "The target has as many rows as were sent, but not the same ones.",
                                    "Do not switch to this copy; move the table again, and report this if it differs"
                                            + " again.")
                            .withEvidence("sent " + shown(t, sent[t]) + "; found " + shown(t, found[t]) + where));
        }

        private String form(int t) {
            return forms.isBlind(t) ? Fingerprint.ALGORITHM : forms.form(t);
        }

        private String shown(int t, RowSum sum) {
            return count(sum.rows(), "row", "rows") + " " + sum.fingerprint().toString(form(t));
        }

        /** Looks for the pieces that differ, where they can be found at the target by their keys. */
        private String where(int t, TableReader reader) {
            MovedTable table = tables.get(t);
            List<ChunkRecord> records = new ArrayList<>();
            journal.chunks(record -> {
                if (record.table() == t) {
                    records.add(record);
                }
            });
            if (records.size() < 2 || !records.stream().allMatch(r -> table.isFoundByKey(r.partition()))) {
                return "";
            }
            RowSum[] pieces = new RowSum
                    [1
                            + records.stream()
                                    .mapToInt(r -> r.partition().number())
                                    .max()
                                    .orElse(0)];
            List<ChunkUnit> atTarget = records.stream()
                    .map(r -> new ChunkUnit(t, table.atTarget(r.partition())))
                    .toList();
            reader.read(
                    atTarget.iterator(),
                    (piece, sum) -> pieces[piece.partition().number()] = sum);
            RowSum all = RowSum.NONE;
            for (RowSum piece : pieces) {
                all = piece == null ? all : all.plus(piece);
            }
            if (!all.agrees(found[t])) {
                // the target sorts these keys in another way, so its ranges are not the source's
                return "";
            }
            List<PieceDifference> differing = new ArrayList<>();
            for (ChunkRecord record : records) {
                RowSum there = pieces[record.partition().number()];
                if (!there.agrees(sum(record))) {
                    differing.add(new PieceDifference(table, record.partition(), record.rows(), there.rows()));
                }
            }
            Collections.sort(differing);
            return PieceDifference.describe(differing);
        }

        private void conclude() {
            List<TableResult> results = new ArrayList<>();
            long[] rejected = journal.rejected(tables.size());
            for (int t = 0; t < tables.size(); t++) {
                results.add(new TableResult(
                        tables.get(t).target().name().toString(),
                        sent[t].rows(),
                        found[t].rows(),
                        found[t].bytes(),
                        sent[t].fingerprint().toString(form(t)),
                        found[t].fingerprint().toString(form(t)),
                        found[t].agrees(sent[t]),
                        isFromSource[t],
                        rejected[t]));
            }
            long left = java.util.Arrays.stream(rejected).sum();
            long differing = results.stream().filter(r -> !r.isEqual()).count();
            context.checkpoint(StepJson.write(new DatabaseVerification(move().name(), differing == 0, results)));
            context.log("Compared " + count(results.size(), "table", "tables") + ": "
                    + (differing == 0 ? "all equal" : count(differing, "differs", "differ"))
                    + (left == 0 ? "" : ", but for " + count(left, "row that was", "rows that were") + " refused"));
        }
    }
}
