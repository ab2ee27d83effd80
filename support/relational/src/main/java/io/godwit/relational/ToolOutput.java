package io.godwit.relational;

import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RunningPipeline;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What a program prints that writes a dump. Its end is told only where the program ended well and the dump has its own end. */
final class ToolOutput extends InputStream {
    private static final int TAIL = 4096;
    /** What the programs complain of at the beginning of a line; none of them quotes rows. */
    private static final Pattern WORDS =
            Pattern.compile("(?m)^(?:\\S*dump|pg_dump): .{0,300}$|^(?:pg_dump: )?(?:error|ERROR): .{0,300}$");

    private final ToolHost tools;
    private final RunningPipeline running;
    private final Command command;
    private final String wholeEnd;
    private final InputStream source;
    private final byte[] tail = new byte[TAIL];
    private int tailLength;
    private boolean atEnd;

    ToolOutput(ToolHost tools, RunningPipeline running, Command command, String wholeEnd) {
        this.tools = tools;
        this.running = running;
        this.command = command;
        this.wholeEnd = wholeEnd;
        this.source = running.stdout();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int n = read(one, 0, 1);
        return n < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (atEnd) {
            return -1;
        }
        int n;
        try {
            n = source.read(buffer, offset, length);
        } catch (IOException e) {
            throw explained(e);
        }
        if (n < 0) {
            checkEnd();
            atEnd = true;
        } else {
            keep(buffer, offset, n);
        }
        return n;
    }

    private IOException explained(IOException failure) {
        if (failure.getCause() instanceof MigrationException known
                && !known.code().equals("host.command-failed")) {
            return failure;
        }
        CommandResult result = running.await().get(0);
        MigrationException told = tools.failed("dump.failed", command, result, WORDS, failure);
        return new IOException(told.getMessage(), told);
    }

    private void keep(byte[] buffer, int offset, int length) {
        int taken = Math.min(length, TAIL);
        int kept = Math.min(tailLength, TAIL - taken);
        System.arraycopy(tail, tailLength - kept, tail, 0, kept);
        System.arraycopy(buffer, offset + length - taken, tail, kept, taken);
        tailLength = kept + taken;
    }

    private void checkEnd() throws IOException {
        String end = new String(tail, 0, tailLength, StandardCharsets.ISO_8859_1);
        if (!end.contains(wholeEnd)) {
            MigrationException cut = MigrationException.of(
                            ErrorCategory.TRANSFER,
                            "dump.cut-off",
                            "\"" + command + "\" ended well, and what it printed has no end: \"" + wholeEnd
                                    + "\" is missing")
                    .subject(tools.place())
                    .remedy("Look whether the program is what its name says; resume does the whole again.")
                    .build();
            throw new IOException(cut.getMessage(), cut);
        }
    }

    @Override
    public void close() {
        running.close();
        tools.close();
    }
}
