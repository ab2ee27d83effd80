package io.godwit.tck.lab;

import java.nio.charset.StandardCharsets;

/**
 * What a command inside a server's container gave back. Immutable.
 *
 * @since 0.1
 */
public final class ExecResult {
    private final String command;
    private final int exitCode;
    private final byte[] stdout;
    private final byte[] stderr;

    ExecResult(String command, int exitCode, byte[] stdout, byte[] stderr) {
        this.command = command;
        this.exitCode = exitCode;
        this.stdout = stdout.clone();
        this.stderr = stderr.clone();
    }

    /** Exit status of the command. */
    public int exitCode() {
        return exitCode;
    }

    /** Standard output, read as UTF-8. */
    public String stdout() {
        return new String(stdout, StandardCharsets.UTF_8);
    }

    /** Standard output as it came. */
    public byte[] stdoutBytes() {
        return stdout.clone();
    }

    /** Standard error, read as UTF-8. */
    public String stderr() {
        return new String(stderr, StandardCharsets.UTF_8);
    }

    /**
     * This result, if the command succeeded.
     *
     * @throws AssertionError if the exit status is not 0; its message has the command and its standard error
     */
    public ExecResult checked() {
        if (exitCode != 0) {
            throw new AssertionError(
                    "'%s' ended with status %d: %s%s".formatted(command, exitCode, stderr(), stdout()));
        }
        return this;
    }

    @Override
    public String toString() {
        return "'%s' -> %d".formatted(command, exitCode);
    }
}
