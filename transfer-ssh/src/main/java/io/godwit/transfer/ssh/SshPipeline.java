package io.godwit.transfer.ssh;

import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RunningPipeline;
import io.godwit.spi.WorkContext;
import io.godwit.toolkit.ShellQuote;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * Several remote commands joined by pipes. A POSIX shell tells the status of the last command only, so each command writes its own
 * to standard error, behind a mark that no program prints by chance.
 */
final class SshPipeline implements RunningPipeline {
    private final SshCommand shell;
    private final List<Command> commands;
    private final String mark;

    private SshPipeline(SshCommand shell, List<Command> commands, String mark) {
        this.shell = shell;
        this.commands = commands;
        this.mark = mark;
    }

    static SshPipeline start(SshConnection connection, List<Command> commands, WorkContext context) {
        String mark = "godwit-status-" + UUID.randomUUID();
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < commands.size(); i++) {
            script.append(i == 0 ? "" : " | ")
                    .append("{ ( ")
                    .append(SshHost.line(commands.get(i)))
                    .append(" ); printf '\\n%s %s %s\\n' ")
                    .append(mark)
                    .append(' ')
                    .append(i)
                    .append(" $? >&2; }");
        }
        Duration longest = commands.stream()
                .map(Command::timeout)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Command whole = Command.of("sh", "-c", script.toString()).within(longest);
        return new SshPipeline(
                SshCommand.start(connection, whole, ShellQuote.line(whole.argv()), context), commands, mark);
    }

    @Override
    public OutputStream stdin() {
        return shell.stdin();
    }

    @Override
    public InputStream stdout() {
        return new CheckedOutput(shell.rawStdout());
    }

    @Override
    public List<CommandResult> await() {
        CommandResult whole = shell.await().get(0);
        int[] statuses = new int[commands.size()];
        java.util.Arrays.fill(statuses, -1);
        StringBuilder said = new StringBuilder();
        for (String line : whole.stderr().split("\n", -1)) {
            if (line.startsWith(mark)) {
                String[] words = line.split(" ", -1);
                statuses[Integer.parseInt(words[1])] = Integer.parseInt(words[2]);
            } else {
                said.append(line).append('\n');
            }
        }
        List<CommandResult> results = new ArrayList<>();
        for (int i = 0; i < statuses.length; i++) {
            boolean known = statuses[i] >= 0 && statuses[i] <= 128;
            String signal = known ? "" : statuses[i] > 128 ? Integer.toString(statuses[i] - 128) : "HUP";
            results.add(new CommandResult(
                    commands.get(i),
                    known ? statuses[i] : -1,
                    signal,
                    "",
                    said.toString().strip()));
        }
        return results;
    }

    @Override
    public void close() {
        shell.close();
    }

    /** Output whose end means that every command ended well. */
    private final class CheckedOutput extends FilterInputStream {
        private CheckedOutput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            if (count < 0) {
                try {
                    await().forEach(CommandResult::orThrow);
                } catch (MigrationException e) {
                    throw new IOException(e.getMessage(), e);
                }
            }
            return count;
        }
    }
}
