package io.godwit.core.internal.data;

import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.ChunkStream;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.Dataset;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Limits.Reservation;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.Snapshot;
import io.godwit.spi.Transform.CellRewriter;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableDatabase.LoadReceipt;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Moves chunks, and reads them again for comparison. Thread-safe: any number of chunks at a time. */
final class ChunkPump {
    private static final String TOO_LARGE = "memory.row-too-large";
    private static final String OVER_BUDGET = "memory.exceeds-budget";

    private final WorkContext context;
    private final Executor threads;
    private final Quarantine quarantine;

    /**
     * A pump.
     *
     * @param context progress, cancellation and limits
     * @param threads runs readers, one per chunk under way
     * @param quarantine where rows go that are refused
     */
    ChunkPump(WorkContext context, Executor threads, Quarantine quarantine) {
        this.context = context;
        this.threads = threads;
        this.quarantine = quarantine;
    }

    /**
     * A pump that lets nothing be refused.
     *
     * @param context progress, cancellation and limits
     * @param threads runs readers, one per chunk under way
     */
    ChunkPump(WorkContext context, Executor threads) {
        this(context, threads, Quarantine.NONE);
    }

    /**
     * Moves a chunk.
     *
     * @param table which table
     * @param partition which piece, as the source cut it
     * @param from the snapshot to read under, with its readers
     * @param to where it goes
     * @param token on whose behalf
     * @param isFingerprinted whether the fingerprint is wanted
     * @return what was written; nothing was written where the target had it already
     */
    Loaded load(
            MovedTable table,
            Partition partition,
            SharedSnapshot from,
            LoadTarget to,
            WriteToken token,
            boolean isFingerprinted) {
        try {
            Loaded loaded = loadAll(table, partition, from, to, token, isFingerprinted);
            if (!loaded.isRepeat()) {
                quarantine.nothingOf(table, partition);
            }
            return loaded;
        } catch (MigrationException e) {
            if (!CarefulLoad.isRefusal(e)) {
                throw e;
            }
            return new CarefulLoad(this, context, quarantine, table, partition, from, to, token).load(e);
        }
    }

    private Loaded loadAll(
            MovedTable table,
            Partition partition,
            SharedSnapshot from,
            LoadTarget to,
            WriteToken token,
            boolean isFingerprinted) {
        String form = isFingerprinted && !table.isRewritten() && !table.isSieved() ? form(table, from, to) : "";
        ChunkFormat format = Formats.choose(
                from.snapshot().offers(table.source()),
                to.database().accepts(table.target()),
                (isFingerprinted && form.isEmpty()) || table.isRewritten(),
                table.source());
        Partition piece = table.atTarget(partition);
        if (!format.equals(ChunkFormat.CELLS)) {
            return loadNative(table, partition, from, to, token, format, form);
        }
        return withRoom(table, sizes -> {
            try (SharedSnapshot.Turn turn = from.turn(context);
                    PumpStream stream = open(table, partition, from.snapshot(), sizes, turn)) {
                LoadReceipt receipt = truthful(
                        stream, () -> to.database().load(to.area(), table.target(), piece, stream, token, context));
                if (!receipt.isRepeat()) {
                    compare(table, stream, receipt);
                    return new Loaded(stream.summary(), false, format, Rejected.NONE);
                }
                return new Loaded(receipt.summary(), true, format, Rejected.NONE);
            }
        });
    }

    @SuppressWarnings("try") // the turn is held, not used
    private Loaded loadNative(
            MovedTable table,
            Partition partition,
            SharedSnapshot from,
            LoadTarget to,
            WriteToken token,
            ChunkFormat format,
            String form) {
        context.cancellation().throwIfCancelled();
        LoadReceipt receipt;
        ChunkSummary summary;
        try (SharedSnapshot.Turn turn = from.turn(context)) {
            try (ChunkStream stream = from.snapshot().read(table.source(), partition, format, context)) {
                receipt = to.database()
                        .load(to.area(), table.target(), table.atTarget(partition), stream, token, context);
            }
            summary = form.isEmpty() || receipt.isRepeat()
                    ? receipt.summary()
                    : summed(table, partition, from, receipt.summary(), form);
        }
        // the plugins pass the bytes among themselves, so the limit is kept from chunk to chunk only
        context.progress().addBytes(receipt.summary().bytes());
        context.limits().acquireBandwidth(receipt.summary().bytes());
        return new Loaded(summary, receipt.isRepeat(), format, Rejected.NONE);
    }

    /** The form in which both servers sum up rows themselves, so that nobody has to look at them here; else an empty string. */
    private static String form(MovedTable table, SharedSnapshot from, LoadTarget to) {
        List<ChunkFormat> accepted = to.database().accepts(table.target());
        boolean travelsUnseen = from.snapshot().offers(table.source()).stream()
                .anyMatch(format -> !format.equals(ChunkFormat.CELLS) && accepted.contains(format));
        if (!travelsUnseen) {
            return "";
        }
        List<String> known = to.database().digests(table.target());
        return from.snapshot().digests(table.source()).stream()
                .filter(known::contains)
                .findFirst()
                .orElse("");
    }

    /** What was sent, as the source itself sums it up. */
    private ChunkSummary summed(
            MovedTable table, Partition partition, SharedSnapshot from, ChunkSummary written, String form) {
        ChunkSummary sum = from.snapshot().digest(table.source(), partition, form, context);
        if (sum.rows() != written.rows()) {
            throw miscounted(
                    table, "wrote " + written.rows() + " rows of a piece that has " + sum.rows() + " at the source");
        }
        return new ChunkSummary(sum.rows(), written.bytes(), sum.fingerprint());
    }

    /**
     * Has the source's server sum up a chunk.
     *
     * @param table which table
     * @param partition which piece, as the source cut it
     * @param from the snapshot to read under, with its readers
     * @param form how
     * @return the sum
     */
    @SuppressWarnings("try") // the turn is held, not used
    ChunkSummary summedAtSource(MovedTable table, Partition partition, SharedSnapshot from, String form) {
        try (SharedSnapshot.Turn turn = from.turn(context)) {
            return from.snapshot().digest(table.source(), partition, form, context);
        }
    }

    /**
     * Has the target's server sum up a chunk of what was built.
     *
     * @param table which table
     * @param partition a piece, as the target cut it
     * @param from the snapshot of the area, with its readers
     * @param form how
     * @return the sum
     */
    @SuppressWarnings("try") // the turn is held, not used
    ChunkSummary summedAtTarget(MovedTable table, Partition partition, SharedSnapshot from, String form) {
        try (SharedSnapshot.Turn turn = from.turn(context)) {
            return from.snapshot().digest(table.target(), partition, form, context);
        }
    }

    /**
     * Reads a chunk of the source as if it were moved.
     *
     * @param table which table
     * @param partition which piece, as the source cut it
     * @param from the snapshot to read under, with its readers
     * @return what would be written
     */
    ChunkSummary sent(MovedTable table, Partition partition, SharedSnapshot from) {
        if (table.isSieved()) {
            return sieved(table, partition, from, table::refusal, (block, row, refusal) -> {}, ChunkPump::drained);
        }
        return withRoom(table, sizes -> {
            try (SharedSnapshot.Turn turn = from.turn(context);
                    PumpStream stream = open(table, partition, from.snapshot(), sizes, turn)) {
                return drained(stream, table.columns(), sizes);
            }
        });
    }

    /** Works on the rows of a chunk. */
    interface Work<T> {
        T on(PumpStream stream, int columns, PumpSizes sizes);
    }

    /**
     * Reads a chunk of the source row by row, and passes by what is refused.
     *
     * @param table which table
     * @param partition which piece, as the source cut it
     * @param from the snapshot to read under, with its readers
     * @param known which rows the target refuses
     * @param passed hears of rows that are passed by; begins anew where the work does
     * @param work what to do with the others; done again with larger blocks where a row needs them
     * @return what the work gives
     */
    <T> T sieved(
            MovedTable table,
            Partition partition,
            SharedSnapshot from,
            Sieve.Known known,
            Sieve.Passed passed,
            Work<T> work) {
        return withRoom(table, true, sizes -> {
            try (SharedSnapshot.Turn turn = from.turn(context)) {
                CellStream cells = cells(table.source(), partition, from.snapshot());
                Sieve sieve = new Sieve(cells, table, sizes, known, passed);
                try (PumpStream stream = pumped(sieve, table.columns(), List.of(), sizes, turn)) {
                    return truthful(stream, () -> work.on(stream, table.columns(), sizes));
                }
            }
        });
    }

    /**
     * Reads a chunk of what was built.
     *
     * @param table which table
     * @param partition a piece, as the target cut it, or as the source did by key
     * @param from the snapshot of the area, with its readers
     * @return what is there
     */
    ChunkSummary arrived(MovedTable table, Partition partition, SharedSnapshot from) {
        return withRoom(table, sizes -> {
            try (SharedSnapshot.Turn turn = from.turn(context);
                    PumpStream stream = open(table.target(), partition, List.of(), from.snapshot(), sizes, turn)) {
                return drained(stream, table.columns(), sizes);
            }
        });
    }

    /**
     * Shows the rows of a chunk, as they are or would be at the target.
     *
     * @param table which table
     * @param partition a piece, as the side that is read cut it
     * @param from a snapshot of that side, with its readers
     * @param isTarget whether what was built is read
     * @param fresh makes what collects; again where rows need larger blocks, and then all are shown once more
     * @param collect is shown block after block
     * @return what collected
     */
    <T> T rows(
            MovedTable table,
            Partition partition,
            SharedSnapshot from,
            boolean isTarget,
            Supplier<T> fresh,
            BiConsumer<T, CellBlock> collect) {
        Work<T> work = (stream, columns, sizes) -> {
            T result = fresh.get();
            CellBlock block = new CellBlock(columns, 1, sizes.maxRowBytes());
            while (stream.read(block)) {
                collect.accept(result, block);
            }
            return result;
        };
        if (!isTarget && table.isSieved()) {
            return sieved(table, partition, from, table::refusal, (block, row, refusal) -> {}, work);
        }
        return withRoom(table, sizes -> {
            try (SharedSnapshot.Turn turn = from.turn(context);
                    PumpStream stream = isTarget
                            ? open(table.target(), partition, List.of(), from.snapshot(), sizes, turn)
                            : open(table, partition, from.snapshot(), sizes, turn)) {
                return truthful(stream, () -> work.on(stream, table.columns(), sizes));
            }
        });
    }

    private static ChunkSummary drained(PumpStream stream, int columns, PumpSizes sizes) {
        CellBlock block = new CellBlock(columns, 1, sizes.maxRowBytes());
        return truthful(stream, () -> {
            while (stream.read(block)) {
                // the pipe looks at the rows; nobody wants them
            }
            return stream.summary();
        });
    }

    private PumpStream open(
            MovedTable table, Partition partition, Snapshot snapshot, PumpSizes sizes, SharedSnapshot.Turn turn) {
        return open(table.source(), partition, table.rewriters(), snapshot, sizes, turn);
    }

    private PumpStream open(
            Dataset dataset,
            Partition partition,
            List<CellRewriter> rewriters,
            Snapshot snapshot,
            PumpSizes sizes,
            SharedSnapshot.Turn turn) {
        return pumped(cells(dataset, partition, snapshot), dataset.columns().size(), rewriters, sizes, turn);
    }

    private PumpStream pumped(
            CellStream cells, int columns, List<CellRewriter> rewriters, PumpSizes sizes, SharedSnapshot.Turn turn) {
        CellPipe pipe = new CellPipe(cells, rewriters, columns, sizes, context);
        return new PumpStream(cells, pipe, columns, sizes, threads, context, turn::close);
    }

    private CellStream cells(Dataset dataset, Partition partition, Snapshot snapshot) {
        context.cancellation().throwIfCancelled();
        ChunkStream opened = snapshot.read(dataset, partition, ChunkFormat.CELLS, context);
        if (opened instanceof CellStream cells) {
            return cells;
        }
        opened.close();
        throw MigrationException.of(
                        ErrorCategory.INTERNAL,
                        "database.no-cells",
                        "the plugin offers cells but gives " + opened.getClass().getName())
                .subject(dataset.name().toString())
                .build();
    }

    private <T> T withRoom(MovedTable table, Function<PumpSizes, T> work) {
        return withRoom(table, table.isRewritten(), work);
    }

    /** Reserves what a chunk takes and does it; where a row is too large, again with more. */
    @SuppressWarnings("try") // the memory is held, not used
    private <T> T withRoom(MovedTable table, boolean isRewritten, Function<PumpSizes, T> work) {
        while (true) {
            int level = table.level();
            PumpSizes sizes = PumpSizes.level(level);
            try (Reservation room = context.limits().reserveMemory(sizes.memory(isRewritten))) {
                return work.apply(sizes);
            } catch (MigrationException e) {
                if (level > 0 && e.code().equals(OVER_BUDGET)) {
                    throw tooLarge(table, level - 1, e);
                }
                if (!e.code().equals(TOO_LARGE)) {
                    throw e;
                }
                if (level == PumpSizes.LEVELS - 1) {
                    throw tooLarge(table, level, e);
                }
                table.raiseLevel(level);
            }
        }
    }

    private static MigrationException tooLarge(MovedTable table, int level, MigrationException cause) {
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        TOO_LARGE,
                        "a row of \"" + table.source().name() + "\" is larger than "
                                + PumpSizes.level(level).maxRowBytes() + " bytes, and there is no memory for more")
                .subject(table.source().name().toString())
                .remedy("Raise the memory limit of the migration.")
                .cause(cause)
                .build();
    }

    /** Does something with a stream; what went wrong on the source's side counts more than what others made of that. */
    private static <T> T truthful(PumpStream stream, Supplier<T> work) {
        T result;
        try {
            result = work.get();
        } catch (RuntimeException | Error e) {
            throw firstCause(stream.failure(), e);
        }
        Throwable failure = stream.failure();
        if (failure != null) {
            throw firstCause(failure, failure);
        }
        return result;
    }

    private static RuntimeException firstCause(@Nullable Throwable first, Throwable seen) {
        Throwable thrown = first == null ? seen : first;
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof MigrationException known) {
            return known;
        }
        return MigrationException.of(
                        ErrorCategory.INTERNAL, "load.unexpected", "moving rows failed in a way that no plugin foresaw")
                .cause(thrown)
                .build();
    }

    static void compare(MovedTable table, PumpStream stream, LoadReceipt receipt) {
        long written = receipt.summary().rows();
        if (!stream.isEnded()) {
            throw miscounted(table, "said it was done before it had read all rows");
        }
        if (written != stream.summary().rows()) {
            throw miscounted(table, "was given " + stream.summary().rows() + " rows and wrote " + written);
        }
    }

    private static MigrationException miscounted(MovedTable table, String what) {
        return MigrationException.of(
                        ErrorCategory.VALIDATION,
                        "load.miscounted",
                        "the target \"" + table.target().name() + "\" " + what)
                .subject(table.target().name().toString())
                .build();
    }

    /**
     * Where chunks go.
     *
     * @param database the target
     * @param area the area in it
     */
    record LoadTarget(WritableDatabase database, WriteArea area) {}

    /**
     * What became of a chunk.
     *
     * @param summary what it held; of an earlier time, where it is a repeat
     * @param isRepeat whether the target had it already
     * @param format the form in which it travelled
     * @param rejected what was left behind
     */
    record Loaded(ChunkSummary summary, boolean isRepeat, ChunkFormat format, Rejected rejected) {}

    /**
     * Rows of a chunk that were left behind.
     *
     * @param rows how many
     * @param hashes of those that the target itself refused
     */
    record Rejected(long rows, List<String> hashes) {
        /** Nothing was. */
        static final Rejected NONE = new Rejected(0, List.of());

        Rejected {
            hashes = List.copyOf(hashes);
        }
    }
}
