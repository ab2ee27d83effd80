package io.godwit.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a contract does where an implementation says nothing. */
class DefaultsTest {
    private static final Dataset ORDERS = new Dataset(DatasetName.of("orders"), List.of(), List.of("id"), 0, 0);

    /** A context that no default may touch. */
    private static final StepContext UNTOUCHED = (StepContext) Proxy.newProxyInstance(
            DefaultsTest.class.getClassLoader(), new Class<?>[] {StepContext.class}, (proxy, method, arguments) -> {
                throw new AssertionError(method + " was called");
            });

    /** A snapshot that only knows what every snapshot knows. */
    private static final class PlainSnapshot implements Snapshot {
        @Override
        public String id() {
            return "1";
        }

        @Override
        public String position() {
            return "";
        }

        @Override
        public Scope scope() {
            return Scope.ONE_READER;
        }

        @Override
        public List<Dataset> datasets(WorkContext context) {
            return List.of(ORDERS);
        }

        @Override
        public Cursor<Partition> partitions(Dataset dataset, long targetBytes, WorkContext context) {
            return Cursor.of(List.of());
        }

        @Override
        public List<ChunkFormat> offers(Dataset dataset) {
            return List.of(ChunkFormat.CELLS);
        }

        @Override
        public ChunkStream read(Dataset dataset, Partition partition, ChunkFormat format, WorkContext context) {
            throw new AssertionError("nothing is read");
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private static List<Partition> after(Partition.KeyRange last) {
        List<Partition> pieces = new ArrayList<>();
        try (Snapshot snapshot = new PlainSnapshot();
                Cursor<Partition> cursor =
                        snapshot.partitionsAfter(ORDERS, new Partition(ORDERS.name(), 4, last, "x"), 1, UNTOUCHED)) {
            cursor.forEachRemaining(pieces::add);
        }
        return pieces;
    }

    @Test
    void whatIsBehindThePieceThatWasCutLastIsOnePiece() {
        Partition.KeyRange last = new Partition.KeyRange(List.of("id"), List.of("10"), List.of("20"));

        assertThat(after(last))
                .containsExactly(new Partition(
                        ORDERS.name(), 5, new Partition.KeyRange(List.of("id"), List.of("20"), List.of()), ""));
    }

    @Test
    void nothingIsBehindThePieceThatReachedTheEnd() {
        assertThat(after(new Partition.KeyRange(List.of("id"), List.of("20"), List.of())))
                .isEmpty();
        assertThat(after(Partition.KeyRange.ALL)).isEmpty();
    }

    @Test
    void aCursorOverValuesYieldsThemOnce() {
        try (Cursor<String> cursor = Cursor.of(List.of("a", "b"))) {
            assertThat(cursor.hasNext()).isTrue();
            assertThat(cursor.next()).isEqualTo("a");
            assertThat(cursor.next()).isEqualTo("b");
            assertThat(cursor.hasNext()).isFalse();
            assertThatThrownBy(cursor::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void aStepThatSaysNothingCanBeRepeatedAndHasNothingToUndo() {
        Step step = new Step() {
            @Override
            public Outline outline(StepContext context) {
                return Outline.of("looks", "");
            }

            @Override
            public void run(StepContext context) {
                // it only looks
            }
        };

        assertThat(step.probe(UNTOUCHED)).isEqualTo(Step.State.UNKNOWN);
        assertThat(step.isRepeatable()).isTrue();
        assertThatCode(() -> step.undo(UNTOUCHED)).doesNotThrowAnyException();
    }

    @Test
    void aTransformThatSaysNothingLeavesEverythingAsItIs() {
        Transform transform = () -> "does nothing";
        FileContent untouched = new FileContent() {
            @Override
            public OptionalLong size() {
                throw new AssertionError("looked at");
            }

            @Override
            public List<ByteRange> regions() {
                throw new AssertionError("looked at");
            }

            @Override
            public int read(java.nio.ByteBuffer into) {
                throw new AssertionError("read");
            }

            @Override
            public void close() {
                throw new AssertionError("closed");
            }
        };
        TreeEntry entry = TreeEntry.of(TreePath.of("f"), EntryKind.FILE).build();

        assertThat(transform.rewrite(entry, untouched)).isEmpty();
        assertThat(transform.concerns(entry)).isFalse();
        assertThat(transform.rewrite(ORDERS)).isEmpty();
    }

    @Test
    void aTypeOfDataWritesAndReadsVersionOne() {
        DataType type = () -> "notes:index";

        assertThat(type.version()).isEqualTo(1);
        assertThat(type.oldestVersion()).isEqualTo(1);
    }

    @Test
    void streamsOfCellsAreOfThatFormat() {
        CellStream stream = new CellStream() {
            @Override
            public boolean read(CellBlock into) {
                into.clear();
                return false;
            }

            @Override
            public ChunkSummary summary() {
                return new ChunkSummary(0, 0, "");
            }

            @Override
            public void close() {
                // nothing is open
            }
        };

        assertThat(stream.format()).isSameAs(ChunkFormat.CELLS);
    }

    @Test
    void whatAStreamFindsOrMissesHasItsPath() {
        TreePath path = TreePath.of("d/f");
        TreeEntry entry = TreeEntry.of(path, EntryKind.FILE).build();
        MigrationException gone = MigrationException.of(ErrorCategory.TRANSFER, "tree.vanished", "gone")
                .build();
        FileContent none = new FileContent() {
            @Override
            public OptionalLong size() {
                return OptionalLong.of(0);
            }

            @Override
            public List<ByteRange> regions() {
                return List.of();
            }

            @Override
            public int read(java.nio.ByteBuffer into) {
                return -1;
            }

            @Override
            public void close() {
                // nothing is open
            }
        };

        assertThat(new EntryStream.Found(entry, none).path()).isEqualTo(path);
        assertThat(new EntryStream.Missed(path, gone).path()).isEqualTo(path);
    }
}
