package io.godwit.spi;

import java.util.Objects;

/**
 * How a command ended.
 *
 * @param command what ran
 * @param exitStatus 0 to 255, or -1 where a signal ended it
 * @param signal the name of the signal, for instance {@code KILL}, or an empty string
 * @param stdout what it printed, read as UTF-8, where that was kept; else an empty string
 * @param stderr the last 64 KiB of what it complained
 */
public record CommandResult(Command command, int exitStatus, String signal, String stdout, String stderr) {
    /** Checks the parts. */
    public CommandResult {
        Objects.requireNonNull(command, "command");
        Objects.requireNonNull(signal, "signal");
        Objects.requireNonNull(stdout, "stdout");
        Objects.requireNonNull(stderr, "stderr");
    }

    /**
     * Whether it ended well.
     *
     * @return true for exit status 0
     */
    public boolean isSuccess() {
        return exitStatus == 0;
    }

    /**
     * This, where it ended well.
     *
     * @return this
     * @throws MigrationException TRANSFER, {@code host.command-failed}, with the program, its exit and its last complaint
     */
    public CommandResult orThrow() {
        if (isSuccess()) {
            return this;
        }
        String how = signal.isEmpty() ? "exit status " + exitStatus : "signal " + signal;
        throw MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "host.command-failed",
                        "\"" + command + "\" ended with " + how + (stderr.isBlank() ? "" : ": " + lastLine()))
                .subject(command.toString())
                .build();
    }

    private String lastLine() {
        String text = stderr.strip();
        return text.substring(text.lastIndexOf('\n') + 1);
    }

    @Override
    public String toString() {
        return command + (signal.isEmpty() ? " exited " + exitStatus : " killed by " + signal);
    }
}
