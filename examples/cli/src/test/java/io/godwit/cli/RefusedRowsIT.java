package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.MariaDbServer;
import io.godwit.tck.lab.PostgresServer;
import io.godwit.tck.lab.SqlServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows that one engine has and the other refuses, from a specification to the files that keep them. */
@Timeout(600)
final class RefusedRowsIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String TABLES_OF_MARIADB = """
        CREATE TABLE notes (id int PRIMARY KEY, words text, clock time, kind enum('a','b') NOT NULL, born date NOT NULL);
        INSERT INTO notes SELECT seq, CONCAT('note ', seq), '12:00:00', 'a', '2024-01-01' FROM seq_1_to_5000;
        UPDATE notes SET words = CONCAT('pl4nted', CHAR(0)) WHERE id IN (7, 2500);
        UPDATE notes SET clock = '838:59:59' WHERE id = 3000;
        CREATE TABLE children (id int PRIMARY KEY, note int, FOREIGN KEY (note) REFERENCES notes (id));
        INSERT INTO children VALUES (1, 7), (2, 8);
        """;

    private static final String TABLES_OF_POSTGRES = """
        CREATE TABLE words (word text PRIMARY KEY, amount numeric, at timestamp);
        INSERT INTO words SELECT 'word ' || i, i / 8.0, '2024-01-01' FROM generate_series(1, 3000) AS i;
        INSERT INTO words VALUES ('not a pl4nted number', 'NaN', NULL), ('never pl4nted', 1, 'infinity'), ('WORD 77', 77, NULL);
        """;

    @TempDir
    Path directory;

    /** What a run printed and how it ended. */
    private record Run(int status, String text) {}

    private String written(LabDatabase database) throws IOException {
        Path file = directory.resolve(database.scheme() + ".secret");
        Files.writeString(file, database.password());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return "{database: {url: \"%s\", password: \"file:%s\"}}".formatted(database.uri(), file);
    }

    private Run moved(LabDatabase source, LabDatabase destination, long rejects) throws IOException {
        Path spec = directory.resolve("move.yaml");
        Files.writeString(spec, """
            version: 1
            name: move
            source: %s
            destination: %s
            options: {verify_after: true, on_failure: stop, max_rejects: %d}
            """.formatted(written(source), written(destination), rejects));
        return run(spec);
    }

    private Run run(Path spec) {
        String[] given = {
            "run",
            spec.toString(),
            "--yes",
            "--state",
            directory.resolve("state").toString()
        };
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(both);
            System.setErr(both);
            int status = Godwit.commandLine(given).execute(given);
            return new Run(status, printed.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** The rows that were left behind: column by key. */
    private Map<String, String> kept(String key) throws IOException {
        Map<String, String> kept = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory.resolve("state"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
                for (String line : Files.readAllLines(file)) {
                    JsonNode row = JSON.readTree(line);
                    kept.put(
                            row.get("row").get(key).textValue(),
                            row.get("column").textValue());
                }
            }
        }
        return kept;
    }

    private static LabDatabase fresh(SqlServer server) {
        LabDatabase database = server.createDatabase();
        if (server instanceof MariaDbServer) {
            server.sql("mysql", "GRANT ALL ON `godwit\\_%`.* TO '" + database.user() + "'@'%'");
        }
        return database;
    }

    @Test
    void mariaDbToPostgresLeavesThemBehind() throws Exception {
        LabDatabase source = fresh(MariaDbServer.shared());
        LabDatabase target = fresh(PostgresServer.shared());
        MariaDbServer.shared().sql(source.name(), TABLES_OF_MARIADB);

        Run strict = moved(source, target, 0);
        assertThat(strict.status()).as(strict.text()).isEqualTo(1);
        assertThat(strict.text())
                .contains("\"notes\"", "\"words\"", "(id 7)", "max_rejects")
                .doesNotContain("pl4nted");

        Run run = moved(source, target, 3);
        assertThat(run.status()).as(run.text()).isZero();
        assertThat(run.text())
                .contains("load.rows-rejected", "3 rows of this table", "no difference")
                .doesNotContain("pl4nted");
        assertThat(kept("id")).isEqualTo(Map.of("7", "words", "2500", "words", "3000", "clock"));
        assertThat(PostgresServer.shared().sql(target.name(), "SELECT count(*), sum(id) FROM notes"))
                .contains("4997", Long.toString(5000L * 5001 / 2 - 7 - 2500 - 3000));
        assertThat(PostgresServer.shared().sql(target.name(), "SELECT count(*) FROM children"))
                .contains("2");
    }

    @Test
    void postgresToMariaDbLeavesThemBehind() throws Exception {
        LabDatabase source = fresh(PostgresServer.shared());
        LabDatabase target = fresh(MariaDbServer.shared());
        PostgresServer.shared().sql(source.name(), "SET ROLE " + source.user() + ";" + TABLES_OF_POSTGRES);

        Run run = moved(source, target, 10);
        assertThat(run.status()).as(run.text()).isZero();
        assertThat(run.text()).contains("load.rows-rejected", "no difference").doesNotContain("pl4nted");
        assertThat(kept("word")).containsKeys("not a pl4nted number", "never pl4nted");
        assertThat(MariaDbServer.shared().sql(target.name(), "SELECT count(*) FROM words"))
                .contains(Integer.toString(3003 - kept("word").size()));
    }

    @Test
    void masksOnTheWay() throws Exception {
        LabDatabase source = fresh(PostgresServer.shared());
        LabDatabase target = fresh(PostgresServer.shared());
        PostgresServer.shared()
                .sql(
                        source.name(),
                        "SET ROLE " + source.user()
                                + "; CREATE TABLE people (id int PRIMARY KEY, mail varchar(40) UNIQUE, born date, note"
                                + " text); INSERT INTO people SELECT i, 'p' || i || '@pl4nted.example', '2000-01-01',"
                                + " 'pl4nted' FROM generate_series(1, 3000) AS i");
        Path spec = directory.resolve("masked.yaml");
        Files.writeString(spec, """
            version: 1
            name: masked
            source: %s
            destination: %s
            options: {verify_after: true, on_failure: stop}
            """.formatted(
                        written(source)
                                .replace(
                                        "\"}}",
                                        "\", mask: {people.mail: fake-email, people.born: \"null\", \"*.note\":"
                                                + " keep-format}}}"),
                        written(target)));

        Run run = run(spec);

        assertThat(run.status()).as(run.text()).isZero();
        assertThat(run.text()).contains("masks ", "no difference");
        assertThat(PostgresServer.shared()
                        .sql(
                                target.name(),
                                "SELECT count(*), count(DISTINCT mail), count(born), sum(id), count(*) FILTER"
                                        + " (WHERE mail LIKE '%@example.com') FROM people WHERE note <>"
                                        + " 'pl4nted'"))
                .isEqualTo("3000|3000|0|4501500|3000");
    }
}
