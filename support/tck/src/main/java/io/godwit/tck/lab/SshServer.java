package io.godwit.tck.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * OpenSSH's server on Debian, with SFTP, rsync, tar, gzip, zstd, ACL and attribute tools, sudo and netcat; without Python.
 *
 * <p>{@link #privateKey} opens the door for every user: {@code root}, {@code mover} (an ordinary user; owns {@code /srv/mover}), {@code nopass} (sudo without
 * a password), {@code sudoer} (sudo with the {@link #password}), {@code sftponly} (SFTP alone, in a chroot where only {@code /upload} can be written). The
 * password works for all but root.
 *
 * @since 0.1
 */
public final class SshServer extends LabServer {
    /** The user that {@link #uri(String)} speaks of. */
    public static final String MOVER = "mover";

    private final SshKeyFile key = SshKeyFile.generate();
    private final List<String> options = new ArrayList<>();
    private @Nullable Path directory;

    private SshServer(LabImage image) {
        super(image, 22, Probe.SSH);
        environment("LAB_AUTHORIZED_KEY", key.publicLine());
    }

    /** A server of its own, not started yet. */
    public static SshServer create() {
        return new SshServer(LabImage.SSHD);
    }

    /**
     * A server of its own that is more besides, not started yet.
     *
     * @param image an image that has this one's users and starts its server
     */
    public static SshServer create(LabImage image) {
        return new SshServer(image);
    }

    /**
     * The server that all tests of this JVM may share; it starts on first use and serves to the end, whatever is closed. Change nothing about it, and keep to
     * directories of your own.
     */
    public static SshServer shared() {
        synchronized (Shared.SERVER) {
            Shared.SERVER.start();
            return Shared.SERVER;
        }
    }

    private static final class Shared {
        static final SshServer SERVER = create();

        static {
            SERVER.keep();
        }
    }

    /**
     * Sets an option of {@code sshd_config}; the first setting of a keyword wins, and all win over the lab's own. For instance
     * {@code option("MaxSessions", "1")}.
     */
    public SshServer option(String keyword, String value) {
        options.add(keyword + " " + value);
        environment("LAB_SSHD_CONFIG", String.join("\n", options));
        return this;
    }

    /**
     * Mounts a small file system of its own in the container, writable by all: for disks that fill up.
     *
     * @param path absolute path of the mount point
     * @param bytes its size
     */
    public SshServer smallDisk(String path, long bytes) {
        memoryDisk(path, bytes);
        return this;
    }

    /** File with the private key (OpenSSH format, no passphrase, mode 0600); it lives as long as the server. */
    public Path privateKey() {
        return directory().resolve("id_ed25519");
    }

    /** File with the host keys of the server, as {@code known_hosts} wants them; it lives as long as the server. */
    public Path knownHosts() {
        return directory().resolve("known_hosts");
    }

    /** Fingerprint of the Ed25519 host key, {@code SHA256:...} as OpenSSH prints it. */
    public String hostKeyFingerprint() {
        byte[] blob = Base64.getDecoder().decode(hostKeys().get(0).split(" ", -1)[1]);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(blob);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** {@code ssh://mover@host:port/path}. */
    public URI uri(String path) {
        return uri(MOVER, path);
    }

    /**
     * {@code ssh://user@host:port/path}.
     *
     * @param user a user of this server
     * @param path absolute path
     */
    public URI uri(String user, String path) {
        return URI.create("ssh://" + user + "@" + host() + ":" + port()).resolve(path);
    }

    /** Number of SSH connections that are open now. */
    public int connections() {
        // Every connection is a child of the listening server, process 1.
        return (int) exec("ps", "--ppid", "1", "-o", "comm=")
                .stdout()
                .lines()
                .filter("sshd"::equals)
                .count();
    }

    /** Cuts all open connections from the server's side by killing the processes that serve them. */
    public void dropConnections() {
        ExecResult killed = exec("pkill", "-KILL", "-P", "1", "-x", "sshd");
        if (killed.exitCode() > 1) { // 1: there was none
            killed.checked();
        }
    }

    /** Gives the server new host keys, as an impostor has; {@link #knownHosts} keeps the old ones. Restarts it. */
    public void replaceHostKeys() {
        exec("sh", "-c", "rm -f /etc/ssh/ssh_host_*").checked();
        restart();
    }

    @Override
    void started() {
        try {
            Path made = Files.createTempDirectory("lab-ssh-");
            directory = made;
            // A shared server is never closed: the JVM removes these at its end, the last first.
            made.toFile().deleteOnExit();
            privateKey().toFile().deleteOnExit();
            knownHosts().toFile().deleteOnExit();
            key.writePrivate(privateKey());
            String pattern = port() == 22 ? host() : "[" + host() + "]:" + port();
            List<String> lines =
                    hostKeys().stream().map(line -> pattern + " " + line).toList();
            Files.write(knownHosts(), lines, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the key files of the SSH server", e);
        }
    }

    @Override
    void cleaned() {
        Path made = directory;
        if (made != null) {
            try {
                Files.deleteIfExists(privateKey());
                Files.deleteIfExists(knownHosts());
                Files.deleteIfExists(made);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot remove the key files of the SSH server", e);
            }
            directory = null;
        }
    }

    private Path directory() {
        return Objects.requireNonNull(directory, "the server is not started");
    }

    private List<String> hostKeys() {
        return exec("sh", "-c", "cut -d' ' -f1,2 /etc/ssh/ssh_host_ed25519_key.pub /etc/ssh/ssh_host_ecdsa_key.pub")
                .checked()
                .stdout()
                .lines()
                .toList();
    }
}
