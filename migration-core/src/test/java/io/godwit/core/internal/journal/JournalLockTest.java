package io.godwit.core.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.core.internal.run.CrashPoint;
import io.godwit.spi.MigrationException;
import io.godwit.tck.lab.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that another process is writing to, and does not come to an end. Who it is can be told on Linux, where these run. */
final class JournalLockTest {
    @TempDir
    private Path directory;

    private Journal open(Path file) {
        return Journal.open(file, CrashPoint.NONE, Duration.ofMillis(200));
    }

    @Test
    void namesTheStoppedProcessThatHoldsIt() throws IOException, InterruptedException {
        Path file = directory.resolve("journal.db");
        open(file).close();
        try (ChildJvm child =
                ChildJvm.of(LockChild.class).arguments(file.toString()).start()) {
            child.awaitLine("locked"::equals, Duration.ofSeconds(60));
            signal("-STOP", child);
            try (Journal journal = open(file)) {
                assertThat(journal.<Boolean>read(handle -> true))
                        .as("reading goes on")
                        .isTrue();
                MigrationException failure = catchThrowableOfType(
                        MigrationException.class,
                        () -> journal.update(null, handle -> handle.execute("DELETE FROM report")));
                assertThat(failure.code()).isEqualTo("journal.locked");
                assertThat(failure.isRetryable()).isTrue();
                assertThat(failure).hasMessageContaining("process " + child.pid());
                assertThat(failure).hasMessageContaining("is stopped");
                assertThat(failure.remediation()).contains("kill -CONT " + child.pid());

                child.kill();
                journal.update(null, handle -> handle.execute("DELETE FROM report"));
            }
        }
    }

    @Test
    void namesTheProcessThatIsStillWriting() throws IOException {
        Path file = directory.resolve("journal.db");
        open(file).close();
        try (ChildJvm child =
                        ChildJvm.of(LockChild.class).arguments(file.toString()).start();
                Journal journal = open(file)) {
            child.awaitLine("locked"::equals, Duration.ofSeconds(60));
            MigrationException failure = catchThrowableOfType(
                    MigrationException.class,
                    () -> journal.update(null, handle -> handle.execute("DELETE FROM report")));
            assertThat(failure.code()).isEqualTo("journal.locked");
            assertThat(failure).hasMessageContaining("process " + child.pid()).hasMessageNotContaining("stopped");
        }
    }

    private static void signal(String name, ChildJvm child) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", name, Long.toString(child.pid()))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(status).isZero();
    }
}
