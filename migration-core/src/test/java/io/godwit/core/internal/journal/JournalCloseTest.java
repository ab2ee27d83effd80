package io.godwit.core.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.internal.run.CrashPoint;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** A journal that ends while it is used, or that somebody else holds. */
@Timeout(120)
class JournalCloseTest {
    @TempDir
    Path directory;

    static String code(Throwable failure) {
        return ((MigrationException) failure).code();
    }

    @Test
    void writesWhatWasHandedInBeforeItEndsHoweverMuchThatIs() throws Exception {
        Path file = directory.resolve("j.db");
        int writes = 4096;
        CountDownLatch goOn = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Journal journal = Journal.open(file, CrashPoint.NONE)) {
            CountDownLatch begun = new CountDownLatch(1);
            Future<?> first = threads.submit(() -> journal.update(null, handle -> {
                handle.execute("CREATE TABLE told (n INTEGER)");
                begun.countDown();
                await(goOn);
            }));
            await(begun);
            for (int i = 0; i < writes; i++) {
                int number = i;
                journal.updateLater(null, handle -> handle.execute("INSERT INTO told VALUES (?)", number));
            }
            assertThat(journal.waiting()).isEqualTo(writes);

            Future<?> closing = threads.submit(journal::close);
            goOn.countDown();

            closing.get(60, TimeUnit.SECONDS);
            first.get(60, TimeUnit.SECONDS);
        } finally {
            goOn.countDown();
            threads.shutdown();
        }
        try (Journal journal = Journal.open(file, CrashPoint.NONE)) {
            assertThat(journal.<Integer>read(handle -> handle.createQuery("SELECT count(*) FROM told")
                            .mapTo(Integer.class)
                            .one()))
                    .isEqualTo(writes);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody went on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Test
    void whoWritesWhileItEndsIsWrittenOrRefusedButNeverLeftWaiting() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (int round = 0; round < 60; round++) {
                Journal journal = Journal.open(directory.resolve("r" + round + ".db"), CrashPoint.NONE);
                journal.update(null, handle -> handle.execute("CREATE TABLE told (n INTEGER)"));
                CountDownLatch start = new CountDownLatch(1);
                List<Future<Integer>> writers = new ArrayList<>();
                for (int w = 0; w < 4; w++) {
                    writers.add(threads.submit(() -> {
                        await(start);
                        int written = 0;
                        while (true) {
                            try {
                                journal.update(null, handle -> handle.execute("INSERT INTO told VALUES (1)"));
                                written++;
                            } catch (MigrationException e) {
                                assertThat(e.code()).isEqualTo("journal.closed");
                                return written;
                            }
                        }
                    }));
                }
                start.countDown();
                journal.close();
                int written = 0;
                for (Future<Integer> writer : writers) {
                    written += writer.get(20, TimeUnit.SECONDS);
                }
                int expected = written;
                try (Journal again = Journal.open(journal.file(), CrashPoint.NONE)) {
                    assertThat(again.<Integer>read(handle -> handle.createQuery("SELECT count(*) FROM told")
                                    .mapTo(Integer.class)
                                    .one()))
                            .isEqualTo(expected);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whoIsInterruptedIsStillHandedItsResultAndStaysInterrupted() {
        try (Journal journal = Journals.open(directory)) {
            Thread.currentThread().interrupt();
            journal.updateLater(null, handle -> handle.execute("CREATE TABLE told (n INTEGER)"));
            assertThat(journal.<Integer>write(null, handle -> handle.execute("INSERT INTO told VALUES (1)")))
                    .isEqualTo(1);
            assertThat(Thread.interrupted()).isTrue();
            Thread.currentThread().interrupt();
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void readsByManyAtATimeAndAfterAFailedRead() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(12);
        try (Journal journal = Journals.open(directory)) {
            CountDownLatch all = new CountDownLatch(12);
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                readers.add(threads.submit(() -> journal.<Integer>read(handle -> {
                    all.countDown();
                    await(all);
                    return handle.createQuery("SELECT 7").mapTo(Integer.class).one();
                })));
            }
            for (Future<Integer> reader : readers) {
                assertThat(reader.get(60, TimeUnit.SECONDS)).isEqualTo(7);
            }
            assertThatThrownBy(() -> journal.read(handle -> handle.createQuery("SELECT x FROM nowhere")
                            .mapTo(Integer.class)
                            .one()))
                    .satisfies(e -> assertThat(code(e)).isEqualTo("journal.failed"));
            assertThat(journal.<Integer>read(handle ->
                            handle.createQuery("SELECT 8").mapTo(Integer.class).one()))
                    .isEqualTo(8);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void failuresAreSaidInOurWords() {
        JournalFailures failures = JournalFailures.ofFile(directory.resolve("j.db"));
        MigrationException busy = failures.of(new SQLiteException("busy", SQLiteErrorCode.SQLITE_BUSY));
        assertThat(busy.code()).isEqualTo("journal.locked");
        assertThat(busy.isRetryable()).isTrue();
        assertThat(busy).hasMessageContaining("locked");
        assertThat(failures.of(new SQLiteException("x", SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT))
                        .isRetryable())
                .isTrue();
        assertThat(failures.of(new SQLiteException("x", SQLiteErrorCode.SQLITE_CORRUPT_INDEX))
                        .code())
                .isEqualTo("journal.damaged");
        assertThat(failures.of(new SQLiteException("x", SQLiteErrorCode.SQLITE_IOERR))
                        .code())
                .isEqualTo("journal.failed");
        assertThat(failures.of(new IllegalStateException(new SQLException("plain"))))
                .hasMessageContaining("plain");
        MigrationException known = failures.damaged("page 7", null);
        assertThat(failures.of(new IllegalStateException(known))).isSameAs(known);
        assertThat(failures.of(new IllegalStateException("odd"))).hasMessageContaining("IllegalStateException: odd");
        assertThat(failures.of(new UnableToExecuteStatementException("bound: hunter2")))
                .as("what prints bound values is not repeated")
                .hasMessageNotContaining("hunter2")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aSessionIsLockedOnceAtATime() {
        Path journal = directory.resolve("godwit.db");
        Optional<SessionLock> first = SessionLock.tryTake(journal, "s-1");
        assertThat(first).isPresent();
        assertThat(SessionLock.tryTake(journal, "s-1")).isEmpty();
        Optional<SessionLock> other = SessionLock.tryTake(journal, "s-2");
        assertThat(other).isPresent();
        other.orElseThrow().close();
        first.orElseThrow().close();
        first.orElseThrow().close();
        Optional<SessionLock> again = SessionLock.tryTake(journal, "s-1");
        assertThat(again).isPresent();
        again.orElseThrow().close();
    }

    @Test
    void aPlaceForLocksThatCannotBeMadeIsNamed() throws IOException {
        Path journal = directory.resolve("godwit.db");
        Files.writeString(directory.resolve("godwit.db-locks"), "in the way");

        assertThatThrownBy(() -> SessionLock.tryTake(journal, "s-1")).satisfies(e -> {
            assertThat(code(e)).isEqualTo("journal.not-writable");
            assertThat(((MigrationException) e).subject()).contains("godwit.db-locks");
        });
    }
}
