package io.godwit.transfer.ssh;

import io.godwit.spi.CancellationToken;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import javax.net.SocketFactory;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.DefaultSecurityProviderConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.Factory;
import org.jspecify.annotations.Nullable;

/** One authenticated connection whose host key was checked. Thread-safe. */
final class SshConnection implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MILLIS = 20_000;
    /**
     * As OpenSSH has it. A server keeps in memory what its commands print and we have not taken yet, and OpenSSH's moves all of that
     * each time it grows: with sixteen megabytes that is most of what a copy costs it.
     */
    private static final int WINDOW_BYTES = 2 << 20;

    private static final Config CONFIG = config();

    private final SSHClient client;
    private final SshTarget target;
    private @Nullable ScheduledThreadPoolExecutor timer;

    private SshConnection(SSHClient client, SshTarget target) {
        this.client = client;
        this.target = target;
    }

    /**
     * Modern algorithms only, on the JDK's own ciphers: its AES-GCM runs in hardware where the alternative is pure Java and
     * several times slower.
     */
    private static Config config() {
        EcdsaNames.ensure();
        DefaultConfig config = new DefaultSecurityProviderConfig();
        config.setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
        config.setCipherFactories(config.getCipherFactories().stream()
                .filter(cipher -> rank(cipher) < Integer.MAX_VALUE)
                .sorted(Comparator.comparingInt(SshConnection::rank))
                .toList());
        config.setMACFactories(config.getMACFactories().stream()
                .filter(mac -> mac.getName().startsWith("hmac-sha2"))
                .toList());
        config.setKeyExchangeFactories(config.getKeyExchangeFactories().stream()
                .filter(exchange -> !exchange.getName().endsWith("-sha1"))
                .toList());
        config.setKeyAlgorithms(config.getKeyAlgorithms().stream()
                .filter(key ->
                        !key.getName().startsWith("ssh-rsa") && !key.getName().startsWith("ssh-dss"))
                .toList());
        return config;
    }

    private static int rank(Factory.Named<?> cipher) {
        String name = cipher.getName().toLowerCase(Locale.ROOT);
        List<String> preferred = List.of(
                "aes128-gcm@openssh.com",
                "aes256-gcm@openssh.com",
                "chacha20-poly1305@openssh.com",
                "aes128-ctr",
                "aes192-ctr",
                "aes256-ctr");
        int place = preferred.indexOf(name);
        return place < 0 ? Integer.MAX_VALUE : place;
    }

    static SshConnection open(Location location, WorkContext context) {
        SshTarget target = SshTarget.of(location);
        context.cancellation().throwIfCancelled();
        SSHClient client = new SSHClient(CONFIG);
        boolean connected = false;
        CancellationToken.Registration stop = context.cancellation().onCancel(() -> closeQuietly(client));
        try {
            client.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
            client.setRemoteCharset(StandardCharsets.ISO_8859_1);
            client.setSocketFactory(target.via().isPresent() ? new ViaSockets(target, context) : new PromptSockets());
            client.getConnection().setWindowSize(WINDOW_BYTES);
            connect(client, target);
            SshLogin.in(client, target, context);
            SshPulse.start(client, target.patience());
            connected = true;
            return new SshConnection(client, target);
        } finally {
            stop.close();
            if (!connected) {
                closeQuietly(client);
            }
        }
    }

    private static void connect(SSHClient client, SshTarget target) {
        HostKeyCheck check = new HostKeyCheck(target);
        client.addHostKeyVerifier(check);
        try {
            client.connect(target.host(), target.port());
        } catch (UnknownHostException e) {
            throw unreachable(target, "the name is not known", e);
        } catch (IOException e) {
            MigrationException refusal = check.refusal();
            if (refusal != null) {
                throw refusal;
            }
            throw unreachable(target, String.valueOf(e.getMessage()), e);
        }
    }

    private static MigrationException unreachable(SshTarget target, String why, IOException cause) {
        return MigrationException.of(
                        ErrorCategory.CONNECTIVITY,
                        "host.connect-failed",
                        "cannot connect to \"" + target.host() + "\" port " + target.port() + ": " + why)
                .subject(target.address())
                .remedy("Check the name, the port and the firewall; \"ssh -p " + target.port() + " " + target.user()
                        + "@" + target.host() + "\" should connect.")
                .retryable(true)
                .cause(cause)
                .build();
    }

    SSHClient client() {
        return client;
    }

    SshTarget target() {
        return target;
    }

    /** Ends commands whose time is up; made when the first command is started, and shut down with the connection. */
    synchronized ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor there = timer;
        if (there == null) {
            there = new ScheduledThreadPoolExecutor(1, task -> {
                Thread thread = new Thread(task, "godwit-ssh-timer");
                thread.setDaemon(true);
                return thread;
            });
            there.setRemoveOnCancelPolicy(true);
            timer = there;
        }
        return there;
    }

    boolean isAlive() {
        return client.isConnected() && client.isAuthenticated();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (timer != null) {
                timer.shutdownNow();
            }
        }
        closeQuietly(client);
    }

    private static void closeQuietly(SSHClient client) {
        try {
            SshPulse.close(client);
        } catch (IOException e) {
            // the connection is of no further use, and a peer that is gone cannot be told good-bye
            org.slf4j.LoggerFactory.getLogger(SshConnection.class)
                    .atDebug()
                    .setCause(e)
                    .log("closing a connection failed");
        }
    }

    /** Sockets that send small packets at once. */
    private static final class PromptSockets extends SocketFactory {
        @Override
        public Socket createSocket() throws IOException {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return prompt(new Socket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
            return prompt(new Socket(host, port, from, fromPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return prompt(new Socket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
            return prompt(new Socket(host, port, from, fromPort));
        }

        private static Socket prompt(Socket socket) throws IOException {
            socket.setTcpNoDelay(true);
            return socket;
        }
    }
}
