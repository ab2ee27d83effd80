package io.godwit.tck;

import io.godwit.spi.MigrationException;
import io.godwit.spi.Step;
import io.godwit.spi.StepContext;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The contract of steps notices what is broken, rule by rule. */
class StepProofTest {
    static class Honest extends StepContract {
        private MemoryTrees trees = new MemoryTrees();

        StepType made() {
            return new SignStepType();
        }

        @Override
        protected StepType type() {
            return Breakage.over(made());
        }

        @Override
        protected TypedData data() {
            return new TypedData("shop:new-sign", 1, "{}");
        }

        @Override
        protected TckContext prepare() {
            trees = new MemoryTrees();
            trees.site("shop", Map.of("sign", "old"));
            return new TckContext().with(trees);
        }

        @Override
        protected Object state() {
            return trees.files(SignStepType.SHOP);
        }
    }

    static final class NotesTooLate extends Honest {
        @Override
        StepType made() {
            return new SignStepType() {
                @Override
                boolean notesBefore() {
                    return false;
                }
            };
        }
    }

    static final class KeepsAgain extends Honest {
        @Override
        StepType made() {
            return new SignStepType() {
                @Override
                boolean keepsOnce() {
                    return false;
                }
            };
        }
    }

    static final class ForgetsTooEarly extends Honest {
        @Override
        StepType made() {
            return new SignStepType() {
                @Override
                boolean restoresBeforeItForgets() {
                    return false;
                }
            };
        }
    }

    private static Breakage step(String method, Breakage.Fault fault) {
        return Breakage.in(Step.class, method, fault);
    }

    private static void write(StepContext context, String text, WriteToken token) {
        try (WritableFileTree tree = context.connections().writableTree(SignStepType.SHOP)) {
            SignStepType.write(tree, text, token);
        }
    }

    @TestFactory
    Stream<DynamicTest> proof() {
        return ContractProof.of(Honest.class)
                .notices(
                        "does not say what it touches",
                        step("outline", call -> new Step.Outline(List.of(), "", 0, 0, List.of())),
                        "saysWhatItWouldDo")
                .notices(
                        "notes something while it is looked at",
                        step("probe", call -> {
                            call.argument(0, StepContext.class).checkpoint("{}");
                            return call.proceed();
                        }),
                        "changesNothingWhileItLooks")
                .notices("takes itself for done", step("probe", call -> Step.State.DONE), "knowsWhetherItIsDone")
                .notices(
                        "does more when it is done again",
                        step("run", call -> {
                            StepContext context = call.argument(0, StepContext.class);
                            boolean isAgain = context.checkpoint().isPresent();
                            call.proceed();
                            if (isAgain) {
                                write(context, "newer", context.token());
                            }
                            return null;
                        }),
                        "doneTwiceItIsDoneOnce",
                        "killedAnywhereItGoesOnToTheSameResult")
                .notices(
                        "cannot be undone",
                        step("undo", call -> null),
                        "killedAnywhereAndDoneAgainItIsUndoneToWhatWasBefore",
                        "killedAnywhereItIsUndoneToWhatWasBefore",
                        "killedWhileItIsUndoneItIsUndoneAllTheSame",
                        "undoneThereIsWhatWasBefore")
                .notices(
                        "undoes what it never did",
                        step("undo", call -> {
                            StepContext context = call.argument(0, StepContext.class);
                            if (context.checkpoint().isEmpty()) {
                                write(context, "older", context.token());
                            }
                            return call.proceed();
                        }),
                        "killedAnywhereItIsUndoneToWhatWasBefore",
                        "neverDoneThereIsNothingToUndo")
                .notices(
                        "notes what it changes when it has changed it",
                        NotesTooLate.class,
                        "killedAnywhereItIsUndoneToWhatWasBefore")
                .notices(
                        "keeps what it wrote itself when it is done again",
                        KeepsAgain.class,
                        "killedAnywhereAndDoneAgainItIsUndoneToWhatWasBefore")
                .notices(
                        "forgets what was there before that is back",
                        ForgetsTooEarly.class,
                        "killedWhileItIsUndoneItIsUndoneAllTheSame")
                .notices(
                        "goes on when cancelled",
                        step("run", call -> {
                            try {
                                return call.proceed();
                            } catch (MigrationException e) {
                                StepContext context = call.argument(0, StepContext.class);
                                write(context, "new", context.token());
                                throw e;
                            }
                        }),
                        "stopsWhenCancelled")
                .notices(
                        "writes on behalf of somebody else",
                        step("run", call -> {
                            StepContext context = call.argument(0, StepContext.class);
                            call.proceed();
                            write(context, "new", new WriteToken("somebody", "else", 1));
                            return null;
                        }),
                        "writesOnBehalfOfItsToken")
                .notices(
                        "keeps a tree open",
                        step("run", call -> {
                            call.argument(0, StepContext.class).connections().tree(SignStepType.SHOP);
                            return call.proceed();
                        }),
                        "givesBackWhatItBorrowed")
                .everyRule();
    }
}
