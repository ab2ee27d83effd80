package io.godwit.core.internal.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.godwit.core.internal.runtime.RunCancellation;
import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Host;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Pipeline;
import io.godwit.spi.RunningPipeline;
import io.godwit.spi.WorkContext;
import io.godwit.tck.lab.Processes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs real commands of this machine. */
@Timeout(60)
final class LocalPipelineTest {
    @TempDir
    Path directory;

    private final RunCancellation token = new RunCancellation("the run");
    private final WorkContext context = HostContexts.of(token);
    private final Host host = new LocalHost();

    @AfterEach
    void close() {
        host.close();
    }

    private static Command sh(String script) {
        return Command.of("sh", "-c", script);
    }

    private static MigrationException causeOf(ThrowingCallable read) {
        IOException thrown = catchThrowableOfType(IOException.class, read);
        assertThat(thrown).isNotNull();
        assertThat(thrown.getCause()).isInstanceOf(MigrationException.class);
        return (MigrationException) Objects.requireNonNull(thrown.getCause());
    }

    @Test
    void passesEveryByteThroughSeveralCommands() throws Exception {
        byte[] data = new byte[3_000_000];
        new Random(7).nextBytes(data);
        try (RunningPipeline pipeline =
                host.start(Pipeline.of(Command.of("cat"), Command.of("gzip", "-1"), Command.of("gunzip")), context)) {
            Thread writer = new Thread(() -> {
                try (OutputStream stdin = pipeline.stdin()) {
                    stdin.write(data);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            writer.start();
            byte[] back = pipeline.stdout().readAllBytes();
            writer.join();
            assertThat(Arrays.equals(back, data)).isTrue();
            assertThat(pipeline.stdout().read()).isEqualTo(-1);
            assertThat(pipeline.await()).extracting(CommandResult::exitStatus).containsExactly(0, 0, 0);
        }
    }

    @Test
    void outputDoesNotEndBeforeTheExitStatusIsKnown() throws Exception {
        long before = System.nanoTime();
        try (RunningPipeline pipeline =
                host.start(Pipeline.of(sh("echo whole; exec >&-; sleep 0.5; exit 3")), context)) {
            InputStream stdout = pipeline.stdout();
            assertThat(stdout.readNBytes(6)).isEqualTo("whole\n".getBytes(UTF_8));
            MigrationException failure = causeOf(stdout::read);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(450));
            assertThat(failure.code()).isEqualTo("host.command-failed");
            assertThat(failure).hasMessageContaining("exit status 3");
            causeOf(stdout::read);
        }
    }

    @Test
    void aFailingProducerKillsItsConsumerBeforeThatSeesAnEnd() throws Exception {
        Path proof = directory.resolve("consumer-took-half-for-whole");
        for (int i = 0; i < 10; i++) {
            try (RunningPipeline pipeline = host.start(
                    Pipeline.of(
                            sh("echo half; echo broken >&2; exit 9"),
                            sh("cat >/dev/null; touch '" + proof + "'"),
                            Command.of("cat")),
                    context)) {
                pipeline.stdin().close();
                MigrationException failure = causeOf(() -> pipeline.stdout().readAllBytes());
                assertThat(failure).hasMessageContainingAll("exit status 9", "broken");
                List<CommandResult> results = pipeline.await();
                assertThat(results.get(0).exitStatus()).isEqualTo(9);
                assertThat(results.get(0).stderr()).isEqualTo("broken\n");
                assertThat(results.get(1)).satisfies(r -> {
                    assertThat(r.exitStatus()).isEqualTo(-1);
                    assertThat(r.signal()).isEqualTo("KILL");
                });
            }
        }
        assertThat(proof).doesNotExist();
    }

    @Test
    void aFailingConsumerEndsItsProducerAndIsBlamed() throws Exception {
        long before = System.nanoTime();
        try (RunningPipeline pipeline = host.start(
                Pipeline.of(sh("yes; true"), sh("head -c 100000 >/dev/null; echo full >&2; exit 4")), context)) {
            pipeline.stdin().close();
            assertThat(causeOf(() -> pipeline.stdout().readAllBytes()))
                    .hasMessageContainingAll("exit status 4", "full");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void inputThatIsNotClosedIsNeverTakenForComplete() throws Exception {
        Path proof = directory.resolve("half-taken-for-whole");
        for (int i = 0; i < 10; i++) {
            RunningPipeline pipeline =
                    host.start(Pipeline.of(sh("cat >/dev/null; touch '" + proof + "'"), Command.of("cat")), context);
            pipeline.stdin().write("half".getBytes(UTF_8));
            pipeline.stdin().flush();
            pipeline.close();
            pipeline.close();
            assertThat(causeOf(() -> pipeline.stdout().readAllBytes()).code()).isEqualTo("host.closed");
        }
        assertThat(proof).doesNotExist();
    }

    @Test
    void writingFailsOnceTheCommandHasEnded() throws Exception {
        try (RunningPipeline pipeline = host.start(Pipeline.of(Command.of("true")), context)) {
            pipeline.await();
            byte[] block = new byte[100_000];
            assertThatIOException().isThrownBy(() -> {
                pipeline.stdin().write(block);
                pipeline.stdin().flush();
            });
        }
        try (RunningPipeline pipeline = host.start(Pipeline.of(Command.of("cat")), context)) {
            pipeline.stdin().write('x');
            pipeline.stdin().close();
            assertThatIOException().isThrownBy(() -> pipeline.stdin().write(1));
            assertThat(pipeline.stdout().available()).isGreaterThanOrEqualTo(0);
            assertThat(pipeline.stdout().read()).isEqualTo('x');
            assertThat(pipeline.stdout().read()).isEqualTo(-1);
            assertThat(pipeline.stdout().available()).isZero();
        }
    }

    @Test
    void cancellationKillsTheWholeTreeAlsoWhatHasLeftItsParent() throws Exception {
        Path pids = directory.resolve("pids");
        RunningPipeline pipeline = host.start(
                Pipeline.of(sh("echo $$ >>'" + pids + "'; sh -c 'echo $$ >>" + pids + "; sleep 1000' & "
                        + "(setsid sh -c 'echo $$ >>" + pids + "; sleep 1000' &) ; wait; echo done")),
                context);
        await().until(() -> Files.exists(pids) && Files.readAllLines(pids).size() == 3);
        List<Long> started =
                Files.readAllLines(pids).stream().map(Long::valueOf).toList();
        assertThat(started).allSatisfy(pid -> assertThat(ProcessHandle.of(pid)).isPresent());
        token.cancel();
        assertThat(causeOf(() -> pipeline.stdout().readAllBytes()).category()).isEqualTo(ErrorCategory.CANCELLED);
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(pipeline::await)
                .satisfies(failure -> assertThat(failure.category()).isEqualTo(ErrorCategory.CANCELLED));
        await().untilAsserted(() -> assertThat(started).noneMatch(Processes::runs));
        pipeline.close();
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> host.start(Pipeline.of(Command.of("true")), context));
    }

    @Test
    void aCommandThatTakesTooLongIsEnded() {
        Command slow = Command.of("sleep", "1000").within(Duration.ofMillis(200));
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> host.run(slow, context))
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo("host.timeout");
                    assertThat(failure.category()).isEqualTo(ErrorCategory.TRANSFER);
                });
        try (RunningPipeline pipeline = host.start(Pipeline.of(slow, Command.of("cat")), context)) {
            assertThatExceptionOfType(MigrationException.class)
                    .isThrownBy(pipeline::await)
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo("host.timeout"));
        }
    }

    @Test
    void anInterruptedWaitEndsTheCommandAndKeepsTheFlag() {
        try (RunningPipeline pipeline = host.start(Pipeline.of(Command.of("sleep", "1000")), context)) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(MigrationException.class)
                    .isThrownBy(pipeline::await)
                    .satisfies(failure -> assertThat(failure.category()).isEqualTo(ErrorCategory.CANCELLED));
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void awaitGivesEachExitAndThrowsAwayWhatIsPrinted() {
        try (RunningPipeline pipeline =
                host.start(Pipeline.of(sh("head -c 1000000 /dev/zero; kill -TERM $$")), context)) {
            CommandResult result = pipeline.await().get(0);
            assertThat(result.exitStatus()).isEqualTo(-1);
            assertThat(result.signal()).isEqualTo("TERM");
            assertThat(result.stdout()).isEmpty();
        }
        try (RunningPipeline pipeline = host.start(Pipeline.of(sh("exit 200")), context)) {
            assertThat(pipeline.await().get(0).exitStatus()).isEqualTo(200);
        }
    }

    @Test
    void aCommandThatIsNotThereFailsAndTakesTheOthersWithIt() {
        Path proof = directory.resolve("half-taken-for-whole");
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> host.start(
                        Pipeline.of(sh("cat; touch '" + proof + "'"), Command.of("/no/such/program", "--secret-ish")),
                        context))
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo("host.start-failed");
                    assertThat(failure.category()).isEqualTo(ErrorCategory.TRANSFER);
                    assertThat(failure.toString()).doesNotContain("--secret-ish");
                });
        assertThat(proof).doesNotExist();
    }

    @Test
    void closingTheHostEndsWhatRuns() throws Exception {
        LocalHost other = new LocalHost();
        RunningPipeline pipeline = other.start(Pipeline.of(Command.of("sleep", "1000")), context);
        other.close();
        assertThat(causeOf(() -> pipeline.stdout().read()).code()).isEqualTo("host.closed");
    }
}
