package io.godwit.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.cli.Godwit;
import io.godwit.tck.lab.ChildJvm;
import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.PostgresServer;
import io.godwit.tck.lab.SshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes and one session, with real destinations. The second is refused and told who has it. A process that stands still past its
 * lease is succeeded; when it goes on, it changes nothing more, neither in the journal nor at the destination. {@code -Dgodwit.seed=N}
 * repeats the moments.
 */
@Tag("guarantee-one-runner")
@Timeout(600)
class TwoRunnersIT {
    private static final long SEED = Long.getLong("godwit.seed", System.nanoTime());
    private static final int ROUNDS = Integer.getInteger("godwit.zombies", 3);
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final SshServer SSH = SshServer.shared();

    @TempDir
    Path directory;

    private final PostgresServer postgres = PostgresServer.shared();

    @BeforeEach
    void makeTheSource() throws Exception {
        Shop.site(directory.resolve("site"));
        Shop.database(directory.resolve("shop.sqlite"), 30_000);
    }

    @Test
    void theSecondIsRefusedAndOneThatStoodStillIsFenced() throws Exception {
        Move whole = new Move("whole");
        long began = System.nanoTime();
        try (ChildJvm run = whole.godwit("run", whole.spec.toString(), "--yes")) {
            int status = run.waitFor(LONG);
            assertThat(status).as("%s", run.output()).isZero();
        }
        Duration duration = Duration.ofNanos(System.nanoTime() - began);
        String wanted = whole.rows() + whole.files();

        Random random = new Random(SEED);
        for (int round = 1; round <= ROUNDS; round++) {
            Move move = new Move("round" + round);
            try (ChildJvm first = move.godwit("run", move.spec.toString(), "--yes")) {
                if (!move.stopSomewhere(first, random, duration)) {
                    continue;
                }
                String session = move.only("SELECT id FROM session");
                try (ChildJvm second = move.godwit("resume", session)) {
                    int status = second.waitFor(LONG);
                    assertThat(status).as("%s", second.output()).isEqualTo(2);
                    assertThat(second.output()).contains("session.held").contains("process " + first.pid());
                }
                move.letTheLeaseRunOut();
                try (ChildJvm successor = move.godwit("resume", session)) {
                    int status = successor.waitFor(LONG);
                    assertThat(status)
                            .as("seed %d, round %d: %s", SEED, round, successor.output())
                            .isZero();
                }
                assertThat(move.rows() + move.files())
                        .as("seed %d, round %d", SEED, round)
                        .isEqualTo(wanted);
                String book = move.book();

                signal("CONT", first);
                int status = first.waitFor(LONG);

                assertThat(status)
                        .as("seed %d, round %d: %s", SEED, round, first.output())
                        .isEqualTo(1);
                // a server may have closed a connection meanwhile that was just being opened
                assertThat(first.output()).containsAnyOf("session.lease-lost", "code: host.", "code: database.");
                assertThat(move.rows() + move.files())
                        .as("seed %d, round %d, after the first went on", SEED, round)
                        .isEqualTo(wanted);
                assertThat(move.book()).isEqualTo(book);
            }
        }
    }

    private static void signal(String name, ChildJvm child) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(child.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** One destination, on two servers. */
    private final class Move {
        private final Path home;
        private final Path spec;
        private final String root;
        private final LabDatabase database;

        private Move(String name) throws Exception {
            home = Files.createDirectories(directory.resolve(name));
            root = "/srv/mover/zombie-" + name + "-" + System.nanoTime();
            database = postgres.createDatabase();
            Path password = Files.writeString(home.resolve("password"), database.password());
            Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
            spec = Files.writeString(home.resolve("spec.yaml"), """
                version: 1
                name: zombie
                source:
                  url: "%s"
                  database: {url: "sqlite:%s"}
                destination:
                  url: "%s"
                  authentication: {private_key: "file:%s", known_hosts: "file:%s"}
                  database: {url: "%s", password: "file:%s", via: none, tls: {mode: disable}}
                transfer: {bandwidth_limit: 12MiB/s}
                options: {verify_after: true, on_failure: stop}
                """.formatted(
                            directory.resolve("site").toUri(),
                            directory.resolve("shop.sqlite"),
                            SSH.uri(root),
                            SSH.privateKey(),
                            SSH.knownHosts(),
                            database.uri(),
                            password));
        }

        private ChildJvm godwit(String... arguments) {
            List<String> all = new ArrayList<>(List.of(arguments));
            all.addAll(List.of("--quiet", "--state", home.resolve("state").toString()));
            return ChildJvm.of(Godwit.class)
                    .arguments(all.toArray(String[]::new))
                    .jvmOptions("-Xmx256m", "-XX:TieredStopAtLevel=1")
                    .start();
        }

        /** Stops a process that has a session, but not while it keeps the journal locked; false where it ended before. */
        private boolean stopSomewhere(ChildJvm child, Random random, Duration latest) throws Exception {
            while (child.isAlive() && !Files.exists(home.resolve("state/journal.db"))) {
                Thread.onSpinWait();
            }
            ProcessHandle process = ProcessHandle.of(child.pid())
                    .orElseThrow(() -> new AssertionError("it ended before it had a session: " + child.output()));
            try {
                process.onExit().get(random.nextLong(latest.toMillis()), java.util.concurrent.TimeUnit.MILLISECONDS);
                return false;
            } catch (java.util.concurrent.TimeoutException e) {
                while (child.isAlive()) {
                    signal("STOP", child);
                    if (isFree() && isLeased()) {
                        return true;
                    }
                    signal("CONT", child);
                }
                return false;
            }
        }

        private boolean isFree() {
            try (Connection journal = journal();
                    Statement statement = journal.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 300");
                statement.execute("BEGIN IMMEDIATE");
                statement.execute("ROLLBACK");
                return true;
            } catch (SQLException locked) {
                return false;
            }
        }

        /** False too where the journal has no tables yet: the runner was stopped before it made them. */
        private boolean isLeased() throws SQLException {
            return !only("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'lease'")
                            .equals("0")
                    && !only("SELECT count(*) FROM lease WHERE owner IS NOT NULL")
                            .equals("0");
        }

        private void letTheLeaseRunOut() throws SQLException {
            try (Connection journal = journal();
                    Statement statement = journal.createStatement()) {
                statement.execute("UPDATE lease SET expires_at = 1");
            }
        }

        private Connection journal() throws SQLException {
            return DriverManager.getConnection("jdbc:sqlite:" + home.resolve("state/journal.db"));
        }

        private String only(String query) throws SQLException {
            try (Connection journal = journal();
                    Statement statement = journal.createStatement();
                    ResultSet rows = statement.executeQuery(query)) {
                return rows.next() ? rows.getString(1) : "";
            }
        }

        /** What the journal says of the steps. */
        private String book() throws SQLException {
            return only("SELECT group_concat(name || status || attempts || ended_at, ';') FROM step")
                    + only("SELECT status || outcome FROM session")
                    + only("SELECT count(*) FROM audit");
        }

        private String rows() {
            return postgres.sql(
                    database.name(),
                    "SELECT count(*), md5(string_agg(c::text, '' ORDER BY id)) FROM customers c UNION ALL"
                            + " SELECT count(*), md5(string_agg(o::text, '' ORDER BY id)) FROM orders o ORDER BY 1");
        }

        private String files() {
            return Shell.on(SSH)
                    .run("cd " + root + " && find . -type f -exec sha256sum {} + | sort -k 2"
                            + " && find . ! -name . -printf '%y %m %P %l\\n' | sort");
        }
    }
}
