package io.godwit.transfer.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.spi.Access;
import io.godwit.spi.Command;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryStream;
import io.godwit.spi.Host;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.SecretRef;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import io.godwit.tck.TckContext;
import io.godwit.tck.TestContents;
import io.godwit.tck.lab.SshServer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Acting as another user. */
class SshBecomeIT {
    private static final SshServer SERVER = SshServer.shared();

    static Location login(SshServer server, String user, String path) {
        return Location.of(server.uri(user, path))
                .withSetting("known_hosts", server.knownHosts().toString())
                .withSecret(Location.PRIVATE_KEY, SecretRef.parse("test:key"));
    }

    static TckContext context(SshServer server) {
        return SftpTreeIT.openSshContext(server)
                .secret("test:sudo", server.password())
                .secret("test:wrong", "not " + server.password());
    }

    private static String whoAmI(Location location) {
        TckContext context = context(SERVER);
        try (Host host = new SshHostConnector().connect(location, context)) {
            return host.run(Command.of("id", "-un"), context).orThrow().stdout().strip();
        }
    }

    private static MigrationException refused(Location location) {
        return catchThrowableOfType(MigrationException.class, () -> whoAmI(location));
    }

    @Test
    void needsNoPasswordWhereSudoWantsNone() {
        assertThat(whoAmI(login(SERVER, "nopass", "/").become("root"))).isEqualTo("root");
        assertThat(whoAmI(login(SERVER, "nopass", "/").become("mover"))).isEqualTo("mover");
    }

    @Test
    void givesThePasswordWhereSudoWantsOne() {
        assertThat(whoAmI(login(SERVER, "sudoer", "/")
                        .withSecret("become_password", SecretRef.parse("test:sudo"))
                        .become("root")))
                .isEqualTo("root");
        assertThat(whoAmI(Location.of(SERVER.uri("sudoer", "/"))
                        .withSetting("known_hosts", SERVER.knownHosts().toString())
                        .withSecret(Location.PASSWORD, SecretRef.parse("test:sudo"))
                        .become("root")))
                .as("the login password is the default")
                .isEqualTo("root");
    }

    @Test
    void needsNoSudoToBeWhoWeAre() {
        assertThat(whoAmI(login(SERVER, "mover", "/").become("mover"))).isEqualTo("mover");
    }

    @Test
    void writesFilesWithThePasswordToo() {
        String root = "/srv/become-" + UUID.randomUUID();
        Location place = login(SERVER, "sudoer", root)
                .withSecret("become_password", SecretRef.parse("test:sudo"))
                .become("root");
        TckContext context = context(SERVER);
        byte[] content = TestContents.random(1, 1000);
        EntryStream.Found file = new EntryStream.Found(
                TreeEntry.of(TreePath.of("d/f"), EntryKind.FILE).size(1000).build(), TestContents.of(content));
        try (WritableFileTree tree = (WritableFileTree) new SshTransferMethod().open(place, Access.WRITE, context)) {
            assertThat(tree.write(TestContents.stream(List.of(file)), new WriteToken("s", "u", 1), context))
                    .allSatisfy(result -> assertThat(result.failure()).isEmpty());
            assertThat(tree.digest(List.of(TreePath.of("d/f")), "SHA-256", context)
                            .get(0))
                    .isPresent();
        }
        assertThat(SERVER.exec("stat", "-c", "%U %s", root + "/d/f").stdout()).isEqualTo("root 1000\n");
    }

    @Test
    void saysWhatSudoSays() {
        MigrationException none = refused(login(SERVER, "sudoer", "/").become("root"));
        assertThat(none.code()).isEqualTo("host.become-refused");
        assertThat(none.remediation()).contains("become_password");

        MigrationException wrong = refused(login(SERVER, "sudoer", "/")
                .withSecret("become_password", SecretRef.parse("test:wrong"))
                .become("root"));
        assertThat(wrong.code()).isEqualTo("host.become-refused");
        assertThat(wrong.getMessage()).doesNotContain(SERVER.password());

        assertThat(refused(login(SERVER, "mover", "/").become("root")).code()).isEqualTo("host.become-refused");
    }
}
