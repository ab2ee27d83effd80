package io.godwit.transfer.ssh;

import io.godwit.spi.CancellationToken;
import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RunningPipeline;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.connection.channel.direct.Signal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One remote command under way. */
final class SshCommand implements RunningPipeline {
    private static final Logger LOG = LoggerFactory.getLogger(SshCommand.class);
    private static final int COMPLAINTS_WAIT_MILLIS = 5_000;

    private final @Nullable SshBecome become;
    private final Command command;
    private final Session session;
    private final Session.Command running;
    private final OutputStream stdin;
    private final CancellationToken.Registration stop;
    private final CancellationToken cancellation;
    private final SshComplaints complaints;
    private final Future<?> deadline;
    private volatile boolean timedOut;
    private volatile boolean hasEnded;

    private SshCommand(
            SshConnection connection,
            @Nullable SshBecome become,
            Command command,
            Session session,
            Session.Command running,
            SshComplaints complaints,
            WorkContext context) {
        this.become = become;
        this.command = command;
        this.session = session;
        this.running = running;
        this.stdin = new WholeInput(running.getOutputStream());
        this.cancellation = context.cancellation();
        this.complaints = complaints;
        this.stop = cancellation.onCancel(this::kill);
        this.deadline =
                connection.timer().schedule(this::timeOut, command.timeout().toMillis(), TimeUnit.MILLISECONDS);
        complaints.collect(running.getErrorStream());
    }

    /**
     * Starts a command.
     *
     * @param become who to be, or null for who we are
     * @param complaints collects what the command complains; its mark is not empty where somebody is to be become
     */
    static SshCommand start(
            SshConnection connection,
            @Nullable SshBecome become,
            Command command,
            SshComplaints complaints,
            WorkContext context) {
        context.cancellation().throwIfCancelled();
        try {
            Session session = connection.client().startSession();
            String line = become == null ? SshWatch.line(command) : become.line(command, complaints.mark());
            Session.Command running = session.exec(SshTarget.wire(line));
            SshCommand started = new SshCommand(connection, become, command, session, running, complaints, context);
            if (become != null) {
                become.present(started.stdin);
            }
            return started;
        } catch (IOException e) {
            throw connection.isAlive()
                    ? MigrationException.of(
                                    ErrorCategory.COMPATIBILITY,
                                    "host.no-commands",
                                    "the server \"" + connection.target().address() + "\" runs no commands")
                            .subject(connection.target().address())
                            .remedy("Allow the user a shell, or use what needs no commands (files: sftp).")
                            .cause(e)
                            .build()
                    : SshErrors.lost(e, "starting \"" + command + "\"");
        }
    }

    @Override
    public OutputStream stdin() {
        return stdin;
    }

    /** What it prints, with an end that says nothing of the exit status. */
    InputStream rawStdout() {
        return running.getInputStream();
    }

    @Override
    public InputStream stdout() {
        return new CheckedOutput(running.getInputStream(), this::await);
    }

    @Override
    public List<CommandResult> await() {
        return List.of(exit());
    }

    private CommandResult exit() {
        try {
            InputStream rest = running.getInputStream();
            byte[] block = new byte[8192];
            while (rest.read(block) >= 0) {
                cancellation.throwIfCancelled();
            }
            running.join(command.timeout().toMillis(), TimeUnit.MILLISECONDS);
            complaints.await(COMPLAINTS_WAIT_MILLIS);
        } catch (IOException e) {
            throw brokenOff(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MigrationException.cancelled("waiting for \"" + command + "\"");
        }
        Signal signal = running.getExitSignal();
        Integer status = running.getExitStatus();
        boolean isWell = status != null && status == 0;
        if (timedOut || (signal == null && status == null) || (cancellation.isCancelled() && !isWell)) {
            throw brokenOff(new IOException("it was ended before its time"));
        }
        hasEnded = true;
        return new CommandResult(
                command,
                signal != null || status == null ? -1 : status,
                signal == null ? "" : signal.name(),
                "",
                complaints.text());
    }

    /** Why there is no exit status: the time was up, the run was cancelled, or the connection was lost. */
    MigrationException brokenOff(IOException cause) {
        if (timedOut) {
            return MigrationException.of(
                            ErrorCategory.TRANSFER,
                            "host.timeout",
                            "\"" + command + "\" did not end within " + command.timeout())
                    .subject(command.toString())
                    .remedy("Find out what it waits for, or give it more time.")
                    .cause(cause)
                    .build();
        }
        if (cancellation.isCancelled()) {
            return MigrationException.cancelled("waiting for \"" + command + "\"");
        }
        return SshErrors.lost(cause, "waiting for \"" + command + "\"");
    }

    private void timeOut() {
        timedOut = true;
        kill();
    }

    private void kill() {
        if (hasEnded) {
            return;
        }
        try {
            // first the signal: closing alone would look to the command like the end of its input
            if (become == null) {
                running.signal(Signal.KILL);
            } else {
                killAsOther(become);
            }
            session.close();
        } catch (IOException e) {
            // the channel is gone, and the watcher there ends the process
            LOG.atDebug().setCause(e).log("ending a command failed");
        }
    }

    private void killAsOther(SshBecome other) {
        try {
            String told = complaints.firstMarked(COMPLAINTS_WAIT_MILLIS);
            String group = told.substring(told.lastIndexOf(' ') + 1);
            if (group.matches("\\d+")) {
                other.kill(group);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        deadline.cancel(false);
        stop.close();
        if (session.isOpen()) {
            kill();
        }
    }
}
