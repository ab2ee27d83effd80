package io.godwit.core.internal.data;

import io.godwit.core.internal.data.MoveJournal.ChunkUnit;
import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.runtime.RetryPolicy;
import io.godwit.spi.Cursor;
import io.godwit.spi.Partition;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WorkUnit;
import io.godwit.spi.WriteToken;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The chunks that are still to be loaded: first those that were cut before and not finished, then what is cut now, table by table, the
 * largest first. Pieces are written down, some at a time, before any of them is handed out; so whoever goes on after a crash works on the
 * same pieces, and cuts on behind the last of them. One thread at a time.
 */
final class PieceSource implements Iterator<WorkUnit> {
    /** Id of the type of the units. */
    static final String UNIT_TYPE = "core:load-chunk";

    /** How many pieces are written down at a time at the most. */
    private static final int BATCH = 64;
    /** How long cutting may keep the loaders waiting before what there is so far is handed out. */
    private static final long BATCH_NANOS = 50_000_000;

    private final List<MovedTable> tables;
    private final MoveJournal journal;
    private final SharedSnapshot snapshot;
    private final long pieceBytes;
    private final WriteToken token;
    private final WorkContext context;
    private final RetryPolicy retry;

    private final Deque<ChunkUnit> ready = new ArrayDeque<>();
    private final @Nullable Partition[] last;
    private final boolean[] isCut;
    private int cutting;
    private @Nullable Cursor<Partition> cursor;

    /**
     * Takes up where the journal ends.
     *
     * @param tables what is moved
     * @param journal what was cut and loaded so far
     * @param snapshot cuts
     * @param pieceBytes about how large pieces are
     * @param token of the step
     * @param context cancellation
     * @param retry repeats cutting
     */
    PieceSource(
            List<MovedTable> tables,
            MoveJournal journal,
            SharedSnapshot snapshot,
            long pieceBytes,
            WriteToken token,
            WorkContext context,
            RetryPolicy retry) {
        this.tables = tables;
        this.journal = journal;
        this.snapshot = snapshot;
        this.pieceBytes = pieceBytes;
        this.token = token;
        this.context = context;
        this.retry = retry;
        this.last = new Partition[tables.size()];
        this.isCut = new boolean[tables.size()];
        List<ChunkUnit> unfinished = new ArrayList<>();
        journal.pieces(
                chunk -> {
                    Partition known = last[chunk.table()];
                    if (known == null || known.number() < chunk.partition().number()) {
                        last[chunk.table()] = chunk.partition();
                    }
                    if (!journal.isLoaded(chunk)) {
                        unfinished.add(chunk);
                    }
                },
                table -> isCut[table] = true);
        unfinished.sort(Comparator.comparingInt(ChunkUnit::table)
                .thenComparingInt(chunk -> chunk.partition().number()));
        ready.addAll(unfinished);
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && cutting < tables.size()) {
            if (isCut[cutting]) {
                cutting++;
            } else {
                retry.run("cutting tables", context.cancellation(), this::cutSome);
            }
        }
        return !ready.isEmpty();
    }

    @Override
    public WorkUnit next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        ChunkUnit chunk = ready.removeFirst();
        return new WorkUnit(
                new WriteToken(token.session(), MoveJournal.unit(chunk), token.fence()),
                StepJson.data(UNIT_TYPE, 1, chunk));
    }

    /** Cuts on; where it fails, the next call begins behind the last piece that was written down. */
    private void cutSome() {
        boolean isDone = false;
        try {
            if (snapshot.isForOne()) {
                cutAll();
            } else {
                cutBatch();
            }
            isDone = true;
        } finally {
            if (!isDone) {
                close();
            }
        }
    }

    /** Nobody else can read meanwhile, so the cursor is not kept open. */
    @SuppressWarnings("try") // the turn is held, not used
    private void cutAll() {
        int table = cutting;
        try (SharedSnapshot.Turn turn = snapshot.turn(context)) {
            while (!isCut[table]) {
                cutBatch();
            }
        }
    }

    private void cutBatch() {
        Cursor<Partition> pieces = cursor == null ? open() : cursor;
        cursor = pieces;
        List<Partition> batch = new ArrayList<>();
        long begin = System.nanoTime();
        boolean isEnd = !pieces.hasNext();
        while (!isEnd && batch.size() < BATCH && (batch.isEmpty() || System.nanoTime() - begin < BATCH_NANOS)) {
            context.cancellation().throwIfCancelled();
            batch.add(pieces.next());
            isEnd = !pieces.hasNext();
        }
        journal.cut(cutting, batch, isEnd);
        if (!batch.isEmpty()) {
            last[cutting] = batch.get(batch.size() - 1);
        }
        for (Partition piece : batch) {
            ready.addLast(new ChunkUnit(cutting, piece));
        }
        if (isEnd) {
            isCut[cutting] = true;
            close();
        }
    }

    private Cursor<Partition> open() {
        MovedTable table = tables.get(cutting);
        Partition known = last[cutting];
        return known == null
                ? snapshot.snapshot().partitions(table.source(), pieceBytes, context)
                : snapshot.snapshot().partitionsAfter(table.source(), known, pieceBytes, context);
    }

    /** Ends cutting. */
    void close() {
        Cursor<Partition> open = cursor;
        cursor = null;
        if (open != null) {
            open.close();
        }
    }
}
