package io.godwit.transfer.ssh;

import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import io.godwit.tck.TckContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.apache.sshd.server.shell.ProcessShellFactory;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** Apache MINA's SSH server in this process: files, commands and forwarding, for one user with a password. */
final class MinaServer implements AutoCloseable {
    static final String USER = "mina";
    static final String PASSWORD = "mina-Pa55-word";

    private final SshServer server = SshServer.setUpDefaultServer();
    private final KeyPair hostKey;

    private MinaServer() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            hostKey = generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has EC", e);
        }
    }

    static MinaServer start() {
        return start("password,keyboard-interactive");
    }

    /**
     * Starts one that lets in by some methods only.
     *
     * @param methods their names, with commas
     */
    static MinaServer start(String methods) {
        MinaServer mina = new MinaServer();
        mina.server.setUserAuthFactoriesNameList(methods);
        mina.server.setHost("127.0.0.1");
        mina.server.setPort(0);
        mina.server.setKeyPairProvider(KeyPairProvider.wrap(mina.hostKey));
        mina.server.setPasswordAuthenticator(
                (user, password, session) -> USER.equals(user) && PASSWORD.equals(password));
        mina.server.setSubsystemFactories(List.of(new SftpSubsystemFactory.Builder().build()));
        mina.server.setCommandFactory(
                (channel, line) -> new ProcessShellFactory(line, "/bin/sh", "-c", line).createShell(channel));
        mina.server.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
        try {
            mina.server.start();
        } catch (IOException e) {
            throw new UncheckedIOException("MINA did not start", e);
        }
        return mina;
    }

    int port() {
        return server.getPort();
    }

    String fingerprint() {
        return HostKeyCheck.fingerprint(hostKey.getPublic());
    }

    /** The host key as a file of known hosts has it, without the host. */
    String hostKeyLine() {
        byte[] blob = new Buffer.PlainBuffer().putPublicKey(hostKey.getPublic()).getCompactData();
        return KeyType.fromKey(hostKey.getPublic()) + " " + Base64.getEncoder().encodeToString(blob);
    }

    /** A place whose host key is pinned. */
    Location location(Path path) {
        return location(path, port());
    }

    /** The same, reached through another port. */
    Location location(Path path, int port) {
        return Location.of("ssh://" + USER + "@127.0.0.1:" + port + path.toUri().getRawPath())
                .withSetting("host_key", fingerprint())
                .withSecret(Location.PASSWORD, SecretRef.parse("test:password"));
    }

    static TckContext context() {
        return new TckContext().secret("test:password", PASSWORD);
    }

    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException e) {
            throw new UncheckedIOException("MINA did not stop", e);
        }
    }
}
