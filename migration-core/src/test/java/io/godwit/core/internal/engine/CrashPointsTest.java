package io.godwit.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.MigrationReport;
import io.godwit.core.MigrationSession;
import io.godwit.core.Migrator;
import io.godwit.core.Outcome;
import io.godwit.core.StepRecord;
import io.godwit.core.StepStatus;
import io.godwit.tck.lab.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lets a JVM die at edges of the journal and of steps, and goes on from what is left: the result is always the same. By default at every
 * fourth place, from a random one on; {@code -Dgodwit.crash.stride=1} takes them all, {@code -Dgodwit.crash.first=N} repeats a round.
 */
@Tag("guarantee-journal-first")
@Tag("guarantee-resume")
@Timeout(900)
final class CrashPointsTest {
    private static final Map<String, String> WAS = Map.of("file-1", "older", "other", "untouched");
    private static final Map<String, String> BECOMES =
            Map.of("file-0", "two file-0", "file-1", "two file-1", "file-2", "two file-2", "other", "untouched");

    @TempDir
    private Path directory;

    private Path seed(int number) throws IOException {
        Path room = Files.createDirectories(directory.resolve("room-" + number));
        Path out = Files.createDirectories(room.resolve("out"));
        for (Map.Entry<String, String> file : WAS.entrySet()) {
            Files.writeString(out.resolve(file.getKey()), file.getValue());
        }
        return room;
    }

    /** Gives the place that it died at, or an empty string where it came to its end. */
    private static String runAndDie(Path room, String scenario, int number) {
        try (ChildJvm child = ChildJvm.of(CrashChild.class)
                .arguments(room.toString(), scenario, Integer.toString(number))
                .jvmOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx128m")
                .start()) {
            int status = child.waitFor(Duration.ofMinutes(2));
            assertThat(status).as(child.output()).isIn(0, CrashChild.DIED);
            return status == 0 ? "" : child.awaitLine(line -> line.startsWith("dies at "), Duration.ofSeconds(5));
        }
    }

    private void everywhere(String scenario, Outcome outcome, Map<String, String> contents, boolean sent)
            throws IOException {
        int stride = Integer.getInteger("godwit.crash.stride", 4);
        int first = Integer.getInteger("godwit.crash.first", 1 + new Random().nextInt(stride));
        System.out.println("Crash points of " + scenario + ": -Dgodwit.crash.first=" + first);
        Set<String> places = new TreeSet<>();
        int number = first - stride;
        int runs = 0;
        while (true) {
            number += stride;
            runs++;
            Path room = seed(number);
            String place = runAndDie(room, scenario, number);
            try (Migrator migrator = Engines.migrator(room)) {
                List<MigrationSession> sessions = migrator.sessions();
                if (sessions.isEmpty()) {
                    assertThat(place)
                            .as("died at %d before anything was stored", number)
                            .contains("journal.before-commit");
                    assertThat(Engines.contents(room.resolve("out"))).isEqualTo(WAS);
                    continue;
                }
                MigrationSession left = sessions.get(0);
                MigrationReport report = left.status().isEnded() && left.outcome() == outcome
                        ? migrator.report(left.id())
                        : migrator.resume(left.id(), event -> {});
                assertThat(report.outcome()).as("died at %d, %s", number, place).isEqualTo(outcome);
                assertThat(Engines.contents(room.resolve("out")))
                        .as("died at %d, %s", number, place)
                        .isEqualTo(contents);
                assertThat(Files.exists(room.resolve("line")) ? Files.readString(room.resolve("line")) : "")
                        .as("died at %d, %s", number, place)
                        .isEqualTo(sent ? "sent\n" : "");
                if (outcome == Outcome.RESTORED) {
                    assertThat(report.session().steps())
                            .filteredOn(step -> step.attempts() > 0)
                            .allMatch(StepRecord::isUndone);
                } else {
                    assertThat(report.session().steps()).allMatch(step -> step.status() == StepStatus.COMPLETED);
                }
            }
            if (place.isEmpty()) {
                break;
            }
            places.add(place);
        }
        assertThat(number).isGreaterThan(40);
        assertThat(runs).isGreaterThan(40 / stride);
        if (stride == 1) {
            assertThat(places)
                    .contains(
                            "dies at journal.before-commit",
                            "dies at journal.after-commit",
                            "dies at step.after-begin",
                            "dies at step.after-run",
                            "dies at session.before-end");
        }
    }

    @Test
    void forward() throws IOException {
        everywhere("forward", Outcome.NOT_VERIFIED, BECOMES, true);
    }

    @Test
    void backward() throws IOException {
        everywhere("back", Outcome.RESTORED, WAS, false);
    }
}
