package io.godwit.core.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.internal.data.ChunkPump.LoadTarget;
import io.godwit.core.internal.data.ChunkPump.Loaded;
import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.ChunkStream;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.Dataset;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Chunks whose rows are large, and plugins that break their word. */
@Timeout(60)
class ChunkPumpTest {
    private static final WriteToken TOKEN = new WriteToken("s", "u", 1);

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() throws InterruptedException {
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS))
                .as("no reader is left behind")
                .isTrue();
    }

    private static MovedTable table(Dataset dataset) {
        return new MovedTable(0, dataset, dataset, List.of());
    }

    private Loaded load(SyntheticSnapshot snapshot, WritableDatabase target, TestWork work) {
        Dataset dataset = snapshot.dataset();
        Partition all = new Partition(dataset.name(), 0, Partition.KeyRange.ALL, "");
        return new ChunkPump(work, threads)
                .load(
                        table(dataset),
                        all,
                        new SharedSnapshot(snapshot, 1),
                        new LoadTarget(target, new WriteArea("s", "godwit_test", "")),
                        TOKEN,
                        true);
    }

    private static TestWork work(long memory) {
        return new TestWork(1, memory, null);
    }

    private static void assertCode(String code, Runnable work) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    /** A target whose blocks take rows of any size. */
    private static final class Roomy extends DiscardingDatabase {
        @Override
        public LoadReceipt load(
                WriteArea area,
                Dataset dataset,
                Partition partition,
                ChunkStream chunk,
                WriteToken token,
                WorkContext context) {
            CellStream cells = (CellStream) chunk;
            CellBlock block = new CellBlock(dataset.columns().size(), 1 << 18, 1 << 28);
            while (cells.read(block)) {
                rows.addAndGet(block.rows());
            }
            return new LoadReceipt(chunk.summary(), false);
        }
    }

    @Test
    void rowsThatAreTooLargeForUsualBlocksAreReadAgainWithMoreRoom() {
        for (int size : new int[] {3 << 20, 20 << 20, 70 << 20}) {
            Roomy target = new Roomy();
            TestWork work = work(1L << 30);

            Loaded loaded = load(new SyntheticSnapshot(4, 4, size), target, work);

            assertThat(loaded.summary().rows()).isEqualTo(4);
            assertThat(target.rows.get()).isEqualTo(4);
            assertThat(work.memory.used()).isZero();
            assertThat(work.mostMemory()).isGreaterThan(size);
        }
    }

    @Test
    void aRowThatTheMemoryDoesNotHoldIsRefusedWithTheWayOut() {
        TestWork work = work(60L << 20);

        assertThatThrownBy(() -> load(new SyntheticSnapshot(1, 1, 20 << 20), new Roomy(), work))
                .isInstanceOfSatisfying(MigrationException.class, e -> {
                    assertThat(e.code()).isEqualTo("memory.row-too-large");
                    assertThat(e.subject()).isEqualTo("made_up");
                    assertThat(e.remediation()).contains("memory limit");
                    assertThat(e).hasMessageContaining("16777216");
                });
        assertThat(work.memory.used()).isZero();
    }

    @Test
    void aTargetThatDoesNotReadToTheEndIsNotBelieved() {
        DiscardingDatabase lazy = new DiscardingDatabase() {
            @Override
            public LoadReceipt load(
                    WriteArea area,
                    Dataset dataset,
                    Partition partition,
                    ChunkStream chunk,
                    WriteToken token,
                    WorkContext context) {
                ((CellStream) chunk).read(new CellBlock(dataset.columns().size(), 1 << 18, 1 << 20));
                return new LoadReceipt(new ChunkSummary(50_000, 1, "rows-v1:0"), false);
            }
        };

        assertCode("load.miscounted", () -> load(new SyntheticSnapshot(50_000, 50_000, 10), lazy, work(64L << 20)));
    }

    @Test
    void aTargetThatWroteAnotherNumberOfRowsIsNotBelieved() {
        DiscardingDatabase forgetful = new DiscardingDatabase() {
            @Override
            public LoadReceipt load(
                    WriteArea area,
                    Dataset dataset,
                    Partition partition,
                    ChunkStream chunk,
                    WriteToken token,
                    WorkContext context) {
                look((CellStream) chunk, dataset.columns().size());
                return new LoadReceipt(new ChunkSummary(999, 1, "rows-v1:0"), false);
            }
        };

        assertThatThrownBy(() -> load(new SyntheticSnapshot(1_000, 1_000, 10), forgetful, work(64L << 20)))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("was given 1000 rows and wrote 999");
    }

    @Test
    void aSourceThatOffersCellsAndGivesSomethingElseIsTold() {
        SyntheticSnapshot lying = new SyntheticSnapshot(10, 10, 10) {
            @Override
            public ChunkStream read(Dataset dataset, Partition partition, ChunkFormat format, WorkContext context) {
                return new ChunkStream() {
                    @Override
                    public ChunkFormat format() {
                        return ChunkFormat.CELLS;
                    }

                    @Override
                    public ChunkSummary summary() {
                        throw new IllegalStateException("nothing was read");
                    }

                    @Override
                    public void close() {
                        // nothing is open
                    }
                };
            }
        };

        assertCode("database.no-cells", () -> load(lying, new DiscardingDatabase(), work(64L << 20)));
    }

    @Test
    void whatNoPluginForesawIsAFailureWithItsCause() {
        SyntheticSnapshot broken = failing(new IllegalStateException("boom"));

        assertThatThrownBy(() -> load(broken, new DiscardingDatabase(), work(64L << 20)))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo("load.unexpected"))
                .hasRootCauseMessage("boom");
    }

    @Test
    void theSourcesFaultCountsMoreThanWhatTheTargetMadeOfIt() {
        MigrationException lost = MigrationException.of(ErrorCategory.CONNECTIVITY, "test.lost", "the line is cut")
                .build();
        DiscardingDatabase translating = new DiscardingDatabase() {
            @Override
            public LoadReceipt load(
                    WriteArea area,
                    Dataset dataset,
                    Partition partition,
                    ChunkStream chunk,
                    WriteToken token,
                    WorkContext context) {
                try {
                    return super.load(area, dataset, partition, chunk, token, context);
                } catch (MigrationException e) {
                    throw MigrationException.of(ErrorCategory.TRANSFER, "test.copy-failed", "COPY failed")
                            .cause(e)
                            .build();
                }
            }
        };

        assertCode("test.lost", () -> load(failing(lost), translating, work(64L << 20)));
    }

    @Test
    void anErrorOfTheVirtualMachineStaysOne() {
        assertThatThrownBy(
                        () -> load(failing(new StackOverflowError("deep")), new DiscardingDatabase(), work(64L << 20)))
                .isInstanceOf(StackOverflowError.class);
    }

    private static SyntheticSnapshot failing(Throwable failure) {
        return new SyntheticSnapshot(10, 10, 10) {
            @Override
            public ChunkStream read(Dataset dataset, Partition partition, ChunkFormat format, WorkContext context) {
                return new CellStream() {
                    @Override
                    public boolean read(CellBlock into) {
                        if (failure instanceof Error error) {
                            throw error;
                        }
                        throw (RuntimeException) failure;
                    }

                    @Override
                    public ChunkSummary summary() {
                        throw new IllegalStateException("nothing was read");
                    }

                    @Override
                    public void close() {
                        // nothing is open
                    }
                };
            }
        };
    }

    @Test
    void sourceAndTargetNeedAFormInCommon() {
        Dataset dataset = new SyntheticSnapshot(1, 1, 1).dataset();
        ChunkFormat own = new ChunkFormat("own", 1);

        assertThat(Formats.choose(List.of(own, ChunkFormat.CELLS), List.of(ChunkFormat.CELLS, own), false, dataset))
                .isEqualTo(own);
        assertThat(Formats.choose(List.of(own, ChunkFormat.CELLS), List.of(ChunkFormat.CELLS, own), true, dataset))
                .isEqualTo(ChunkFormat.CELLS);
        assertCode(
                "database.no-common-format",
                () -> Formats.choose(List.of(own), List.of(own, ChunkFormat.CELLS), true, dataset));
    }

    @Test
    void whoWaitsForATurnToReadIsCancelled() throws Exception {
        Snapshot snapshot = new SyntheticSnapshot(1, 1, 1);
        SharedSnapshot shared = new SharedSnapshot(snapshot, 1);
        TestWork work = work(1 << 20);
        SharedSnapshot.Turn turn = shared.turn(work);
        var waiting = threads.submit(() -> shared.turn(work));
        work.cancellation.cancel();
        assertThatThrownBy(waiting::get).hasCauseInstanceOf(MigrationException.class);
        turn.close();
        turn.close();
        assertThat(shared.turn(work(1 << 20))).isNotNull();
    }
}
