package io.godwit.transfer.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.spi.Access;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.SecretRef;
import io.godwit.tck.TckContext;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, and whom we let be: host keys, passwords, and what is said where it goes wrong. */
class SshLoginTest {
    private static MinaServer server;
    private static MinaServer other;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        server = MinaServer.start();
        other = MinaServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
        other.close();
    }

    private Location bare() {
        return Location.of("ssh://" + MinaServer.USER + "@127.0.0.1:" + server.port() + directory)
                .withSecret(Location.PASSWORD, SecretRef.parse("test:password"));
    }

    private Path knownHosts(String... lines) throws Exception {
        return Files.write(directory.resolve("known_hosts"), java.util.List.of(lines));
    }

    private static MigrationException refused(Location location, TckContext context) {
        MigrationException failure = catchThrowableOfType(MigrationException.class, () -> {
            try (FileTree tree = new SshTransferMethod().open(location, Access.READ, context)) {
                tree.capabilities();
            }
        });
        assertThat(failure).as("it should not have been let in").isNotNull();
        StringWriter all = new StringWriter();
        failure.printStackTrace(new PrintWriter(all));
        assertThat(all + failure.remediation() + failure.subject())
                .doesNotContain(MinaServer.PASSWORD)
                .doesNotContain("wrong-Pa55-word");
        return failure;
    }

    @Test
    void doesNotTrustAHostThatNobodyKnows() {
        MigrationException failure = refused(
                bare().withSetting("known_hosts", directory.resolve("none").toString()), MinaServer.context());

        assertThat(failure.code()).isEqualTo("ssh.host-key-unknown");
        assertThat(failure.category()).isEqualTo(ErrorCategory.CONNECTIVITY);
        assertThat(failure.isRetryable()).isFalse();
        assertThat(failure.getMessage()).contains(server.fingerprint());
        assertThat(failure.remediation()).contains("ssh-keyscan -p " + server.port());
        assertThat(Files.exists(directory.resolve("none")))
                .as("nothing is trusted on first use")
                .isFalse();
    }

    @Test
    void doesNotTrustAHostWhenOthersAreKnown() throws Exception {
        Path known = knownHosts("[127.0.0.1]:" + other.port() + " " + other.hostKeyLine());

        assertThat(refused(bare().withSetting("known_hosts", known.toString()), MinaServer.context())
                        .code())
                .isEqualTo("ssh.host-key-unknown");
    }

    @Test
    void letsAKnownHostIn() throws Exception {
        Path known = knownHosts("[127.0.0.1]:" + server.port() + " " + server.hostKeyLine());

        try (FileTree tree = new SshTransferMethod()
                .open(bare().withSetting("known_hosts", known.toString()), Access.READ, MinaServer.context())) {
            assertThat(tree.capabilities().maxConcurrency()).isPositive();
        }
    }

    @Test
    void refusesAHostWhoseKeyChanged() throws Exception {
        Path known = knownHosts("[127.0.0.1]:" + server.port() + " " + other.hostKeyLine());

        MigrationException failure = refused(bare().withSetting("known_hosts", known.toString()), MinaServer.context());

        assertThat(failure.code()).isEqualTo("ssh.host-key-changed");
        assertThat(failure.isRetryable()).isFalse();
        assertThat(failure.getMessage()).contains(server.fingerprint()).contains(other.fingerprint());
    }

    @Test
    void refusesAHostOtherThanThePinnedOne() {
        MigrationException failure = refused(bare().withSetting("host_key", other.fingerprint()), MinaServer.context());

        assertThat(failure.code()).isEqualTo("ssh.host-key-changed");
        assertThat(failure.getMessage()).contains("pinned");
    }

    @Test
    void answersQuestionsWithThePassword() {
        try (MinaServer asking = MinaServer.start("keyboard-interactive");
                FileTree tree =
                        new SshTransferMethod().open(asking.location(directory), Access.READ, MinaServer.context())) {
            assertThat(tree.capabilities().maxConcurrency()).isPositive();
        }
    }

    @Test
    void saysThatAPasswordIsRefusedWithoutTheSecret() {
        TckContext wrong = new TckContext().secret("test:password", "wrong-Pa55-word");

        MigrationException failure = refused(bare().withSetting("host_key", server.fingerprint()), wrong);

        assertThat(failure.code()).isEqualTo("host.login-refused");
        assertThat(failure.category()).isEqualTo(ErrorCategory.CONNECTIVITY);
        assertThat(failure.isRetryable()).isFalse();
        assertThat(failure.getMessage()).contains("the password").contains(MinaServer.USER);
    }

    @Test
    void saysThatAKeyCannotBeRead() {
        Location location = Location.of("ssh://" + MinaServer.USER + "@127.0.0.1:" + server.port() + "/")
                .withSetting("host_key", server.fingerprint())
                .withSecret(Location.PRIVATE_KEY, SecretRef.parse("test:key"));

        MigrationException failure =
                refused(location, new TckContext().secret("test:key", "not a key " + MinaServer.PASSWORD));

        assertThat(failure.code()).isEqualTo("ssh.bad-private-key");
        assertThat(failure.category()).isEqualTo(ErrorCategory.CONFIGURATION);
    }

    @Test
    void saysThatNobodyListens() {
        int port = 1;
        MigrationException failure = refused(server.location(directory, port), MinaServer.context());

        assertThat(failure.code()).isEqualTo("host.connect-failed");
        assertThat(failure.isRetryable()).isTrue();
    }

    @Test
    void refusesSettingsThatItDoesNotKnow() {
        MigrationException failure =
                refused(bare().withSetting("strict_host_key_checking", "no"), MinaServer.context());

        assertThat(failure.code()).isEqualTo("location.unknown-setting");
        assertThat(failure.category()).isEqualTo(ErrorCategory.CONFIGURATION);
    }
}
