package io.godwit.tck;

import io.godwit.spi.CheckType;
import io.godwit.spi.DataType;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TypedData;
import io.godwit.spi.WorkContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class CheckTypeProofTest {
    /** Looks for files without labels. */
    public static class Labelled implements CheckType {
        /** For the discovery. */
        public Labelled() {}

        @Override
        public String id() {
            return "tck:labelled";
        }

        @Override
        public int version() {
            return 2;
        }

        @Override
        public List<Finding> run(TypedData data, WorkContext context) {
            context.cancellation().throwIfCancelled();
            LabelSite site = LabelSite.of(data);
            return site.labels() == site.count()
                    ? List.of()
                    : List.of(Finding.error(
                            "tck.label-missing", site.root().toString(), "a file has no label", "Label it."));
        }
    }

    /** Not to be made by anybody else. */
    static final class Hidden extends Labelled {}

    static class Honest extends CheckTypeContract {
        @TempDir
        Path directory;

        @Override
        protected CheckType type() {
            return Breakage.over(new Labelled());
        }

        @Override
        protected void prepare() throws Exception {
            LabelSite.prepare(directory);
            LabelSite.of(versions().get(1)).label(new TckContext());
        }

        @Override
        protected void spoil() throws Exception {
            Files.delete(directory.resolve("7.txt"));
        }

        @Override
        public List<TypedData> versions() {
            return LabelSite.versions("tck:labelled", directory, 9);
        }

        @Override
        protected String state() throws Exception {
            return LabelSite.state(directory);
        }
    }

    static final class HiddenType extends Honest {
        @Override
        protected CheckType type() {
            return new Hidden();
        }
    }

    private static Breakage running(Breakage.Fault fault) {
        return Breakage.in(CheckType.class, "run", fault);
    }

    @TestFactory
    Stream<DynamicTest> proof() {
        AtomicInteger calls = new AtomicInteger();
        return ContractProof.of(Honest.class)
                .notices("nobody else can make", HiddenType.class, "canBeMadeWithoutArguments")
                .notices(
                        "reads less than it says",
                        Breakage.in(DataType.class, "oldestVersion", call -> 3),
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
                        "is never content",
                        running(call -> {
                            call.proceed();
                            return List.of(Finding.error("tck.bad", "all", "it is bad", "Despair."));
                        }),
                        "findsNoErrorWhereAllIsRight")
                .notices(
                        "is always content",
                        running(call -> {
                            call.proceed();
                            return List.of();
                        }),
                        "tellsWhatIsWrong")
                .notices(
                        "numbers its findings",
                        running(call -> {
                            List<?> found = call.proceedTo(List.class);
                            return found.isEmpty()
                                    ? found
                                    : List.of(Finding.error(
                                            "tck.bad", "number " + calls.incrementAndGet(), "it is bad", "Mend it."));
                        }),
                        "tellsItInEveryVersionAndEachTime")
                .notices(
                        "mends what it finds",
                        running(call -> {
                            Object found = call.proceed();
                            LabelSite.of(call.argument(0, TypedData.class)).label(new TckContext());
                            return found;
                        }),
                        "changesNothing",
                        "tellsItInEveryVersionAndEachTime")
                .notices(
                        "does not look whether it should stop",
                        running(call -> call.proceedWith(call.with(1, new TckContext()))),
                        "stopsWhenCancelled")
                .everyRule();
    }
}
