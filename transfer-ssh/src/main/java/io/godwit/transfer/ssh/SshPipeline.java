package io.godwit.transfer.ssh;

import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.RunningPipeline;
import io.godwit.spi.WorkContext;
import io.godwit.toolkit.ShellQuote;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Several remote commands joined by pipes. A POSIX shell tells the status of the last command only, so each command writes its own
 * to standard error, behind a mark that no program prints by chance.
 */
final class SshPipeline implements RunningPipeline {
    private static final int SIGNALS = 128;
    private static final Map<Integer, String> NAMES =
            Map.of(1, "HUP", 2, "INT", 3, "QUIT", 6, "ABRT", 9, "KILL", 11, "SEGV", 13, "PIPE", 14, "ALRM", 15, "TERM");

    /** Said while the pipe to the next command is still open, so that this never takes half an input for a whole one. */
    private static final String END_ALL = "[ $s -eq 0 ] || { g=$(ps -o pgid= -p $$ 2>/dev/null | tr -d ' ');"
            + " kill -s KILL -- -${g:-$$} 2>/dev/null || kill -s KILL $$; }";

    private final SshCommand shell;
    private final SshComplaints complaints;
    private final List<Command> commands;

    private SshPipeline(SshCommand shell, SshComplaints complaints, List<Command> commands) {
        this.shell = shell;
        this.complaints = complaints;
        this.commands = commands;
    }

    static SshPipeline start(
            SshConnection connection, @Nullable SshBecome become, List<Command> commands, WorkContext context) {
        String mark = "godwit-status-" + UUID.randomUUID();
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < commands.size(); i++) {
            Command command = commands.get(i);
            script.append(i == 0 ? "" : " | ")
                    .append("{ ( ")
                    .append(ShellQuote.line(
                            command.argv(),
                            command.environment(),
                            command.directory().orElse("")))
                    .append(" ); s=$?; printf '\\n%s %s %s\\n' ")
                    .append(mark)
                    .append(' ')
                    .append(i)
                    .append(" $s >&2; ")
                    .append(i + 1 < commands.size() ? END_ALL : ":")
                    .append("; }");
        }
        Duration longest = commands.stream()
                .map(Command::timeout)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Command whole = Command.of("sh", "-c", script.toString()).within(longest);
        SshComplaints complaints = new SshComplaints(mark);
        return new SshPipeline(SshCommand.start(connection, become, whole, complaints, context), complaints, commands);
    }

    @Override
    public OutputStream stdin() {
        return shell.stdin();
    }

    @Override
    public InputStream stdout() {
        return new CheckedOutput(shell.rawStdout(), this::await);
    }

    @Override
    public List<CommandResult> await() {
        CommandResult whole = shell.await().get(0);
        int[] statuses = new int[commands.size()];
        Arrays.fill(statuses, -1);
        for (String line : complaints.marked()) {
            String[] words = line.split(" ", -1);
            if (words.length < 3) {
                continue; // the process group of commands that act as another user
            }
            statuses[Integer.parseInt(words[1])] = Integer.parseInt(words[2]);
        }
        List<CommandResult> results = new ArrayList<>();
        for (int i = 0; i < statuses.length; i++) {
            boolean exited = statuses[i] >= 0 && statuses[i] <= SIGNALS;
            results.add(new CommandResult(
                    commands.get(i),
                    exited ? statuses[i] : -1,
                    exited ? "" : signal(statuses[i] - SIGNALS),
                    "",
                    whole.stderr().strip()));
        }
        return results;
    }

    /** A shell adds 128 to the number of the signal; a command that told nothing was ended with its shell. */
    private static String signal(int number) {
        return number < 0 ? "KILL" : NAMES.getOrDefault(number, Integer.toString(number));
    }

    @Override
    public void close() {
        shell.close();
    }
}
