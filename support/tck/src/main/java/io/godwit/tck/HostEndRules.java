package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Command;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Host;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Pipeline;
import io.godwit.spi.RunningPipeline;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Rules about how commands are ended. */
interface HostEndRules extends HostRules {
    @Test
    default void endsACommandWhoseTimeIsUp() {
        MigrationException failure =
                TreeBench.fails(() -> host().run(Command.of("sleep", "100").within(Duration.ofMillis(300)), context()));

        assertThat(failure.code()).isEqualTo("host.timeout");
    }

    @Test
    default void endsAStartedCommandWhoseTimeIsUp() throws Exception {
        Command slow = Command.of("sh", "-c", "echo $$; exec sleep 100").within(Duration.ofMillis(300));
        String process;
        try (RunningPipeline running = start(slow)) {
            process = HostRules.line(running.stdout());
            assertThat(TreeBench.fails(running::await).code()).isEqualTo("host.timeout");
        }
        gone(host(), process);
    }

    @Test
    default void cancellingEndsTheCommand() throws Exception {
        String process;
        try (RunningPipeline running = startTelling("exec sleep 100")) {
            process = HostRules.line(running.stdout());
            CompletableFuture<MigrationException> waiting =
                    CompletableFuture.supplyAsync(() -> TreeBench.fails(running::await));
            context().cancel();
            assertThat(waiting.get(30, TimeUnit.SECONDS).category()).isEqualTo(ErrorCategory.CANCELLED);
        }
        gone(open(), process);
    }

    @Test
    default void cancellingEndsAReadOfItsOutput() throws Exception {
        try (RunningPipeline running = startTelling("exec sleep 100")) {
            HostRules.line(running.stdout());
            CompletableFuture<Throwable> reading = CompletableFuture.supplyAsync(() -> {
                try {
                    return new AssertionError(
                            "the output ended with " + running.stdout().read());
                } catch (IOException | MigrationException e) {
                    return e;
                }
            });
            context().cancel();
            assertThat(reading.get(30, TimeUnit.SECONDS)).isNotInstanceOf(AssertionError.class);
        }
    }

    @Test
    default void startsNothingWhenCancelled() {
        context().cancel();

        assertThat(TreeBench.fails(() -> start(Command.of("true"))).category()).isEqualTo(ErrorCategory.CANCELLED);
        assertThat(TreeBench.fails(() -> sh("true")).category()).isEqualTo(ErrorCategory.CANCELLED);
    }

    @Test
    default void closingEndsWhatStillRuns() throws Exception {
        String process;
        try (RunningPipeline running = startTelling("exec sleep 100")) {
            process = HostRules.line(running.stdout());
        }
        gone(host(), process);
    }

    @Test
    default void processesEndWithTheConnection() throws Exception {
        Host other = open();
        RunningPipeline running =
                other.start(Pipeline.of(Command.of("sh", "-c", "echo $$; exec sleep 100")), context());
        String process = HostRules.line(running.stdout());
        other.close();

        gone(host(), process);
    }
}
