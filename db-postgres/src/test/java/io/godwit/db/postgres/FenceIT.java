package io.godwit.db.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.db.postgres.Server.Fixture;
import io.godwit.relational.KeyRanges;
import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.ChunkStream;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.RelationalTarget.Phase;
import io.godwit.spi.RelationalTarget.SchemaChange;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A runner that was taken for dead and comes back late changes nothing. */
class FenceIT {
    private static final WriteArea AREA = new WriteArea("session-fence", "godwit_fence", "");
    private static final WriteToken OLD = new WriteToken(AREA.session(), "unit", 4);
    private static final WriteToken NEW = new WriteToken(AREA.session(), "unit", 5);

    private static Dataset dataset(PostgresTarget to, Fixture target) {
        Mover mover = new Mover(to, to, AREA, 4, target.context);
        to.openArea(AREA, OLD, target.context);
        mover.apply(Phase.BEFORE_DATA);
        return mover.target(DatasetName.of("t"));
    }

    private static Fixture target(Server server) throws SQLException {
        Fixture target = server.database();
        target.execute("CREATE TABLE t (id int PRIMARY KEY, name text)", "INSERT INTO t VALUES (1, 'old')");
        return target;
    }

    private static Partition piece(Dataset dataset, int number) {
        return new Partition(
                dataset.name(), number, KeyRanges.whole(dataset.name()).range(), "piece " + number);
    }

    private static CellStream rows(int from, int count) {
        return Cells.of(java.util.stream.IntStream.range(from, from + count)
                .mapToObj(i -> new String[] {Integer.toString(i), "n" + i})
                .toList());
    }

    @ParameterizedTest
    @EnumSource
    void everyCallOfAnOlderRunnerIsRefused(Server server) throws SQLException {
        Fixture target = target(server);
        try (PostgresTarget to = target.target()) {
            Dataset dataset = dataset(to, target);
            to.load(AREA, dataset, piece(dataset, 0), rows(0, 10), OLD, target.context);
            to.openArea(AREA, NEW, target.context);
            SchemaChange change = new SchemaChange("late", Phase.AFTER_DATA, dataset.name(), "CREATE TABLE late ()");
            List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> late = List.of(
                    () -> to.openArea(AREA, OLD, target.context),
                    () -> to.load(AREA, dataset, piece(dataset, 1), rows(10, 10), OLD, target.context),
                    () -> to.unload(AREA, dataset, List.of(), OLD, target.context),
                    () -> to.apply(AREA, change, OLD, target.context),
                    () -> to.switchIn(AREA, List.of(dataset.name()), OLD, target.context),
                    () -> to.switchBack(AREA, OLD, target.context),
                    () -> to.discard(AREA, OLD, target.context),
                    () -> to.finish(AREA, OLD, target.context));
            for (int i = 0; i < late.size(); i++) {
                assertThat(Failures.code(late.get(i))).as("call " + i).isEqualTo("database.fenced");
            }
            assertThat(target.rows("SELECT count(*) FROM godwit_fence.t")).containsExactly("10");
            assertThat(to.load(AREA, dataset, piece(dataset, 0), rows(0, 10), NEW, target.context)
                            .isRepeat())
                    .isTrue();
        }
    }

    /** The first block comes at once, the rest when it is told so. */
    private static final class Slow implements CellStream {
        final CountDownLatch started = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        private int block;

        @Override
        public boolean read(CellBlock into) {
            into.clear();
            if (block == 2) {
                return false;
            }
            if (block == 1) {
                started.countDown();
                try {
                    if (!goOn.await(60, TimeUnit.SECONDS)) {
                        throw new IllegalStateException("nobody told it to go on");
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
            for (int i = 0; i < 100; i++) {
                byte[] number = Integer.toString(1000 * (block + 1) + i).getBytes(StandardCharsets.US_ASCII);
                into.add(number, 0, number.length);
                into.addNull();
            }
            block++;
            return true;
        }

        @Override
        public ChunkSummary summary() {
            return new ChunkSummary(200, 800, "");
        }

        @Override
        public void close() {
            goOn.countDown();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLoadUnderWayIsNotCommittedBehindTheFence(Server server) throws Exception {
        Fixture target = target(server);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (PostgresTarget zombie = target.target();
                PostgresTarget to = target.target()) {
            Dataset dataset = dataset(to, target);
            Slow slow = new Slow();
            Callable<Object> load = () -> zombie.load(AREA, dataset, piece(dataset, 0), slow, OLD, target.context);
            Future<Object> running = thread.submit(load);
            assertThat(slow.started.await(60, TimeUnit.SECONDS)).isTrue();
            to.openArea(AREA, NEW, target.context);
            slow.goOn.countDown();
            assertThat(running)
                    .failsWithin(java.time.Duration.ofSeconds(60))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            e -> assertThat(e.code()).isIn("database.fenced", "database.connection-lost"));
            assertThat(target.rows("SELECT count(*) FROM godwit_fence.t")).containsExactly("0");
            assertThat(to.load(AREA, dataset, piece(dataset, 0), rows(0, 10), NEW, target.context)
                            .isRepeat())
                    .isFalse();
            assertThat(target.rows("SELECT count(*) FROM godwit_fence.t")).containsExactly("10");
        } finally {
            thread.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource
    void chunksAreTakenOutOneByOneAndAltogether(Server server) throws SQLException {
        Fixture target = target(server);
        try (PostgresTarget to = target.target()) {
            Dataset dataset = dataset(to, target);
            for (int i = 0; i < 4; i++) {
                to.load(AREA, dataset, piece(dataset, i), rows(i * 10, 10), OLD, target.context);
            }
            assertThat(to.unload(AREA, dataset, List.of(piece(dataset, 1), piece(dataset, 9)), OLD, target.context))
                    .isTrue();
            assertThat(target.rows("SELECT count(*), count(*) FILTER (WHERE id / 10 = 1) FROM godwit_fence.t"))
                    .containsExactly("30|0");
            assertThat(to.load(AREA, dataset, piece(dataset, 1), rows(10, 10), OLD, target.context)
                            .isRepeat())
                    .isFalse();
            assertThat(Failures.code(() -> to.load(
                            AREA,
                            dataset,
                            new Partition(dataset.name(), 1, piece(dataset, 1).range(), "another"),
                            rows(10, 10),
                            OLD,
                            target.context)))
                    .isEqualTo("database.other-chunk");
            assertThat(to.unload(AREA, dataset, List.of(), OLD, target.context)).isTrue();
            assertThat(target.rows("SELECT count(*) FROM godwit_fence.t")).containsExactly("0");
            assertThat(target.rows("SELECT count(*) FROM godwit_fence_book.chunk"))
                    .containsExactly("0");
            to.switchIn(AREA, List.of(dataset.name()), OLD, target.context);
            assertThat(Failures.code(() -> to.unload(AREA, dataset, List.of(), OLD, target.context)))
                    .isEqualTo("database.area-switched");
            assertThat(Failures.code(() -> to.load(AREA, dataset, piece(dataset, 7), rows(70, 1), OLD, target.context)))
                    .isIn("database.area-missing", "database.area-switched");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedRowLeavesNothingOfItsChunk(Server server) throws SQLException {
        Fixture target = target(server);
        try (PostgresTarget to = target.target()) {
            Dataset dataset = dataset(to, target);
            MigrationException refused = Failures.of(() -> to.load(
                    AREA,
                    dataset,
                    piece(dataset, 0),
                    Cells.of(List.of(new String[] {"1", "a"}, new String[] {"99999999999", "s3cret"})),
                    OLD,
                    target.context));
            assertThat(refused.code()).isEqualTo("database.row-refused");
            assertThat(refused.subject()).isEqualTo("t.id");
            assertThat(refused).hasMessageContaining("row 2").hasMessageNotContaining("99999999999");
            assertThat(refused.getCause() == null ? "" : refused.getCause().toString())
                    .doesNotContain("99999999999", "s3cret");
            assertThat(Failures.of(() -> to.load(
                                    AREA,
                                    dataset,
                                    piece(dataset, 0),
                                    Cells.of(List.<String[]>of(new String[] {"1", "nul \0 here"})),
                                    OLD,
                                    target.context))
                            .code())
                    .isEqualTo("database.row-refused");
            assertThat(target.rows("SELECT count(*) FROM godwit_fence.t")).containsExactly("0");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReaderThatStandsStillDoesNotHoldUpTheNextRunner(Server server) throws SQLException {
        Fixture target = target(server);
        try (PostgresTarget zombie = target.target();
                PostgresTarget to = target.target()) {
            Dataset dataset = dataset(to, target);
            to.load(AREA, dataset, piece(dataset, 0), rows(0, 10), OLD, target.context);
            try (Snapshot snapshot = zombie.snapshotOf(AREA, target.context);
                    ChunkStream rows = snapshot.read(
                            snapshot.datasets(target.context).get(0),
                            new Partition(
                                    dataset.name(),
                                    0,
                                    KeyRanges.whole(dataset.name()).range(),
                                    ""),
                            ChunkFormat.CELLS,
                            target.context)) {
                assertThat(rows.format()).isEqualTo(ChunkFormat.CELLS);

                to.switchIn(AREA, List.of(dataset.name()), NEW, target.context);

                assertThat(target.rows("SELECT count(*) FROM t")).containsExactly("10");
            }
        }
    }
}
