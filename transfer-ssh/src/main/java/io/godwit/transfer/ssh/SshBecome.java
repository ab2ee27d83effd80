package io.godwit.transfer.ssh;

import io.godwit.spi.Command;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.WorkContext;
import io.godwit.toolkit.ShellQuote;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.connection.channel.direct.Session;
import org.jspecify.annotations.Nullable;

/**
 * Acts as another user with sudo. Whether sudo wants a password is found out once, ignoring what it may remember, so that the password
 * never becomes input of a command. Thread-safe.
 */
final class SshBecome {
    private static final int PROBE_SECONDS = 30;
    /** Starts a script as the other user, and hands it the server's process to watch. */
    private static final String AS_OTHER = "exec sudo -k \"$@\" -- sh -c ";
    /**
     * Tells its process group, watches the server's process, and becomes the command. The watcher may not be allowed to signal the
     * server's process, but sees it.
     */
    private static final String SCRIPT = "p=$1; g=$(ps -o pgid= -p $$ | tr -d ' '); printf '%s %s\\n"
            + "' \"$2\" \"${g:-$$}\" >&2; (while sleep 1; do kill -0 $$ || exit; kill -0 $p || test -d /proc/$p &&"
            + " continue; kill -s KILL -- -${g:-$$}; kill -s KILL $$; exit; done) </dev/null >/dev/null 2>&1 &"
            + " exec sh -c \"$3\"";

    private final SshConnection connection;
    private final WorkContext context;
    private final String user;
    private final Optional<SecretRef> password;

    private SshBecome(SshConnection connection, WorkContext context, String user, Optional<SecretRef> password) {
        this.connection = connection;
        this.context = context;
        this.user = user;
        this.password = password;
    }

    /** The same over another connection to the same host, without asking again. */
    SshBecome over(SshConnection other) {
        return new SshBecome(other, context, user, password);
    }

    /**
     * How to act as the user that the location names.
     *
     * @return null where nobody is to be become, or we are that user already
     * @throws MigrationException CONNECTIVITY, {@code host.become-refused}
     */
    static @Nullable SshBecome of(SshConnection connection, WorkContext context) {
        Location location = connection.target().location();
        Optional<String> user = location.becomeUser();
        if (user.isEmpty()) {
            return null;
        }
        SshBecome free = new SshBecome(connection, context, user.get(), Optional.empty());
        Probe me = free.probe("id -un");
        if (me.said.strip().equals(user.get())) {
            return null;
        }
        Probe asked = free.probe("sudo -k -n -u " + ShellQuote.word(user.get()) + " -- true");
        if (asked.isWell) {
            return free;
        }
        Optional<SecretRef> password =
                location.secret(SshTarget.BECOME_PASSWORD).or(() -> location.secret(Location.PASSWORD));
        if (password.isPresent()) {
            SshBecome asking = new SshBecome(connection, context, user.get(), password);
            asked = asking.probe("sudo -k -S -p '' -u " + ShellQuote.word(user.get()) + " -- true");
            if (asked.isWell) {
                return asking;
            }
        }
        throw free.refused(asked.said, password.isPresent());
    }

    private MigrationException refused(String said, boolean hadPassword) {
        String last = said.strip();
        return MigrationException.of(
                        ErrorCategory.CONNECTIVITY,
                        "host.become-refused",
                        "\"" + connection.target().address() + "\" does not let us become \"" + user + "\""
                                + (last.isEmpty() ? "" : ": " + last.substring(last.lastIndexOf('\n') + 1)))
                .subject(connection.target().address())
                .remedy(
                        hadPassword
                                ? "Check the password and what sudo allows the user (\"sudo -l\")."
                                : "Allow it without a password in sudoers, or give the password (or become_password).")
                .build();
    }

    private record Probe(boolean isWell, String said) {}

    private Probe probe(String line) {
        try (Session session = connection.client().startSession()) {
            Session.Command running = session.exec(SshTarget.wire(line));
            try (OutputStream in = new WholeInput(running.getOutputStream())) {
                present(in);
            }
            String out = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String complaints = new String(running.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            running.join(PROBE_SECONDS, TimeUnit.SECONDS);
            Integer status = running.getExitStatus();
            boolean isWell = status != null && status == 0;
            return new Probe(isWell, isWell ? out : complaints);
        } catch (IOException e) {
            throw SshErrors.lost(e, "asking \"" + connection.target().address() + "\" whom we may become");
        }
    }

    /** Gives sudo the password, where it asks. */
    void present(OutputStream stdin) throws IOException {
        if (password.isEmpty()) {
            return;
        }
        byte[] value;
        try (Secret secret = context.connections().secret(password.get())) {
            value = secret.bytes();
        }
        byte[] line = Arrays.copyOf(value, value.length + 1);
        line[value.length] = '\n';
        try {
            stdin.write(line);
            stdin.flush();
        } finally {
            Arrays.fill(value, (byte) 0);
            Arrays.fill(line, (byte) 0);
        }
    }

    /**
     * The line that runs a command as the other user.
     *
     * @param mark what its process group is told behind, on standard error
     */
    String line(Command command, String mark) {
        String inner = ShellQuote.line(
                command.argv(), command.environment(), command.directory().orElse(""));
        return sudo(AS_OTHER + ShellQuote.word(SCRIPT) + " sh \"$PPID\" " + mark + " " + ShellQuote.word(inner));
    }

    /** The line that runs a script of ours as the other user, without a watcher. */
    String script(String script) {
        return sudo(AS_OTHER + ShellQuote.word(script));
    }

    private String sudo(String shell) {
        List<String> argv = new ArrayList<>(List.of("sh", "-c", shell, "sh"));
        argv.addAll(password.isPresent() ? List.of("-S", "-p", "") : List.of("-n"));
        argv.addAll(List.of("-u", user));
        return "exec " + ShellQuote.line(argv);
    }

    /** Kills a process group of the other user; from outside nobody else may. */
    void kill(String group) {
        probeQuietly("kill -s KILL -- -" + group);
    }

    private void probeQuietly(String script) {
        if (connection.isAlive()) {
            probe(script(script));
        }
    }
}
