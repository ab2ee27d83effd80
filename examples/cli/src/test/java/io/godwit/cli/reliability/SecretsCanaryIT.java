package io.godwit.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.godwit.cli.Godwit;
import io.godwit.core.Keystore;
import io.godwit.core.Migrator;
import io.godwit.core.SpecLoader;
import io.godwit.spi.Secret;
import io.godwit.tck.lab.ChildJvm;
import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.PostgresServer;
import io.godwit.tck.lab.SshServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No secret turns up in the journal, in logs, reports, arguments, environments of children, failures or temporary files. */
@Tag("guarantee-secrets")
class SecretsCanaryIT {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String PASSPHRASE = "pass-Phrase/of the+key=%41";
    private static final String DATABASE = "d@tab\u00e4se/+ %\"\\'<&-canary";
    private static final String WRONG = "wrong-canary-4711/+%";
    private static final String INLINE = "inline-canary-0815 /+%\"&";

    @TempDir
    Path home;

    private final PostgresServer postgres = PostgresServer.shared();
    private final LabDatabase database = postgres.createDatabase();
    private final SshServer ssh = SshServer.create();
    private final Canaries canaries = new Canaries();
    private final Set<Path> secretFiles = new HashSet<>();
    private final Map<String, String> environment = new java.util.HashMap<>();
    private String root = "";

    @BeforeEach
    void plantSecrets() throws Exception {
        ssh.start();
        root = "/srv/mover/site";
        Shell.on(ssh)
                .run("mkdir -p " + root + " && cd " + root
                        + " && for i in $(seq 1 200); do head -c 5000 /dev/urandom > f$i; done && chown -R mover: "
                        + root);
        ssh.exec("ssh-keygen", "-q", "-t", "ed25519", "-N", PASSPHRASE, "-f", "/root/locked")
                .checked();
        Shell.on(ssh).run("cat /root/locked.pub >> /etc/ssh/lab_authorized_keys");
        String key = Shell.on(ssh).run("cat /root/locked");
        secretFile("key", key);
        List<String> lines =
                key.lines().filter(line -> !line.startsWith("-----")).toList();
        canaries.add("the key's second line", lines.get(1));
        canaries.add("the passphrase", PASSPHRASE);
        canaries.add("the database's password", DATABASE);
        canaries.add("the server's password", ssh.password());
        canaries.add("a wrong password", WRONG);
        canaries.add("a password in the specification", INLINE);
        postgres.sql("postgres", "ALTER ROLE " + database.user() + " PASSWORD '" + DATABASE.replace("'", "''") + "'");
        Files.createDirectories(home.resolve("tmp"));
        Shop.database(home.resolve("shop.sqlite"), 500);
        environment.put("GODWIT_TEST_PASSPHRASE", PASSPHRASE);
        environment.put("GODWIT_TEST_SSH", ssh.password());
        secretFile("wrong", WRONG);
    }

    @AfterEach
    void stop() {
        ssh.close();
    }

    private void secretFile(String name, String content) throws IOException {
        Path file = Files.writeString(home.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        secretFiles.add(file);
    }

    private String spec(String name, String authentication, String password, String options) throws IOException {
        Path file = home.resolve(name + ".yaml");
        Files.writeString(file, """
            version: 1
            name: %s
            source:
              url: "%s"
              authentication: {%s, known_hosts: "file:%s"}
              database: {url: "sqlite:%s"}
            destination:
              url: "%s"
              database: {url: "%s", password: %s, tls: {mode: disable}}
            options: {verify_after: true, %s}
            """.formatted(
                        name,
                        ssh.uri(root),
                        authentication,
                        ssh.knownHosts(),
                        home.resolve("shop.sqlite"),
                        home.resolve("new-" + name).toUri(),
                        database.uri(),
                        password,
                        options));
        return file.toString();
    }

    private String locked() {
        return "private_key: \"file:" + home.resolve("key") + "\", passphrase: \"env:GODWIT_TEST_PASSPHRASE\"";
    }

    @Test
    void noSecretLeavesItsPlace() throws Exception {
        Keystore.in(home.resolve("state")).set("new-db", Secret.of(DATABASE.toCharArray()));
        String good = spec("good", locked(), "\"keystore:new-db\"", "on_failure: rollback");
        String byPassword =
                spec("by-password", "password: \"env:GODWIT_TEST_SSH\"", "\"keystore:new-db\"", "on_failure: stop");
        String badServer =
                spec("bad-server", "password: \"file:" + home.resolve("wrong") + "\"", "\"keystore:new-db\"", "");
        String badKey = spec(
                "bad-key",
                "private_key: \"file:" + home.resolve("key") + "\", passphrase: \"file:" + home.resolve("wrong") + "\"",
                "\"keystore:new-db\"",
                "");
        String inline = "\"" + INLINE.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        String badDatabase = spec("bad-database", locked(), inline, "");
        secretFiles.add(Path.of(badDatabase));

        int number = 0;
        assertThat(godwit(0, number++, "run", good, "--yes")).contains("and verified");
        assertThat(godwit(0, number++, "run", byPassword, "--yes")).contains("and verified");
        assertThat(godwit(2, number++, "run", badServer, "--yes")).contains("ssh.");
        assertThat(godwit(2, number++, "run", badKey, "--yes")).contains("ssh.");
        assertThat(godwit(2, number++, "run", badDatabase, "--yes")).contains("database.");
        assertThat(godwit(2, number++, "plan", inUrl(good))).isNotEmpty();
        for (String session : sessions(number++)) {
            for (String format : List.of("html", "json", "markdown")) {
                Path report = home.resolve("report-" + session + "." + format);
                godwit(0, number++, "report", session, "--format", format, "--output", report.toString());
                assertThat(report).isNotEmptyFile();
            }
            godwit(0, number++, "report", session, "--json");
            godwit(0, number++, "verify", session);
            godwit(0, number++, "rollback", session, "--yes");
        }
        godwit(0, number++, "diagnose", good);
        canaries.lookInto(home, secretFiles);
        canaries.look("the database", States.ofDatabase(postgres, database));
        canaries.look(
                "files of the server",
                Shell.on(ssh)
                        .run("grep -raF -e '" + PASSPHRASE + "' -e " + ssh.password()
                                + " /tmp /var/tmp /srv /home /dev/shm 2>/dev/null || true"));

        assertThat(canaries.found()).isEmpty();
        assertThat(canaries.looked())
                .anyMatch(place -> place.endsWith("journal.db"))
                .anyMatch(place -> place.endsWith("journal.db-wal"))
                .anyMatch(place -> place.endsWith(".html"))
                .anyMatch(place -> place.startsWith("the arguments of a process: sshd"))
                .anyMatch(place -> place.endsWith("godwit-0.log"));
    }

    @Test
    void noFailureTellsASecret() throws Exception {
        String inline = "\"" + INLINE.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        List<String> texts = new ArrayList<>();
        String known = "private_key: \"file:" + ssh.privateKey() + "\"";
        for (String spec : List.of(
                spec("a", "password: \"file:" + home.resolve("wrong") + "\"", inline, ""),
                spec("b", known, inline, ""),
                spec("c", "password: " + inline, "\"file:" + home.resolve("wrong") + "\"", ""))) {
            try (Migrator migrator = Migrator.builder()
                    .journal(home.resolve("journal/godwit.db"))
                    .build()) {
                var loaded = SpecLoader.standard().load(Path.of(spec));
                texts.add(loaded.toString());
                Throwable failure = catchThrowable(() -> {
                    var plan = migrator.plan(loaded);
                    texts.add(plan.toText() + plan.findings() + plan);
                    migrator.run(plan);
                });
                assertThat(failure).isNotNull();
                StringWriter trace = new StringWriter();
                failure.printStackTrace(new PrintWriter(trace, true));
                texts.add(trace.toString());
                texts.add(failure.toString());
            }
        }
        texts.forEach(text -> canaries.look(text.substring(0, Math.min(60, text.length())), text));
        canaries.lookInto(home, secretFilesAnd("a", "b", "c"));
        assertThat(canaries.found()).isEmpty();
    }

    private Set<Path> secretFilesAnd(String... specs) {
        Set<Path> all = new HashSet<>(secretFiles);
        for (String spec : specs) {
            all.add(home.resolve(spec + ".yaml"));
        }
        return all;
    }

    /** A password where it does not belong: within an address. */
    private String inUrl(String spec) throws IOException {
        Path file = home.resolve("in-url.yaml");
        String user = database.user();
        Files.writeString(
                file,
                Files.readString(Path.of(spec))
                        .replace("//" + user + "@", "//" + user + ":" + WRONG.substring(0, 18) + "@"));
        secretFiles.add(file);
        canaries.add("a password in an address", WRONG.substring(0, 18));
        return file.toString();
    }

    private List<String> sessions(int number) throws IOException {
        String listed = godwit(0, number, "list", "--json");
        List<String> ids = new ArrayList<>();
        new ObjectMapper()
                .readTree(listed.substring(listed.indexOf("\n[") + 1))
                .forEach(session -> ids.add(session.path("id").asText()));
        assertThat(ids).hasSize(2);
        return ids;
    }

    private static boolean isAliveLater(ChildJvm child) {
        return ProcessHandle.of(child.pid())
                .map(process -> {
                    try {
                        process.onExit().get(20, TimeUnit.MILLISECONDS);
                        return false;
                    } catch (TimeoutException e) {
                        return true;
                    } catch (InterruptedException | ExecutionException e) {
                        throw new AssertionError(e);
                    }
                })
                .orElse(false);
    }

    /** Runs the command line, looking over its shoulder. */
    private String godwit(int status, int number, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--state", home.resolve("state").toString()));
        boolean first = number == 0;
        all.addAll(
                first
                        ? List.of(
                                "--log-level",
                                "trace",
                                "--log-format",
                                "json",
                                "--log-file",
                                home.resolve("godwit-0.log").toString())
                        : List.of("--verbose"));
        ChildJvm.Builder builder = ChildJvm.of(Godwit.class)
                .arguments(all.toArray(String[]::new))
                .jvmOptions("-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + home.resolve("tmp"));
        environment.forEach(builder::environment);
        try (ChildJvm child = builder.start()) {
            Path wal = home.resolve("state/journal.db-wal");
            while (isAliveLater(child)) {
                Set<Long> children = ProcessHandle.of(child.pid()).stream()
                        .flatMap(ProcessHandle::descendants)
                        .map(ProcessHandle::pid)
                        .collect(Collectors.toSet());
                canaries.lookAtProcesses(children);
                if (Files.exists(wal)) {
                    canaries.look(wal.toString(), Files.readAllBytes(wal));
                }
            }
            int ended = child.waitFor(LONG);
            String output = child.output();
            canaries.look("output of " + arguments[0], output);
            assertThat(ended).as("%s", output).isEqualTo(status);
            return output;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
