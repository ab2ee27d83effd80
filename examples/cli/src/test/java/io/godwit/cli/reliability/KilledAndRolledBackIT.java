package io.godwit.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.godwit.cli.Godwit;
import io.godwit.tck.lab.ChildJvm;
import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run into a destination that somebody lives in is killed with {@code kill -9} at a random moment, and rolled back, and the rollback is
 * killed, too, and begun again: then the destination is byte by byte and row by row what it was, and nothing of ours is left there or in
 * the directory for temporary files. {@code -Dgodwit.seed=N} repeats a sequence of moments, {@code -Dgodwit.kills=50} makes fifty of them.
 */
@Tag("guarantee-go-back")
@Tag("guarantee-leftovers")
class KilledAndRolledBackIT {
    private static final long SEED = Long.getLong("godwit.seed", System.nanoTime());
    private static final int KILLS = Integer.getInteger("godwit.kills", 3);
    private static final Duration LONG = Duration.ofMinutes(3);

    @TempDir
    Path directory;

    private final PostgresServer postgres = PostgresServer.shared();

    @BeforeEach
    void makeTheSource() throws Exception {
        Shop.site(directory.resolve("site"));
        Shop.database(directory.resolve("shop.sqlite"), 4_000);
    }

    @Test
    void nothingIsLeftOfAKilledRunThatIsRolledBack() throws Exception {
        Round whole = new Round("whole");
        long began = System.nanoTime();
        try (ChildJvm run = whole.godwit("run", whole.spec.toString(), "--yes")) {
            int status = run.waitFor(LONG);
            assertThat(status).as("%s", run.output()).isZero();
        }
        Duration duration = Duration.ofNanos(System.nanoTime() - began);
        whole.rollBack(new Random(SEED), Duration.ofSeconds(60));
        whole.assertRestored("undone after it was completed");

        Random random = new Random(SEED);
        for (int number = 1; number <= KILLS; number++) {
            Round round = new Round("round" + number);
            boolean killed;
            try (ChildJvm run = round.godwit("run", round.spec.toString(), "--yes")) {
                killed = run.killWithin(random, Duration.ofMillis(600), duration);
            }
            round.rollBack(random, Duration.ofMillis(2_500));
            round.assertRestored("seed " + SEED + ", round " + number + ", killed " + killed);
        }
    }

    /** A destination with its state directory. */
    private final class Round {
        private final Path home;
        private final Path spec;
        private final String root;
        private final LabDatabase database;
        private final String files;
        private final String tables;

        private Round(String name) throws Exception {
            home = Files.createDirectories(directory.resolve(name));
            Files.createDirectories(home.resolve("tmp"));
            root = home.resolve("new").toString();
            database = postgres.createDatabase();
            Inhabited.tree(Shell.LOCAL, root);
            Inhabited.database(postgres, database);
            files = States.ofTree(Shell.LOCAL, root);
            tables = States.ofDatabase(postgres, database);
            Path password = Files.writeString(home.resolve("password"), database.password());
            Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
            spec = Files.writeString(home.resolve("spec.yaml"), """
                version: 1
                name: killed
                source: {url: "%s", database: {url: "sqlite:%s"}}
                destination:
                  url: "%s"
                  database: {url: "%s", password: "file:%s", tls: {mode: disable}}
                options: {verify_after: true, on_failure: stop}
                """.formatted(
                            directory.resolve("site").toUri(),
                            directory.resolve("shop.sqlite"),
                            home.resolve("new").toUri(),
                            database.uri(),
                            password));
        }

        private ChildJvm godwit(String... arguments) {
            List<String> all = new ArrayList<>(List.of(arguments));
            all.addAll(List.of("--quiet", "--state", home.resolve("state").toString()));
            return ChildJvm.of(Godwit.class)
                    .arguments(all.toArray(String[]::new))
                    .jvmOptions("-Xmx256m", "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + home.resolve("tmp"))
                    .start();
        }

        /** Rolls back what there is, killed once on the way. */
        private void rollBack(Random random, Duration latest) throws Exception {
            String session = session();
            if (session.isEmpty()) {
                return;
            }
            try (ChildJvm first = godwit("rollback", session, "--yes")) {
                if (!first.killWithin(random, Duration.ofMillis(500), latest)) {
                    return;
                }
            }
            if (session().isEmpty()) {
                return;
            }
            try (ChildJvm second = godwit("rollback", session, "--yes")) {
                int status = second.waitFor(LONG);
                assertThat(status).as("%s", second.output()).isZero();
            }
        }

        /** The session that is to be rolled back, or an empty string where there is none. */
        private String session() throws Exception {
            try (ChildJvm list = godwit("list", "--json")) {
                int status = list.waitFor(LONG);
                assertThat(status).as("%s", list.output()).isZero();
                String listed = list.output();
                JsonNode sessions = new ObjectMapper().readTree(listed.substring(listed.indexOf('[')));
                if (sessions.isEmpty()
                        || sessions.get(0).path("status").asText().equals("ROLLED_BACK")) {
                    return "";
                }
                return sessions.get(0).path("id").asText();
            }
        }

        private void assertRestored(String when) throws Exception {
            // what a process that was killed while it planned has left goes with the next that plans
            try (ChildJvm plan = godwit("plan", spec.toString())) {
                int status = plan.waitFor(LONG);
                assertThat(status).as("%s", plan.output()).isZero();
            }
            assertThat(States.ofTree(Shell.LOCAL, root)).as(when).isEqualTo(files);
            assertThat(States.ofDatabase(postgres, database)).as(when).isEqualTo(tables);
            assertThat(Shell.LOCAL.run("find '" + home.resolve("tmp") + "' '" + home.resolve("state")
                            + "' -mindepth 1 ! -path '*/reports*' ! -name 'journal.db*' ! -path '*-locks/*' ! -name"
                            + " '*.log' ! -path '*/hsperfdata_*' ! -name 'sqlite-*'"))
                    .as(when)
                    .isEmpty();
        }
    }
}
