package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not at the destination as it was sent is found, row by row: whether the servers sum rows up or they are looked at here. */
@Timeout(600)
final class DifferencesFoundIT {
    private static final Pattern SESSION = Pattern.compile("\\(session ([^)]+)\\)");

    @TempDir
    Path directory;

    private record Run(int status, String text) {}

    private Run run(String... command) {
        String[] given = new String[command.length + 2];
        System.arraycopy(command, 0, given, 0, command.length);
        given[command.length] = "--state";
        given[command.length + 1] = directory.resolve("state").toString();
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

    private String written(String name, LabDatabase database) throws IOException {
        Path file = directory.resolve(name + ".secret");
        Files.writeString(file, database.password());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return "{database: {url: \"%s\", password: \"file:%s\"}}".formatted(database.uri(), file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POSTGRES", "MARIADB"})
    void showsTheKeysOfRowsThatDiffer(String from) throws IOException {
        PostgresServer postgres = PostgresServer.shared();
        boolean isSame = from.equals("POSTGRES");
        SqlServer server = isSame ? postgres : MariaDbServer.shared();
        LabDatabase source = server.createDatabase();
        LabDatabase target = postgres.createDatabase();
        server.sql(
                source.name(),
                (isSame ? "SET ROLE " + source.user() + ";" : "")
                        + "CREATE TABLE items (id int PRIMARY KEY, word varchar(50), amount decimal(10,2));"
                        + "INSERT INTO items SELECT n, concat('word ', n), n / 4 FROM "
                        + (isSame
                                ? "generate_series(1, 20000) AS s (n);"
                                : "(SELECT seq AS n FROM seq_1_to_20000) AS s;")
                        + "CREATE TABLE names (name varchar(50) PRIMARY KEY, age int);"
                        + "INSERT INTO names VALUES ('pl4nted', 1), ('other', 2);");
        Path spec = directory.resolve("move.yaml");
        Files.writeString(spec, """
            version: 1
            name: move
            source: %s
            destination: %s
            options: {verify_after: true, on_failure: stop}
            """.formatted(written("source", source), written("target", target)));
        Run moved = run("run", spec.toString(), "--yes");
        assertThat(moved.status()).as(moved.text()).isZero();
        Matcher session = SESSION.matcher(moved.text());
        assertThat(session.find()).as(moved.text()).isTrue();

        Run equal = run("verify", session.group(1));
        assertThat(equal.status()).as(equal.text()).isZero();

        postgres.sql(
                target.name(),
                "DELETE FROM items WHERE id = 5; UPDATE items SET word = word || '!' WHERE id IN (7, 19999);"
                        + "INSERT INTO items VALUES (30000, 'new', 1); UPDATE names SET age = 3 WHERE age = 1");
        Run differing = run("verify", session.group(1));

        assertThat(differing.status()).as(differing.text()).isEqualTo(3);
        assertThat(differing.text())
                .contains(
                        "not at the target: 1 row (id 5)",
                        "other at the target: 2 rows (id 19999; id 7)",
                        "only at the target: 1 row (id 30000)",
                        "other at the target: 1 row")
                .doesNotContain("pl4nted");
        assertThat(differing.text().contains("pg-rows-v1")).isEqualTo(isSame);
    }
}
