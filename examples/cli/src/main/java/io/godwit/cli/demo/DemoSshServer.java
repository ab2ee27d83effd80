package io.godwit.cli.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/**
 * The "old server": an SSH server inside this process, on the loopback only, that shows one directory over SFTP and lets one key in.
 * It has a host key of its own, and a file of known hosts that names it.
 */
final class DemoSshServer implements AutoCloseable {
    private final SshServer server;
    private final Path privateKey;
    private final Path knownHosts;

    private DemoSshServer(SshServer server, Path privateKey, Path knownHosts) {
        this.server = server;
        this.privateKey = privateKey;
        this.knownHosts = knownHosts;
    }

    /**
     * Starts the server on a free port.
     *
     * @param root what it shows as {@code /}
     * @param keys where to put the user's key and the file of known hosts
     */
    static DemoSshServer start(Path root, Path keys) throws IOException, GeneralSecurityException {
        Files.createDirectories(keys);
        KeyPair host = keyPair();
        KeyPair user = keyPair();
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setKeyPairProvider(KeyPairProvider.wrap(host));
        server.setPublickeyAuthenticator((name, key, session) -> KeyUtils.compareKeys(key, user.getPublic()));
        server.setFileSystemFactory(new VirtualFileSystemFactory(root.toAbsolutePath()));
        server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        server.start();
        Path privateKey = keys.resolve("id_demo");
        writePrivateKey(user, privateKey);
        Path knownHosts = keys.resolve("known_hosts");
        Files.writeString(
                knownHosts, "[127.0.0.1]:" + server.getPort() + " " + PublicKeyEntry.toString(host.getPublic()) + "\n");
        return new DemoSshServer(server, privateKey, knownHosts);
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static void writePrivateKey(KeyPair pair, Path file) throws IOException, GeneralSecurityException {
        try (ByteArrayOutputStream stream = new ByteArrayOutputStream()) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "demo", null, stream);
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, stream.toString(StandardCharsets.UTF_8));
        }
    }

    int port() {
        return server.getPort();
    }

    Path privateKey() {
        return privateKey;
    }

    Path knownHosts() {
        return knownHosts;
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }
}
