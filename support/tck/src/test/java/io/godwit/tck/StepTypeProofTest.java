package io.godwit.tck;

import io.godwit.spi.DataType;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Step;
import io.godwit.spi.StepContext;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class StepTypeProofTest {
    /** Labels files. */
    public static class Labelling implements StepType {
        /** For the discovery. */
        public Labelling() {}

        @Override
        public String id() {
            return "tck:label";
        }

        @Override
        public int version() {
            return 2;
        }

        @Override
        public Step open(TypedData data) {
            LabelSite site = LabelSite.of(data);
            return new Step() {
                @Override
                public Outline outline(StepContext context) {
                    return Outline.of("labels files in " + site.root(), "takes the labels away");
                }

                @Override
                public State probe(StepContext context) {
                    return site.labels() == site.count() ? State.DONE : State.NOT_DONE;
                }

                @Override
                public void run(StepContext context) {
                    site.label(context);
                    context.checkpoint("{\"done\": true}");
                }

                @Override
                public void undo(StepContext context) {
                    site.unlabel();
                }
            };
        }
    }

    /** Not to be made by anybody else. */
    static final class Hidden extends Labelling {}

    static class Honest extends StepTypeContract {
        @TempDir
        Path directory;

        @Override
        protected StepType type() {
            return Breakage.over(new Labelling());
        }

        @Override
        protected void prepare() throws Exception {
            LabelSite.prepare(directory);
        }

        @Override
        public List<TypedData> versions() {
            return LabelSite.versions("tck:label", directory, 9);
        }

        @Override
        protected String state() throws Exception {
            return LabelSite.state(directory);
        }
    }

    static final class HiddenType extends Honest {
        @Override
        protected StepType type() {
            return new Hidden();
        }
    }

    private static LabelSite site(Breakage.Call call) {
        // The step knows its place by its outline alone.
        Step.Outline outline = ((Step) call.target()).outline(new TckContext());
        Path root = Path.of(outline.touches().get(0).substring("labels files in ".length()));
        return LabelSite.of(LabelSite.versions("tck:label", root, 9).get(1));
    }

    private static @Nullable Object also(Breakage.Call call, String name, String content) throws Throwable {
        Files.writeString(site(call).root().resolve(name), content);
        return call.proceed();
    }

    @TestFactory
    Stream<DynamicTest> proof() {
        return ContractProof.of(Honest.class)
                .notices("nobody else can make", HiddenType.class, "canBeMadeWithoutArguments")
                .notices(
                        "has an id without an owner",
                        Breakage.in(DataType.class, "id", call -> "Label"),
                        "namesItselfAndItsVersions",
                        "readsEveryVersionThatItSaysItReads",
                        "refusesBadDataByItsCode",
                        "refusesWhatIsNotItsData")
                .notices(
                        "says that it reads what it does not",
                        Breakage.in(DataType.class, "version", call -> 3),
                        "readsEveryVersionThatItSaysItReads")
                .notices(
                        "forgot how it wrote before",
                        Breakage.in(StepType.class, "open", call -> {
                            if (call.argument(0, TypedData.class).version() == 1) {
                                throw MigrationException.of(ErrorCategory.CONFIGURATION, "step.bad-data", "old")
                                        .build();
                            }
                            return call.proceed();
                        }),
                        "readsEveryVersionThatItSaysItReads",
                        "outlinesEveryVersionAlikeAndChangesNothing")
                .notices(
                        "blames itself for bad data",
                        Breakage.in(StepType.class, "open", call -> {
                            try {
                                return call.proceed();
                            } catch (MigrationException e) {
                                throw MigrationException.of(ErrorCategory.INTERNAL, e.code(), "bad")
                                        .build();
                            }
                        }),
                        "refusesWhatIsNotItsData")
                .notices(
                        "has a code of its own for bad data",
                        Breakage.in(StepType.class, "open", call -> {
                            try {
                                return call.proceed();
                            } catch (MigrationException e) {
                                throw MigrationException.of(e.category(), "step.other", "bad")
                                        .build();
                            }
                        }),
                        "refusesBadDataByItsCode")
                .notices(
                        "writes for its outline",
                        Breakage.in(Step.class, "outline", call -> {
                            Step.Outline outline = call.proceedTo(Step.Outline.class);
                            Path root = Path.of(outline.touches().get(0).substring("labels files in ".length()));
                            Files.writeString(root.resolve("plan"), "of the outline");
                            return outline;
                        }),
                        "outlinesEveryVersionAlikeAndChangesNothing")
                .notices(
                        "does not say how it is undone",
                        Breakage.in(
                                Step.class,
                                "outline",
                                call -> Step.Outline.of(
                                        call.proceedTo(Step.Outline.class)
                                                .touches()
                                                .get(0),
                                        "")),
                        "saysHowItIsUndone")
                .notices(
                        "writes to find out",
                        Breakage.in(Step.class, "probe", call -> also(call, "probe", "looked")),
                        "probesWithoutChangingAnything")
                .notices(
                        "takes itself for done",
                        Breakage.in(Step.class, "probe", call -> Step.State.DONE),
                        "probesWithoutChangingAnything")
                .notices(
                        "does nothing",
                        Breakage.in(Step.class, "run", call -> null),
                        "hasAnEffectOrNone",
                        "probesWithoutChangingAnything",
                        "beginsNothingWhereItIsCancelled")
                .notices(
                        "counts its runs",
                        Breakage.in(Step.class, "run", call -> {
                            Path log = site(call).root().resolve("5.txt.log");
                            Files.writeString(log, (Files.exists(log) ? Files.readString(log) : "") + "run ");
                            return call.proceed();
                        }),
                        "runsTwiceToTheSameEffect",
                        "beginsNothingWhereItIsCancelled",
                        "goesOnWhereItWasInterrupted",
                        "restoresWhatWasThere",
                        "restoresAfterAnInterruption")
                .notices(
                        "notes what nobody can read",
                        Breakage.in(Step.class, "run", call -> {
                            Object result = call.proceed();
                            call.argument(0, StepContext.class).checkpoint("done!");
                            return result;
                        }),
                        "notesHowFarItCameAsText")
                .notices(
                        "does not look whether it should stop",
                        Breakage.in(Step.class, "run", call -> call.proceedWith(new TckContext())),
                        "beginsNothingWhereItIsCancelled")
                .notices(
                        "takes begun for done",
                        Breakage.in(Step.class, "run", call -> site(call).labels() > 0 ? null : call.proceed()),
                        "goesOnWhereItWasInterrupted")
                .notices(
                        "undoes nothing",
                        Breakage.in(Step.class, "undo", call -> null),
                        "restoresWhatWasThere",
                        "restoresAfterAnInterruption")
                .notices(
                        "undoes what it did not do",
                        Breakage.in(Step.class, "undo", call -> {
                            LabelSite site = site(call);
                            if (site.labels() == 0) {
                                Files.deleteIfExists(site.root().resolve("other"));
                            }
                            return call.proceed();
                        }),
                        "undoesNothingWhereNothingWasDone",
                        "restoresWhatWasThere")
                .notices(
                        "undoes only the whole",
                        Breakage.in(Step.class, "undo", call -> site(call).labels() == 9 ? call.proceed() : null),
                        "restoresAfterAnInterruption")
                .everyRule();
    }
}
