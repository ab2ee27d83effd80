package io.godwit.db.jdbc;

import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkStream;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.RelationalTarget.Phase;
import io.godwit.spi.RelationalTarget.SchemaChange;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableDatabase.AreaState;
import io.godwit.spi.WritableDatabase.MovedAside;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import io.godwit.tck.Breakage;
import io.godwit.tck.ContractProof;
import java.util.ArrayList;
import java.util.List;

/** What can be wrong with fences and with taking final names. */
final class SwitchingFaults {
    private static final WriteToken NEWEST = new WriteToken("tck-session", "unit", 2);

    private SwitchingFaults() {}

    private static Breakage in(String method, Breakage.Fault fault) {
        return Breakage.in(WritableDatabase.class, method, fault);
    }

    private static AreaState state(Breakage.Call call, int context) {
        return ((WritableDatabase) call.target())
                .stateOf(call.argument(0, WriteArea.class), call.argument(context, WorkContext.class));
    }

    /** Does it with the fence that is there, whoever asks. */
    private static Breakage.Fault unfenced(int token) {
        return call -> {
            try {
                return call.proceed();
            } catch (MigrationException e) {
                if (e.code().equals("database.fenced")) {
                    return call.proceedWith(call.with(token, NEWEST));
                }
                throw e;
            }
        };
    }

    static ContractProof fences(ContractProof proof) {
        return proof.notices("lets older runners load", in("load", unfenced(4)), "anOlderRunnerBuildsNothing")
                .notices("lets older runners discard", in("discard", unfenced(1)), "anOlderRunnerTakesNothingOut")
                .notices("lets older runners switch", in("switchIn", unfenced(2)), "anOlderRunnerSwitchesNothing")
                .notices(
                        "refuses all that another runner began",
                        in("openArea", call -> {
                            if (state(call, 2) == AreaState.OPEN
                                    && call.argument(1, WriteToken.class).fence() > 1) {
                                throw MigrationException.of(
                                                ErrorCategory.VALIDATION, "database.failed", "it is another's")
                                        .build();
                            }
                            return call.proceed();
                        }),
                        "aNewerRunnerGoesOnWithWhatIsThere",
                        "anOlderRunnerBuildsNothing",
                        "anOlderRunnerTakesNothingOut",
                        "anOlderRunnerSwitchesNothing",
                        "aLateCommitIsRefused",
                        "opensAnAreaOnce")
                .notices(
                        "takes what a late commit fails with for its own failure",
                        in("load", call -> {
                            try {
                                return call.proceed();
                            } catch (MigrationException e) {
                                throw e.code().equals("database.fenced")
                                                && call.argument(3, ChunkStream.class) instanceof CellStream
                                        ? MigrationException.of(ErrorCategory.TRANSFER, "database.failed", "late")
                                                .build()
                                        : e;
                            }
                        }),
                        "anOlderRunnerBuildsNothing");
    }

    @SuppressWarnings("unchecked") // what a switch gives
    private static List<MovedAside> moved(Breakage.Call call) throws Throwable {
        return (List<MovedAside>) call.proceedTo(List.class);
    }

    static ContractProof switches(ContractProof proof) {
        return proof.notices(
                        "does not say what it moved aside",
                        in("switchIn", call -> {
                            call.proceed();
                            return List.of();
                        }),
                        "switchesInWhatWasBuilt")
                .notices(
                        "says what it moved aside the first time only",
                        in("switchIn", call -> {
                            boolean isFirst = state(call, 3) == AreaState.OPEN;
                            List<MovedAside> moved = moved(call);
                            return isFirst ? moved : List.of();
                        }),
                        "switchesInOnce")
                .notices(
                        "moves aside what is not there",
                        in("switchIn", call -> {
                            List<MovedAside> moved = new ArrayList<>(moved(call));
                            if (moved.isEmpty()) {
                                moved.add(new MovedAside(DatasetName.of("none"), DatasetName.of("nowhere")));
                            }
                            return moved;
                        }),
                        "movesNothingAsideWhereNothingIs")
                .notices(
                        "forgets indexes",
                        Breakage.in(
                                RelationalTarget.class,
                                "apply",
                                call -> call.argument(1, SchemaChange.class).phase() == Phase.AFTER_DATA
                                                && call.argument(1, SchemaChange.class)
                                                        .definition()
                                                        .contains("INDEX")
                                        ? null
                                        : call.proceed()),
                        "makesKeysIndexesAndCounters")
                .notices(
                        "brings nothing back",
                        in("switchBack", call -> null),
                        "bringsBackExactlyWhatWasThere",
                        "discardsNothingThatWasSwitchedIn",
                        "tellsHowFarAnAreaHasCome",
                        "takesAwkwardNames",
                        "movesNothingAsideWhereNothingIs",
                        "anOlderRunnerSwitchesNothing",
                        "leavesOthersThatReferToWhatWouldMoveAsTheyAre")
                .notices(
                        "drops what it switched back",
                        in("switchBack", call -> {
                            Object result = call.proceed();
                            if (state(call, 2) == AreaState.OPEN) {
                                ((WritableDatabase) call.target())
                                        .discard(
                                                call.argument(0, WriteArea.class),
                                                call.argument(1, WriteToken.class),
                                                call.argument(2, WorkContext.class));
                            }
                            return result;
                        }),
                        "switchesInAgainWhatWasSwitchedBack",
                        "tellsHowFarAnAreaHasCome")
                .notices(
                        "keeps what was moved aside",
                        in("finish", call -> state(call, 2) == AreaState.SWITCHED ? null : call.proceed()),
                        "anOlderRunnerSwitchesNothing",
                        "finishesWithoutATrace",
                        "tellsHowFarAnAreaHasCome")
                .notices(
                        "finishes what is not switched in",
                        in("finish", call -> {
                            if (state(call, 2) == AreaState.OPEN) {
                                ((WritableDatabase) call.target())
                                        .discard(
                                                call.argument(0, WriteArea.class),
                                                call.argument(1, WriteToken.class),
                                                call.argument(2, WorkContext.class));
                                return null;
                            }
                            return call.proceed();
                        }),
                        "finishesNothingThatWasNotSwitchedIn")
                .notices(
                        "refuses what others refer to with another code",
                        in("switchIn", call -> {
                            WorkContext context = call.argument(3, WorkContext.class);
                            try (Snapshot now = ((WritableDatabase) call.target()).snapshot(context)) {
                                if (now.datasets(context).toString().contains("fans")) {
                                    throw MigrationException.of(
                                                    ErrorCategory.COMPATIBILITY, "database.failed", "it is in use")
                                            .build();
                                }
                            }
                            return call.proceed();
                        }),
                        "leavesOthersThatReferToWhatWouldMoveAsTheyAre")
                .notices(
                        "shows nothing of what was switched in",
                        in("snapshotOf", call -> {
                            if (state(call, 1) == AreaState.SWITCHED) {
                                throw MigrationException.of(
                                                ErrorCategory.VALIDATION, "database.failed", "it is switched in")
                                        .build();
                            }
                            return call.proceed();
                        }),
                        "showsWhatWasBuiltBeforeAndAfterTheSwitch");
    }
}
