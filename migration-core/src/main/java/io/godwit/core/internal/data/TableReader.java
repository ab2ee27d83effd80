package io.godwit.core.internal.data;

import io.godwit.core.internal.data.MoveJournal.ChunkUnit;
import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.run.StepJson;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.Cursor;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.WorkExecutor;
import io.godwit.spi.WorkResult;
import io.godwit.spi.WorkUnit;
import io.godwit.spi.WriteToken;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads tables to sum them up, some pieces at a time. */
final class TableReader {
    private static final String UNIT_TYPE = "core:sum-rows";

    private final EngineContext context;
    private final List<MovedTable> tables;
    private final SharedSnapshot snapshot;
    private final Reading reading;

    /**
     * A reader.
     *
     * @param context of the step
     * @param tables by number
     * @param snapshot to read under
     * @param reading reads one piece
     */
    TableReader(EngineContext context, List<MovedTable> tables, SharedSnapshot snapshot, Reading reading) {
        this.context = context;
        this.tables = tables;
        this.snapshot = snapshot;
        this.reading = reading;
    }

    /**
     * Reads pieces.
     *
     * @param pieces which
     * @param results takes each with what it holds, one at a time
     */
    void read(Iterator<ChunkUnit> pieces, BiConsumer<ChunkUnit, RowSum> results) {
        Iterator<WorkUnit> units = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return pieces.hasNext();
            }

            @Override
            public WorkUnit next() {
                ChunkUnit piece = pieces.next();
                WriteToken token = context.token();
                String id = "sum/" + piece.table() + "/" + piece.partition().number();
                return new WorkUnit(
                        new WriteToken(token.session(), id, token.fence()), StepJson.data(UNIT_TYPE, 1, piece));
            }
        };
        context.executor()
                .execute(
                        units,
                        this::sum,
                        new WorkExecutor.Listener() {
                            @Override
                            public void done(WorkUnit unit, WorkResult result) {
                                RowSum sum = StepJson.read(result.json(), RowSum.class);
                                context.progress().addItems(sum.rows());
                                results.accept(StepJson.read(unit.data(), ChunkUnit.class), sum);
                            }

                            @Override
                            public boolean failed(WorkUnit unit, MigrationException failure) {
                                return false;
                            }
                        },
                        context);
    }

    private WorkResult sum(WorkUnit unit) {
        ChunkUnit piece = StepJson.read(unit.data(), ChunkUnit.class);
        ChunkSummary summary = reading.read(tables.get(piece.table()), piece.partition(), snapshot);
        return new WorkResult(summary.rows(), summary.bytes(), StepJson.write(RowSum.of(summary)), List.of());
    }

    /**
     * Cuts tables as they are under the snapshot.
     *
     * @param which numbers of tables
     * @param cutter cuts one
     * @return the pieces, lazily
     */
    Iterator<ChunkUnit> cut(List<Integer> which, Cutting cutter) {
        Iterator<Integer> todo = which.iterator();
        return new Iterator<>() {
            private Iterator<Partition> pieces = Collections.emptyIterator();
            private @Nullable Cursor<Partition> open;
            private int table;

            @Override
            public boolean hasNext() {
                while (!pieces.hasNext()) {
                    if (open != null) {
                        open.close();
                        open = null;
                    }
                    if (!todo.hasNext()) {
                        return false;
                    }
                    table = todo.next();
                    if (snapshot.isForOne()) {
                        pieces = all(cutter);
                    } else {
                        open = cutter.cut(tables.get(table), snapshot);
                        pieces = open;
                    }
                }
                return true;
            }

            @SuppressWarnings("try") // the turn is held, not used
            private Iterator<Partition> all(Cutting cutter) {
                List<Partition> found = new ArrayList<>();
                try (SharedSnapshot.Turn turn = snapshot.turn(context);
                        Cursor<Partition> cursor = cutter.cut(tables.get(table), snapshot)) {
                    cursor.forEachRemaining(found::add);
                }
                return found.iterator();
            }

            @Override
            public ChunkUnit next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return new ChunkUnit(table, pieces.next());
            }
        };
    }

    /** Cuts a table. */
    interface Cutting {
        Cursor<Partition> cut(MovedTable table, SharedSnapshot snapshot);
    }

    /** Reads a piece of a table to its end. */
    interface Reading {
        ChunkSummary read(MovedTable table, Partition piece, SharedSnapshot snapshot);
    }
}
