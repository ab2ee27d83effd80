package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.RunningPipeline;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Rules about what commands read and print. */
interface HostStreamRules extends HostRules {
    private static CompletableFuture<Void> feed(RunningPipeline pipeline, byte[] input) {
        return CompletableFuture.runAsync(() -> {
            try (OutputStream in = pipeline.stdin()) {
                in.write(input);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    default void carriesBytesThroughUnchanged() throws Exception {
        byte[] input = TestContents.random(1, 3_000_000);
        try (RunningPipeline cat = start(Command.of("cat"))) {
            CompletableFuture<Void> feeding = feed(cat, input);
            assertThat(cat.stdout().readAllBytes()).isEqualTo(input);
            feeding.get();
            assertThat(cat.await()).extracting(CommandResult::exitStatus).containsExactly(0);
        }
    }

    @Test
    default void carriesAllInputToAReaderThatComesLate() throws Exception {
        // a little more than what is under way at a time on its way through pipes and windows of usual sizes
        for (int size : new int[] {65_636, 2_177_152, 2_297_152}) {
            try (RunningPipeline late = start(Command.of("sh", "-c", "sleep 0.3; wc -c"))) {
                CompletableFuture<Void> feeding = feed(late, new byte[size]);
                assertThat(HostRules.line(late.stdout()).strip()).isEqualTo(Integer.toString(size));
                feeding.get();
            }
        }
    }

    @Test
    default void outputEndsOnlyWhenTheCommandEndedWell() throws Exception {
        try (RunningPipeline failing = start(Command.of("sh", "-c", "printf data; echo why >&2; exit 3"))) {
            InputStream out = failing.stdout();
            assertThat(out.readNBytes(4)).isEqualTo(HostRules.ascii("data"));
            IOException end = catchThrowableOfType(IOException.class, out::read);
            assertThat(end).as("the end of a failed command").isNotNull();
            assertThat(HostRules.causeOf(end).code()).isEqualTo("host.command-failed");
            assertThat(failing.await()).extracting(CommandResult::exitStatus).containsExactly(3);
        }
        try (RunningPipeline good = start(Command.of("printf", "data"))) {
            assertThat(good.stdout().readAllBytes()).isEqualTo(HostRules.ascii("data"));
        }
    }

    @Test
    default void joinsCommandsWithPipes() throws Exception {
        try (RunningPipeline joined = start(
                Command.of("cat"),
                Command.of("tr", "a-z", "A-Z"),
                Command.of("sh", "-c", "cat; printf \"$1\"", "sh", "!"))) {
            CompletableFuture<Void> feeding = feed(joined, HostRules.ascii("some text"));
            assertThat(joined.stdout().readAllBytes()).isEqualTo(HostRules.ascii("SOME TEXT!"));
            feeding.get();
            assertThat(joined.await()).extracting(CommandResult::exitStatus).containsExactly(0, 0, 0);
        }
    }

    @Test
    default void aPipelineFailsWithAnyOfItsCommands() throws Exception {
        for (int failing = 0; failing < 3; failing++) {
            Command[] commands = new Command[3];
            for (int i = 0; i < 3; i++) {
                commands[i] = Command.of(
                        "sh", "-c", (i == 0 ? "printf data" : "cat") + "; exit " + (i == failing ? 4 + i : 0));
            }
            try (RunningPipeline joined = start(commands)) {
                joined.stdin().close();
                InputStream out = joined.stdout();
                IOException end = catchThrowableOfType(IOException.class, out::readAllBytes);
                assertThat(end).as("command %s failed", failing).isNotNull();
                assertThat(HostRules.causeOf(end).code()).isEqualTo("host.command-failed");
                // those beside it may have ended, or have been ended with it
                assertThat(joined.await().get(failing).exitStatus()).isEqualTo(4 + failing);
            }
        }
    }

    @Test
    default void knowsEachStatusAlsoAmongManyComplaints() {
        try (RunningPipeline joined = start(
                Command.of("sh", "-c", "head -c 300000 /dev/zero | tr '\\0' 'x' >&2; exit 5"), Command.of("cat"))) {
            assertThat(joined.await().get(0).exitStatus()).isEqualTo(5);
        }
    }

    @Test
    default void aCommandThatFailsDoesNotEndTheInputOfTheNext() throws Exception {
        String file = HostRules.unique("torn");
        try (RunningPipeline joined = start(
                Command.of("sh", "-c", "printf half; exit 3"),
                Command.of("sh", "-c", "cat > \"$1.tmp\" && mv \"$1.tmp\" \"$1\"", "sh", file))) {
            assertThat(joined.await().get(0).exitStatus()).isEqualTo(3);
        }
        assertThat(sh("test -e \"$1\"", file).isSuccess()).as("half an input").isFalse();
        sh("rm -f \"$1.tmp\"", file).orThrow();
    }

    @Test
    default void writingFailsOnceTheCommandHasEnded() {
        try (RunningPipeline ended = start(Command.of("true"))) {
            ended.await();
            byte[] block = new byte[65_536];
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1000; i++) {
                            ended.stdin().write(block);
                            ended.stdin().flush();
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    default void neverTakesHalfAnInputForAWholeOne() throws Exception {
        String file = HostRules.unique("half");
        String process;
        try (RunningPipeline reading =
                start(Command.of("sh", "-c", "echo $$; cat > \"$1.tmp\" && mv \"$1.tmp\" \"$1\"", "sh", file))) {
            process = HostRules.line(reading.stdout());
            reading.stdin().write(new byte[1000]);
            reading.stdin().flush();
        }
        gone(host(), process);
        assertThat(sh("test -e \"$1\"", file).isSuccess()).as("half an input").isFalse();
        sh("rm -f \"$1.tmp\"", file).orThrow();
    }
}
