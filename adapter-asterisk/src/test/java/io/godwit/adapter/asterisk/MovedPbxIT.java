package io.godwit.adapter.asterisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationReport;
import io.godwit.core.MigrationSpec;
import io.godwit.core.Migrator;
import io.godwit.core.Outcome;
import io.godwit.core.RollbackOptions;
import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import io.godwit.tck.lab.LabImage;
import io.godwit.tck.lab.SshServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The sample PBX is loaded by a real Asterisk, moved to another one over SSH, verified there, and taken back. */
@Tag("slow")
class MovedPbxIT {
    @RegisterExtension
    static final SshServer OLD = SshServer.create(LabImage.ASTERISK);

    @RegisterExtension
    static final SshServer NEW = SshServer.create(LabImage.ASTERISK);

    @TempDir
    Path directory;

    private static String ask(SshServer server, String command) {
        return server.exec("asterisk", "-rx", command).checked().stdout();
    }

    private static void loadTheSample() {
        Samples.contents("old-pbx/etc/asterisk").forEach((name, content) -> {
            // the sample's own directories and modules are those of another distribution
            if (!name.equals("asterisk.conf") && !name.equals("modules.conf")) {
                OLD.write("/etc/asterisk/" + name, content, 0640);
            }
        });
        OLD.write(
                "/var/spool/asterisk/voicemail/default/200/INBOX/msg0000.txt",
                "[message]\n".getBytes(StandardCharsets.UTF_8),
                0640);
        OLD.write("/usr/share/asterisk/sounds/custom/closed.gsm", "closed".getBytes(StandardCharsets.UTF_8), 0644);
        OLD.exec("chown", "-R", "asterisk:asterisk", "/etc/asterisk", "/var/spool/asterisk")
                .checked();
        AstDb.ofShow(Samples.text("old-pbx/astdb-show.txt"))
                .portable()
                .entries()
                .forEach((key, value) -> {
                    String[] parts = key.split("/", 3);
                    ask(OLD, "database put " + parts[1] + " " + parts[2] + " \"" + value + "\"");
                });
        ask(OLD, "module reload");
        ask(OLD, "core restart now");
        await().atMost(Duration.ofMinutes(2))
                .until(() -> OLD.exec("asterisk", "-rx", "pjsip show endpoint 219")
                        .stdout()
                        .contains("Tara Todd"));
    }

    private static Location root(SshServer server) {
        return Location.of(server.uri("root", "/"))
                .withSecret(Location.PRIVATE_KEY, SecretRef.parse("file:" + server.privateKey()))
                .withSetting("known_hosts", server.knownHosts().toString());
    }

    private Migrator migrator() {
        return Migrator.builder().journal(directory.resolve("godwit.db")).build();
    }

    private static MigrationSpec spec() {
        return MigrationSpec.builder("pbx-move")
                .source(s -> s.platform("asterisk").at(root(OLD)))
                .destination(d -> d.platform("asterisk").at(root(NEW)))
                .options(o -> o.verifyAfter(true))
                .build();
    }

    /** What the parser makes of the sample is what this very Asterisk says of it. */
    private static List<String> notAsShown(SshServer server) {
        List<String> wrong = new ArrayList<>();
        for (PjsipObject object : PjsipObject.of(Samples.oldPbx().load("pjsip.conf"))) {
            if (List.of("endpoint", "aor", "auth").contains(object.type())) {
                String printed = ask(server, "pjsip show " + object.type() + " " + object.id());
                Map<String, String> shown = LiveCheckType.parameters(printed);
                object.effective().forEach((key, value) -> {
                    String live = shown.get(key.replace("set_var ", ""));
                    if (live == null || !PjsipObject.agrees(key, value, live)) {
                        wrong.add(object.type() + " " + object.id() + " " + key);
                    }
                });
            }
        }
        return wrong;
    }

    @Test
    void isLiveOnTheNewMachineAndGoesBack() {
        loadTheSample();
        assertThat(notAsShown(OLD)).isEmpty();
        ask(NEW, "database put CF 999 before");
        String before = ask(NEW, "pjsip show endpoints");
        String session;
        try (Migrator migrator = migrator()) {
            MigrationPlan plan = migrator.plan(spec());
            MigrationReport report = migrator.run(plan, event -> {});
            session = report.session().id();
            assertThat(report.outcome()).as(report.toMarkdown()).isEqualTo(Outcome.VERIFIED);
        }

        assertThat(notAsShown(NEW)).isEmpty();
        assertThat(ask(NEW, "dialplan show internal-phones")).contains("Dial(PJSIP/200,20)");
        assertThat(ask(NEW, "queue show sales")).contains("PJSIP/200");
        assertThat(ask(NEW, "database get cidname 5550100333")).contains("Old Customer: Acme, Ltd.");
        assertThat(ask(NEW, "database get CF 999")).contains("before");
        assertThat(ask(NEW, "database show pbx")).isNotEqualTo(ask(OLD, "database show pbx"));
        assertThat(NEW.exec("stat", "-c", "%U:%G", "/etc/asterisk/pjsip.conf")
                        .checked()
                        .stdout()
                        .strip())
                .isEqualTo("asterisk:asterisk");
        assertThat(NEW.exec("cat", "/var/spool/asterisk/voicemail/default/200/INBOX/msg0000.txt")
                        .checked()
                        .stdout())
                .isEqualTo("[message]\n");
        assertThat(NEW.exec("cat", "/usr/share/asterisk/sounds/custom/closed.gsm")
                        .checked()
                        .stdout())
                .isEqualTo("closed");

        try (Migrator migrator = migrator()) {
            migrator.rollback(session, RollbackOptions.confirmed(), event -> {});
        }
        assertThat(ask(NEW, "pjsip show endpoints")).isEqualTo(before);
        assertThat(ask(NEW, "database show cidname")).contains("0 results found");
        assertThat(ask(NEW, "database get CF 999")).contains("before");
        assertThat(NEW.exec("ls", "/var/spool/asterisk/voicemail/default/200/INBOX")
                        .exitCode())
                .isNotZero();
    }
}
