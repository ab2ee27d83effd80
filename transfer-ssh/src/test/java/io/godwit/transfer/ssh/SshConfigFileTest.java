package io.godwit.transfer.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the configuration of OpenSSH's client says of a host. */
class SshConfigFileTest {
    private static final Path HOME = Path.of(System.getProperty("user.home"));

    @TempDir
    Path directory;

    private SshTarget target(String uri, String... lines) throws IOException {
        Path file = Files.write(directory.resolve("config"), java.util.List.of(lines));
        return SshTarget.of(Location.of(uri).withSetting("ssh_config", "file:" + file));
    }

    @Test
    void namesHostPortUserAndKeys() throws IOException {
        SshTarget target = target(
                "ssh://old-web/var/www",
                "# a comment",
                "Host old-web other",
                "  HostName = old.example.com",
                "\tPort=2222",
                "  User deploy",
                "  IdentityFile ~/.ssh/deploy_key",
                "  IdentityFile \"/keys/with blank/%r@%h\"",
                "  IdentitiesOnly yes",
                "  UserKnownHostsFile ~/.ssh/known_%n /etc/known",
                "Host *",
                "  User nobody",
                "  Port 99",
                "  IdentityFile /last");

        assertThat(target.address()).isEqualTo("deploy@old.example.com:2222");
        assertThat(target.known().identities())
                .containsExactly(
                        HOME.resolve(".ssh/deploy_key"),
                        Path.of("/keys/with blank/deploy@old.example.com"),
                        Path.of("/last"));
        assertThat(target.known().identitiesOnly()).isTrue();
        assertThat(target.knownHosts()).containsExactly(HOME.resolve(".ssh/known_old-web"), Path.of("/etc/known"));
    }

    @Test
    void whatTheLocationSaysWins() throws IOException {
        SshTarget target =
                target("ssh://me@old-web:22/", "Host old-web", " User deploy", " Port 2222", " HostName x.example");

        assertThat(target.address()).isEqualTo("me@x.example:22");
    }

    @Test
    void aHostThatIsNotMeantKeepsItsDefaults() throws IOException {
        SshTarget target =
                target("ssh://web_1/", "Host old-* !old-web", " User deploy", "Host *.example.com", " Port 1");

        assertThat(target.address()).isEqualTo(System.getProperty("user.name") + "@web_1:22");
        assertThat(target.knownHosts()).containsExactly(HOME.resolve(".ssh/known_hosts"));
    }

    @Test
    void excludesWhatIsNegated() throws IOException {
        assertThat(target("ssh://old-web/", "Host old-* !old-web", " Port 7").port())
                .isEqualTo(22);
        assertThat(target("ssh://old-db/", "Host old-* !old-web", " Port 7").port())
                .isEqualTo(7);
    }

    @Test
    void understandsSimpleMatchesAndLeavesOutTheOthers() throws IOException {
        SshTarget target = target(
                "ssh://web/",
                "Match exec \"touch " + directory.resolve("ran") + "\"",
                " Port 1",
                "Match originalhost w* user nobody",
                " Port 2",
                "Match host web",
                " Port 3",
                "Match all",
                " Port 4");

        assertThat(target.port()).isEqualTo(3);
        assertThat(directory.resolve("ran")).doesNotExist();
    }

    @Test
    void includesOtherFiles() throws IOException {
        Files.createDirectory(directory.resolve("more"));
        Files.writeString(directory.resolve("more/b.conf"), "Host web\n Port 8\n User late\n");
        Files.writeString(directory.resolve("more/a.conf"), "Host web\n User early\n");

        SshTarget target = target("ssh://web/", "Include " + directory + "/more/*.conf", "Host web", " Port 9");

        assertThat(target.user()).isEqualTo("early");
        assertThat(target.port()).isEqualTo(8);
    }

    @Test
    void reachesThroughJumpHosts() throws IOException {
        SshTarget target = target(
                "ssh://web/", "Host web", " ProxyJump ops@first.example:2200,second", "Host second", " User two");

        Location last = target.via().orElseThrow();
        assertThat(last.uri()).hasToString("ssh://second");
        assertThat(SshTarget.of(last).user()).isEqualTo("two");
        Location first = last.via().orElseThrow();
        assertThat(first.uri()).hasToString("ssh://ops@first.example:2200");
        assertThat(first.via()).isEmpty();
    }

    @Test
    void aJumpHostIsNotReachedThroughItself() throws IOException {
        SshTarget target = target("ssh://web/", "Host *", " ProxyJump bastion");

        Location jump = target.via().orElseThrow();
        assertThat(SshTarget.of(jump).via()).isEmpty();
        assertThat(target("ssh://web/", "Host web", " ProxyJump none", "Host *", " ProxyJump bastion")
                        .via())
                .isEmpty();
    }

    @Test
    void theViaOfTheLocationWins() throws IOException {
        Path file = Files.writeString(directory.resolve("config"), "Host *\n ProxyJump bastion\n");
        Location mine = Location.of("ssh://mine");

        assertThat(SshTarget.of(Location.of("ssh://web/")
                                .withSetting("ssh_config", file.toString())
                                .via(mine))
                        .via())
                .contains(mine);
    }

    @Test
    void canBeLeftOut() {
        assertThat(SshTarget.of(Location.of("ssh://web/").withSetting("ssh_config", "none"))
                        .port())
                .isEqualTo(22);
    }

    @Test
    void saysWhatIsWrongInIt() {
        MigrationException failure =
                catchThrowableOfType(MigrationException.class, () -> target("ssh://web/", "Host web", " Port ssh"));

        assertThat(failure.code()).isEqualTo("ssh.config-bad-value");
        assertThat(failure.getMessage()).contains("Port ssh");
    }
}
