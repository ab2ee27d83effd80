package io.godwit.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationReport;
import io.godwit.core.MigrationSession.RunnerInfo;
import io.godwit.core.Migrator;
import io.godwit.core.Outcome;
import io.godwit.core.RollbackOptions;
import io.godwit.core.SessionStatus;
import io.godwit.core.StepStatus;
import io.godwit.core.internal.run.CrashPoint;
import io.godwit.spi.MigrationException;
import io.godwit.tck.lab.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several runners and one session: one of them has it. */
@Tag("guarantee-one-runner")
@Timeout(300)
final class RunnersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    private ChildJvm startChild(Duration lease) {
        return ChildJvm.of(RunnerChild.class)
                .arguments(directory.toString(), Long.toString(lease.toMillis()))
                .jvmOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m")
                .start();
    }

    private void awaitStarted() {
        await().atMost(PATIENCE).until(() -> Files.exists(directory.resolve("slow.started")));
    }

    private void openGate() throws IOException {
        Files.writeString(directory.resolve("slow.gate"), "");
    }

    private static void signal(String name, ChildJvm child) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(child.pid())).start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    private static String only(Migrator migrator) {
        assertThat(migrator.sessions()).hasSize(1);
        return migrator.sessions().get(0).id();
    }

    @Test
    void theSecondIsRefusedWithWhoHasItAndSucceedsADeadOneAtOnce() throws IOException {
        try (ChildJvm child = startChild(Duration.ofSeconds(60));
                Migrator migrator = Engines.migrator(directory)) {
            awaitStarted();
            String session = only(migrator);
            RunnerInfo runner = Objects.requireNonNull(migrator.session(session).runner());
            assertThat(runner.pid()).isEqualTo(child.pid());
            assertThat(runner.owner()).isEqualTo("child");
            assertThatThrownBy(() -> migrator.resume(session, event -> {}))
                    .isInstanceOfSatisfying(MigrationException.class, e -> {
                        assertThat(e.code()).isEqualTo("session.held");
                        assertThat(e)
                                .hasMessageContaining("process " + child.pid())
                                .hasMessageContaining("run by child")
                                .hasMessageContaining("since ");
                    });
            assertThatThrownBy(() -> migrator.rollback(session, RollbackOptions.confirmed(), event -> {}))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("session.held"));
            assertThat(migrator.session(session).status()).isEqualTo(SessionStatus.RUNNING);
            assertThat(migrator.cleanup().removed()).isEmpty();

            child.kill();
            openGate();
            MigrationReport report = migrator.resume(session, event -> {});
            assertThat(report.outcome()).isEqualTo(Outcome.NOT_VERIFIED);
            assertThat(report.session().step("first").orElseThrow().attempts()).isEqualTo(1);
            assertThat(report.session().step("slow").orElseThrow().attempts()).isEqualTo(2);
            assertThat(Files.readString(directory.resolve("slow.trace")))
                    .isEqualTo(ProcessHandle.current().pid() + "\n");
        }
    }

    @Test
    void oneThatWasStoppedPastItsLeaseChangesNothingWhenItGoesOn() throws IOException, InterruptedException {
        try (ChildJvm child = startChild(Duration.ofSeconds(3));
                Migrator migrator = Engines.migrator(directory)) {
            awaitStarted();
            String session = only(migrator);
            stopBetweenTransactions(child);
            await().atMost(PATIENCE).until(() -> migrator.session(session).runner() == null);
            openGate();
            MigrationReport report = migrator.resume(session, event -> {});
            assertThat(report.outcome()).isEqualTo(Outcome.NOT_VERIFIED);
            String trace = Files.readString(directory.resolve("slow.trace"));

            signal("CONT", child);
            assertThat(child.waitFor(PATIENCE)).isZero();
            assertThat(child.output()).contains("refused session.lease-lost").doesNotContain("ended");
            assertThat(Files.readString(directory.resolve("slow.trace"))).isEqualTo(trace);
            assertThat(migrator.report(session))
                    .usingRecursiveComparison()
                    .ignoringFields("createdAt")
                    .isEqualTo(report);
        }
    }

    /** One that stands still in the middle of a transaction keeps the journal locked, which is another test. */
    private void stopBetweenTransactions(ChildJvm child) throws IOException, InterruptedException {
        while (true) {
            signal("STOP", child);
            try (Connection journal =
                            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("state/godwit.db"));
                    Statement statement = journal.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 500");
                statement.execute("BEGIN IMMEDIATE");
                statement.execute("ROLLBACK");
                return;
            } catch (SQLException locked) {
                signal("CONT", child);
            }
        }
    }

    @Test
    void anotherProcessMayAskItToStop() throws IOException {
        try (ChildJvm child = startChild(Duration.ofSeconds(60));
                Migrator migrator = Engines.migrator(directory)) {
            awaitStarted();
            String session = only(migrator);
            migrator.cancel(session);
            assertThat(child.waitFor(PATIENCE)).isZero();
            assertThat(child.output()).contains("ended CANCELLED");
            assertThat(migrator.session(session).outcome()).isEqualTo(Outcome.CANCELLED);
            assertThat(migrator.report(session).exitCode()).isEqualTo(130);
            assertThat(migrator.session(session).step("slow").orElseThrow().status())
                    .isEqualTo(StepStatus.FAILED);
            assertThatThrownBy(() -> migrator.cancel(session))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("session.ended"));
            openGate();
            assertThat(migrator.resume(session, event -> {}).outcome()).isEqualTo(Outcome.NOT_VERIFIED);
        }
    }

    @Test
    void cancellingInTheSameProcessIsFeltAtOnceAndClosingWaits() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Migrator migrator = Engines.migrator(directory);
            MigrationPlan plan = migrator.plan(RunnerChild.pipeline(directory));
            CompletableFuture<MigrationReport> run = CompletableFuture.supplyAsync(() -> migrator.run(plan), threads);
            awaitStarted();
            // The same process cannot run it twice either.
            assertThatThrownBy(() -> migrator.resume(plan.session(), event -> {}))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("session.held"));
            migrator.cancel(plan.session());
            assertThat(run.get(60, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.CANCELLED);

            Files.delete(directory.resolve("slow.started"));
            CompletableFuture<Boolean> resumed = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            migrator.resume(plan.session(), event -> {});
                            return false;
                        } catch (MigrationException e) {
                            // The report cannot be read any more, as the migrator is closed.
                            return e.code().equals("migrator.closed")
                                    || e.code().equals("journal.closed");
                        }
                    },
                    threads);
            awaitStarted();
            migrator.close();
            migrator.close();
            assertThat(resumed.get(60, TimeUnit.SECONDS)).isTrue();
            try (Migrator later = Engines.migrator(directory)) {
                assertThat(later.session(plan.session()).outcome()).isEqualTo(Outcome.CANCELLED);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anInterruptedRunIsCancelledAndKeepsTheFlag() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Migrator migrator = Engines.migrator(directory)) {
            MigrationPlan plan = migrator.plan(RunnerChild.pipeline(directory));
            CompletableFuture<Thread> runner = new CompletableFuture<>();
            CompletableFuture<Boolean> run = CompletableFuture.supplyAsync(
                    () -> {
                        runner.complete(Thread.currentThread());
                        Outcome outcome = migrator.run(plan).outcome();
                        return outcome == Outcome.CANCELLED && Thread.interrupted();
                    },
                    threads);
            awaitStarted();
            runner.get(10, TimeUnit.SECONDS).interrupt();
            assertThat(run.get(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anErrorLeavesASessionThatCanBeResumed() throws IOException {
        CrashPoint dying = place -> {
            if (place.equals("step.after-run")) {
                throw new Dying();
            }
        };
        try (Migrator migrator = Engines.migrator(directory, dying, Duration.ofSeconds(60), "tester", false)) {
            openGate();
            MigrationPlan plan = migrator.plan(RunnerChild.pipeline(directory));
            assertThatThrownBy(() -> migrator.run(plan)).isInstanceOf(Dying.class);
            assertThat(migrator.session(plan.session()).status()).isEqualTo(SessionStatus.RUNNING);
            try (Migrator other = Engines.migrator(directory)) {
                assertThat(other.resume(plan.session(), event -> {}).outcome()).isEqualTo(Outcome.NOT_VERIFIED);
            }
        }
    }

    private static final class Dying extends Error {
        private static final long serialVersionUID = 1L;
    }
}
