package io.godwit.core.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.godwit.spi.MigrationException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("guarantee-one-runner")
final class LeasesTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private @Nullable Journal opened;

    @BeforeEach
    void open() {
        opened = Journals.open(directory);
        Journals.insert(journal(), "s");
    }

    @AfterEach
    void close() {
        journal().close();
    }

    private Journal journal() {
        return Objects.requireNonNull(opened);
    }

    private static RunnerIdentity elsewhere() {
        return new RunnerIdentity("other", "far.example.com", "boot", 1, Instant.EPOCH);
    }

    private static RunnerIdentity deadHere() {
        RunnerIdentity here = RunnerIdentity.here("dead");
        // Our own pid, but of a process that was started at another time: pids come back.
        return new RunnerIdentity("dead", here.host(), here.boot(), here.pid(), Instant.ofEpochMilli(1));
    }

    @Test
    void theSecondRunnerIsToldWhoHasIt() {
        try (Lease lease = Journals.leases(journal()).take("s")) {
            assertThat(lease.isTakeover()).isFalse();
            assertThatThrownBy(() -> Journals.leases(journal()).take("s"))
                    .isInstanceOfSatisfying(MigrationException.class, e -> {
                        assertThat(e.code()).isEqualTo("session.held");
                        assertThat(e)
                                .hasMessageContaining(
                                        "process " + ProcessHandle.current().pid())
                                .hasMessageContaining(RunnerIdentity.here("").host())
                                .hasMessageContaining("since 20");
                    });
            assertThat(Journals.leases(journal()).isAlive("s")).isTrue();
        }
        assertThat(Journals.leases(journal()).isAlive("s")).isFalse();
    }

    @Test
    void aReleasedLeaseIsFreeAtOnceAndTheTokenGrows() {
        long first;
        try (Lease lease = Journals.leases(journal()).take("s")) {
            first = lease.fence().token();
        }
        try (Lease lease = Journals.leases(journal()).take("s")) {
            assertThat(lease.fence().token()).isGreaterThan(first);
            assertThat(lease.isTakeover()).isFalse();
        }
    }

    @Test
    void aDeadProcessOfThisHostIsSucceededAtOnce() {
        // The dead one did not release anything; the system has let go of its lock.
        Lease left = Journals.leases(journal(), deadHere(), LONG).take("s");
        leaveTheLock();
        try (Lease lease = Journals.leases(journal()).take("s")) {
            assertThat(lease.isTakeover()).isTrue();
            assertThatThrownBy(left::renew)
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("session.lease-lost"));
        } finally {
            left.close();
        }
    }

    @Test
    void aProcessThatStillHoldsTheLockOfTheSystemIsNotDeadWhateverItsPidSays() {
        try (Lease left = Journals.leases(journal(), deadHere(), LONG).take("s")) {
            assertThat(left.isTakeover()).isFalse();
            assertThatThrownBy(() -> Journals.leases(journal()).take("s"))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("session.held"));
        }
    }

    @Test
    void aRunnerElsewhereIsSucceededWhenItsLeaseRanOutAndNotBefore() {
        Duration ttl = Duration.ofMillis(1500);
        Lease left = Journals.leases(journal(), elsewhere(), ttl).take("s");
        leaveTheLock();
        assertThatThrownBy(() -> Journals.leases(journal()).take("s"))
                .isInstanceOfSatisfying(MigrationException.class, e -> {
                    assertThat(e.code()).isEqualTo("session.held");
                    assertThat(e).hasMessageContaining("far.example.com");
                });
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !Journals.leases(journal()).isAlive("s"));
        try (Lease lease = Journals.leases(journal()).take("s")) {
            assertThat(lease.isTakeover()).isTrue();
        }
        left.close();
    }

    @Test
    void renewingMakesItHoldOn() {
        try (Lease lease =
                Journals.leases(journal(), elsewhere(), Duration.ofMillis(400)).take("s")) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !Journals.leases(journal()).isAlive("s"));
            lease.renew();
            assertThat(Journals.leases(journal()).isAlive("s")).isTrue();
        }
    }

    @Test
    void aRunnerThatWasSucceededCanWriteNothingMoreAndDoesNotReleaseItsSuccessor() {
        Lease old =
                Journals.leases(journal(), elsewhere(), Duration.ofMillis(1)).take("s");
        leaveTheLock();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !Journals.leases(journal()).isAlive("s"));
        try (Lease lease = Journals.leases(journal()).take("s")) {
            assertThatThrownBy(() -> journal()
                            .update(old.fence(), handle -> CheckpointTable.put(handle, "s", "one", "1", Instant.EPOCH)))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("session.lease-lost"));
            assertThat(journal().<Optional<String>>read(handle -> CheckpointTable.get(handle, "s", "one")))
                    .isEmpty();
            old.close();
            assertThat(Journals.leases(journal()).isAlive("s")).isTrue();
            lease.renew();
        }
    }

    @Test
    void aHostThatWasBootedAnewHasNoOldProcesses() {
        RunnerIdentity before =
                new RunnerIdentity("a", "h", "boot-1", ProcessHandle.current().pid(), Instant.EPOCH);
        RunnerIdentity after = new RunnerIdentity("a", "h", "boot-2", 5, Instant.EPOCH);
        assertThat(before.isDeadFor(after)).isTrue();
        assertThat(before.isDeadFor(new RunnerIdentity("a", "h", "", 5, Instant.EPOCH)))
                .isFalse();
        assertThat(before.isDeadFor(new RunnerIdentity("a", "h", "boot-1", 5, Instant.EPOCH)))
                .isFalse();
    }

    /** Lets go of the lock file as the system does for a dead process, without letting go of the lease. */
    private void leaveTheLock() {
        Path locks = directory.resolve("state/godwit.db-locks/s.lock");
        try {
            java.nio.file.Files.delete(locks);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
