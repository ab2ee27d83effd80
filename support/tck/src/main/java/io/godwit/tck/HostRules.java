package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.Host;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Pipeline;
import io.godwit.spi.RunningPipeline;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.awaitility.Awaitility;

/** What the rules about machines stand on. */
interface HostRules {
    /** The machine of this test. */
    Host host();

    /** The same machine, once more. */
    Host open();

    /** The context of this test. */
    TckContext context();

    /** One that is not cancelled with the test's. */
    TckContext anotherContext();

    /** Where something listens that speaks first. */
    Host.Endpoint speaksFirst();

    /** Runs a script with arguments. */
    CommandResult sh(String script, String... arguments);

    /** Starts a command. */
    default RunningPipeline start(Command... commands) {
        return host().start(Pipeline.of(commands), context());
    }

    /** Starts a script that prints its process and then goes on as told. */
    default RunningPipeline startTelling(String rest) {
        return start(Command.of("sh", "-c", "echo $$; " + rest));
    }

    /** Reads a line, and not a byte more. */
    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            assertThat(c).as("a line should have come").isNotNegative();
            line.append((char) c);
        }
        return line.toString();
    }

    /** Waits until a process is gone. */
    default void gone(Host machine, String process) {
        TckContext fresh = anotherContext();
        Awaitility.await("process " + process + " has ended")
                .atMost(Duration.ofSeconds(10))
                .until(() -> !machine.run(Command.of("sh", "-c", "kill -0 \"$1\"", "sh", process), fresh)
                        .isSuccess());
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The failure that an output ended with. */
    static MigrationException causeOf(IOException end) {
        assertThat(end).hasCauseInstanceOf(MigrationException.class);
        return (MigrationException) java.util.Objects.requireNonNull(end.getCause());
    }

    static String unique(String what) {
        return "/tmp/tck-" + what.toLowerCase(Locale.ROOT) + "-" + java.util.UUID.randomUUID();
    }
}
