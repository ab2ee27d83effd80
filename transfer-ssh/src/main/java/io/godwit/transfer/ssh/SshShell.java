package io.godwit.transfer.ssh;

import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs commands over one connection, as who we are there or are to be. Thread-safe. */
final class SshShell {
    private static final int OUTPUT_LIMIT = 16 << 20;

    private final SshConnection connection;
    private final @Nullable SshBecome become;

    SshShell(SshConnection connection, @Nullable SshBecome become) {
        this.connection = connection;
        this.become = become;
    }

    SshConnection connection() {
        return connection;
    }

    @Nullable
    SshBecome become() {
        return become;
    }

    SshCommand start(Command command, WorkContext context) {
        String mark = become == null ? "" : "godwit-group-" + UUID.randomUUID();
        return SshCommand.start(connection, become, command, new SshComplaints(mark), context);
    }

    /** Runs a command without input to its end. */
    CommandResult run(Command command, WorkContext context) {
        try (SshCommand running = start(command, context)) {
            byte[] printed;
            try {
                running.stdin().close();
                printed = running.rawStdout().readNBytes(OUTPUT_LIMIT + 1);
            } catch (IOException e) {
                throw running.brokenOff(e);
            }
            if (printed.length > OUTPUT_LIMIT) {
                throw MigrationException.of(
                                ErrorCategory.TRANSFER,
                                "host.output-too-large",
                                "\"" + command + "\" printed more than " + OUTPUT_LIMIT + " bytes")
                        .subject(command.toString())
                        .remedy("Read its output as a stream.")
                        .build();
            }
            CommandResult ended = running.await().get(0);
            return new CommandResult(
                    command,
                    ended.exitStatus(),
                    ended.signal(),
                    new String(printed, StandardCharsets.UTF_8),
                    ended.stderr());
        }
    }
}
