package io.godwit.db.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.spi.Access;
import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RelationalSource;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.SecretRef;
import io.godwit.spi.WritableDatabase;
import io.godwit.tck.TckContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteMigratorTest {
    @TempDir
    Path directory;

    private final TckContext context = new TckContext().parallelism(2);

    @Test
    void isFound() {
        assertThat(ServiceLoader.load(DatabaseMigrator.class)).anySatisfy(provider -> {
            assertThat(provider).isInstanceOf(SqliteMigrator.class);
            assertThat(provider.id()).isEqualTo("sqlite");
            assertThat(provider.schemes()).containsExactly("sqlite");
        });
    }

    @Test
    void opensToReadAndTellsFacts() throws Exception {
        SqliteFixture fixture = SqliteFixture.of(directory.resolve("shop ü.db"), "CREATE TABLE t (x)");
        try (SqliteDatabase database = fixture.open()) {
            DatabaseFacts facts = database.inspect(context);

            assertThat(database).isNotInstanceOf(WritableDatabase.class);
            assertThat(database.facet(RelationalSource.class)).contains(database);
            assertThat(database.facet(RelationalTarget.class)).isPresent();
            assertThat(facts.product()).isEqualTo("SQLite");
            assertThat(facts.version()).startsWith("3.");
            assertThat(facts.name()).isEqualTo("shop ü.db");
            assertThat(facts.sizeBytes()).isEqualTo(Files.size(fixture.file));
            assertThat(facts.properties()).containsEntry("encoding", "UTF-8").containsEntry("journal_mode", "delete");
        }
    }

    private void refuses(Location location, String code) {
        assertThatThrownBy(() -> new SqliteMigrator().open(location, Access.READ, context))
                .isInstanceOfSatisfying(MigrationException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.remediation()).isNotEmpty();
                });
    }

    @Test
    void refusesLocationsThatItDoesNotUnderstand() throws Exception {
        Location good =
                Location.of("sqlite://" + SqliteFixture.of(directory.resolve("x.db"), "CREATE TABLE t (x)").file);

        refuses(Location.of("sqlite:relative.db"), "location.bad-uri");
        refuses(Location.of("sqlite://host/x.db"), "location.bad-uri");
        refuses(Location.of("sqlite:///x.db?mode=rw"), "location.bad-uri");
        refuses(good.withSetting("evidnce", "full"), "location.unknown-setting");
        refuses(good.withSetting("evidence", "much"), "location.bad-setting");
        refuses(good.withSecret("password", SecretRef.parse("env:X")), "location.unknown-setting");
        refuses(good.via(Location.of("ssh://host")), "database.not-reachable-through");
        refuses(Location.of("sqlite://" + directory + "/missing.db"), "database.not-found");
        refuses(Location.of("sqlite://" + directory), "database.not-found");
        assertThat(directory.resolve("missing.db")).doesNotExist();
    }

    @Test
    void refusesFilesThatAreNoDatabase() throws Exception {
        Path text = Files.writeString(directory.resolve("text.db"), "no database ".repeat(1000));

        refuses(Location.of("sqlite://" + text), "database.not-a-database");
    }

    @Test
    void readsWhatACrashedWriterLeftInTheLogWithoutLosingIt() throws Exception {
        SqliteFixture fixture = SqliteFixture.of(
                directory.resolve("live.db"), "PRAGMA journal_mode = WAL", "CREATE TABLE t (x INTEGER)");
        Path copy = directory.resolve("copy.db");
        try (var connection = fixture.write();
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO t VALUES (7)");
            Files.copy(fixture.file, copy);
            Files.copy(Path.of(fixture.file + "-wal"), Path.of(copy + "-wal"));
        }
        assertThat(new SqliteFixture(copy).rows("t", 1)).containsExactly("7");
    }

    @Test
    void refusesAHotJournalThatItMayNotRollBack() throws Exception {
        SqliteFixture fixture = SqliteFixture.of(directory.resolve("hot.db"), "CREATE TABLE t (x)");
        Path copy = directory.resolve("hotcopy.db");
        try (var connection = fixture.write();
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA cache_size = 2");
            statement.execute("BEGIN");
            statement.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
                    + " INSERT INTO t SELECT i FROM n");
            Files.copy(fixture.file, copy);
            Files.copy(Path.of(fixture.file + "-journal"), Path.of(copy + "-journal"));
            statement.execute("ROLLBACK");
        }
        refuses(Location.of("sqlite://" + copy), "database.needs-recovery");
    }
}
