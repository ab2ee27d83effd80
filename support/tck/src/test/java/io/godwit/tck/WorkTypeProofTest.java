package io.godwit.tck;

import io.godwit.spi.DataType;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TypedData;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WorkResult;
import io.godwit.spi.WorkType;
import io.godwit.spi.WorkUnit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class WorkTypeProofTest {
    /** Labels files. */
    public static class Labelling implements WorkType {
        /** For the discovery. */
        public Labelling() {}

        @Override
        public String id() {
            return "tck:label-files";
        }

        @Override
        public int version() {
            return 2;
        }

        @Override
        public WorkResult run(WorkUnit unit, WorkContext context) {
            LabelSite site = LabelSite.of(unit.data());
            site.label(context);
            return new WorkResult(site.count(), 0, "{\"labels\": " + site.labels() + "}", List.of());
        }
    }

    /** Not to be made by anybody else. */
    static final class Hidden extends Labelling {}

    static class Honest extends WorkTypeContract {
        @TempDir
        Path directory;

        @Override
        protected WorkType type() {
            return Breakage.over(new Labelling());
        }

        @Override
        protected void prepare() throws Exception {
            LabelSite.prepare(directory);
        }

        @Override
        public List<TypedData> versions() {
            return LabelSite.versions("tck:label-files", directory, 9);
        }

        @Override
        protected String state() throws Exception {
            return LabelSite.state(directory);
        }
    }

    static final class HiddenType extends Honest {
        @Override
        protected WorkType type() {
            return new Hidden();
        }
    }

    private static Breakage running(Breakage.Fault fault) {
        return Breakage.in(WorkType.class, "run", fault);
    }

    private static LabelSite site(Breakage.Call call) {
        return LabelSite.of(call.argument(0, WorkUnit.class).data());
    }

    @TestFactory
    Stream<DynamicTest> proof() {
        return ContractProof.of(Honest.class)
                .notices("nobody else can make", HiddenType.class, "canBeMadeWithoutArguments")
                .notices(
                        "has no version",
                        Breakage.in(DataType.class, "oldestVersion", call -> 0),
                        "namesItselfAndItsVersions",
                        "readsEveryVersionThatItSaysItReads")
                .notices(
                        "blames itself for bad data",
                        running(call -> {
                            try {
                                return call.proceed();
                            } catch (MigrationException e) {
                                throw MigrationException.of(
                                                e.category() == ErrorCategory.CANCELLED
                                                        ? e.category()
                                                        : ErrorCategory.INTERNAL,
                                                e.code(),
                                                "bad")
                                        .build();
                            }
                        }),
                        "refusesWhatIsNotItsData")
                .notices(
                        "does less for old data",
                        running(call -> {
                            Object result = call.proceed();
                            if (call.argument(0, WorkUnit.class).data().version() == 1) {
                                Files.delete(site(call).root().resolve("8.txt"));
                            }
                            return result;
                        }),
                        "doesTheSameInEveryVersion")
                .notices(
                        "counts its runs",
                        running(call -> {
                            Object result = call.proceed();
                            Path log = site(call).root().resolve("log");
                            Files.writeString(log, (Files.exists(log) ? Files.readString(log) : "") + "run ");
                            return result;
                        }),
                        "doesAUnitOnceHoweverOftenItRuns",
                        "doesTheWholeAfterAnInterruption")
                .notices(
                        "tells what nobody can read",
                        running(call -> {
                            call.proceed();
                            return new WorkResult(9, 0, "nine", List.of());
                        }),
                        "tellsItsResultAsText")
                .notices(
                        "does not look whether it should stop",
                        running(call -> call.proceedWith(call.with(1, new TckContext()))),
                        "beginsNothingWhereItIsCancelled")
                .notices(
                        "takes begun for done",
                        running(call ->
                                site(call).labels() > 0 ? new WorkResult(0, 0, "null", List.of()) : call.proceed()),
                        "doesTheWholeAfterAnInterruption")
                .everyRule();
    }
}
