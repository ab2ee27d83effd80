package io.godwit.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.cli.Godwit;
import io.godwit.tck.lab.ChildJvm;
import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run like the demonstration's is killed with {@code kill -9} at a random moment, and resumed, again and again: what arrives is the same,
 * byte by byte and row by row, as after a run that nobody killed. {@code -Dgodwit.seed=N} repeats a sequence of moments, {@code
 * -Dgodwit.kills=50} makes fifty of them.
 */
@Tag("guarantee-resume")
class KilledRunsIT {
    private static final long SEED = Long.getLong("godwit.seed", System.nanoTime());
    private static final int KILLS = Integer.getInteger("godwit.kills", 6);
    private static final Duration LONG = Duration.ofMinutes(3);

    @TempDir
    static Path directory;

    private static DemoSshServer ssh;

    @BeforeAll
    static void makeTheSource() throws Exception {
        Path old = directory.resolve("old");
        DemoSite.make(old.resolve("site"), 1);
        DemoDatabase.make(old.resolve("shop.sqlite"), 1);
        ssh = DemoSshServer.start(old, directory.resolve("keys"));
    }

    @org.junit.jupiter.api.AfterAll
    static void stopTheSource() throws Exception {
        ssh.close();
    }

    @Test
    void aKilledRunResumesToTheSameResult() throws Exception {
        Target whole = new Target("whole");
        long began = System.nanoTime();
        try (ChildJvm run = whole.run("run", whole.spec.toString(), "--yes")) {
            int status = run.waitFor(LONG);
            assertThat(status).as("%s", run.output()).isZero();
        }
        Duration whole1 = Duration.ofNanos(System.nanoTime() - began);
        String wanted = whole.contents();
        String source = Contents.ofTree(directory.resolve("old/site"));
        assertThat(whole.tree()).isEqualTo(source);

        Random random = new Random(SEED);
        for (int round = 1; round <= KILLS; round++) {
            Target target = new Target("round" + round);
            boolean killed = killOne(target, random, whole1);
            target.finish();
            assertThat(target.contents())
                    .as("seed %d, round %d, killed %s", SEED, round, killed)
                    .isEqualTo(wanted);
            target.forget();
        }
        assertThat(Contents.ofTree(directory.resolve("old/site")))
                .as("the source")
                .isEqualTo(source);
    }

    private static boolean killOne(Target target, Random random, Duration latest) {
        try (ChildJvm run = target.run("run", target.spec.toString(), "--yes")) {
            return run.killWithin(random, Duration.ofMillis(400), latest);
        }
    }

    /** One destination: a directory, a database, a state directory. */
    private static final class Target {
        private final Path home;
        private final Path spec;
        private final LabDatabase database;

        private Target(String name) throws Exception {
            home = Files.createDirectories(directory.resolve(name));
            database = PostgresServer.shared().createDatabase();
            Path password = home.resolve("password");
            Files.writeString(password, database.password());
            Files.setPosixFilePermissions(
                    password, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
            spec = home.resolve("spec.yaml");
            Files.writeString(spec, """
                version: 1
                name: killed
                source:
                  url: "ssh://demo@127.0.0.1:%d/site"
                  authentication: {private_key: "file:%s", known_hosts: "file:%s"}
                  database: {url: "sqlite:%s"}
                destination:
                  url: "%s"
                  database: {url: "postgres://%s@%s:%d/%s", password: "file:%s", tls: {mode: disable}}
                options: {verify_after: true, on_failure: stop}
                """.formatted(
                            ssh.port(),
                            ssh.privateKey(),
                            ssh.knownHosts(),
                            directory.resolve("old/shop.sqlite"),
                            home.resolve("site").toUri(),
                            database.user(),
                            database.host(),
                            database.port(),
                            database.name(),
                            password));
        }

        private ChildJvm run(String... arguments) {
            String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 3);
            all[arguments.length] = "--quiet";
            all[arguments.length + 1] = "--state";
            all[arguments.length + 2] = home.resolve("state").toString();
            return ChildJvm.of(Godwit.class)
                    .arguments(all)
                    .jvmOptions("-Xmx256m", "-XX:TieredStopAtLevel=1")
                    .start();
        }

        /** Resumes what was killed; a run that was killed before it had a session is run again. */
        private void finish() {
            String session;
            try (ChildJvm list = run("list", "--json")) {
                int status = list.waitFor(LONG);
                assertThat(status).as("%s", list.output()).isZero();
                session = Contents.sessionToResume(list.output());
            }
            if (session.equals("done")) {
                return;
            }
            try (ChildJvm last = session.isEmpty() ? run("run", spec.toString(), "--yes") : run("resume", session)) {
                int status = last.waitFor(LONG);
                assertThat(status).as("%s", last.output()).isZero();
            }
        }

        private String tree() throws Exception {
            return Contents.ofTree(home.resolve("site"));
        }

        private String contents() throws Exception {
            return tree() + Contents.ofDatabase(PostgresServer.shared(), database);
        }

        private void forget() throws Exception {
            Contents.delete(home);
        }
    }
}
