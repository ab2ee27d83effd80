package io.godwit.transfer.ssh;

import com.hierynomus.sshj.common.KeyDecryptionFailedException;
import io.godwit.spi.CancellationToken;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import javax.net.SocketFactory;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.DefaultSecurityProviderConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.method.AuthKeyboardInteractive;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthPassword;
import net.schmizz.sshj.userauth.method.AuthPublickey;
import net.schmizz.sshj.userauth.method.PasswordResponseProvider;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.PasswordUtils;
import org.jspecify.annotations.Nullable;

/** One authenticated connection whose host key was checked. Thread-safe. */
final class SshConnection implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MILLIS = 20_000;
    private static final int KEEP_ALIVE_SECONDS = 15;
    private static final int WINDOW_BYTES = 16 << 20;
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
            client.setSocketFactory(new PromptSockets());
            client.getConnection().setWindowSize(WINDOW_BYTES);
            connect(client, target);
            login(client, target, context);
            client.getConnection().getKeepAlive().setKeepAliveInterval(KEEP_ALIVE_SECONDS);
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

    private static void login(SSHClient client, SshTarget target, WorkContext context) {
        List<String> tried = new ArrayList<>();
        char[] password = null;
        try {
            List<AuthMethod> methods = new ArrayList<>();
            for (KeyProvider key : keys(client, target, context, tried)) {
                methods.add(new AuthPublickey(key));
            }
            Optional<SecretRef> passwordRef = target.location().secret(Location.PASSWORD);
            if (passwordRef.isPresent()) {
                try (Secret secret = context.connections().secret(passwordRef.get())) {
                    password = secret.chars();
                }
                tried.add("the password");
                PasswordFinder finder = PasswordUtils.createOneOff(password);
                methods.add(new AuthPassword(finder));
                methods.add(new AuthKeyboardInteractive(
                        new PasswordResponseProvider(PasswordUtils.createOneOff(password.clone()))));
            }
            if (methods.isEmpty()) {
                throw MigrationException.of(
                                ErrorCategory.CONFIGURATION,
                                "ssh.no-credentials",
                                "nothing was given to log in with at \"" + target.address() + "\"")
                        .subject(target.address())
                        .remedy("Give authentication: {private_key: file:...} or {password: env:...}.")
                        .build();
            }
            client.auth(target.user(), methods);
        } catch (UserAuthException e) {
            throw refused(target, tried, e);
        } catch (IOException e) {
            throw SshErrors.lost(e, "logging in at \"" + target.address() + "\"");
        } finally {
            PasswordUtils.blankOut(password);
        }
    }

    private static MigrationException refused(SshTarget target, List<String> tried, UserAuthException cause) {
        return MigrationException.of(
                        ErrorCategory.CONNECTIVITY,
                        "host.login-refused",
                        "\"" + target.host() + "\" does not let \"" + target.user() + "\" in with "
                                + (tried.isEmpty() ? "what was given" : String.join(" or ", tried)))
                .subject(target.address())
                .remedy("Check the user, the key in its authorized_keys, and the password.")
                .cause(cause)
                .build();
    }

    private static List<KeyProvider> keys(SSHClient client, SshTarget target, WorkContext context, List<String> tried)
            throws IOException {
        Optional<SecretRef> given = target.location().secret(Location.PRIVATE_KEY);
        if (given.isPresent()) {
            tried.add("the key " + given.get());
            return List.of(key(client, target, given.get(), context));
        }
        if (target.location().secret(Location.PASSWORD).isPresent()) {
            return List.of();
        }
        List<KeyProvider> keys = new ArrayList<>();
        for (String name : List.of("id_ed25519", "id_ecdsa", "id_rsa")) {
            Path file = Path.of(System.getProperty("user.home"), ".ssh", name);
            if (Files.isReadable(file)) {
                tried.add("the key " + file);
                keys.add(key(client, target, new SecretRef("file", file.toString()), context));
            }
        }
        return keys;
    }

    private static KeyProvider key(SSHClient client, SshTarget target, SecretRef reference, WorkContext context)
            throws IOException {
        Optional<SecretRef> passphrase = target.location().secret(Location.PASSPHRASE);
        try (Secret key = context.connections().secret(reference)) {
            PasswordFinder finder = null;
            if (passphrase.isPresent()) {
                try (Secret opener = context.connections().secret(passphrase.get())) {
                    finder = PasswordUtils.createOneOff(opener.chars());
                }
            }
            KeyProvider provider = client.loadKeys(key.reveal(), null, finder);
            provider.getPrivate();
            return provider;
        } catch (KeyDecryptionFailedException e) {
            throw badKey(reference, "needs another passphrase, or one at all", e);
        } catch (IOException e) {
            throw badKey(reference, "is no private key that we can read", e);
        }
    }

    private static MigrationException badKey(SecretRef reference, String why, IOException cause) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION, "ssh.bad-private-key", "the key \"" + reference + "\" " + why)
                .subject(reference.toString())
                .remedy("OpenSSH, PEM and PuTTY keys are read; give the passphrase as authentication: {passphrase:"
                        + " ...}.")
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
            client.close();
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
