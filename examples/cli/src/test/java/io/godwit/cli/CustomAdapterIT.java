package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.godwit.tck.lab.ChildJvm;
import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.PostgresServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vendor's plugin works by lying on the class path: {@code type: notes} is planned, run, verified and undone, and its jobs are listed. */
class CustomAdapterIT {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final String TOKEN = "tok3n";

    @TempDir
    Path directory;

    private final LabDatabase database = PostgresServer.shared().createDatabase();
    private HttpServer vault;

    @BeforeEach
    void makeTheSite() throws Exception {
        write("old/notes.conf", """
            # Notes
            version = 2.4.1
            title = Notes of the team
            session_key = 5b0c1d-not-for-anybody
            database = sqlite:%s
            """.formatted(directory.resolve("old/data/notes.db")));
        write("old/uploads/b.png", "bbb");
        write("old/uploads/2024/a.pdf", "aaaaaaa");
        write("old/uploads.idx", "stale\n");
        write("old/cache/page", "cached");
        write("old/notes.log", "started");
        Files.createDirectories(directory.resolve("old/data"));
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("old/data/notes.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT NOT NULL)");
            statement.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 700)"
                    + " INSERT INTO notes SELECT i, 'note ' || i FROM n");
        }
        write("token", TOKEN);
        vault = vault(database.password());
    }

    @AfterEach
    void closeTheVault() {
        vault.stop(0);
    }

    /** The vendor's vault holds the password of the new database. */
    private static HttpServer vault(String password) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/team/notes", exchange -> {
            boolean mayRead = TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"));
            byte[] answer = ("{\"password\": \"" + password + "\"}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(mayRead ? 200 : 403, mayRead ? answer.length : -1);
            try (var body = exchange.getResponseBody()) {
                body.write(mayRead ? answer : new byte[0]);
            }
        });
        server.start();
        return server;
    }

    private void write(String name, String content) throws Exception {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private String target() {
        return "postgres://" + database.user() + "@" + database.host() + ":" + database.port() + "/" + database.name();
    }

    private Path spec(String name, String more) throws Exception {
        Path spec = directory.resolve(name);
        Files.writeString(spec, """
            version: 1
            name: notes-move
            source:
              type: notes
              url: "%s"
            destination:
              url: "%s"
              database: {url: "%s", password: "vault:team/notes#password", tls: {mode: disable}}
            %s
            """.formatted(
                directory.resolve("old").toUri(), directory.resolve("new").toUri(), target(), more));
        return spec;
    }

    private String godwit(int status, String... arguments) throws Exception {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--state";
        all[arguments.length + 1] = directory.resolve("state").toString();
        try (ChildJvm run = ChildJvm.of(Godwit.class)
                .arguments(all)
                .jvmOptions("-XX:TieredStopAtLevel=1")
                .environment(
                        "NOTES_VAULT",
                        "http://" + vault.getAddress().getAddress().getHostAddress() + ":"
                                + vault.getAddress().getPort())
                .environment(
                        "NOTES_VAULT_TOKEN_FILE", directory.resolve("token").toString())
                .start()) {
            int ended = run.waitFor(LONG);
            String output = run.output();
            assertThat(ended).as(output).isEqualTo(status);
            assertThat(output).doesNotContain(database.password()).doesNotContain("5b0c1d-not-for-anybody");
            return output;
        }
    }

    private Map<String, String> files(String below) throws Exception {
        Map<String, String> files = new TreeMap<>();
        Path root = directory.resolve(below);
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(path).toString(), Files.readString(path, StandardCharsets.ISO_8859_1));
            }
        }
        return files;
    }

    @Test
    void listsTheJobsOfThePlugin() throws Exception {
        assertThat(godwit(0, "operations"))
                .contains("notes:reindex  Makes the list of uploads anew")
                .contains("order (choice: name | size, default name)")
                .contains("limit (integer, default 0)");
    }

    @Test
    void movesASiteOfThePlatform() throws Exception {
        Map<String, String> before = files("old");
        Path spec = spec("move.yaml", "options: {verify_after: true}");

        assertThat(godwit(0, "inspect", spec.toString()))
                .contains("platform  notes")
                .contains("uploads uploads: 2 files, 10 bytes");
        assertThat(godwit(0, "plan", spec.toString()))
                .contains("sets database in notes.conf")
                .contains("List the uploads anew")
                .contains("load-database")
                .contains("notes:uploads-there");
        assertThat(directory.resolve("new")).as("planning changes nothing").doesNotExist();

        assertThat(godwit(0, "run", spec.toString(), "--yes")).contains("and verified");

        String config = before.getOrDefault("notes.conf", "");
        assertThat(files("new"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "notes.conf",
                        config.replaceFirst("sqlite:.*", Matcher.quoteReplacement(target())),
                        "uploads/b.png",
                        "bbb",
                        "uploads/2024/a.pdf",
                        "aaaaaaa",
                        "uploads.idx",
                        "7\tuploads/2024/a.pdf\n3\tuploads/b.png\n"));
        assertThat(rows()).isEqualTo("700");
        assertThat(files("old")).as("the source").isEqualTo(before);
    }

    @Test
    void doesAJobOfThePlatformAndUndoesIt() throws Exception {
        write("new/notes.conf", "version = 2.4.1\n");
        write("new/uploads/b.png", "bbb");
        write("new/uploads/c.png", "c");
        write("new/uploads.idx", "stale\n");
        Path spec = spec("job.yaml", "operation: notes:reindex\nparameters: {order: size, limit: 1}");

        String output = godwit(0, "run", spec.toString(), "--yes", "--json");
        assertThat(files("new")).containsEntry("uploads.idx", "3\tuploads/b.png\n");

        Matcher session =
                Pattern.compile("\"(?:session|id)\"\\s*:\\s*\"([^\"]+)\"").matcher(output);
        assertThat(session.find()).as(output).isTrue();
        godwit(0, "rollback", session.group(1), "--yes");
        assertThat(files("new")).containsEntry("uploads.idx", "stale\n").hasSize(4);
        assertThat(rows()).isEqualTo("none");
    }

    @Test
    void refusesAParameterThatThePluginDoesNotTake() throws Exception {
        Path spec = spec("job.yaml", "operation: notes:reindex\nparameters: {limit: -1}");

        assertThat(godwit(2, "plan", spec.toString())).contains("\"limit\" is less than nothing: -1");
    }

    @Test
    void saysWhatIsMissingWithTheVendorsOwnCode() throws Exception {
        Path spec = directory.resolve("half.yaml");
        Files.writeString(spec, """
            version: 1
            name: half
            source: {type: notes, url: "%s"}
            destination: {url: "%s"}
            """.formatted(
                directory.resolve("old").toUri(), directory.resolve("new").toUri()));

        assertThat(godwit(2, "plan", spec.toString()))
                .contains("ERROR The source has a database, and the destination says of none.")
                .contains("do: Add destination.database.")
                .contains("code: notes.no-database")
                .doesNotContain("errors.md#notes");
    }

    private String rows() {
        String there = PostgresServer.shared()
                .sql(database.name(), "SELECT count(*) FROM pg_tables WHERE tablename = 'notes'")
                .strip();
        return there.equals("0")
                ? "none"
                : PostgresServer.shared()
                        .sql(database.name(), "SELECT count(*) FROM notes")
                        .strip();
    }
}
