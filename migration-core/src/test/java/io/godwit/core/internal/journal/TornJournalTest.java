package io.godwit.core.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.internal.run.CrashPoint;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A copy of the journal that ends at any byte, of the database or of its log, opens with every finished unit, or is refused as damaged;
 * so is one with a byte that is another. {@code -Dgodwit.seed=N} repeats the places.
 */
@Tag("guarantee-journal-whole")
final class TornJournalTest {
    private static final long SEED = Long.getLong("godwit.seed", System.nanoTime());
    private static final int UNITS = 40;

    @TempDir
    private Path directory;

    private byte[] main = {};
    private byte[] log = {};
    private byte[] head = {};

    @BeforeEach
    void fill() throws IOException {
        Path live = directory.resolve("live/godwit.db");
        try (Journal journal = Journal.open(live, CrashPoint.NONE)) {
            Journals.insert(journal, "s");
            Lease lease = Journals.leases(journal).take("s");
            JournalLedger ledger = new JournalLedger(journal, lease.fence(), "units", Clock.systemUTC());
            for (int i = 0; i < UNITS; i++) {
                ledger.intend("unit-" + i, List.of());
                ledger.done(
                        "unit-" + i, new WorkResult(1, 100, "{\"text\": \"" + "x".repeat(i * 40) + "\"}", List.of()));
            }
            main = Files.readAllBytes(live);
            log = Files.readAllBytes(live.resolveSibling("godwit.db-wal"));
            head = Files.readAllBytes(live.resolveSibling("godwit.db-head"));
        }
    }

    /** Whether a copy opens; where it does, it has forgotten nothing. */
    private boolean opens(String name, byte[] database, byte[] wal) throws IOException {
        Path copy = Files.createDirectories(directory.resolve(name)).resolve("godwit.db");
        Files.write(copy, database);
        Files.write(copy.resolveSibling("godwit.db-wal"), wal);
        Files.write(copy.resolveSibling("godwit.db-head"), head);
        try (Journal journal = Journal.open(copy, CrashPoint.NONE)) {
            for (int i = 0; i < UNITS; i++) {
                String unit = "unit-" + i;
                assertThat(journal.<Boolean>read(handle -> UnitTable.isDone(handle, "s", "units", unit)))
                        .as("seed %d, %s, %s", SEED, name, unit)
                        .isTrue();
            }
            return true;
        } catch (MigrationException e) {
            assertThat(e.code()).as("seed %d, %s: %s", SEED, name, e).isIn("journal.damaged", "journal.foreign");
            return false;
        }
    }

    @Test
    void aWholeCopyOpens() throws IOException {
        assertThat(opens("whole", main, log)).isTrue();
    }

    @Test
    void aTornLogIsRefused() throws IOException {
        Random random = new Random(SEED);
        TreeSet<Integer> ends = new TreeSet<>(List.of(0, 1, 31, 32, 33, log.length - 1));
        int frame = 24 + 4096;
        for (int at = 32; at < log.length; at += 5 * frame) {
            ends.addAll(List.of(at - 1, at, at + 1));
        }
        random.ints(60, 0, log.length).forEach(ends::add);
        for (int end : ends) {
            assertThat(opens("log-" + end, main, Arrays.copyOf(log, end)))
                    .as("seed %d, the log ends at %d of %d", SEED, end, log.length)
                    .isFalse();
        }
    }

    @Test
    void aTornDatabaseIsRefused() throws IOException {
        // all of it in the one file, as after an orderly end
        Path live = directory.resolve("live/godwit.db");
        byte[] database = Files.readAllBytes(live);
        head = Files.readAllBytes(live.resolveSibling("godwit.db-head"));
        assertThat(opens("closed", database, new byte[0])).isTrue();
        Random random = new Random(SEED);
        TreeSet<Integer> ends = new TreeSet<>(List.of(0, 1, 99, 100, 4096, 8192, database.length - 1));
        random.ints(60, 0, database.length).forEach(ends::add);
        for (int end : ends) {
            assertThat(opens("database-" + end, Arrays.copyOf(database, end), new byte[0]))
                    .as("seed %d, the database ends at %d of %d", SEED, end, database.length)
                    .isFalse();
        }
    }

    @Test
    void aByteOfTheLogThatIsAnotherIsRefused() throws IOException {
        Random random = new Random(SEED);
        for (int i = 0; i < 40; i++) {
            byte[] wrong = log.clone();
            int at = random.nextInt(wrong.length);
            wrong[at] ^= (byte) (1 << random.nextInt(8));
            // a frame of a page that a later one replaces may be wrong unseen only where nothing after it is lost
            boolean opened = opens("bit-" + i + "-" + at, main, wrong);
            assertThat(opened)
                    .as("seed %d, bit at %d of %d", SEED, at, log.length)
                    .isFalse();
        }
    }
}
