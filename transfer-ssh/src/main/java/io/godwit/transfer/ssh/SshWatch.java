package io.godwit.transfer.ssh;

import io.godwit.spi.Command;
import io.godwit.toolkit.ShellQuote;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the line that starts a command together with its watcher. An SSH server leaves a command alone when the connection is lost;
 * the watcher looks whether the server's process is still there, and ends the command, with all that it started, when it is gone.
 */
final class SshWatch {
    /** The command takes the place of this shell, so that its signals, status and parent are those of the command. */
    private static final String SCRIPT = "w=$PPID; (while sleep 1; do kill -0 $$ || exit; kill -0 $w && continue;"
            + " kill -s KILL -- -$$ || kill -s KILL $$; exit; done) </dev/null >/dev/null 2>&1 & exec \"$@\"";

    private SshWatch() {}

    static String line(Command command) {
        List<String> watched = new ArrayList<>(List.of("sh", "-c", SCRIPT, "sh"));
        watched.addAll(command.argv());
        return ShellQuote.line(
                watched, command.environment(), command.directory().orElse(""));
    }
}
