package io.godwit.tck;

import io.godwit.spi.Step;
import io.godwit.spi.StepContext;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        public boolean isDiscovered() {
            return false;
        }

        @Override
        public List<TypedData> versions() {
            return List.of(new TypedData("shop:new-sign", 1, "{}"));
        }

        @Override
        protected void prepare() {
            trees = new MemoryTrees();
            trees.site("shop", Map.of("sign", "old"));
        }

        @Override
        protected StepContext newContext(long token, Optional<String> noted, int looks) {
            return ((TckContext) super.newContext(token, noted, looks)).with(trees);
        }

        @Override
        protected String state() {
            return trees.files(SignStepType.SHOP).toString();
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
        // the inherited rules have a proof of their own
        return ContractProof.of(Honest.class)
                .notices(
                        "notes something while it is looked at",
                        step("probe", call -> {
                            call.argument(0, StepContext.class).checkpoint("{}");
                            return call.proceed();
                        }),
                        "changesAndNotesNothingWhileItLooks")
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
                        "killedAnywhereItGoesOnToTheSameResult",
                        "runsTwiceToTheSameEffect")
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
                .someRules();
    }
}
