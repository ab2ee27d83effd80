package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.ByteRange;
import io.godwit.spi.CellBlock;
import io.godwit.spi.DataType;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.FileContent;
import io.godwit.spi.LogicalType;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Transform;
import io.godwit.spi.Transform.CellRewriter;
import io.godwit.spi.TransformType;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TypedData;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link TransformType} and its transforms promise: what they give depends on what they are given alone. A plugin's test extends this class and supplies
 * files and rows with what shall become of them.
 *
 * @since 0.1
 */
@Tag("contract")
@Timeout(120)
public abstract class TransformTypeContract implements DataTypeRules {
    private TransformType type;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // made before each test
    protected TransformTypeContract() {}

    /**
     * A file and what shall become of it.
     *
     * @param entry the file
     * @param content what it holds, in hexadecimal
     * @param becomes what it shall hold, in hexadecimal, or empty where it is left as it is
     */
    public record FileExample(TreeEntry entry, String content, Optional<String> becomes) {
        private byte[] bytes() {
            return HexFormat.of().parseHex(content);
        }
    }

    /**
     * Rows and what shall become of them.
     *
     * @param dataset whose they are
     * @param rows as texts, as {@link TestCells} has them
     * @param becomes the rows that shall come out, in the same order; empty where they are left as they are
     */
    public record RowsExample(
            Dataset dataset, List<List<@Nullable String>> rows, Optional<List<List<@Nullable String>>> becomes) {}

    /**
     * The type under test.
     *
     * @return one for each test
     */
    protected abstract TransformType type();

    /**
     * Data of one transform, in each version from the oldest that the type reads to the one that it writes.
     *
     * @return oldest version first
     */
    @Override
    public abstract List<TypedData> versions();

    /**
     * Files, some that it rewrites and some that it leaves, if it rewrites files at all.
     *
     * @return the examples
     */
    protected List<FileExample> files() {
        return List.of();
    }

    /**
     * Rows, some that it rewrites and some that it leaves, if it rewrites rows at all.
     *
     * @return the examples
     */
    protected List<RowsExample> rows() {
        return List.of();
    }

    /**
     * Whether the type is made by {@link java.util.ServiceLoader}, and so without arguments.
     *
     * @return false for one that is made by hand
     */
    @Override
    public boolean isDiscovered() {
        return true;
    }

    @BeforeEach
    final void makeTheType() {
        type = type();
    }

    @Override
    public final DataType dataType() {
        return type;
    }

    @Override
    public final void look(TypedData data) {
        type.open(data);
    }

    private Transform transform() {
        List<TypedData> all = versions();
        return type.open(all.get(all.size() - 1));
    }

    /** A content that tells whether it was read and closed. */
    private static final class Watched implements FileContent {
        private final FileContent inner;
        private boolean wasRead;
        private boolean wasClosed;

        private Watched(byte[] bytes) {
            this.inner = TestContents.of(bytes);
        }

        @Override
        public OptionalLong size() {
            return inner.size();
        }

        @Override
        public List<ByteRange> regions() {
            return inner.regions();
        }

        @Override
        public int read(ByteBuffer into) {
            wasRead = true;
            return inner.read(into);
        }

        @Override
        public void close() {
            wasClosed = true;
            inner.close();
        }
    }

    private static Optional<String> rewritten(Transform transform, FileExample example) {
        return transform
                .rewrite(example.entry(), TestContents.of(example.bytes()))
                .map(content -> HexFormat.of().formatHex(TestContents.readAll(content)));
    }

    private static List<LogicalType> types(Dataset dataset) {
        return dataset.columns().stream().map(DataColumn::type).toList();
    }

    private static Optional<List<List<@Nullable String>>> rewritten(Transform transform, RowsExample example) {
        Optional<CellRewriter> rewriter = transform.rewrite(example.dataset());
        if (rewriter.isEmpty()) {
            return Optional.empty();
        }
        List<LogicalType> types = types(example.dataset());
        List<List<@Nullable String>> result = new ArrayList<>();
        CellBlock to = new CellBlock(types.size(), 1 << 10, 64 << 20);
        for (int from = 0; from < example.rows().size(); from += 2) {
            CellBlock block = new CellBlock(types.size(), 1 << 10, 64 << 20);
            for (List<@Nullable String> row :
                    example.rows().subList(from, Math.min(example.rows().size(), from + 2))) {
                for (int column = 0; column < types.size(); column++) {
                    TestCells.add(block, types.get(column), row.get(column));
                }
            }
            to.clear();
            rewriter.get().rewrite(block, to);
            assertThat(to.rows()).as("rows that came out").isEqualTo(block.rows());
            result.addAll(TestCells.rows(to, types));
        }
        return Optional.of(result);
    }

    @Test
    void hasSomethingToDo() {
        assertThat(files().stream().anyMatch(file -> file.becomes().isPresent())
                        || rows().stream().anyMatch(rows -> rows.becomes().isPresent()))
                .as("whether the test supplies something that is rewritten")
                .isTrue();
        assertThat(transform().describe()).isNotBlank().doesNotContain("\n");
    }

    @Test
    void refusesBadDataByItsCode() {
        MigrationException failure =
                Providers.failure(() -> look(new TypedData(type.id(), type.version(), "{\"no-such\": ")));

        assertThat(failure.code()).isEqualTo("transform.bad-data");
    }

    @Test
    void rewritesInEveryVersionAsShown() {
        for (TypedData data : versions()) {
            Transform transform = type.open(data);
            assertThat(transform.describe()).isEqualTo(transform().describe());
            for (FileExample example : files()) {
                assertThat(rewritten(transform, example))
                        .as("%s by version %s", example.entry().path(), data.version())
                        .isEqualTo(example.becomes());
            }
            for (RowsExample example : rows()) {
                assertThat(rewritten(transform, example).orElse(example.rows()))
                        .as("%s by version %s", example.dataset().name(), data.version())
                        .isEqualTo(example.becomes().orElse(example.rows()));
            }
        }
    }

    @Test
    void givesTheSameAgain() {
        Transform transform = transform();
        for (FileExample example : files()) {
            Optional<String> first = rewritten(transform, example);
            assertThat(rewritten(transform, example)).isEqualTo(first);
            assertThat(rewritten(transform(), example)).isEqualTo(first);
        }
        for (RowsExample example : rows()) {
            Optional<List<List<@Nullable String>>> first = rewritten(transform, example);
            assertThat(rewritten(transform, example)).isEqualTo(first);
            assertThat(rewritten(transform(), example)).isEqualTo(first);
        }
    }

    @Test
    void saysBeforehandWhatItMayRewrite() {
        for (FileExample example : files()) {
            if (example.becomes().isPresent()) {
                assertThat(transform().concerns(example.entry()))
                        .as("whether it concerns %s", example.entry().path())
                        .isTrue();
            }
        }
    }

    @Test
    void doesNotTouchAFileThatItLeaves() {
        for (FileExample example : files()) {
            Watched content = new Watched(example.bytes());
            if (transform().rewrite(example.entry(), content).isEmpty()) {
                assertThat(content.wasRead)
                        .as("%s was read", example.entry().path())
                        .isFalse();
                assertThat(content.wasClosed)
                        .as("%s was closed", example.entry().path())
                        .isFalse();
            }
        }
    }

    @Test
    void closesTheContentWithItsResult() {
        for (FileExample example : files()) {
            Watched content = new Watched(example.bytes());
            Optional<FileContent> result = transform().rewrite(example.entry(), content);
            result.ifPresent(rewritten -> {
                rewritten.read(ByteBuffer.allocate(1));
                rewritten.close();
                rewritten.close();
                assertThat(content.wasClosed)
                        .as("%s was closed", example.entry().path())
                        .isTrue();
            });
        }
    }

    @Test
    void isReadByteByByteToTheSameEffect() {
        for (FileExample example : files()) {
            transform()
                    .rewrite(example.entry(), TestContents.of(example.bytes()))
                    .ifPresent(result -> {
                        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                        ByteBuffer one = ByteBuffer.allocate(1);
                        try (result) {
                            while (result.read(one.clear()) >= 0) {
                                bytes.write(one.array(), 0, one.position());
                            }
                        }
                        assertThat(Optional.of(HexFormat.of().formatHex(bytes.toByteArray())))
                                .isEqualTo(example.becomes());
                    });
        }
    }

    @Test
    void servesManyThreads() throws Exception {
        Transform transform = transform();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<Boolean>> same = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                same.add(threads.submit(() -> files().stream()
                                .allMatch(
                                        example -> rewritten(transform, example).equals(example.becomes()))
                        && rows().stream()
                                .allMatch(example -> rewritten(transform, example)
                                        .orElse(example.rows())
                                        .equals(example.becomes().orElse(example.rows())))));
            }
            for (Future<Boolean> one : same) {
                assertThat(one.get(60, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            RuleThreads.end(threads);
        }
    }

    /**
     * A row, for examples.
     *
     * @param cells its cells, null for NULL
     * @return the row
     */
    protected static List<@Nullable String> row(@Nullable String... cells) {
        return Arrays.asList(cells);
    }
}
