package io.godwit.core.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.internal.localtree.LocalTransferMethod;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.core.internal.run.TreeMove.Mode;
import io.godwit.core.internal.run.UnitLedger.Effect;
import io.godwit.spi.Access;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WritableFileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies whose source or destination somebody else changes, and what cannot be copied or undone at all. */
@Tag("guarantee-whole")
class CopyTroubleTest {
    @TempDir(factory = FastTempDir.class)
    Path temporary;

    private Path source;
    private Path target;
    private Path state;

    @BeforeEach
    void paths() throws Exception {
        source = temporary.resolve("source");
        target = temporary.resolve("target");
        state = temporary.resolve("state");
        Snapshot.run(temporary, "mkdir source target; printf a > source/a; printf b > source/b");
    }

    private TreeMove move() {
        return TestMoves.move(source, target, Mode.IN_PLACE);
    }

    private TestRun run(long fence) {
        return new TestRun(state, "copy", fence);
    }

    private static void shell(Path directory, String command) {
        try {
            Snapshot.run(directory, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A run that does something at the source at each of the first calls of a kind. */
    private TestRun disturbed(String call, int times, String command) {
        AtomicInteger left = new AtomicInteger(times);
        return run(1).sources(tree -> new HookedTree(tree, now -> {
            if (now.equals(call) && left.getAndDecrement() > 0) {
                shell(source, command);
            }
        }));
    }

    private static List<String> told(TestRun run) {
        return run.findings().stream()
                .map(f -> f.severity() + " " + f.code() + " " + f.subject())
                .toList();
    }

    @Test
    void aFileThatVanishesIsToldAndTheRestIsCopied() {
        TestRun run = disturbed("before read", 1, "rm a");

        TestMoves.copy(move()).run(run);

        assertThat(told(run)).containsExactly("INFO tree.vanished a");
        assertThat(target.resolve("a")).doesNotExist();
        assertThat(target.resolve("b")).hasContent("b");
    }

    @Test
    void aFileThatBecameSomethingElseIsLookedAtAgainAndThenLeft() {
        TestRun run = disturbed("before read", 1, "rm a; ln -s b a");

        TestMoves.copy(move()).run(run);

        assertThat(told(run)).containsExactly("WARNING tree.changed a");
        assertThat(target.resolve("a")).doesNotExist();
        assertThat(target.resolve("b")).hasContent("b");
    }

    @Test
    void whatWasWrittenSinceTheListingIsCopiedAsItIsNow() throws Exception {
        TestRun run = disturbed("before read", 1, "printf longer > a");

        TestMoves.copy(move()).run(run);

        assertThat(run.findings()).isEmpty();
        assertThat(target.resolve("a")).hasContent("longer");
        TestMoves.copy(move()).undo(run(2));
        assertThat(target.resolve("a")).doesNotExist();
    }

    @Test
    void aLargeFileThatChangesBetweenItsPartsIsReadAnew() throws Exception {
        Snapshot.run(source, "head -c 3000000 /dev/zero > large");
        AtomicInteger opened = new AtomicInteger();
        TestRun run = run(1).sources(tree -> new HookedTree(tree, now -> {
            if (now.equals("before open") && opened.incrementAndGet() == 2) {
                shell(source, "head -c 2500000 /dev/zero | tr '\\0' x > large");
            }
        }));

        TestMoves.fineCopy(move()).run(run);

        assertThat(opened.get()).isGreaterThan(1);
        assertThat(Snapshot.run(temporary, "cmp source/large target/large && echo same"))
                .isEqualTo("same\n");
        assertThat(run.findings()).isEmpty();
    }

    @Test
    void aLargeFileThatVanishesIsTold() throws Exception {
        Snapshot.run(source, "head -c 3000000 /dev/zero > large");
        TestRun run = disturbed("before open", 1, "rm large");

        TestMoves.fineCopy(move()).run(run);

        assertThat(told(run)).containsExactly("INFO tree.vanished large");
        assertThat(target.resolve("large")).doesNotExist();
        assertThat(Snapshot.leftovers(target)).noneMatch(name -> name.contains("large"));
    }

    @Test
    void aDestinationInsideItsSourceIsRefused() {
        for (TreeMove move : List.of(
                TestMoves.move(source, source.resolve("in"), Mode.CREATE),
                TestMoves.move(source.resolve("in"), source, Mode.IN_PLACE))) {
            assertThatThrownBy(() -> TestMoves.copy(move).outline(run(1)))
                    .isInstanceOfSatisfying(MigrationException.class, e -> {
                        assertThat(e.code()).isEqualTo("tree.overlap");
                        assertThat(e.subject()).isEqualTo(move.to().toString());
                    });
        }
    }

    @Test
    void whatWasToBeMadeAnewIsNotWrittenOver() throws Exception {
        Snapshot.run(target, "printf x > x");

        assertThatThrownBy(() -> TestMoves.copy(TestMoves.move(source, target, Mode.CREATE))
                        .run(run(1)))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo("tree.not-empty"));
        assertThat(Snapshot.of(target).keySet()).contains("x").doesNotContain("a");
    }

    @Test
    void aDirectoryInPlaceOfAFileIsNotRemovedForIt() throws Exception {
        Snapshot.run(target, "mkdir a; printf x > a/x");

        TestRun run = run(1);
        assertThatThrownBy(() -> TestMoves.copy(move()).run(run)).isInstanceOf(MigrationException.class);

        assertThat(target.resolve("a/x")).hasContent("x");
    }

    @Test
    void undoingLeavesWhatWasChangedSinceAndSaysWhat() throws Exception {
        Snapshot.run(source, "mkdir made; printf in > made/in; printf l > deep");
        Snapshot.run(target, "printf old > b; printf gone > gone; printf meta > deep; touch -r ../source/deep deep");
        TreeMove move = TestMoves.deleting(move());
        TestMoves.copy(move).run(run(1));
        Snapshot.run(target, "printf mine > a; printf mine > b; printf mine > made/mine; printf mine > gone");
        TestRun undo = run(2);

        assertThatThrownBy(() -> TestMoves.copy(move).undo(undo))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo("tree.changed-since"));

        assertThat(undo.findings()).extracting(Finding::subject).containsExactlyInAnyOrder("a", "b", "made", "gone");
        assertThat(target.resolve("a")).hasContent("mine");
        assertThat(target.resolve("b")).hasContent("mine");
        assertThat(target.resolve("made/mine")).hasContent("mine");
        assertThat(target.resolve("made/in")).doesNotExist();

        Snapshot.run(target, "rm a b made/mine gone");
        TestRun again = run(3);
        TestMoves.copy(move).undo(again);
        assertThat(again.findings()).isEmpty();
        assertThat(target.resolve("b")).hasContent("old");
        assertThat(target.resolve("gone")).hasContent("gone");
        assertThat(target.resolve("made")).doesNotExist();
    }

    @Test
    void whatWouldBeLeftIsToldBeforeAnythingIsUndone() throws Exception {
        Snapshot.run(source, "mkdir many; for i in $(seq 150); do printf $i > many/$i; done");
        Snapshot.run(target, "printf old > b");
        TestMoves.copy(move()).run(run(1));
        assertThat(TestMoves.copy(move()).losses(run(2)).orElseThrow()).isEmpty();
        Snapshot.run(target, "printf mine > a; printf mine > b; rm many/7");
        Map<String, String> before = Snapshot.of(target);

        List<Finding> losses = TestMoves.copy(move()).losses(run(2)).orElseThrow();

        assertThat(losses)
                .extracting(f -> f.severity() + " " + f.code() + " " + f.subject())
                .containsExactlyInAnyOrder("WARNING rollback.leaves-file a", "WARNING rollback.leaves-file b");
        assertThat(Snapshot.of(target)).isEqualTo(before);

        Snapshot.run(target, "cd many; for i in *; do printf mine > $i; done");
        List<Finding> many = TestMoves.copy(move()).losses(run(2)).orElseThrow();
        assertThat(many).hasSize(101);
        assertThat(many.get(many.size() - 1).message()).matches("[0-9]+ further things were changed since as well.");
    }

    @Test
    void undoingPutsDeletedDirectoriesBack() throws Exception {
        Snapshot.run(
                target, "mkdir -p old/er; printf o > old/er/o; chmod 750 old; touch -d '2020-02-02 UTC' old/er old .");
        Map<String, String> before = new TreeMap<>(Snapshot.of(target));
        TreeMove move = TestMoves.deleting(move());
        TestMoves.copy(move).run(run(1));
        assertThat(target.resolve("old")).doesNotExist();

        TestMoves.copy(move).undo(run(2));

        assertThat(Snapshot.of(target)).isEqualTo(before);
    }

    @Test
    void undoingRefusesWhereSomethingElseTookThePlaceOfADeletedDirectory() throws Exception {
        Snapshot.run(target, "mkdir -p old; printf o > old/o");
        TreeMove move = TestMoves.deleting(move());
        TestMoves.copy(move).run(run(1));
        Snapshot.run(target, "printf mine > old");
        TestRun undo = run(2);

        assertThatThrownBy(() -> TestMoves.copy(move).undo(undo)).isInstanceOf(MigrationException.class);

        assertThat(undo.findings()).extracting(Finding::subject).contains("old");
        assertThat(target.resolve("old")).hasContent("mine");
    }

    @Test
    void anEffectThatNoCopyHasStopsTheUndo() {
        TestRun run = run(1);
        run.units().intend("u", List.of(new Effect("shop:sold", "a", "{}")));

        assertThatThrownBy(() -> TestMoves.copy(move()).undo(run)).isInstanceOf(MigrationException.class);
    }

    @Test
    void whatIsKeptCanBeRemovedWhenItIsNotNeededAnyMore() throws Exception {
        Snapshot.run(target, "printf old > a; printf old > b");
        TestMoves.copy(move()).run(run(1));
        assertThat(Snapshot.leftovers(target)).isNotEmpty();
        String time = Snapshot.run(target, "stat -c %y .");

        try (WritableFileTree tree = (WritableFileTree)
                new LocalTransferMethod().open(Location.of(target.toUri().toString()), Access.WRITE, run(2))) {
            assertThat(KeepArea.remove(tree, "s-1", run(2))).isGreaterThanOrEqualTo(3);
            assertThat(KeepArea.remove(tree, "s-1", run(2))).isZero();
        }

        assertThat(Snapshot.leftovers(target)).isEmpty();
        assertThat(Snapshot.run(target, "stat -c %y .")).isEqualTo(time);
        assertThat(target.resolve("a")).hasContent("a");
    }
}
