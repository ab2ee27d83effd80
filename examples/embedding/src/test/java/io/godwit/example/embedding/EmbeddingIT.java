package io.godwit.example.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.MigrationReport;
import io.godwit.core.Outcome;
import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples do what they say, against a real PostgreSQL. */
class EmbeddingIT {
    @TempDir
    Path directory;

    private final LabDatabase target = PostgresServer.shared().createDatabase();

    @Test
    void theShopMoves() throws Exception {
        Path files = directory.resolve("old");
        Files.createDirectories(files.resolve("images"));
        Files.writeString(files.resolve("index.html"), "<h1>Shop</h1>");
        Files.writeString(files.resolve("images/logo.svg"), "<svg/>");
        Path database = database("shop", "orders", 500);

        MigrationReport report = ShopMove.move(
                directory.resolve("state"),
                files.toUri().toString(),
                "sqlite:" + database,
                directory.resolve("new").toUri().toString(),
                "postgres://" + target.user() + "@" + target.host() + ":" + target.port() + "/" + target.name(),
                "file:" + password());

        assertThat(report.outcome()).isEqualTo(Outcome.VERIFIED);
        assertThat(directory.resolve("new/images/logo.svg")).hasContent("<svg/>");
        assertThat(count("orders")).isEqualTo("500");
    }

    @Test
    void aStepOfTheApplicationRunsBetweenTwoDatabases() throws Exception {
        Location orders = Location.of("sqlite:" + database("orders", "orders", 300));
        Location stock = Location.of("sqlite:" + database("stock", "stock", 200));
        Location to = Location.of(
                        "postgres://" + target.user() + "@" + target.host() + ":" + target.port() + "/" + target.name())
                .withSecret(Location.PASSWORD, SecretRef.parse("file:" + password()));
        List<String> steps = new ArrayList<>();

        MigrationReport report =
                TwoDatabases.move(directory.resolve("state"), orders, stock, to, context -> steps.add("between"));

        assertThat(report.outcome()).isEqualTo(Outcome.VERIFIED);
        assertThat(steps).containsExactly("between");
        assertThat(count("orders")).isEqualTo("300");
        assertThat(count("stock")).isEqualTo("200");
        List<String> order =
                report.session().steps().stream().map(step -> step.id()).toList();
        assertThat(order.indexOf("between-them"))
                .isGreaterThan(order.indexOf("load-orders"))
                .isLessThan(order.indexOf("load-stock"));
    }

    private Path password() throws IOException {
        Path file = directory.resolve("password");
        Files.writeString(file, target.password());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private Path database(String name, String table, int rows) throws SQLException {
        Path file = directory.resolve(name + ".db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + table + " (id INTEGER PRIMARY KEY, title TEXT NOT NULL)");
            statement.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + rows
                    + ") INSERT INTO " + table + " SELECT i, 'row ' || i FROM n");
        }
        return file;
    }

    private String count(String table) {
        return PostgresServer.shared()
                .sql(target.name(), "SELECT count(*) FROM " + table)
                .strip();
    }
}
