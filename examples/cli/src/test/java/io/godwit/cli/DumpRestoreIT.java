package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.MariaDbServer;
import io.godwit.tck.lab.PostgresServer;
import io.godwit.tck.lab.SqlServer;
import io.godwit.tck.lab.SshServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Databases moved with the engines' own programs, which run on a host behind SSH that has them. */
@Timeout(600)
final class DumpRestoreIT {
    private static final String MARIADB_TABLES = """
        SET NAMES utf8mb4; SET SESSION sql_mode = '';
        CREATE TABLE people (id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(60) NOT NULL, UNIQUE KEY by_name (name)) AUTO_INCREMENT = 500;
        CREATE TABLE things (
          id bigint unsigned NOT NULL PRIMARY KEY, owner int unsigned, words varchar(100) CHARACTER SET latin1, story longtext, body longblob,
          bits bit(12), old date NOT NULL DEFAULT '0000-00-00', single_one float, twice int GENERATED ALWAYS AS (owner * 2) STORED,
          hidden int INVISIBLE DEFAULT 7, code uuid, stamp timestamp NULL,
          KEY by_owner (owner), CONSTRAINT owned FOREIGN KEY (owner) REFERENCES people (id));
        CREATE TABLE `odd ``name``; (x)` (x int, y varchar(10));
        CREATE TABLE empty_one (id int PRIMARY KEY);
        INSERT INTO people (id, name) VALUES (1, 'Zoë 🐦'), (2, 'back\\\\slash');
        INSERT INTO things (id, owner, words, story, body, bits, single_one, hidden, code, stamp) VALUES
          (1, 1, 'café', REPEAT('x\r\ny\t\\\\', 50000), x'00ff0a0d5c2709', b'101', 1.5, 8, '123e4567-e89b-12d3-a456-426655440000', '2038-01-19 03:14:07'),
          (18446744073709551615, NULL, NULL, '', '', NULL, NULL, 9, NULL, NULL);
        INSERT INTO `odd ``name``; (x)` VALUES (1, 'a'), (1, 'a'), (NULL, '\\\\N');
        CREATE VIEW rich AS SELECT id, name FROM people;
        """;

    private static final String POSTGRES_TABLES = """
        CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name varchar(60) NOT NULL UNIQUE);
        CREATE TABLE "odd ""name""; (x)" ("select" int PRIMARY KEY, story text, body bytea, list text[], at timestamptz,
          twice int GENERATED ALWAYS AS ("select" * 2) STORED, owner int REFERENCES people);
        CREATE TABLE empty_one (id int PRIMARY KEY);
        INSERT INTO people (name) VALUES ('Zoë 🐦'), ('back\\slash'), (E'tab\tand\nline'), (E'\\\\.'), ('COPY public.people (id) FROM stdin;');
        INSERT INTO "odd ""name""; (x)" VALUES (1, repeat(E'x\r\n\\\\.\n', 30000), '\\x00ff0a0d5c2709', '{"a,b",NULL,"\\"q"}', '2040-01-19 03:14:07.999999+02', DEFAULT, 1),
          (2, NULL, '', '{}', '-infinity', DEFAULT, NULL);
        SELECT setval(pg_get_serial_sequence('people', 'id'), 499);
        """;

    @TempDir
    Path directory;

    private final SshServer ssh = SshServer.shared();

    /** A database as the host behind SSH reaches it. */
    private String side(String name, SqlServer server, LabDatabase database) throws IOException {
        Path secret = directory.resolve(name + ".secret");
        Files.writeString(secret, database.password());
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        URI inside = URI.create(database.uri()
                .toString()
                .replace(
                        "@" + database.host() + ":" + database.port(),
                        "@" + server.peerHost() + ":" + server.peerPort()));
        return """
            {database: {url: "%s", password: "file:%s", via: {url: "%s", authentication: {private_key: "file:%s", known_hosts: "file:%s"}}}}\
            """.formatted(inside, secret, ssh.uri("/"), ssh.privateKey(), ssh.knownHosts());
    }

    private String spec(String source, String destination, String method) throws IOException {
        Path spec = directory.resolve("move.yaml");
        Files.writeString(spec, """
            version: 1
            name: move
            source: %s
            destination: %s
            transfer: {database: %s}
            options: {verify_after: true, on_failure: stop, backup_before: true}
            """.formatted(source, destination, method));
        return spec.toString();
    }

    private String godwit(int status, String... words) {
        String[] given = java.util.stream.Stream.concat(
                        java.util.Arrays.stream(words),
                        java.util.stream.Stream.of(
                                "--state", directory.resolve("state").toString()))
                .toArray(String[]::new);
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(both);
            System.setErr(both);
            int exit = Godwit.commandLine(given).execute(given);
            String text = printed.toString(StandardCharsets.UTF_8);
            assertThat(exit).as(text).isEqualTo(status);
            return text;
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private static LabDatabase fresh(SqlServer server) {
        LabDatabase database = server.createDatabase();
        if (server instanceof MariaDbServer) {
            server.sql("mysql", "GRANT ALL ON `godwit\\_%`.* TO '" + database.user() + "'@'%'");
        }
        return database;
    }

    private void nothingIsLeft() {
        assertThat(ssh.exec("sh", "-c", "ls -d /dev/shm/* /tmp/* /run/user/*/* 2>/dev/null | grep -i godwit; true")
                        .stdout())
                .isEmpty();
    }

    @Test
    void movesMariaDb() throws IOException {
        SqlServer server = MariaDbServer.shared();
        LabDatabase source = server.createDatabase();
        server.sql(source.name(), MARIADB_TABLES);
        LabDatabase destination = fresh(server);
        server.sql(destination.name(), "CREATE TABLE people (former int); INSERT INTO people VALUES (7)");
        String spec = spec(side("source", server, source), side("destination", server, destination), "dump_restore");

        String plan = godwit(0, "plan", spec);
        assertThat(plan)
                .contains("method: dump_restore, as asked for: mariadb-dump 10.11")
                .contains("dump-own-moment")
                .contains("on ssh://");
        String run = godwit(0, "run", spec, "--yes");
        assertThat(run).contains("and verified", "no difference");

        for (String query : new String[] {
            "SELECT id, name FROM people ORDER BY id",
            "SELECT id, owner, words, MD5(story), HEX(body), bits + 0, old, single_one, twice, hidden, code, stamp FROM"
                    + " things ORDER BY id",
            "SELECT COUNT(*), SUM(y = '\\\\N') FROM `odd ``name``; (x)`",
            "SELECT * FROM rich ORDER BY id"
        }) {
            assertThat(server.sql(destination.name(), query))
                    .isEqualTo(server.sql(source.name(), query))
                    .isNotEmpty();
        }
        assertThat(server.sql(destination.name(), "SHOW CREATE TABLE things"))
                .isEqualTo(server.sql(source.name(), "SHOW CREATE TABLE things"));
        nothingIsLeft();

        String session = godwit(0, "list", "--json").replaceAll("(?s).*?\"id\"\\s*:\\s*\"([^\"]+)\".*", "$1");
        godwit(0, "rollback", session, "--yes");
        assertThat(server.sql(destination.name(), "SELECT * FROM people")).isEqualTo("7");
    }

    @Test
    void movesPostgres() throws IOException {
        SqlServer server = PostgresServer.shared();
        LabDatabase source = server.createDatabase();
        server.sql(source.name(), "SET ROLE " + source.user() + ";" + POSTGRES_TABLES);
        LabDatabase destination = fresh(server);
        String spec = spec(side("source", server, source), side("destination", server, destination), "dump_restore");

        assertThat(godwit(0, "plan", spec)).contains("method: dump_restore, as asked for: pg_dump 15");
        assertThat(godwit(0, "run", spec, "--yes")).contains("and verified", "no difference");

        for (String query : new String[] {
            "SELECT id, encode(convert_to(name, 'UTF8'), 'hex') FROM people ORDER BY id",
            "SELECT \"select\", md5(story), body, list, at, twice, owner FROM \"odd \"\"name\"\"; (x)\" ORDER BY 1"
        }) {
            assertThat(server.sql(destination.name(), query))
                    .isEqualTo(server.sql(source.name(), query))
                    .isNotEmpty();
        }
        assertThat(server.sql(destination.name(), "INSERT INTO people (name) VALUES ('next') RETURNING id"))
                .startsWith("500");
        nothingIsLeft();
    }

    @Test
    void saysWhyAndWhatCannotBe() throws IOException {
        SqlServer server = MariaDbServer.shared();
        LabDatabase source = server.createDatabase();
        server.sql(source.name(), "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1)");
        LabDatabase destination = fresh(server);
        String from = side("source", server, source);
        String to = side("destination", server, destination);

        assertThat(godwit(0, "plan", spec(from, to, "auto")))
                .contains("method: direct, chosen because it moves several pieces at a time");
        assertThat(godwit(0, "plan", spec(from, to, "direct"))).contains("method: direct, as asked for");
        SqlServer other = PostgresServer.shared();
        String postgres = side("other", other, fresh(other));
        assertThat(godwit(2, "plan", spec(from, postgres, "dump_restore"))).contains("dump-impossible");
        assertThat(godwit(0, "plan", spec(from, postgres, "auto")))
                .contains("method: direct, chosen because mariadb-dump writes what psql does not read");
    }
}
