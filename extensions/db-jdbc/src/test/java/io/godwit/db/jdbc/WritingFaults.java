package io.godwit.db.jdbc;

import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.Database;
import io.godwit.spi.Dataset;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.RelationalTarget.Phase;
import io.godwit.spi.RelationalTarget.SchemaChange;
import io.godwit.spi.RelationalTarget.Translation;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableDatabase.AreaState;
import io.godwit.spi.WritableDatabase.LoadReceipt;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import io.godwit.tck.Breakage;
import io.godwit.tck.ContractProof;
import io.godwit.tck.TckContext;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What can be wrong with areas and with what is loaded into them. */
final class WritingFaults {
    private WritingFaults() {}

    private static MigrationException failure(ErrorCategory category, String code, String message) {
        return MigrationException.of(category, code, message).build();
    }

    private static Breakage in(String method, Breakage.Fault fault) {
        return Breakage.in(WritableDatabase.class, method, fault);
    }

    private static Breakage translating(java.util.function.UnaryOperator<Translation> fault) {
        return Breakage.in(RelationalTarget.class, "translate", call -> fault.apply(call.proceedTo(Translation.class)));
    }

    static ContractProof areas(ContractProof proof) {
        AtomicInteger number = new AtomicInteger();
        Set<String> made = ConcurrentHashMap.newKeySet();
        return proof.notices(
                        "hides its schema",
                        Breakage.in(
                                Database.class,
                                "facet",
                                call -> call.argument(0, Class.class) == Runnable.class
                                        ? Optional.of((Runnable) () -> {})
                                        : call.proceed()),
                        "aDatabaseToWriteIsOneToReadToo")
                .notices("stays open", Breakage.in(Database.class, "close", call -> null), "makesNothingOnceClosed")
                .notices(
                        "numbers what it translates",
                        translating(plan -> new Translation(
                                plan.datasets(),
                                plan.changes().stream()
                                        .map(c -> new SchemaChange(
                                                c.id() + " " + number.incrementAndGet(),
                                                c.phase(),
                                                c.object(),
                                                c.definition()))
                                        .toList(),
                                plan.replaced(),
                                plan.findings())),
                        "translatesWithoutChangingAnything")
                .notices(
                        "does not say what it replaces",
                        translating(
                                plan -> new Translation(plan.datasets(), plan.changes(), List.of(), plan.findings())),
                        "namesWhatTakesTheRowsAndWhatWouldBeReplaced")
                .notices(
                        "keeps its doubts",
                        translating(
                                plan -> new Translation(plan.datasets(), plan.changes(), plan.replaced(), List.of())),
                        "saysWhatItCannotKeep")
                .notices(
                        "accepts something else",
                        in("accepts", call -> List.of(new ChunkFormat("other", 1))),
                        "acceptsCells")
                .notices(
                        "does not know of a switch",
                        in("stateOf", call -> {
                            AreaState state = call.proceedTo(AreaState.class);
                            return state == AreaState.SWITCHED ? AreaState.OPEN : state;
                        }),
                        "tellsHowFarAnAreaHasCome",
                        "keepsAreasApart",
                        "switchesInAgainWhatWasSwitchedBack")
                .notices(
                        "opens an area anew each time",
                        in("openArea", call -> {
                            WritableDatabase database = (WritableDatabase) call.target();
                            WriteArea area = call.argument(0, WriteArea.class);
                            WorkContext context = call.argument(2, WorkContext.class);
                            if (database.stateOf(area, context) == AreaState.OPEN) {
                                database.discard(area, call.argument(1, WriteToken.class), context);
                            }
                            return call.proceed();
                        }),
                        "opensAnAreaOnce",
                        "aNewerRunnerGoesOnWithWhatIsThere",
                        "anOlderRunnerBuildsNothing",
                        "anOlderRunnerTakesNothingOut",
                        "anOlderRunnerSwitchesNothing",
                        "aLateCommitIsRefused")
                .notices(
                        "makes a thing once only",
                        Breakage.in(RelationalTarget.class, "apply", call -> {
                            String id = call.argument(0, WriteArea.class).name()
                                    + call.argument(1, SchemaChange.class).id();
                            if (!made.add(id)) {
                                throw failure(ErrorCategory.TRANSFER, "database.ddl-failed", "it is there already");
                            }
                            return call.proceed();
                        }),
                        "makesEachThingOnce")
                .notices(
                        "discards nothing",
                        in("discard", call -> null),
                        "discardsWithoutATrace",
                        "keepsAreasApart",
                        "bringsBackExactlyWhatWasThere",
                        "anOlderRunnerTakesNothingOut")
                .notices(
                        "discards what was switched in too",
                        in("discard", call -> {
                            WritableDatabase database = (WritableDatabase) call.target();
                            WriteArea area = call.argument(0, WriteArea.class);
                            WorkContext context = call.argument(2, WorkContext.class);
                            if (database.stateOf(area, context) == AreaState.SWITCHED) {
                                database.switchBack(area, call.argument(1, WriteToken.class), context);
                            }
                            return call.proceed();
                        }),
                        "discardsNothingThatWasSwitchedIn")
                .notices(
                        "fails to end what is not there",
                        in("finish", call -> {
                            WritableDatabase database = (WritableDatabase) call.target();
                            if (database.stateOf(call.argument(0, WriteArea.class), call.argument(2, WorkContext.class))
                                    == AreaState.ABSENT) {
                                throw failure(ErrorCategory.VALIDATION, "database.area-missing", "it is not there");
                            }
                            return call.proceed();
                        }),
                        "endsAnAreaThatIsNotThereWithoutAnything",
                        "finishesWithoutATrace")
                .notices(
                        "builds at once in place",
                        Breakage.in(RelationalTarget.class, "apply", call -> {
                            Object result = call.proceed();
                            SchemaChange change = call.argument(1, SchemaChange.class);
                            if (change.object().name().equals("orders") && change.phase() == Phase.BEFORE_DATA) {
                                ((WritableDatabase) call.target())
                                        .switchIn(
                                                call.argument(0, WriteArea.class),
                                                List.of(change.object()),
                                                call.argument(2, WriteToken.class),
                                                call.argument(3, WorkContext.class));
                            }
                            return result;
                        }),
                        "buildsBesideWhatIsThere",
                        "discardsWithoutATrace",
                        "switchesInWhatWasBuilt",
                        "switchesInOnce",
                        "movesNothingAsideWhereNothingIs",
                        "makesEachThingOnce",
                        "makesKeysIndexesAndCounters",
                        "bringsBackExactlyWhatWasThere",
                        "switchesInAgainWhatWasSwitchedBack",
                        "finishesWithoutATrace",
                        "finishesNothingThatWasNotSwitchedIn",
                        "leavesOthersThatReferToWhatWouldMoveAsTheyAre",
                        "showsWhatWasBuiltBeforeAndAfterTheSwitch")
                .notices(
                        "does not quote names",
                        translating(plan -> {
                            Map<io.godwit.spi.DatasetName, Dataset> plain = new java.util.HashMap<>(plan.datasets());
                            plain.keySet().removeIf(name -> name.name().contains("'"));
                            return new Translation(plain, plan.changes(), plan.replaced(), plan.findings());
                        }),
                        "takesAwkwardNames")
                .notices(
                        "takes nonsense",
                        Breakage.in(RelationalTarget.class, "apply", call -> {
                            try {
                                return call.proceed();
                            } catch (MigrationException e) {
                                if (e.code().equals("database.ddl-failed")) {
                                    return null;
                                }
                                throw e;
                            }
                        }),
                        "failsToMakeSomethingWithoutChangingAnything");
    }

    /** A chunk with its blocks seen by somebody. */
    private interface Seen {
        boolean read(CellStream honest, CellBlock into);
    }

    private static CellStream stream(CellStream honest, Seen seen) {
        return new CellStream() {
            @Override
            public boolean read(CellBlock into) {
                return seen.read(honest, into);
            }

            @Override
            public ChunkSummary summary() {
                return honest.summary();
            }

            @Override
            public void close() {
                honest.close();
            }
        };
    }

    /** Loads with another stream. */
    private static Breakage loading(Seen seen) {
        return in("load", call -> {
            CellStream honest = call.argument(3, CellStream.class);
            return call.proceedWith(call.with(3, stream(honest, seen)));
        });
    }

    static ContractProof loads(ContractProof proof) {
        Set<Object> books = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        AtomicInteger busy = new AtomicInteger();
        return proof.notices(
                        "is a year ahead",
                        loading((honest, into) -> {
                            boolean more = honest.read(into);
                            for (int i = 0; i + 7 < into.bytes(); i++) {
                                if (new String(into.data(), i, 7, java.nio.charset.StandardCharsets.ISO_8859_1)
                                        .equals("2024-02")) {
                                    into.data()[i + 3] = '5';
                                }
                            }
                            return more;
                        }),
                        "loadsEveryTypeAsAgreed")
                .notices(
                        "sums up nothing",
                        in("load", call -> {
                            LoadReceipt receipt = call.proceedTo(LoadReceipt.class);
                            return receipt.isRepeat()
                                    ? receipt
                                    : new LoadReceipt(
                                            new ChunkSummary(
                                                    receipt.summary().rows(),
                                                    receipt.summary().bytes() + 1,
                                                    ""),
                                            false);
                        }),
                        "sumsUpWhatItWrote",
                        "writesAChunkOnceHoweverOftenItComes")
                .notices(
                        "reads what it has",
                        in("load", call -> {
                            LoadReceipt receipt = call.proceedTo(LoadReceipt.class);
                            if (receipt.isRepeat()) {
                                CellStream rest = call.argument(3, CellStream.class);
                                int columns = Math.max(
                                        1,
                                        call.argument(1, Dataset.class)
                                                .columns()
                                                .size());
                                rest.read(new CellBlock(columns, 100, 1 << 20));
                            }
                            return receipt;
                        }),
                        "writesAChunkOnceHoweverOftenItComes")
                .notices(
                        "remembers its chunks in itself",
                        in("load", call -> {
                            LoadReceipt receipt = call.proceedTo(LoadReceipt.class);
                            return receipt.isRepeat() && !books.contains(call.target())
                                    ? new LoadReceipt(receipt.summary(), false)
                                    : remembered(books, call.target(), receipt);
                        }),
                        "remembersItsChunksInTheDestination")
                .notices(
                        "refuses a chunk without rows",
                        in("load", call -> {
                            LoadReceipt receipt = call.proceedTo(LoadReceipt.class);
                            if (receipt.summary().rows() == 0) {
                                throw failure(ErrorCategory.TRANSFER, "database.failed", "nothing came");
                            }
                            return receipt;
                        }),
                        "takesAnEmptyChunk")
                .notices(
                        "takes small rows only",
                        loading((honest, into) -> {
                            CellBlock small = new CellBlock(into.columns(), 1 << 10, 1 << 20);
                            boolean more = honest.read(small);
                            into.clear();
                            into.swap(small);
                            return more;
                        }),
                        "takesALargeCell")
                .notices(
                        "keeps what came before a failure",
                        loading((honest, into) -> {
                            try {
                                return honest.read(into);
                            } catch (MigrationException e) {
                                into.clear();
                                return false;
                            }
                        }),
                        "leavesNothingOfAChunkThatFails")
                .notices(
                        "does not look whether it should stop",
                        in("load", call -> call.proceedWith(call.with(5, new TckContext()))),
                        "leavesNothingOfAChunkThatWasCancelled")
                .notices(
                        "tells the rows that it refuses",
                        in("load", call -> {
                            try {
                                return call.proceed();
                            } catch (MigrationException e) {
                                throw e.code().equals("database.row-refused")
                                        ? MigrationException.of(e.category(), e.code(), e.getMessage() + " pl4nted")
                                                .subject(e.subject())
                                                .build()
                                        : e;
                            }
                        }),
                        "refusesARowWithoutTellingWhatIsInIt",
                        "refusesAKeyThatIsThereWithoutTellingIt")
                .notices(
                        "says that it tried rows and did not",
                        in("tryRows", call -> true),
                        "triesRowsAndKeepsNoneOfThem")
                .notices(
                        "does not know why a key is refused",
                        in("load", call -> {
                            try {
                                return call.proceed();
                            } catch (MigrationException e) {
                                throw String.valueOf(e.getMessage()).contains("condition")
                                        ? failure(ErrorCategory.INTERNAL, "database.failed", "it failed")
                                        : e;
                            }
                        }),
                        "refusesAKeyThatIsThereWithoutTellingIt")
                .notices(
                        "loads one chunk at a time",
                        in("load", call -> {
                            try {
                                if (busy.incrementAndGet() > 1) {
                                    throw new IllegalStateException("busy");
                                }
                                return call.proceed();
                            } finally {
                                busy.decrementAndGet();
                            }
                        }),
                        "writesManyChunksAtATime")
                .notices(
                        "takes out more than it was asked to",
                        in("unload", call -> {
                            List<?> pieces = call.argument(2, List.class);
                            return pieces.isEmpty() ? call.proceed() : call.proceedWith(call.with(2, List.of()));
                        }),
                        "takesOutSomeChunksOrSaysThatItCannot",
                        "passesOverChunksThatAreNotThere")
                .notices(
                        "never takes out a whole dataset",
                        in("unload", call -> call.argument(2, List.class).isEmpty() ? false : call.proceed()),
                        "takesOutAWholeDataset",
                        "passesOverChunksThatAreNotThere",
                        "anOlderRunnerTakesNothingOut")
                .notices(
                        "fails where a chunk is not there",
                        in("unload", call -> {
                            List<?> pieces = call.argument(2, List.class);
                            if (pieces.toString().contains("number=5")) {
                                throw failure(ErrorCategory.VALIDATION, "database.failed", "it is not there");
                            }
                            return call.proceed();
                        }),
                        "passesOverChunksThatAreNotThere");
    }

    private static LoadReceipt remembered(Set<Object> books, Object book, LoadReceipt receipt) {
        books.add(book);
        return receipt;
    }
}
