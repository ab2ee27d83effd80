package io.godwit.transfer.ssh;

import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Host;
import io.godwit.spi.HostFacts;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Pipeline;
import io.godwit.spi.RunningPipeline;
import io.godwit.spi.Secret;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;
import org.jspecify.annotations.Nullable;

/** A machine behind SSH with a POSIX shell. Thread-safe. */
final class SshHost implements Host {
    private static final Duration QUICK = Duration.ofSeconds(30);

    private final SshConnection connection;
    private final SshShell shell;
    private volatile @Nullable HostFacts facts;

    SshHost(SshConnection connection, @Nullable SshBecome become) {
        this.connection = connection;
        this.shell = new SshShell(connection, become);
    }

    @Override
    public HostFacts facts(WorkContext context) {
        HostFacts known = facts;
        if (known == null) {
            known = SshHostFacts.ask(this, context);
            facts = known;
        }
        return known;
    }

    @Override
    public Optional<String> which(String name, WorkContext context) {
        CommandResult found =
                run(Command.of("sh", "-c", "command -v \"$1\"", "sh", name).within(QUICK), context);
        String path = found.stdout().strip();
        return found.isSuccess() && path.startsWith("/") ? Optional.of(path) : Optional.empty();
    }

    @Override
    public RunningPipeline start(Pipeline pipeline, WorkContext context) {
        List<Command> commands = pipeline.commands();
        if (commands.size() == 1) {
            return shell.start(commands.get(0), context);
        }
        return SshPipeline.start(connection, shell.become(), commands, context);
    }

    @Override
    public CommandResult run(Command command, WorkContext context) {
        return shell.run(command, context);
    }

    @Override
    public ByteChannel connect(Endpoint endpoint, WorkContext context) {
        if (endpoint.port() == 0) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "host.no-unix-sockets",
                            "the Unix socket \"" + endpoint.address() + "\" cannot be reached through SSH")
                    .subject(endpoint.address())
                    .remedy("Let the service listen on 127.0.0.1 too, and name that port.")
                    .build();
        }
        try {
            return new Tunnel(connection.client().newDirectConnection(endpoint.address(), endpoint.port()));
        } catch (IOException e) {
            throw MigrationException.of(
                            ErrorCategory.CONNECTIVITY,
                            "host.connect-failed",
                            "\"" + connection.target().host() + "\" cannot connect to \"" + endpoint.address()
                                    + "\" port " + endpoint.port())
                    .subject(endpoint.address() + ":" + endpoint.port())
                    .remedy("Check that the service listens there, and that sshd allows TCP forwarding.")
                    .retryable(true)
                    .cause(e)
                    .build();
        }
    }

    @Override
    public SecretFile place(Secret secret, WorkContext context) {
        return SshSecretFile.place(this, secret, context);
    }

    @Override
    public void close() {
        connection.close();
    }

    /** A forwarded TCP connection as a channel. */
    private static final class Tunnel implements ByteChannel {
        private final DirectConnection channel;
        private final InputStream in;
        private final OutputStream out;

        private Tunnel(DirectConnection channel) {
            this.channel = channel;
            this.in = channel.getInputStream();
            this.out = channel.getOutputStream();
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            byte[] bytes = new byte[Math.min(into.remaining(), 64 * 1024)];
            int count = in.read(bytes);
            if (count > 0) {
                into.put(bytes, 0, count);
            }
            return count;
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            out.write(bytes);
            out.flush();
            return bytes.length;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
