package io.godwit.transfer.ssh;

import io.godwit.spi.CancellationToken;
import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RunningPipeline;
import io.godwit.spi.WorkContext;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.connection.channel.direct.Signal;

/** One remote command under way. */
final class SshCommand implements RunningPipeline {
    private static final int STDERR_TAIL = 64 * 1024;

    private final Command command;
    private final Session session;
    private final Session.Command running;
    private final CancellationToken.Registration stop;
    private final CancellationToken cancellation;
    private final Thread complaints;
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    private final long deadline;

    private SshCommand(Command command, Session session, Session.Command running, WorkContext context) {
        this.command = command;
        this.session = session;
        this.running = running;
        this.cancellation = context.cancellation();
        this.stop = cancellation.onCancel(this::kill);
        this.deadline = System.nanoTime() + command.timeout().toNanos();
        this.complaints = new Thread(this::collectComplaints, "godwit-ssh-stderr");
        complaints.setDaemon(true);
        complaints.start();
    }

    static SshCommand start(SshConnection connection, Command command, String line, WorkContext context) {
        context.cancellation().throwIfCancelled();
        try {
            Session session = connection.client().startSession();
            return new SshCommand(command, session, session.exec(SshTarget.wire(line)), context);
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

    private void collectComplaints() {
        byte[] block = new byte[8192];
        try (InputStream in = running.getErrorStream()) {
            for (int count = in.read(block); count >= 0; count = in.read(block)) {
                synchronized (stderr) {
                    if (stderr.size() + count > STDERR_TAIL) {
                        byte[] all = stderr.toByteArray();
                        int keep = Math.min(all.length, STDERR_TAIL / 2);
                        stderr.reset();
                        stderr.write(all, all.length - keep, keep);
                    }
                    stderr.write(block, 0, count);
                }
            }
        } catch (IOException e) {
            // the connection is gone; whoever awaits the exit status is told
            org.slf4j.LoggerFactory.getLogger(SshCommand.class)
                    .atDebug()
                    .setCause(e)
                    .log("stderr ended early");
        }
    }

    @Override
    public OutputStream stdin() {
        return running.getOutputStream();
    }

    /** What it prints, with an end that says nothing of the exit status. */
    InputStream rawStdout() {
        return running.getInputStream();
    }

    @Override
    public InputStream stdout() {
        return new CheckedOutput(running.getInputStream());
    }

    @Override
    public List<CommandResult> await() {
        return List.of(exit());
    }

    private CommandResult exit() {
        try {
            InputStream rest = running.getInputStream();
            while (rest.skip(Long.MAX_VALUE) > 0 || rest.read() >= 0) {
                cancellation.throwIfCancelled();
            }
            long left = Math.max(1, deadline - System.nanoTime());
            running.join(left, TimeUnit.NANOSECONDS);
            complaints.join(5_000);
        } catch (IOException e) {
            cancellation.throwIfCancelled();
            if (System.nanoTime() >= deadline) {
                kill();
                throw timeout(e);
            }
            throw SshErrors.lost(e, "waiting for \"" + command + "\"");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MigrationException.cancelled("waiting for \"" + command + "\"");
        }
        Signal signal = running.getExitSignal();
        Integer status = running.getExitStatus();
        if (signal == null && status == null) {
            cancellation.throwIfCancelled();
            throw SshErrors.lost(new IOException("no exit status came"), "waiting for \"" + command + "\"");
        }
        String said;
        synchronized (stderr) {
            said = stderr.toString(StandardCharsets.UTF_8);
        }
        return new CommandResult(
                command, signal != null || status == null ? -1 : status, signal == null ? "" : signal.name(), "", said);
    }

    private MigrationException timeout(Exception cause) {
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "host.timeout",
                        "\"" + command + "\" did not end within " + command.timeout())
                .subject(command.toString())
                .cause(cause)
                .build();
    }

    private void kill() {
        try {
            running.signal(Signal.KILL);
            session.close();
        } catch (IOException e) {
            // the channel is gone, and the process with it
            org.slf4j.LoggerFactory.getLogger(SshCommand.class)
                    .atDebug()
                    .setCause(e)
                    .log("ending a command failed");
        }
    }

    @Override
    public void close() {
        stop.close();
        if (session.isOpen()) {
            kill();
        }
    }

    /** Output whose end means that the command ended well. */
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
                    exit().orThrow();
                } catch (MigrationException e) {
                    throw new IOException(e.getMessage(), e);
                }
            }
            return count;
        }
    }
}
