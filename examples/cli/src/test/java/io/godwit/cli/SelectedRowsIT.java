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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Some rows of tables that get other names, types and values, from a specification to what is there. */
@Timeout(600)
final class SelectedRowsIT {
    private static final String TABLES = """
        CREATE TABLE customers (id int PRIMARY KEY, mail varchar(60) NOT NULL, score int NOT NULL DEFAULT 3);
        CREATE TABLE orders (id int PRIMARY KEY, customer int NOT NULL, note varchar(60), total decimal(10,2) NOT NULL,
          CONSTRAINT of_customer FOREIGN KEY (customer) REFERENCES customers (id));
        CREATE INDEX orders_by_total ON orders (total);
        CREATE TABLE staff (id int PRIMARY KEY, name varchar(20));
        INSERT INTO staff VALUES (1, 'untouched');
        """;

    private static final String MAPPED = """
        where: {orders: "customer IN (SELECT id FROM customers WHERE id <= 50) AND note <> 'it''s (void'", customers: "id <= 50"},
        rename: {orders: sales}, types: {customers.score: "bigint", orders.total: "decimal(14,4)"},
        transform: {customers.mail: lower}, mask: {orders.note: "null"}
        """;

    @TempDir
    Path directory;

    /** What a run printed and how it ended. */
    private record Run(int status, String text) {}

    private String written(LabDatabase database, String more) throws IOException {
        Path file = directory.resolve(database.name() + ".secret");
        Files.writeString(file, database.password());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return "{database: {url: \"%s\", password: \"file:%s\"%s}}"
                .formatted(database.uri(), file, more.isEmpty() ? "" : ", " + more);
    }

    private Run run(String command, LabDatabase source, LabDatabase destination, String mapping, String method)
            throws IOException {
        Path spec = directory.resolve("move.yaml");
        Files.writeString(spec, """
            version: 1
            name: move
            source: %s
            destination: %s
            transfer: {database: %s}
            options: {verify_after: true, on_failure: stop}
            """.formatted(written(source, mapping), written(destination, ""), method));
        List<String> words = new ArrayList<>(List.of(command, spec.toString()));
        if (command.equals("run")) {
            words.add("--yes");
        }
        words.add("--state");
        words.add(directory.resolve("state").toString());
        String[] given = words.toArray(String[]::new);
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

    private static SqlServer server(String engine) {
        return engine.equals("postgres") ? PostgresServer.shared() : MariaDbServer.shared();
    }

    private static LabDatabase fresh(SqlServer server) {
        LabDatabase database = server.createDatabase();
        if (server instanceof MariaDbServer) {
            server.sql("mysql", "GRANT ALL ON `godwit\\_%`.* TO '" + database.user() + "'@'%'");
        }
        return database;
    }

    private static LabDatabase filled(SqlServer server) {
        LabDatabase source = fresh(server);
        boolean isPostgres = server instanceof PostgresServer;
        StringBuilder sql = new StringBuilder(isPostgres ? "SET ROLE " + source.user() + ";" : "").append(TABLES);
        String numbers = isPostgres ? "generate_series(1, 3000) AS n (i)" : "(SELECT seq AS i FROM seq_1_to_3000) AS n";
        sql.append("INSERT INTO customers SELECT i, CONCAT('Who', i, '@Example.COM'), i FROM ")
                .append(numbers)
                .append(";INSERT INTO orders SELECT i, 1 + i % 100, CASE WHEN i % 10 = 0 THEN 'it''s (void' ELSE"
                        + " 'plain' END, i / 4.0 FROM ")
                .append(numbers)
                .append(';');
        server.sql(source.name(), sql.toString());
        return source;
    }

    @ParameterizedTest
    @CsvSource({"mariadb,mariadb", "postgres,postgres", "mariadb,postgres", "postgres,mariadb"})
    void takesWhatIsAskedForUnderItsNewName(String from, String to) throws Exception {
        LabDatabase source = filled(server(from));
        LabDatabase target = fresh(server(to));

        Run run = run("run", source, target, MAPPED, "auto");
        assertThat(run.status()).as(run.text()).isZero();
        assertThat(run.text())
                .contains(
                        "table orders as sales",
                        "of customers only rows where id <= 50",
                        "column orders.total becomes decimal(14,4)",
                        "changes customers.mail (lower)",
                        "no difference");

        // Orders of customers 1 to 50, but for each tenth: i % 100 in 0..49 gives 1500, of which 150 are void.
        assertThat(server(to).sql(target.name(), "SELECT count(*), count(note) FROM sales"))
                .contains("1350")
                .doesNotContain("1500");
        assertThat(server(to).sql(target.name(), "SELECT count(*), min(mail), max(score) FROM customers"))
                .contains("50", "who10@example.com");
        assertThat(server(to)
                        .sql(
                                target.name(),
                                "SELECT column_name, data_type, numeric_scale FROM information_schema.columns WHERE"
                                        + " table_name IN ('sales', 'customers') AND table_schema IN ('public', '"
                                        + target.name()
                                        + "') AND column_name IN ('total', 'score') ORDER BY column_name"))
                .contains("bigint", "4");
        assertThat(server(to).sql(target.name(), "SELECT name FROM staff")).contains("untouched");
        assertThat(server(to)
                        .sql(
                                target.name(),
                                "SELECT constraint_name FROM information_schema.referential_constraints WHERE"
                                        + " constraint_schema IN ('public', '" + target.name() + "')"))
                .contains("of_customer");
    }

    @Test
    void saysBeforehandWhatCannotBe() throws Exception {
        LabDatabase source = filled(PostgresServer.shared());
        LabDatabase target = fresh(PostgresServer.shared());

        Run dump = run("run", source, target, "where: {orders: \"id < 10\"}", "dump_restore");
        assertThat(dump.status()).as(dump.text()).isNotZero();
        assertThat(dump.text()).contains("dump-impossible", "only some rows of tables are taken");

        Run condition = run("plan", source, target, "where: {orders: \"no_such_column < 10\"}", "auto");
        assertThat(condition.text()).contains("database-bad-condition", "no_such_column");
        Run escape = run("plan", source, target, "where: {orders: \"id < 10); DROP TABLE staff; --\"}", "auto");
        assertThat(escape.text()).contains("database-bad-condition", "semicolon");

        Run nothing = run("plan", source, target, "where: {oders: \"id < 10\"}, rename: {staf: people}", "auto");
        assertThat(nothing.text()).contains("mapping-matches-nothing", "oders", "staf");

        Run referred = run("plan", source, target, "where: {customers: \"id < 10\"}", "auto");
        assertThat(referred.text()).contains("mapping-rows-referred-to", "orders");

        Run twice = run("plan", source, target, "rename: {orders: staff}", "auto");
        assertThat(twice.text()).contains("mapping-name-twice");

        Run type = run("plan", source, target, "types: {orders.total: money}", "auto");
        assertThat(type.status()).isEqualTo(2);
        assertThat(type.text()).contains("move.yaml:3:", "\"money\" is no type");
    }
}
