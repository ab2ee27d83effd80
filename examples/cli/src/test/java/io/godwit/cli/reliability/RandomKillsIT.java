package io.godwit.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.MigrationReport;
import io.godwit.core.Migrator;
import io.godwit.core.Outcome;
import io.godwit.tck.lab.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Moves that are made up at random are killed with {@code kill -9} at random moments, also while they are resumed and rolled back, and
 * gone on with until they are at their end: the destination is what it has to be, the source what it was, the audit trail whole. Each
 * process runs several moves at a time, so that one signal kills all that are under way. {@code -Dgodwit.seed=N} repeats a sequence.
 */
@Tag("guarantee-resume")
@Tag("guarantee-source-untouched")
@Tag("guarantee-go-back")
@Timeout(3600)
class RandomKillsIT {
    private static final long SEED = Long.getLong("godwit.seed", System.nanoTime());
    private static final int MOVES = 10;
    private static final int PROCESSES = 4;

    @TempDir
    Path directory;

    @Test
    void aHundredKilledRunsReachTheirEnd() throws Exception {
        kill(100);
    }

    @Test
    @Tag("slow")
    void aThousandKilledRunsReachTheirEnd() throws Exception {
        kill(1000);
    }

    private void kill(int wanted) throws Exception {
        System.out.println("Random kills: -Dgodwit.seed=" + SEED);
        Random random = new Random(SEED);
        int killed = 0;
        for (int batch = 0; killed < wanted; batch++) {
            Path home = Files.createDirectories(directory.resolve("batch-" + batch));
            List<Long> seeds = random.longs(MOVES).boxed().toList();
            List<RandomMove> moves = new ArrayList<>();
            List<Map<String, String>> sources = new ArrayList<>();
            List<Map<String, String>> before = new ArrayList<>();
            for (long seed : seeds) {
                RandomMove move = new RandomMove(home.resolve(Long.toString(seed)), seed);
                move.make();
                moves.add(move);
                sources.add(move.source());
                before.add(move.destination());
            }
            for (int i = 0; i < PROCESSES; i++) {
                killed += killOne(home, seeds, moves, random);
            }
            for (int i = 0; i < MOVES; i++) {
                RandomMove move = moves.get(i);
                move.advance();
                String which = "seed " + SEED + ", batch " + batch + ", move " + seeds.get(i);
                assertEnd(move, which);
                assertThat(move.source()).as(which).isEqualTo(sources.get(i));
                assertThat(move.destination()).as(which).isEqualTo(move.wanted(sources.get(i), before.get(i)));
            }
            delete(home);
        }
        System.out.println("Random kills: " + killed + " runs were killed");
    }

    /** How many moves were under way when their process was killed. */
    private static int killOne(Path home, List<Long> seeds, List<RandomMove> moves, Random random) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(home.toString()));
        seeds.forEach(seed -> arguments.add(Long.toString(seed)));
        try (ChildJvm child = ChildJvm.of(RandomMove.Child.class)
                .arguments(arguments.toArray(String[]::new))
                .jvmOptions("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto")
                .start()) {
            child.awaitLine(line -> line.equals("at work"), Duration.ofMinutes(2));
            if (!child.killWithin(random, Duration.ofMillis(1), Duration.ofMillis(2_500))) {
                assertThat(child.output()).doesNotContain("Exception");
                return 0;
            }
        }
        int open = 0;
        for (RandomMove move : moves) {
            open += move.isAtEnd() ? 0 : 1;
        }
        return open;
    }

    private static void assertEnd(RandomMove move, String which) {
        try (Migrator migrator = move.migrator()) {
            MigrationReport report = migrator.report(migrator.sessions().get(0).id());
            assertThat(report.outcome())
                    .as("%s: %s", which, report.toMarkdown())
                    .isEqualTo(move.goesBack() ? Outcome.RESTORED : Outcome.VERIFIED);
            assertThat(migrator.verifyAudit(List.of()).number()).as(which).isPositive();
            assertThat(migrator.sessions()).as(which).hasSize(1);
        }
    }

    private static void delete(Path root) throws Exception {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(root)) {
            all = walk.sorted(java.util.Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
