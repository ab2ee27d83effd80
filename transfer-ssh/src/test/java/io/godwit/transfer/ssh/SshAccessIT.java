package io.godwit.transfer.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.spi.Command;
import io.godwit.spi.Host;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.SecretResolver;
import io.godwit.tck.TckContext;
import io.godwit.tck.lab.ExecResult;
import io.godwit.tck.lab.SshServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** How OpenSSH lets us in, and through what. */
class SshAccessIT {
    private static final SshServer SERVER = SshServer.shared();

    @RegisterExtension
    static final SshServer SIGNED = SshServer.create().option("HostCertificate", "/etc/ssh/host-cert.pub");

    @TempDir
    Path directory;

    private static TckContext context() {
        return SftpTreeIT.openSshContext(SERVER).with(new SshHostConnector()).with(new FileSecretsOfTests());
    }

    private static String whoAmI(Location location, TckContext context) {
        try (Host host = new SshHostConnector().connect(location, context)) {
            return host.run(Command.of("id", "-un"), context).orThrow().stdout().strip();
        }
    }

    private Location bare() {
        return Location.of(SERVER.uri("/"))
                .withSetting("known_hosts", SERVER.knownHosts().toString());
    }

    @Test
    void credentialsMayBeAKeyOrAPassword() throws IOException {
        Location location = bare().withSecret(Location.CREDENTIALS, SecretRef.parse("test:all"));

        assertThat(whoAmI(location, new TckContext().secret("test:all", Files.readString(SERVER.privateKey()))))
                .isEqualTo("mover");
        assertThat(whoAmI(location, new TckContext().secret("test:all", SERVER.password())))
                .isEqualTo("mover");
    }

    @Test
    void theAgentSigns() throws Exception {
        Path socket = directory.resolve("agent");
        Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString()).start();
        try {
            org.awaitility.Awaitility.await().until(() -> Files.exists(socket));
            ProcessBuilder add =
                    new ProcessBuilder("ssh-add", SERVER.privateKey().toString());
            add.environment().put("SSH_AUTH_SOCK", socket.toString());
            assertThat(add.start().waitFor()).isZero();
            Path config = Files.writeString(
                    directory.resolve("config"), "Host *\n IdentityAgent " + socket + "\n IdentityFile none\n");
            Location location = bare().withSetting("agent", "true").withSetting("ssh_config", config.toString());

            assertThat(whoAmI(location, new TckContext())).isEqualTo("mover");
        } finally {
            agent.destroy();
            assertThat(agent.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void saysThatThereIsNoAgent() throws IOException {
        Path config = Files.writeString(
                directory.resolve("config"), "Host *\n IdentityAgent " + directory.resolve("nobody") + "\n");
        Location location = bare().withSetting("agent", "true").withSetting("ssh_config", config.toString());

        MigrationException failure =
                catchThrowableOfType(MigrationException.class, () -> whoAmI(location, new TckContext()));

        assertThat(failure.code()).isEqualTo("ssh.no-agent");
    }

    @Test
    void theConfigurationNamesHostAndKey() throws IOException {
        Path config = Files.writeString(
                directory.resolve("config"),
                "Host box\n HostName " + SERVER.host() + "\n Port " + SERVER.port() + "\n User nopass\n IdentityFile "
                        + SERVER.privateKey() + "\n IdentityAgent none\n UserKnownHostsFile " + SERVER.knownHosts()
                        + "\n");

        assertThat(whoAmI(Location.of("ssh://box/").withSetting("ssh_config", config.toString()), context()))
                .isEqualTo("nopass");
    }

    @Test
    void reachesAHostThroughOthers() {
        // the server sees itself on its own port 22; twice, for a chain
        Location first = SftpTreeIT.openSsh(SERVER, "/");
        Location second = itself("nopass").via(first);
        Location third = itself("sudoer").via(second);

        assertThat(whoAmI(third, context())).isEqualTo("sudoer");
        assertThat(third.toString()).contains(" via ");
    }

    private static Location itself(String user) {
        return Location.of("ssh://" + user + "@localhost:22/")
                .withSetting("host_key", SERVER.hostKeyFingerprint())
                .withSecret(Location.PRIVATE_KEY, SecretRef.parse("test:key"));
    }

    @Test
    void followsTheJumpsOfTheConfiguration() throws IOException {
        Path known = Files.writeString(
                directory.resolve("known"),
                Files.readString(SERVER.knownHosts()).replaceAll("(?m)^\\S+ (.*)$", "* $1"));
        Path config = Files.writeString(
                directory.resolve("config"),
                "Host jump\n HostName " + SERVER.host() + "\n Port " + SERVER.port() + "\n User mover\n"
                        + "Host inner\n HostName 127.0.0.1\n User nopass\n ProxyJump jump\n"
                        + "Host *\n IdentityAgent none\n IdentityFile " + SERVER.privateKey()
                        + "\n UserKnownHostsFile " + known + "\n");

        assertThat(whoAmI(Location.of("ssh://inner/").withSetting("ssh_config", config.toString()), context()))
                .isEqualTo("nopass");
    }

    @Test
    void closingAHostFreesItsJump() throws Exception {
        int before = SERVER.connections();
        Location inner = itself("nopass").via(SftpTreeIT.openSsh(SERVER, "/"));
        TckContext context = context();
        try (Host host = new SshHostConnector().connect(inner, context);
                ByteChannel tunnel = host.connect(new Host.Endpoint("127.0.0.1", 22), context)) {
            assertThat(tunnel.isOpen()).isTrue();
            assertThat(SERVER.connections()).isGreaterThan(before);
        }
        org.awaitility.Awaitility.await().until(() -> SERVER.connections() <= before);
    }

    @Test
    void trustsAHostWhoseKeyAnAuthoritySigned() throws IOException {
        script(
                SIGNED,
                "cd /etc/ssh && ssh-keygen -q -t ed25519 -N '' -f ca && cp ssh_host_ed25519_key.pub host.pub"
                        + " && ssh-keygen -q -s ca -I lab -h -n " + SIGNED.host()
                        + " -V +1d host.pub && mv host-cert.pub /etc/ssh/host-cert.pub; ls /etc/ssh");
        SIGNED.restart();
        String authority = script(SIGNED, "cat /etc/ssh/ca.pub").strip();
        Path known = Files.writeString(directory.resolve("known"), "@cert-authority * " + authority + "\n");
        Location location = Location.of(SIGNED.uri("/"))
                .withSetting("known_hosts", known.toString())
                .withSecret(Location.PRIVATE_KEY, SecretRef.parse("test:key"));
        TckContext context = SftpTreeIT.openSshContext(SIGNED);

        assertThat(whoAmI(location, context)).isEqualTo("mover");

        Files.writeString(known, "@revoked * " + authority + "\n", java.nio.file.StandardOpenOption.APPEND);
        MigrationException failure = catchThrowableOfType(MigrationException.class, () -> whoAmI(location, context));
        assertThat(failure.code()).isEqualTo("ssh.host-key-revoked");
    }

    private static String script(SshServer server, String script) {
        ExecResult result = server.exec("sh", "-c", script);
        return result.checked().stdout();
    }

    /** Files as secrets, as the engine reads them. */
    private static final class FileSecretsOfTests implements SecretResolver {
        @Override
        public String scheme() {
            return "file";
        }

        @Override
        public Secret resolve(String name) {
            try {
                return Secret.of(Files.readAllBytes(Path.of(name)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
