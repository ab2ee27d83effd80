package io.godwit.tck.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Another SSH server of the lab plays the client: the machine of the test may have none. */
class SshServerIT {
    private static final int MIB = 1 << 20;

    @RegisterExtension
    static final SshServer SERVER =
            SshServer.create().smallDisk("/srv/small", 2L * MIB).option("MaxSessions", "2");

    @RegisterExtension
    static final SshServer CLIENT = SshServer.create();

    @TempDir
    Path directory;

    @Test
    void letsEveryUserInByKey() throws Exception {
        for (String user : List.of("root", "mover", "nopass", "sudoer")) {
            assertThat(ssh(user, "id", "-un").checked().stdout().strip()).isEqualTo(user);
        }
    }

    @Test
    void hasToolsButNoPython() throws Exception {
        assertThat(ssh("mover", "command -v rsync tar gzip zstd setfacl setfattr sudo nc sha256sum")
                        .checked()
                        .stdout()
                        .lines())
                .hasSize(9);
        assertThat(ssh("mover", "command -v python3").exitCode()).isNotZero();
    }

    @Test
    void becomesRootWithAndWithoutAPassword() throws Exception {
        assertThat(ssh("nopass", "sudo -n id -un").checked().stdout().strip()).isEqualTo("root");
        assertThat(ssh("mover", "sudo -n id -un").exitCode()).isNotZero();
        assertThat(ssh("sudoer", "sudo -n id -un").exitCode()).isNotZero();
        SERVER.write("/run/answer", (SERVER.password() + "\n").getBytes(StandardCharsets.US_ASCII), 0644);
        assertThat(ssh("sudoer", "sudo -S -p '' id -un </run/answer")
                        .checked()
                        .stdout()
                        .strip())
                .isEqualTo("root");
    }

    @Test
    void keepsTheSftpUserInItsRoom() throws Exception {
        assertThat(ssh("sftponly", "id").stdout()).contains("sftp connections only");
        assertThat(sftp("put /etc/hostname /upload/file").checked().exitCode()).isZero();
        assertThat(SERVER.exec("stat", "-c", "%U", "/srv/sftp/upload/file")
                        .checked()
                        .stdout())
                .isEqualTo("sftponly\n");
        assertThat(sftp("put /etc/hostname /file").exitCode()).isNotZero();
    }

    @Test
    void fillsUpASmallDisk() {
        ExecResult filled = SERVER.execAs("mover", "dd", "if=/dev/zero", "of=/srv/small/f", "bs=1M", "count=3");

        assertThat(filled.exitCode()).isEqualTo(1);
        assertThat(filled.stderr()).contains("No space left on device");
        assertThat(SERVER.exec("stat", "-c", "%s", "/srv/small/f").stdout().strip())
                .isEqualTo(Long.toString(2L * MIB));
    }

    @Test
    void obeysItsOptions() {
        assertThat(SERVER.exec("/usr/sbin/sshd", "-T").checked().stdout().lines())
                .contains("maxsessions 2", "maxstartups 200:30:200");
    }

    @Test
    void saysWhoItIs() throws Exception {
        assertThat(SERVER.uri("/srv/mover"))
                .isEqualTo(URI.create("ssh://mover@127.0.0.1:" + SERVER.port() + "/srv/mover"));
        assertThat(Files.readAllLines(SERVER.knownHosts()))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("[127.0.0.1]:" + SERVER.port() + " "));
        assertThat(Files.getPosixFilePermissions(SERVER.privateKey()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(SERVER.exec("ssh-keygen", "-l", "-f", "/etc/ssh/ssh_host_ed25519_key.pub")
                        .stdout())
                .contains(SERVER.hostKeyFingerprint());
        assertThat(SERVER.hostKeyFingerprint()).isNotEqualTo(CLIENT.hostKeyFingerprint());
    }

    @Test
    void writesFilesAndGivesBytesBack() {
        byte[] content = {0, 1, -1, '\n', 13};
        SERVER.write("/srv/made/here/f", content, 0640);

        assertThat(SERVER.exec("cat", "/srv/made/here/f").stdoutBytes()).isEqualTo(content);
        assertThat(SERVER.exec("stat", "-c", "%a %U", "/srv/made/here/f").stdout())
                .isEqualTo("640 root\n");
    }

    @Test
    void tellsHowACommandFailed() {
        ExecResult failed = SERVER.exec("sh", "-c", "echo out; echo oops >&2; exit 7");

        assertThat(failed.exitCode()).isEqualTo(7);
        assertThat(failed.stdout()).isEqualTo("out\n");
        assertThat(failed.stderr()).isEqualTo("oops\n");
        assertThatThrownBy(failed::checked)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("status 7")
                .hasMessageContaining("oops");
    }

    @Nested
    class Faults {
        @RegisterExtension
        final SshServer own = SshServer.create();

        @Test
        void keepsAddressKeysAndFilesOverStopAndKill() throws Exception {
            int port = own.port();
            String fingerprint = own.hostKeyFingerprint();
            own.write("/srv/mover/kept", new byte[] {1}, 0644);

            own.stop();
            assertThat(own.isRunning()).isFalse();
            assertThatThrownBy(() -> banner(own)).isInstanceOf(IOException.class);
            own.restart();
            own.kill();
            assertThatThrownBy(() -> banner(own)).isInstanceOf(IOException.class);
            own.restart();

            assertThat(own.port()).isEqualTo(port);
            assertThat(own.hostKeyFingerprint()).isEqualTo(fingerprint);
            assertThat(own.exec("test", "-s", "/srv/mover/kept").exitCode()).isZero();
            assertThat(banner(own)).isEqualTo("SSH-");
        }

        @Test
        void hangsWhilePaused() throws Exception {
            own.pause();
            assertThatThrownBy(() -> banner(own)).isInstanceOf(IOException.class);
            own.unpause();
            assertThat(banner(own)).isEqualTo("SSH-");
        }

        @Test
        void countsAndDropsConnections() throws Exception {
            try (Socket connection = new Socket(own.host(), own.port())) {
                Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> own.connections() == 1);
                own.dropConnections();
                connection.setSoTimeout(5000);
                connection.getInputStream().readAllBytes(); // ends
            }
            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> own.connections() == 0);
            own.dropConnections();
            assertThat(banner(own)).isEqualTo("SSH-");
        }

        @Test
        void becomesAnImpostor() throws Exception {
            String before = own.hostKeyFingerprint();
            List<String> known = Files.readAllLines(own.knownHosts());
            own.replaceHostKeys();

            assertThat(own.hostKeyFingerprint()).isNotEqualTo(before);
            assertThat(Files.readAllLines(own.knownHosts())).isEqualTo(known);
        }
    }

    @Test
    void closesForGood() {
        SshServer server = SshServer.create();
        server.start();
        Path key = server.privateKey();
        server.close();
        server.close();

        assertThat(key).doesNotExist();
        assertThatThrownBy(server::port).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void sharesOneServer() {
        SshServer shared = SshServer.shared();
        shared.close();

        assertThat(SshServer.shared()).isSameAs(shared);
        assertThat(shared.isRunning()).isTrue();
    }

    private ExecResult ssh(String user, String... command) throws IOException {
        List<String> argv = new ArrayList<>(List.of("ssh", "-p", Integer.toString(SERVER.peerPort())));
        argv.addAll(options());
        argv.add(user + "@" + SERVER.peerHost());
        argv.addAll(List.of(command));
        return CLIENT.exec(argv.toArray(String[]::new));
    }

    private ExecResult sftp(String batch) throws IOException {
        CLIENT.write("/run/batch", batch.getBytes(StandardCharsets.US_ASCII), 0644);
        List<String> argv =
                new ArrayList<>(List.of("sftp", "-q", "-b", "/run/batch", "-P", Integer.toString(SERVER.peerPort())));
        argv.addAll(options());
        argv.add("sftponly@" + SERVER.peerHost());
        return CLIENT.exec(argv.toArray(String[]::new));
    }

    /** Real OpenSSH reads our key and our known hosts, and asks nobody. */
    private static List<String> options() throws IOException {
        CLIENT.write("/run/key", Files.readAllBytes(SERVER.privateKey()), 0600);
        String known = Files.readString(SERVER.knownHosts())
                .replace(
                        "[127.0.0.1]:" + SERVER.port(),
                        SERVER.peerPort() == 22
                                ? SERVER.peerHost()
                                : "[" + SERVER.peerHost() + "]:" + SERVER.peerPort());
        CLIENT.write("/run/known", known.getBytes(StandardCharsets.US_ASCII), 0600);
        return List.of(
                "-i",
                "/run/key",
                "-o",
                "UserKnownHostsFile=/run/known",
                "-o",
                "StrictHostKeyChecking=yes",
                "-o",
                "BatchMode=yes");
    }

    private static String banner(SshServer server) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new java.net.InetSocketAddress(server.host(), server.port()), (int) TimeUnit.SECONDS.toMillis(1));
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(1));
            byte[] start = socket.getInputStream().readNBytes(4);
            if (start.length < 4) {
                throw new IOException("closed");
            }
            return new String(start, StandardCharsets.US_ASCII);
        }
    }
}
