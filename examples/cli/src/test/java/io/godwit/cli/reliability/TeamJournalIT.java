package io.godwit.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.godwit.cli.Godwit;
import io.godwit.tck.lab.ChildJvm;
import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.MariaDbServer;
import io.godwit.tck.lab.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * Several machines, here several state directories, and one journal on a server: what one began and was killed over, another lists, goes on
 * with and undoes. {@code -Dgodwit.seed=N} repeats the moment.
 */
@Tag("guarantee-shared-journal")
@Timeout(300)
class TeamJournalIT {
    private static final long SEED = Long.getLong("godwit.seed", System.nanoTime());
    private static final Duration LONG = Duration.ofMinutes(3);

    @TempDir
    Path directory;

    private String before = "";
    private Path spec = Path.of("");

    @BeforeEach
    void make() throws Exception {
        Shop.site(directory.resolve("site"));
        Inhabited.tree(Shell.LOCAL, directory.resolve("new").toString());
        before = States.ofTree(Shell.LOCAL, directory.resolve("new").toString());
        spec = Files.writeString(directory.resolve("spec.yaml"), """
            version: 1
            name: team
            source: {url: "%s"}
            destination: {url: "%s"}
            options: {verify_after: true, on_failure: stop}
            """.formatted(
                directory.resolve("site").toUri(), directory.resolve("new").toUri()));
    }

    @Test
    void onPostgres() throws Exception {
        LabDatabase database = PostgresServer.shared().createDatabase();
        changesHands(
                database,
                "jdbc:postgresql://" + database.host() + ":" + database.port() + "/" + database.name()
                        + "?sslmode=disable");
    }

    @Test
    @Tag("slow")
    void onMariaDb() throws Exception {
        LabDatabase database = MariaDbServer.shared().createDatabase();
        changesHands(database, "jdbc:mariadb://" + database.host() + ":" + database.port() + "/" + database.name());
    }

    private void changesHands(LabDatabase database, String url) throws Exception {
        try (ChildJvm run = godwit(database, url, "one", "run", spec.toString(), "--yes")) {
            run.killWithin(new Random(SEED), Duration.ofMillis(1_500), Duration.ofMillis(4_000));
        }
        JsonNode sessions = sessions(database, url, "two");
        if (sessions.isEmpty()) {
            ended(godwit(database, url, "two", "run", spec.toString(), "--yes"));
        } else if (!sessions.get(0).path("status").asText().equals("COMPLETED")) {
            ended(godwit(
                    database, url, "two", "resume", sessions.get(0).path("id").asText()));
        }
        JsonNode done = sessions(database, url, "three");
        assertThat(done).as("seed %d", SEED).hasSize(1);
        assertThat(done.get(0).path("outcome").asText()).as("seed %d", SEED).isEqualTo("VERIFIED");
        ended(godwit(database, url, "three", "rollback", done.get(0).path("id").asText(), "--yes"));
        assertThat(States.ofTree(Shell.LOCAL, directory.resolve("new").toString()))
                .as("seed %d", SEED)
                .isEqualTo(before);
        ended(godwit(database, url, "one", "audit", "verify"));
        assertThat(Shell.LOCAL.run("grep -rl -- '" + database.password() + "' '" + directory + "' || true"))
                .as("the password is nowhere")
                .isEmpty();
    }

    private JsonNode sessions(LabDatabase database, String url, String machine) throws Exception {
        String listed = ended(godwit(database, url, machine, "list", "--json"));
        return new ObjectMapper().readTree(listed.substring(listed.indexOf('[')));
    }

    private static String ended(ChildJvm started) {
        try (ChildJvm child = started) {
            int status = child.waitFor(LONG);
            assertThat(status).as("seed %d: %s", SEED, child.output()).isZero();
            return child.output();
        }
    }

    private ChildJvm godwit(LabDatabase database, String url, String machine, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--journal", url, "--journal-user", database.user()));
        all.addAll(List.of("--journal-password", "env:JOURNAL_PASSWORD", "--quiet"));
        all.addAll(List.of("--state", directory.resolve(machine).toString()));
        all.addAll(List.of(arguments));
        return ChildJvm.of(Godwit.class)
                .arguments(all.toArray(String[]::new))
                .environment("JOURNAL_PASSWORD", database.password())
                .jvmOptions("-Xmx256m", "-XX:TieredStopAtLevel=1")
                .start();
    }
}
