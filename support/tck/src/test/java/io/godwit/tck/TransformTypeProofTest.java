package io.godwit.tck;

import io.godwit.spi.ByteRange;
import io.godwit.spi.CellBlock;
import io.godwit.spi.DataType;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.DatasetName;
import io.godwit.spi.EntryKind;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.LogicalType;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Transform;
import io.godwit.spi.Transform.CellRewriter;
import io.godwit.spi.TransformType;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.TypedData;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class TransformTypeProofTest {
    private static final TypedData OLD = new TypedData("tck:upper", 1, "\"on\"");
    private static final TypedData NEW = new TypedData("tck:upper", 2, "{}");
    private static final DataColumn TEXT = new DataColumn("text", LogicalType.text(0));
    private static final Dataset ROWS = dataset("rows");

    private static Dataset dataset(String name) {
        return new Dataset(
                DatasetName.of(name), List.of(new DataColumn("id", DatabaseBench.NUMBER), TEXT), List.of("id"), 0, 0);
    }

    /** Makes ASCII letters capitals, in texts. */
    public static class Upper implements TransformType {
        /** For the discovery. */
        public Upper() {}

        @Override
        public String id() {
            return "tck:upper";
        }

        @Override
        public int version() {
            return 2;
        }

        @Override
        public Transform open(TypedData data) {
            if (!data.equals(OLD) && !data.equals(NEW)) {
                throw MigrationException.of(ErrorCategory.CONFIGURATION, "transform.bad-data", "it takes nothing")
                        .build();
            }
            return new Transform() {
                @Override
                public String describe() {
                    return "makes letters capitals";
                }

                @Override
                public boolean concerns(TreeEntry entry) {
                    return entry.path().toString().endsWith(".txt");
                }

                @Override
                public Optional<FileContent> rewrite(TreeEntry entry, FileContent content) {
                    return concerns(entry) ? Optional.of(new UpperContent(content)) : Optional.empty();
                }

                @Override
                public Optional<CellRewriter> rewrite(Dataset dataset) {
                    return dataset.name().equals(ROWS.name())
                            ? Optional.of(TransformTypeProofTest::rewrite)
                            : Optional.empty();
                }
            };
        }
    }

    private static void upper(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            bytes[i] = upper(bytes[i]);
        }
    }

    private static byte upper(byte letter) {
        return (byte) (letter >= 'a' && letter <= 'z' ? letter - 32 : letter);
    }

    private static void rewrite(CellBlock from, CellBlock to) {
        for (int row = 0; row < from.rows(); row++) {
            for (int column = 0; column < from.columns(); column++) {
                if (from.isNull(row, column)) {
                    to.addNull();
                } else {
                    int length = from.length(row, column);
                    byte[] cell = new byte[length];
                    System.arraycopy(from.data(), from.start(row, column), cell, 0, length);
                    upper(cell, 0, length);
                    to.add(cell, 0, length);
                }
            }
        }
    }

    private static final class UpperContent implements FileContent {
        private final FileContent content;

        UpperContent(FileContent content) {
            this.content = content;
        }

        @Override
        public OptionalLong size() {
            return content.size();
        }

        @Override
        public List<ByteRange> regions() {
            return content.regions();
        }

        @Override
        public int read(ByteBuffer into) {
            int from = into.position();
            int count = content.read(into);
            for (int at = from; at < from + count; at++) {
                into.put(at, upper(into.get(at)));
            }
            return count;
        }

        @Override
        public void close() {
            content.close();
        }
    }

    /** Not to be made by anybody else. */
    static final class Hidden extends Upper {}

    static class Honest extends TransformTypeContract {
        @Override
        protected TransformType type() {
            return Breakage.over(new Upper());
        }

        @Override
        public List<TypedData> versions() {
            return List.of(OLD, NEW);
        }

        @Override
        protected List<FileExample> files() {
            return List.of(
                    example("a.txt", "some Text", Optional.of("SOME TEXT")),
                    example("empty.txt", "", Optional.of("")),
                    example("a.png", "some Text", Optional.empty()));
        }

        private static FileExample example(String path, String content, Optional<String> becomes) {
            TreeEntry entry = TreeEntry.of(TreePath.of(path), EntryKind.FILE)
                    .size(content.length())
                    .build();
            return new FileExample(entry, hex(content), becomes.map(Honest::hex));
        }

        private static String hex(String text) {
            return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        protected List<RowsExample> rows() {
            return List.of(
                    new RowsExample(
                            ROWS,
                            List.of(row("1", "one"), row("2", null), row("3", "\u00e4b")),
                            Optional.of(List.of(row("1", "ONE"), row("2", null), row("3", "\u00e4B")))),
                    new RowsExample(dataset("others"), List.of(row("1", "one")), Optional.empty()));
        }
    }

    static final class HiddenType extends Honest {
        @Override
        protected TransformType type() {
            return new Hidden();
        }
    }

    private static Breakage opening(Breakage.Fault fault) {
        return Breakage.in(TransformType.class, "open", fault);
    }

    private static Breakage rewriting(Breakage.Fault fault) {
        return Breakage.in(
                Transform.class, "rewrite", call -> call.arguments().size() == 2 ? fault.answer(call) : call.proceed());
    }

    private static MigrationException refusal(ErrorCategory category, String code) {
        return MigrationException.of(category, code, "bad").build();
    }

    @TestFactory
    Stream<DynamicTest> proof() {
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger busy = new AtomicInteger();
        return ContractProof.of(Honest.class)
                .notices("nobody else can make", HiddenType.class, "canBeMadeWithoutArguments")
                .notices(
                        "reads less than it says",
                        Breakage.in(DataType.class, "oldestVersion", call -> 3),
                        "namesItselfAndItsVersions",
                        "readsEveryVersionThatItSaysItReads")
                .notices(
                        "blames itself for bad data",
                        opening(call -> {
                            try {
                                return call.proceed();
                            } catch (MigrationException e) {
                                throw refusal(ErrorCategory.INTERNAL, e.code());
                            }
                        }),
                        "refusesWhatIsNotItsData")
                .notices(
                        "has a code of its own for bad data",
                        opening(call -> {
                            try {
                                return call.proceed();
                            } catch (MigrationException e) {
                                throw refusal(e.category(), "tck.bad");
                            }
                        }),
                        "refusesBadDataByItsCode")
                .notices(
                        "does not say what it does",
                        Breakage.in(Transform.class, "describe", call -> " "),
                        "hasSomethingToDo")
                .notices(
                        "loses what is not of its letters",
                        Breakage.in(CellRewriter.class, "rewrite", call -> {
                            CellBlock block = call.argument(0, CellBlock.class);
                            for (int i = 0; i < block.bytes(); i++) {
                                block.data()[i] = block.data()[i] < 0 ? (byte) '?' : block.data()[i];
                            }
                            return call.proceed();
                        }),
                        "rewritesInEveryVersionAsShown",
                        "servesManyThreads")
                .notices(
                        "counts what it rewrote",
                        Breakage.in(FileContent.class, "read", call -> {
                            int count = call.proceedTo(Integer.class);
                            if (count > 2) {
                                call.argument(0, ByteBuffer.class).put(0, (byte) calls.incrementAndGet());
                            }
                            return count;
                        }),
                        "givesTheSameAgain",
                        "rewritesInEveryVersionAsShown",
                        "servesManyThreads")
                .notices(
                        "says that it concerns nothing",
                        Breakage.in(Transform.class, "concerns", call -> false),
                        "saysBeforehandWhatItMayRewrite")
                .notices(
                        "looks into every file",
                        rewriting(call -> {
                            Object result = call.proceed();
                            if (Optional.empty().equals(result)) {
                                call.argument(1, FileContent.class).read(ByteBuffer.allocate(2));
                            }
                            return result;
                        }),
                        "doesNotTouchAFileThatItLeaves")
                .notices(
                        "leaves contents open",
                        Breakage.in(FileContent.class, "close", call -> null),
                        "closesTheContentWithItsResult")
                .notices(
                        "needs large buffers",
                        Breakage.in(
                                FileContent.class,
                                "read",
                                call -> call.argument(0, ByteBuffer.class).capacity() < 8
                                                && call.argument(0, ByteBuffer.class)
                                                                .capacity()
                                                        > 0
                                        ? -1
                                        : call.proceed()),
                        "isReadByteByByteToTheSameEffect")
                .notices(
                        "is for one thread at a time",
                        rewriting(call -> {
                            try {
                                if (busy.incrementAndGet() > 1) {
                                    throw new IllegalStateException("busy");
                                }
                                LockSupport.parkNanos(2_000_000);
                                return call.proceed();
                            } finally {
                                busy.decrementAndGet();
                            }
                        }),
                        "servesManyThreads")
                .everyRule();
    }
}
