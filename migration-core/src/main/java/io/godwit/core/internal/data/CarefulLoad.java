package io.godwit.core.internal.data;

import io.godwit.core.internal.data.ChunkPump.LoadTarget;
import io.godwit.core.internal.data.ChunkPump.Loaded;
import io.godwit.core.internal.data.ChunkPump.Rejected;
import io.godwit.core.internal.data.MoveJournal.ChunkUnit;
import io.godwit.core.internal.data.Quarantine.Refusal;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableDatabase.LoadReceipt;
import io.godwit.spi.WriteToken;
import java.util.HashMap;
import java.util.Map;

/**
 * Loads a chunk that has rows which are refused: the target tries them first, and then takes the others; those that it refuses go into
 * the {@link Quarantine}. One thread.
 */
final class CarefulLoad {
    private static final String ROW_REFUSED = "database.row-refused";
    /** Rows may be refused for others of the chunk, which shows only when those are there; so often the target is asked again. */
    private static final int ROUNDS = 4;

    private final ChunkPump pump;
    private final WorkContext context;
    private final Quarantine quarantine;
    private final MovedTable table;
    private final Partition partition;
    private final SharedSnapshot from;
    private final LoadTarget to;
    private final WriteToken token;
    private final String chunk;
    private final Map<String, Refusal> known = new HashMap<>();

    /**
     * A load.
     *
     * @param pump moves rows
     * @param context cancellation
     * @param quarantine takes refused rows
     * @param table which table
     * @param partition which piece, as the source cut it
     * @param from the snapshot to read under
     * @param to where it goes
     * @param token on whose behalf
     */
    CarefulLoad(
            ChunkPump pump,
            WorkContext context,
            Quarantine quarantine,
            MovedTable table,
            Partition partition,
            SharedSnapshot from,
            LoadTarget to,
            WriteToken token) {
        this.pump = pump;
        this.context = context;
        this.quarantine = quarantine;
        this.table = table;
        this.partition = partition;
        this.from = from;
        this.to = to;
        this.token = token;
        this.chunk = MoveJournal.unit(new ChunkUnit(table.ordinal(), partition));
    }

    /** Whether a failure means that a row is refused. */
    static boolean isRefusal(MigrationException failure) {
        return failure.code().equals(ROW_REFUSED) || failure.code().equals(CellConversion.REFUSED);
    }

    /**
     * Loads.
     *
     * @param first why loading all rows failed
     * @return what was written and what was left behind
     * @throws MigrationException where more rows are refused than may be, or it is not known which
     */
    Loaded load(MigrationException first) {
        MigrationException failure = first;
        for (int round = 0; round < ROUNDS; round++) {
            if (failure.code().equals(ROW_REFUSED) && !findRefused()) {
                throw failure;
            }
            try {
                return loadOthers();
            } catch (MigrationException e) {
                if (!isRefusal(e)) {
                    throw e;
                }
                failure = e;
            }
        }
        throw failure;
    }

    /** Has the target try the rows; false where that told nothing new. */
    private boolean findRefused() {
        int before = known.size();
        boolean isTried = pump.sieved(
                table,
                partition,
                from,
                known::get,
                (block, row, refusal) -> quarantine.add(chunk, refusal, table.source(), block, row),
                (stream, columns, sizes) -> {
                    quarantine.set(chunk, 0);
                    RowHash hash = new RowHash(columns);
                    return to.database()
                            .tryRows(
                                    to.area(),
                                    table.target(),
                                    stream,
                                    token,
                                    (block, row, column, why) -> {
                                        Refusal refusal = new Refusal(column, why, ROW_REFUSED);
                                        quarantine.add(chunk, refusal, table.target(), block, row);
                                        known.put(hash.of(block, row), refusal);
                                    },
                                    context);
                });
        return isTried && known.size() > before;
    }

    private Loaded loadOthers() {
        Partition piece = table.atTarget(partition);
        RejectFile[] file = {new RejectFile(quarantine.directory(), table.source(), partition)};
        long[] rows = {0};
        try {
            Loaded loaded = pump.sieved(
                    table,
                    partition,
                    from,
                    known::get,
                    (block, row, refusal) -> {
                        quarantine.add(chunk, refusal, table.source(), block, row);
                        file[0].add(block, row, refusal);
                        rows[0]++;
                    },
                    (stream, columns, sizes) -> {
                        quarantine.set(chunk, 0);
                        rows[0] = 0;
                        file[0].close();
                        file[0] = new RejectFile(quarantine.directory(), table.source(), partition);
                        LoadReceipt receipt =
                                to.database().load(to.area(), table.target(), piece, stream, token, context);
                        if (receipt.isRepeat()) {
                            return new Loaded(receipt.summary(), true, ChunkFormat.CELLS, Rejected.NONE);
                        }
                        ChunkPump.compare(table, stream, receipt);
                        return new Loaded(
                                stream.summary(),
                                false,
                                ChunkFormat.CELLS,
                                new Rejected(rows[0], java.util.List.copyOf(known.keySet())));
                    });
            if (!loaded.isRepeat()) {
                file[0].keep();
                table.refuse(known.keySet());
            }
            return loaded;
        } finally {
            file[0].close();
        }
    }
}
