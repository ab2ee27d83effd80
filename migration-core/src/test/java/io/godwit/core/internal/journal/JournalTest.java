package io.godwit.core.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.internal.run.CrashPoint;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("guarantee-journal-whole")
@Tag("guarantee-audit")
final class JournalTest {
    @TempDir
    private Path directory;

    private static void assertCode(MigrationException failure, String code) {
        assertThat(failure.code()).isEqualTo(code);
    }

    @Test
    void nobodyElseMayReadIt() throws IOException {
        try (Journal journal = Journals.open(directory)) {
            Journals.insert(journal, "s");
            try (var files = Files.list(directory.resolve("state"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as(file.toString())
                            .isEqualTo("rw-------");
                }
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("state"))))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void whatWasWrittenIsThereAfterOpeningAgain() {
        try (Journal journal = Journals.open(directory)) {
            Journals.insert(journal, "s-1");
        }
        try (Journal journal = Journals.open(directory)) {
            assertThat(journal.read(SessionTable::ids)).containsExactly("s-1");
            assertThat(journal.read(handle -> SessionTable.get(handle, "s-1")).readPlan())
                    .isEqualTo(Journals.plan("s-1"));
        }
    }

    @Test
    void itIsOpenedSoThatACommitSurvivesThePowerCut() {
        try (Journal journal = Journals.open(directory)) {
            assertThat(journal.<String>write(
                            null,
                            handle -> handle.createQuery("PRAGMA journal_mode")
                                    .mapTo(String.class)
                                    .one()))
                    .isEqualTo("wal");
            assertThat(journal.<Integer>write(
                            null,
                            handle -> handle.createQuery("PRAGMA synchronous")
                                    .mapTo(Integer.class)
                                    .one()))
                    .isEqualTo(2);
            assertThat(journal.<Integer>write(
                            null,
                            handle -> handle.createQuery("PRAGMA busy_timeout")
                                    .mapTo(Integer.class)
                                    .one()))
                    .isEqualTo(30_000);
        }
    }

    @Test
    void manyWritersShareCommitsAndOneThatFailsHarmsNoOther() throws Exception {
        AtomicInteger commits = new AtomicInteger();
        CrashPoint counting = place -> {
            if ("journal.before-commit".equals(place)) {
                commits.incrementAndGet();
                try {
                    TimeUnit.MILLISECONDS.sleep(2);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (Journal journal = Journal.open(directory.resolve("j.db"), counting)) {
            Journals.insert(journal, "s");
            List<Future<?>> writes = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                int number = i;
                writes.add(threads.submit(() -> journal.update(null, handle -> {
                    CheckpointTable.put(handle, "s", "step-" + number, "{}", Instant.EPOCH);
                    if (number % 40 == 7) {
                        throw new IllegalStateException("on purpose");
                    }
                })));
            }
            int failed = 0;
            for (Future<?> write : writes) {
                try {
                    write.get();
                } catch (java.util.concurrent.ExecutionException e) {
                    failed++;
                    assertThat(e.getCause()).isInstanceOf(MigrationException.class);
                }
            }
            assertThat(failed).isEqualTo(10);
            assertThat(journal.<Integer>read(handle -> handle.createQuery("SELECT count(*) FROM checkpoint")
                            .mapTo(Integer.class)
                            .one()))
                    .isEqualTo(390);
            assertThat(commits.get()).isLessThan(300);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anInterruptedWriterStillLearnsWhatBecameOfItsWrite() {
        try (Journal journal = Journals.open(directory)) {
            Thread.currentThread().interrupt();
            Journals.insert(journal, "s");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(journal.read(SessionTable::ids)).containsExactly("s");
        }
    }

    @Test
    void aFailureTellsNoValueThatWasBound() {
        try (Journal journal = Journals.open(directory)) {
            assertThatThrownBy(() -> journal.update(
                            null,
                            handle -> CheckpointTable.put(handle, "nobody", "step", "\"hunter2\"", Instant.EPOCH)))
                    .isInstanceOfSatisfying(MigrationException.class, e -> {
                        assertCode(e, "journal.failed");
                        StringBuilder all = new StringBuilder();
                        for (Throwable at = e; at != null; at = at.getCause()) {
                            all.append(at);
                        }
                        assertThat(all.toString()).doesNotContain("hunter2");
                    });
        }
    }

    @Test
    void aClosedJournalRefuses() {
        Journal journal = Journals.open(directory);
        journal.close();
        journal.close();
        assertThatThrownBy(() -> journal.update(null, handle -> {}))
                .isInstanceOfSatisfying(MigrationException.class, e -> assertCode(e, "journal.closed"));
        assertThatThrownBy(() -> journal.read(SessionTable::ids))
                .isInstanceOfSatisfying(MigrationException.class, e -> assertCode(e, "journal.closed"));
    }

    @Test
    void aDatabaseOfAnotherProgramIsLeftAlone() {
        Path file = directory.resolve("other.db");
        Jdbi.create("jdbc:sqlite:" + file).useHandle(handle -> handle.execute("CREATE TABLE t (a)"));
        assertThatThrownBy(() -> Journal.open(file, CrashPoint.NONE))
                .isInstanceOfSatisfying(MigrationException.class, e -> assertCode(e, "journal.foreign"));
    }

    @Test
    void aJournalOfANewerProgramIsLeftAlone() {
        Journals.open(directory).close();
        Path file = directory.resolve("state/godwit.db");
        Jdbi.create("jdbc:sqlite:" + file).useHandle(handle -> handle.execute("PRAGMA user_version = 99"));
        assertThatThrownBy(() -> Journal.open(file, CrashPoint.NONE))
                .isInstanceOfSatisfying(MigrationException.class, e -> {
                    assertCode(e, "journal.newer");
                    assertThat(e).hasMessageContaining("99");
                });
    }

    @Test
    void aPlaceThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "not a database, but a long text ".repeat(40));
        assertThatThrownBy(() -> Journal.open(file.resolve("godwit.db"), CrashPoint.NONE))
                .isInstanceOfSatisfying(MigrationException.class, e -> assertCode(e, "journal.not-writable"));
        assertThatThrownBy(() -> Journal.open(directory, CrashPoint.NONE))
                .isInstanceOfSatisfying(MigrationException.class, e -> assertCode(e, "journal.not-writable"));
        assertThatThrownBy(() -> Journal.open(file, CrashPoint.NONE))
                .isInstanceOfSatisfying(MigrationException.class, e -> assertCode(e, "journal.damaged"));
    }

    /** What a person sees who copies a journal while it is written, or whose disk lies: it opens whole, or says that it is damaged. */
    @Test
    void aTornCopyOpensWithAWholeStateOrFailsLoudly() throws IOException {
        long seed = Long.getLong("godwit.seed", System.nanoTime());
        Random random = new Random(seed);
        Path live = directory.resolve("live/godwit.db");
        List<byte[]> images = new ArrayList<>();
        try (Journal journal = Journal.open(live, CrashPoint.NONE)) {
            for (int i = 0; i < 60; i++) {
                Journals.insert(journal, "s-" + i);
            }
            images.add(Files.readAllBytes(live));
            images.add(Files.readAllBytes(live.resolveSibling("godwit.db-wal")));
        }
        int opened = 0;
        int refused = 0;
        for (int round = 0; round < 60; round++) {
            Path copy =
                    Files.createDirectories(directory.resolve("copy-" + round)).resolve("godwit.db");
            boolean tearsMain = round % 3 == 0;
            Files.write(copy, images.get(0));
            Path wal = Files.write(copy.resolveSibling("godwit.db-wal"), images.get(1));
            Path torn = tearsMain ? copy : wal;
            try (RandomAccessFile file = new RandomAccessFile(torn.toFile(), "rw")) {
                file.setLength(random.nextLong(file.length() + 1));
            }
            try (Journal journal = Journal.open(copy, CrashPoint.NONE)) {
                List<String> ids = journal.read(SessionTable::ids);
                // A whole state: the first n sessions, each with its step.
                for (int i = 0; i < ids.size(); i++) {
                    assertThat(ids).as("seed %d, round %d", seed, round).contains("s-" + i);
                }
                for (String id : ids) {
                    assertThat(journal.<List<StepTable.Row>>read(handle -> StepTable.list(handle, id)))
                            .hasSize(1);
                }
                opened++;
            } catch (MigrationException e) {
                assertThat(e.code()).as("seed %d, round %d", seed, round).isIn("journal.damaged", "journal.failed");
                refused++;
            }
        }
        assertThat(opened + refused).isEqualTo(60);
        assertThat(opened).isPositive();
    }

    @Test
    void aDamagedPageIsNoticed() throws IOException {
        try (Journal journal = Journals.open(directory)) {
            for (int i = 0; i < 200; i++) {
                Journals.insert(journal, "s-" + i);
            }
        }
        Path file = directory.resolve("state/godwit.db");
        Path copy = Files.copy(file, directory.resolve("copy.db"), StandardCopyOption.REPLACE_EXISTING);
        try (RandomAccessFile bytes = new RandomAccessFile(copy.toFile(), "rw")) {
            bytes.seek(4096L * 3);
            bytes.write("garbage garbage garbage".repeat(150).getBytes(StandardCharsets.US_ASCII));
        }
        assertThatThrownBy(() -> Journal.open(copy, CrashPoint.NONE))
                .isInstanceOfSatisfying(MigrationException.class, e -> assertCode(e, "journal.damaged"));
    }

    @Test
    void aPlanThatWasChangedInTheJournalIsNoticed() {
        try (Journal journal = Journals.open(directory)) {
            Journals.insert(journal, "s");
            journal.update(null, handle -> handle.execute("UPDATE session SET plan = replace(plan, 'One', 'Two')"));
            assertThatThrownBy(() -> journal.read(handle -> SessionTable.get(handle, "s"))
                            .readPlan())
                    .isInstanceOfSatisfying(MigrationException.class, e -> assertCode(e, "plan.changed"));
        }
    }

    @Test
    void theAuditTrailNoticesAChangedRow() {
        try (Journal journal = Journals.open(directory)) {
            for (int i = 0; i < 5; i++) {
                int number = i;
                journal.update(
                        null,
                        handle -> AuditTable.append(handle, "s", "me", "step.begin", "step-" + number, Instant.EPOCH));
            }
            assertThat(journal.read(AuditTable::firstBroken)).isEmpty();
            for (String change : List.of("UPDATE audit SET detail = 'other' WHERE seq = 3", "DELETE FROM audit")) {
                assertThatThrownBy(() -> journal.update(null, handle -> handle.execute(change)))
                        .isInstanceOfSatisfying(MigrationException.class, e -> assertCode(e, "journal.failed"));
            }
            journal.update(null, handle -> handle.execute("DROP TRIGGER audit_keeps_values"));
            journal.update(null, handle -> handle.execute("UPDATE audit SET detail = 'other' WHERE seq = 3"));
            assertThat(journal.read(AuditTable::firstBroken)).hasValue(3);
        }
    }
}
