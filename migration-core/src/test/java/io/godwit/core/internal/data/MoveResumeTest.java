package io.godwit.core.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.core.internal.data.Faults.Killed;
import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Snapshot.Scope;
import io.godwit.spi.Step.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("guarantee-resume")
class MoveResumeTest {
    @TempDir
    private Path directory;

    private int numbered;

    private MoveRig fresh(MoveRig template) throws IOException {
        return new MoveRig(Files.createDirectory(directory.resolve("run" + numbered++))).copyOf(template);
    }

    private MoveRig template(int rows) throws IOException {
        return new MoveRig(Files.createDirectory(directory.resolve("template"))).fill(rows);
    }

    /** All that matters at the target: not the books, whose entries lie in the order in which chunks came. */
    private static Map<String, List<String>> result(MoveRig rig) {
        Map<String, List<String>> contents = MoveRig.contents(rig.target);
        contents.keySet()
                .removeIf(name -> name.endsWith("__book") || name.endsWith("__meta") || name.contains("autoindex"));
        return contents;
    }

    private static boolean killed(MoveRig rig, long call) {
        try {
            rig.run(new Faults().dieAt(call));
            return false;
        } catch (Killed e) {
            return true;
        }
    }

    private void resumesToTheSame(MoveRig template, UnaryOperator<MoveRig> setting, Iterable<Long> calls, String replay)
            throws IOException {
        MoveRig whole = setting.apply(fresh(template));
        whole.run(new Faults());
        DatabaseMoveTest.assertMoved(whole);
        for (long call : calls) {
            MoveRig rig = setting.apply(fresh(template));
            if (killed(rig, call)) {
                rig.run(new Faults());
            }
            assertThat(result(rig)).as("killed at call %d%s", call, replay).isEqualTo(result(whole));
        }
    }

    private static List<Long> upTo(long last) {
        return java.util.stream.LongStream.rangeClosed(1, last).boxed().toList();
    }

    private long calls(MoveRig template, UnaryOperator<MoveRig> setting) throws IOException {
        Faults counting = new Faults();
        setting.apply(fresh(template)).run(counting);
        return counting.calls();
    }

    @Test
    void killedAtEachCallItGoesOnToTheSameEnd() throws IOException {
        MoveRig template = template(130);
        UnaryOperator<MoveRig> alone = rig -> rig.parallelism(1);
        long calls = calls(template, alone);
        assertThat(calls).isGreaterThan(150);
        resumesToTheSame(template, alone, upTo(calls), "");
    }

    @ParameterizedTest
    @EnumSource(Scope.class)
    void killedAtRandomWithSeveralWorkersItGoesOnToTheSameEnd(Scope scope) throws IOException {
        MoveRig template = template(400);
        UnaryOperator<MoveRig> together = rig -> rig.parallelism(4).scope(scope);
        long calls = calls(template, together);
        long seed = Long.getLong("godwit.seed", System.nanoTime());
        resumesToTheSame(
                template,
                together,
                new Random(seed).longs(25, 1, calls).boxed().toList(),
                ", with -Dgodwit.seed=" + seed);
    }

    @Test
    void killedTwiceItGoesOnToTheSameEnd() throws IOException {
        MoveRig template = template(130);
        MoveRig whole = fresh(template);
        whole.run(new Faults());
        for (long first = 20; first < 140; first += 13) {
            for (long second = 3; second < 60; second += 11) {
                MoveRig rig = fresh(template);
                assertThat(killed(rig, first)).isTrue();
                killed(rig, second);
                rig.run(new Faults());
                assertThat(result(rig))
                        .as("killed at %d, then %d", first, second)
                        .isEqualTo(result(whole));
            }
        }
    }

    private static void changeSource(MoveRig rig) {
        MoveRig.sql(
                rig.source,
                "UPDATE orders SET note = 'changed' WHERE id = 50",
                "DELETE FROM orders WHERE id IN (3, 4)",
                "INSERT INTO orders VALUES (0, 1, 'first'), (100000, 1, 'last')",
                "UPDATE customers SET balance = '0.10' WHERE id = 30",
                "DELETE FROM visits WHERE rowid = 2",
                "INSERT INTO visits VALUES ('/new', NULL)");
    }

    @Test
    void takesTheSourceAsItIsWhenItGoesOn() throws IOException {
        MoveRig template = template(130);
        UnaryOperator<MoveRig> alone = rig -> rig.parallelism(1);
        MoveRig unchanged = fresh(template);
        unchanged.run(new Faults());
        MoveRig changed = fresh(template);
        changeSource(changed);
        changed.run(new Faults());
        assertThat(result(changed)).isNotEqualTo(result(unchanged));
        long calls = calls(template, alone);
        int reloaded = 0;
        for (long call = 1; call <= calls; call++) {
            MoveRig rig = alone.apply(fresh(template));
            assertThat(killed(rig, call)).isTrue();
            boolean wasLoaded = rig.done.contains(DatabaseMove.LOAD);
            changeSource(rig);
            rig.run(new Faults());
            assertThat(result(rig))
                    .as("killed at call %d, then the source changed", call)
                    .isEqualTo(wasLoaded ? result(unchanged) : result(changed));
            reloaded += rig.findings.stream().anyMatch(f -> f.code().equals("load.table-reloaded")) ? 1 : 0;
        }
        assertThat(reloaded)
                .as("the table without a key has to be loaded again as a whole")
                .isPositive();
    }

    @Test
    void doesNotReadAgainWhereTheSourceSaysThatNothingWasWritten() throws IOException {
        MoveRig rig = template(400);
        MoveRig.sql(rig.source, "CREATE TABLE change__log (position TEXT)", "INSERT INTO change__log VALUES ('p1')");
        assertThatThrownBy(() -> rig.run(new Faults().fail("before-load", 12, 99, "database.row-refused", false)))
                .isInstanceOf(MigrationException.class);
        long loaded = rig.ledger("shared database/godwit_test").results().keySet().stream()
                .filter(unit -> unit.startsWith("chunk/"))
                .count();
        assertThat(loaded).isEqualTo(12);
        int[] reads = {0};
        rig.runTo(new Faults().at("read", 0, 1000, () -> reads[0]++), DatabaseMove.LOAD);
        long all = rig.ledger("shared database/godwit_test").results().keySet().stream()
                .filter(unit -> unit.startsWith("chunk/"))
                .count();
        assertThat(reads[0]).isEqualTo((int) (all - loaded));
        assertThat(rig.findings).extracting(Finding::code).doesNotContain("load.snapshot-changed");
        rig.run(new Faults());
        DatabaseMoveTest.assertMoved(rig);
    }

    @Test
    void tellsBothPositionsWhenTheSnapshotIsAnotherOne() throws IOException {
        MoveRig rig = template(400);
        MoveRig.sql(rig.source, "CREATE TABLE change__log (position TEXT)", "INSERT INTO change__log VALUES ('p1')");
        assertThatThrownBy(() -> rig.run(new Faults().fail("before-load", 8, 99, "database.row-refused", false)))
                .isInstanceOf(MigrationException.class);
        MoveRig.sql(
                rig.source, "UPDATE change__log SET position = 'p2'", "UPDATE orders SET note = 'new' WHERE id = 1");
        rig.run(new Faults());
        DatabaseMoveTest.assertMoved(rig);
        assertThat(rig.findings)
                .filteredOn(f -> f.code().equals("load.snapshot-changed"))
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.evidence()).isEqualTo("position before p1, now p2");
                    assertThat(f.message()).contains("8 compared with it, 1 loaded again");
                });
    }

    @Test
    void losesTheSnapshotAndTakesAnother() throws IOException {
        MoveRig rig = template(400);
        MoveRig changed = fresh(rig);
        changeSource(changed);
        changed.run(new Faults());
        Faults faults = new Faults().at("read-block", 30, 1, () -> {
            changeSource(rig);
            throw MigrationException.of(io.godwit.spi.ErrorCategory.CONNECTIVITY, "database.snapshot-lost", "gone")
                    .retryable(true)
                    .build();
        });
        rig.run(faults);
        assertThat(result(rig)).isEqualTo(result(changed));
        assertThat(rig.log).anyMatch(line -> line.startsWith("The snapshot of the source was lost"));
        assertThat(rig.findings).extracting(Finding::code).contains("load.snapshot-changed");
    }

    @Test
    void givesUpWhenEverySnapshotIsLost() throws IOException {
        MoveRig rig = template(130);
        MigrationException failure = catchThrowableOfType(
                MigrationException.class,
                () -> rig.run(new Faults().fail("read", 0, 1000, "database.snapshot-lost", true)));
        assertThat(failure.code()).isEqualTo("database.snapshot-lost");
        assertThat(failure.isRetryable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "read-block",
                "read",
                "cut",
                "partitions",
                "before-load",
                "load-block",
                "commit-load",
                "after-load"
            })
    void repeatsWhatFailedForAPassingReason(String place) throws IOException {
        MoveRig rig = template(400);
        int[] hits = {0};
        Faults faults =
                new Faults().fail(place, 3, 1, "database.connection-lost", true).at(place, 0, 1000, () -> hits[0]++);
        rig.run(faults);
        assertThat(hits[0]).isPositive();
        DatabaseMoveTest.assertMoved(rig);
        assertThat(rig.items(DatabaseMove.LOAD)).isEqualTo(733);
    }

    @Test
    void stopsAtARowThatIsRefusedAndLeavesTheTargetAsItWas() throws IOException {
        MoveRig rig = template(400);
        Map<String, List<String>> before = MoveRig.contents(rig.target);
        MigrationException failure = catchThrowableOfType(
                MigrationException.class,
                () -> rig.run(new Faults().fail("load-block", 5, 1, "database.row-refused", false)));
        assertThat(failure.code()).isEqualTo("database.row-refused");
        assertThat(failure.trail().get(0)).startsWith("piece ");
        assertThat(rig.probe(DatabaseMove.BUILD)).isEqualTo(State.UNKNOWN);
        rig.undo(new Faults());
        assertThat(MoveRig.contents(rig.target)).isEqualTo(before);
        assertThat(rig.probe(DatabaseMove.BUILD)).isEqualTo(State.NOT_DONE);
        assertThat(rig.ledger("shared database/godwit_test").isEmpty()).isTrue();
    }

    @Test
    void undoesFromWhereverItWasKilled() throws IOException {
        MoveRig template = template(130);
        Map<String, List<String>> before = MoveRig.contents(template.target);
        long calls = calls(template, rig -> rig.parallelism(1));
        for (long call = 1; call <= calls; call += 3) {
            MoveRig rig = fresh(template).parallelism(1);
            assertThat(killed(rig, call)).isTrue();
            rig.undo(new Faults());
            assertThat(MoveRig.contents(rig.target))
                    .as("killed at call %d, undone", call)
                    .isEqualTo(before);
        }
    }

    @Test
    void aWorkerThatWakesUpTooLateChangesNothing() throws Exception {
        MoveRig rig = template(400);
        MoveRig whole = fresh(rig);
        whole.run(new Faults());
        CountDownLatch asleep = new CountDownLatch(1);
        CountDownLatch wake = new CountDownLatch(1);
        Faults slow = new Faults().at("before-load", 4, 1, () -> {
            asleep.countDown();
            try {
                assertThat(wake.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            // the first runner works on ledgers of its own: the journal refuses its writes
            MoveRig zombie = rig.sharingFiles();
            Future<?> first = other.submit(() -> zombie.parallelism(1).run(slow));
            assertThat(asleep.await(60, TimeUnit.SECONDS)).isTrue();
            rig.startAtFence(7);
            rig.runTo(new Faults(), DatabaseMove.VERIFY);
            wake.countDown();
            assertThatThrownBy(() -> first.get(60, TimeUnit.SECONDS))
                    .hasRootCauseInstanceOf(MigrationException.class)
                    .rootCause()
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("database.fenced"));
            rig.run(new Faults());
            assertThat(result(rig)).isEqualTo(result(whole));
        } finally {
            wake.countDown();
            other.shutdownNow();
        }
    }

    @Test
    void stopsWhenCancelledAndGoesOnLater() throws IOException {
        MoveRig rig = template(400);
        Faults faults = new Faults();
        faults.at("load-block", 6, 1, () -> rig.cancel());
        assertThatThrownBy(() -> rig.run(faults))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo("run.cancelled"));
        rig.run(new Faults());
        DatabaseMoveTest.assertMoved(rig);
    }

    @Test
    void reloadsWhatTravelledUnseenWhenTheSnapshotIsAnotherOne() throws IOException {
        MoveRig rig = template(400).options(new DatabaseMove.Options(false, 2000, false, false));
        assertThatThrownBy(() ->
                        rig.run(new Faults().nativeForms().fail("before-load", 6, 99, "database.row-refused", false)))
                .isInstanceOf(MigrationException.class);
        changeSource(rig);
        int[] unloads = {0};
        rig.run(new Faults().nativeForms().at("before-unload", 0, 1000, () -> unloads[0]++));
        assertThat(unloads[0]).isPositive();
        DatabaseMoveTest.assertMoved(rig);
    }
}
