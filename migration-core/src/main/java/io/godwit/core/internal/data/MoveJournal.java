package io.godwit.core.internal.data;

import io.godwit.core.internal.data.ChunkPump.Rejected;
import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.run.UnitLedger;
import io.godwit.core.internal.run.UnitLedger.Effect;
import io.godwit.core.internal.run.UnitLedger.FinishedUnit;
import io.godwit.spi.Cursor;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.WorkResult;
import io.godwit.spi.WritableDatabase.MovedAside;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the steps of one move write down for each other: the frozen schema, the pieces that tables were cut into, what became of each,
 * what was moved aside. Thread-safe.
 */
final class MoveJournal {
    private static final String SCHEMA = "schema";
    private static final String CUT = "cut";
    private static final String SWITCHED = "switched";
    private static final String CHUNK = "chunk/";
    private static final String PIECE = "piece";
    private static final String END = "end";

    private final UnitLedger ledger;

    private MoveJournal(UnitLedger ledger) {
        this.ledger = ledger;
    }

    /**
     * The journal of a move.
     *
     * @param context of one of its steps
     * @param move which
     * @return the same for all its steps
     */
    static MoveJournal of(EngineContext context, DatabaseMove move) {
        return new MoveJournal(context.sharedUnits("database/" + move.area()));
    }

    Optional<FrozenMove> frozen() {
        return ledger.result(SCHEMA).map(json -> StepJson.read(json, FrozenMove.class));
    }

    /**
     * What the first step froze.
     *
     * @return the move
     * @throws MigrationException INTERNAL, {@code load.no-schema}
     */
    FrozenMove requireFrozen() {
        return frozen().orElseThrow(() -> MigrationException.of(
                        ErrorCategory.INTERNAL,
                        "load.no-schema",
                        "the tables were not built before their rows are moved")
                .remedy("Let the step that builds the schema come first.")
                .build());
    }

    void freeze(FrozenMove move) {
        ledger.done(SCHEMA, new WorkResult(move.tables().size(), 0, StepJson.write(move), List.of()));
    }

    /**
     * Writes down pieces before any of them is loaded, so that a later process works on the same ones.
     *
     * @param table number of the table
     * @param pieces in order
     * @param isEnd whether the last of them is the last of the table
     */
    void cut(int table, List<Partition> pieces, boolean isEnd) {
        List<Effect> effects = new ArrayList<>();
        for (Partition piece : pieces) {
            effects.add(new Effect(PIECE, table + "/" + piece.number(), StepJson.write(new ChunkUnit(table, piece))));
        }
        if (isEnd) {
            effects.add(new Effect(END, Integer.toString(table), "{}"));
        }
        ledger.intend(CUT, effects);
    }

    /**
     * All pieces that were written down.
     *
     * @param pieces takes them, in no order
     * @param ends takes the numbers of the tables that were cut to their end
     */
    void pieces(Consumer<ChunkUnit> pieces, Consumer<Integer> ends) {
        try (Cursor<Effect> effects = ledger.effects()) {
            while (effects.hasNext()) {
                Effect effect = effects.next();
                switch (effect.kind()) {
                    case PIECE -> pieces.accept(StepJson.read(effect.before(), ChunkUnit.class));
                    case END -> ends.accept(Integer.valueOf(effect.object()));
                    default -> throw new IllegalStateException("an effect of the kind \"" + effect.kind() + "\"");
                }
            }
        }
    }

    /**
     * The id of a chunk within the session.
     *
     * @param chunk which
     * @return the id of its unit
     */
    static String unit(ChunkUnit chunk) {
        return CHUNK + chunk.table() + "/" + chunk.partition().number();
    }

    /** What became of a chunk; empty where it is not loaded. */
    Optional<ChunkRecord> loaded(ChunkUnit chunk) {
        return ledger.result(unit(chunk)).map(json -> StepJson.read(json, ChunkRecord.class));
    }

    /** What of a loaded chunk was left behind. */
    Rejected rejected(ChunkUnit chunk) {
        return loaded(chunk)
                .map(record -> new Rejected(record.rejected(), record.refused()))
                .orElse(Rejected.NONE);
    }

    /** How many rows were left behind, by table. */
    long[] rejected(int tables) {
        long[] rejected = new long[tables];
        chunks(record -> rejected[record.table()] += record.rejected());
        return rejected;
    }

    boolean isLoaded(ChunkUnit chunk) {
        return ledger.isDone(unit(chunk));
    }

    void loaded(ChunkRecord record, List<Finding> findings) {
        ledger.done(
                unit(new ChunkUnit(record.table(), record.partition())),
                new WorkResult(record.rows(), record.bytes(), StepJson.write(record), findings));
    }

    void reopen(ChunkRecord record) {
        ledger.reopen(unit(new ChunkUnit(record.table(), record.partition())));
    }

    /**
     * All chunks that were loaded.
     *
     * @param chunks takes them, in the order in which they were first finished
     */
    void chunks(Consumer<ChunkRecord> chunks) {
        try (Cursor<FinishedUnit> finished = ledger.finished()) {
            while (finished.hasNext()) {
                FinishedUnit unit = finished.next();
                if (unit.unit().startsWith(CHUNK)) {
                    chunks.accept(StepJson.read(unit.json(), ChunkRecord.class));
                }
            }
        }
    }

    void switched(List<MovedAside> aside) {
        ledger.done(SWITCHED, new WorkResult(aside.size(), 0, StepJson.write(new Switched(aside)), List.of()));
    }

    List<MovedAside> aside() {
        return ledger.result(SWITCHED)
                .map(json -> StepJson.read(json, Switched.class).aside())
                .orElse(List.of());
    }

    void switchedBack() {
        ledger.reopen(SWITCHED);
    }

    void clear() {
        ledger.clear();
    }

    /**
     * A chunk to move, as data.
     *
     * @param table number of the table
     * @param partition which piece, as the source cut it
     */
    record ChunkUnit(int table, Partition partition) {}

    /**
     * A chunk that is at the target.
     *
     * @param table number of the table
     * @param partition which piece, as the source cut it
     * @param rows how many rows
     * @param bytes how many bytes their cells have
     * @param fingerprint of the rows as they were sent, or an empty string
     * @param snapshot id of the snapshot that it was read, or last compared, under
     * @param position where that snapshot stood, or an empty string
     * @param format the form in which it travelled
     * @param rejected how many rows of it were left behind
     * @param refused hashes of those of them that the target itself refused
     */
    record ChunkRecord(
            int table,
            Partition partition,
            long rows,
            long bytes,
            String fingerprint,
            String snapshot,
            String position,
            String format,
            long rejected,
            List<String> refused) {
        ChunkRecord {
            refused = List.copyOf(refused);
        }
    }

    /** What was moved aside. */
    record Switched(List<MovedAside> aside) {
        Switched {
            aside = List.copyOf(aside);
        }
    }
}
