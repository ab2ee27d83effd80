package io.godwit.db.jdbc;

import io.godwit.spi.Access;
import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.Database;
import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.Dataset;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import io.godwit.tck.Breakage;
import io.godwit.tck.ContractProof;
import io.godwit.tck.TckContext;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What can be wrong with opening, with snapshots and with cells. */
final class ReadingFaults {
    private ReadingFaults() {}

    private static Set<Object> objects() {
        return Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    /** A failure with another category, code or retry. */
    private static MigrationException other(MigrationException e, ErrorCategory category, String code, boolean again) {
        return MigrationException.of(category, code, String.valueOf(e.getMessage()))
                .subject(e.subject())
                .remedy(e.remediation())
                .retryable(again)
                .build();
    }

    static ContractProof opening(ContractProof proof) {
        Set<Object> closed = objects();
        return proof.notices(
                        "has a scheme in capitals",
                        Breakage.in(DatabaseMigrator.class, "schemes", call -> Set.of("SQLITE")),
                        "namesItselfAndItsSchemes")
                .notices(
                        "says that what is not there may come",
                        Breakage.in(DatabaseMigrator.class, "open", call -> {
                            try {
                                return call.proceed();
                            } catch (MigrationException e) {
                                throw other(e, e.category(), e.code(), true);
                            }
                        }),
                        "refusesADatabaseThatIsNotThere")
                .notices(
                        "opens everything to write",
                        Breakage.in(
                                DatabaseMigrator.class, "open", call -> call.proceedWith(call.with(1, Access.WRITE))),
                        "aDatabaseToReadOffersNoWayToWrite",
                        "aDatabaseToReadMakesNothing",
                        // To write, a file may be a new one.
                        "refusesADatabaseThatIsNotThere")
                .notices(
                        "takes changes where it cannot make them",
                        Breakage.in(RelationalTarget.class, "apply", call -> null),
                        "aDatabaseToReadMakesNothing")
                .notices(
                        "is everything",
                        Breakage.in(
                                Database.class,
                                "facet",
                                call -> call.argument(0, Class.class) == Runnable.class
                                        ? Optional.of((Runnable) () -> {})
                                        : call.proceed()),
                        "hasNoFacetOfAnotherKind")
                .notices(
                        "does not know its version",
                        Breakage.in(Database.class, "inspect", call -> {
                            DatabaseFacts facts = call.proceedTo(DatabaseFacts.class);
                            return new DatabaseFacts(facts.product(), "latest", facts.name(), 0, Map.of());
                        }),
                        "tellsWhatItIs")
                .notices(
                        "is closed once only",
                        Breakage.in(Database.class, "close", call -> {
                            if (!closed.add(call.target())) {
                                throw new IllegalStateException("closed already");
                            }
                            return call.proceed();
                        }),
                        "closesTwice",
                        "servesNobodyOnceClosed")
                .notices("stays open", Breakage.in(Database.class, "close", call -> null), "servesNobodyOnceClosed");
    }

    static ContractProof snapshots(ContractProof proof) {
        AtomicInteger number = new AtomicInteger();
        AtomicInteger readers = new AtomicInteger();
        Map<Object, Database> owners = Collections.synchronizedMap(new IdentityHashMap<>());
        return proof.notices(
                        "calls all snapshots the same",
                        Breakage.in(Snapshot.class, "id", call -> "snapshot"),
                        "tellsSnapshotsApart")
                .notices(
                        "moves on in the log",
                        Breakage.in(Snapshot.class, "position", call -> "at " + number.incrementAndGet()),
                        "keepsItsPositionAndScope")
                .notices(
                        "reads what is there now",
                        Breakage.in(Database.class, "snapshot", call -> {
                                    Snapshot snapshot = call.proceedTo(Snapshot.class);
                                    owners.put(snapshot, (Database) call.target());
                                    return snapshot;
                                })
                                .and(Snapshot.class, "read", call -> {
                                    Database owner = owners.get(call.target());
                                    WorkContext context = call.argument(3, WorkContext.class);
                                    return owner == null
                                            ? call.proceed()
                                            : owner.snapshot(context)
                                                    .read(
                                                            call.argument(0, Dataset.class),
                                                            call.argument(1, Partition.class),
                                                            call.argument(2, ChunkFormat.class),
                                                            context);
                                }),
                        "showsOneStateWhateverIsWritten",
                        "showsAllReadersTheSame",
                        "showsNothingOnceClosed")
                .notices(
                        "turns the third reader away",
                        Breakage.in(Snapshot.class, "read", call -> {
                                    if (readers.incrementAndGet() > 2) {
                                        readers.decrementAndGet();
                                        throw new IllegalStateException("busy");
                                    }
                                    LockSupport.parkNanos(3_000_000);
                                    try {
                                        return call.proceed();
                                    } catch (RuntimeException e) {
                                        readers.decrementAndGet();
                                        throw e;
                                    }
                                })
                                .and(CellStream.class, "close", call -> {
                                    readers.updateAndGet(now -> Math.max(0, now - 1));
                                    return call.proceed();
                                }),
                        "letsMoreReadersWaitForTheirTurn",
                        "showsAllReadersTheSame")
                .notices(
                        "keeps its snapshots",
                        Breakage.in(Snapshot.class, "close", call -> null),
                        "showsNothingOnceClosed")
                .notices(
                        "takes a missing table for a defect of its own",
                        Breakage.in(Snapshot.class, "read", call -> {
                            try {
                                return call.proceed();
                            } catch (MigrationException e) {
                                throw e.code().equals("database.no-such-dataset")
                                        ? other(e, ErrorCategory.INTERNAL, e.code(), false)
                                        : e;
                            }
                        }),
                        "refusesADatasetThatIsNotThere");
    }

    /** What becomes of each block that is read. */
    private interface Block {
        @Nullable
        Object of(Breakage.Call call, CellBlock block) throws Throwable;
    }

    private static Breakage blocks(Block fault) {
        return Breakage.in(CellStream.class, "read", call -> fault.of(call, call.argument(0, CellBlock.class)));
    }

    private static void copy(CellBlock from, int row, CellBlock to, boolean keepsNull) {
        for (int column = 0; column < from.columns(); column++) {
            if (keepsNull && from.isNull(row, column)) {
                to.addNull();
            } else {
                to.add(from.data(), from.start(row, column), from.length(row, column));
            }
        }
    }

    private static boolean begins(CellBlock block, int row, int column, String text) {
        boolean same = block.length(row, column) >= text.length();
        for (int i = 0; same && i < text.length(); i++) {
            same = block.data()[block.start(row, column) + i] == text.charAt(i);
        }
        return same;
    }

    static ContractProof cells(ContractProof proof) {
        AtomicInteger number = new AtomicInteger();
        Set<Object> ended = objects();
        Set<Object> closed = objects();
        return proof.notices(
                        "is a year ahead",
                        blocks((call, block) -> {
                            Object more = call.proceed();
                            for (int row = 0; row < block.rows(); row++) {
                                for (int column = 0; column < block.columns(); column++) {
                                    if (begins(block, row, column, "2024-02")) {
                                        block.data()[block.start(row, column) + 3] = '5';
                                    }
                                }
                            }
                            return more;
                        }),
                        "encodesEveryTypeAsAgreed")
                .notices(
                        "reads nothing as empty",
                        blocks((call, block) -> {
                            CellBlock inner = new CellBlock(block.columns(), 1, 64 << 20);
                            Object more = call.proceedWith(inner);
                            block.clear();
                            for (int row = 0; row < inner.rows(); row++) {
                                copy(inner, row, block, false);
                            }
                            return more;
                        }),
                        "tellsNothingFromEmpty",
                        "encodesEveryTypeAsAgreed",
                        "coversEveryRowOnce",
                        "goesOnBehindAnyPiece")
                .notices(
                        "offers something else",
                        Breakage.in(Snapshot.class, "offers", call -> List.of(new ChunkFormat("other", 1))),
                        "offersCells")
                .notices(
                        "reads in its own form whatever is asked for",
                        Breakage.in(Snapshot.class, "read", call -> call.proceedWith(call.with(2, ChunkFormat.CELLS))),
                        "refusesAFormatThatItDoesNotOffer")
                .notices(
                        "reads all columns in the order of the table",
                        Breakage.in(Snapshot.class, "read", call -> {
                            Dataset asked = call.argument(0, Dataset.class);
                            List<Dataset> known =
                                    ((Snapshot) call.target()).datasets(call.argument(3, WorkContext.class));
                            Dataset whole = known.stream()
                                    .filter(dataset -> dataset.name().equals(asked.name()))
                                    .findFirst()
                                    .orElse(asked);
                            return call.proceedWith(call.with(0, whole));
                        }),
                        "readsTheColumnsAskedForInTheirOrder")
                .notices(
                        "loses what does not fit",
                        blocks((call, block) -> {
                            CellBlock inner = new CellBlock(block.columns(), 1 << 16, 64 << 20);
                            Object more = call.proceedWith(inner);
                            block.clear();
                            for (int row = 0; row < inner.rows() && !block.isFull(); row++) {
                                copy(inner, row, block, true);
                            }
                            return more;
                        }),
                        "fillsBlocksOfAnySize",
                        "aStreamMayBeLeftEarlyAndClosedTwice",
                        "stopsReadingWhenCancelled",
                        "sumsUpWhatItReadAndOnlyAtTheEnd")
                .notices(
                        "fills a block as far as it likes",
                        blocks((call, block) -> {
                            CellBlock inner = new CellBlock(block.columns(), 1 << 16, 64 << 20);
                            Object more = call.proceedWith(inner);
                            block.clear();
                            for (int row = 0; row < inner.rows(); row++) {
                                copy(inner, row, block, true);
                            }
                            return more;
                        }),
                        "fillsABlockNoFurtherThanAsked",
                        "sumsUpWhatItReadAndOnlyAtTheEnd")
                .notices(
                        "fails behind its end",
                        blocks((call, block) -> {
                            if (ended.contains(call.target())) {
                                throw new IllegalStateException("it has ended");
                            }
                            Object more = call.proceed();
                            if (Boolean.FALSE.equals(more)) {
                                ended.add(call.target());
                            }
                            return more;
                        }),
                        "endsOnceAndForAll")
                .notices(
                        "does not count its bytes",
                        Breakage.in(CellStream.class, "summary", call -> {
                            ChunkSummary summary = call.proceedTo(ChunkSummary.class);
                            return new ChunkSummary(summary.rows(), 0, "");
                        }),
                        "sumsUpWhatItReadAndOnlyAtTheEnd")
                .notices(
                        "never sums up alike",
                        Breakage.in(CellStream.class, "summary", call -> {
                            ChunkSummary summary = call.proceedTo(ChunkSummary.class);
                            return new ChunkSummary(
                                    summary.rows(), summary.bytes(), "kit-v1:" + number.incrementAndGet());
                        }),
                        "sumsUpTheSameRowsAlike")
                .notices(
                        "does not say that a row is too large",
                        blocks((call, block) -> {
                            try {
                                return call.proceed();
                            } catch (MigrationException e) {
                                throw e.code().equals("memory.row-too-large")
                                        ? other(e, e.category(), "database.failed", false)
                                        : e;
                            }
                        }),
                        "readsALargeCellWhereThereIsRoomAndSaysWhereThereIsNot")
                .notices(
                        "fetches a table as a whole",
                        Breakage.in(Snapshot.class, "read", call -> {
                            boolean isLarge = call.argument(0, Dataset.class).columns().stream()
                                    .anyMatch(column -> column.name().equals("b"));
                            number.addAndGet(isLarge ? new byte[40 << 20].length : 0);
                            return call.proceed();
                        }),
                        "readsALargeTableLittleByLittle")
                .notices(
                        "keeps its buffers",
                        Breakage.in(Snapshot.class, "read", call -> {
                            call.argument(3, WorkContext.class).limits().reserveMemory(1);
                            return call.proceed();
                        }),
                        "givesBackAllMemory")
                .notices(
                        "closes its streams once only",
                        Breakage.in(CellStream.class, "close", call -> {
                            if (!closed.add(call.target())) {
                                throw new IllegalStateException("closed already");
                            }
                            return call.proceed();
                        }),
                        "aStreamMayBeLeftEarlyAndClosedTwice")
                .notices(
                        "does not look whether it should stop",
                        Breakage.in(Snapshot.class, "read", call -> call.proceedWith(call.with(3, new TckContext()))),
                        "stopsReadingWhenCancelled");
    }
}
