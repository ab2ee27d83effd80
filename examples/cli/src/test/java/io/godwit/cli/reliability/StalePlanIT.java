package io.godwit.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.core.MigrationPlan;
import io.godwit.core.Migrator;
import io.godwit.core.Outcome;
import io.godwit.core.Pipeline;
import io.godwit.core.RollbackOptions;
import io.godwit.core.StepAction;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.SecretRef;
import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan is carried out only where what it was made from is still so; else it says what is different, and nothing is changed. */
@Tag("guarantee-same-plan")
class StalePlanIT {
    @TempDir
    Path directory;

    private final PostgresServer postgres = PostgresServer.shared();
    private final LabDatabase database = postgres.createDatabase();

    @BeforeEach
    void makeTheSource() throws Exception {
        Shop.site(directory.resolve("site"));
        Shop.database(directory.resolve("shop.sqlite"), 200);
        Path password = Files.writeString(directory.resolve("password"), database.password());
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aSourceWithAnotherSchemaIsRefused() throws Exception {
        try (Migrator migrator = migrator()) {
            MigrationPlan plan = migrator.plan(pipeline(context -> {}));
            sqlite("ALTER TABLE customers ADD COLUMN since DATE");
            String before = States.ofDatabase(postgres, database);

            MigrationException refused = refused(() -> migrator.run(plan), "plan.stale");

            assertThat(refused).hasMessageContaining("shop.sqlite: schema");
            assertThat(States.ofDatabase(postgres, database)).isEqualTo(before);
            assertThat(directory.resolve("new")).doesNotExist();
            assertThat(migrator.run(migrator.plan(pipeline(context -> {}))).outcome())
                    .isEqualTo(Outcome.VERIFIED);
        }
    }

    @Test
    void aDestinationThatIsNoLongerEmptyIsRefused() throws Exception {
        try (Migrator migrator = migrator()) {
            MigrationPlan plan = migrator.plan(pipeline(context -> {}));
            Shop.write(directory.resolve("new"), "somebody.txt", new byte[] {1});

            MigrationException refused = refused(() -> migrator.run(plan), "plan.stale");

            assertThat(refused).hasMessageContaining("/new").hasMessageContaining("empty");
            assertThat(Shell.LOCAL.run("find " + directory.resolve("new") + " -type f"))
                    .isEqualToIgnoringNewLines(
                            directory.resolve("new/somebody.txt").toString());
        }
    }

    @Test
    void aResumeIsRefusedUntilThatIsPutRight() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        StepAction action = context -> {
            if (broken.get()) {
                throw MigrationException.of(ErrorCategory.VALIDATION, "test.broken", "this step fails")
                        .build();
            }
        };
        try (Migrator migrator = migrator()) {
            MigrationPlan plan = migrator.plan(pipeline(action));
            assertThat(migrator.run(plan).outcome()).isEqualTo(Outcome.RESUMABLE);
            broken.set(false);
            sqlite("ALTER TABLE customers ADD COLUMN since DATE");

            MigrationException refused = refused(() -> migrator.resume(plan.session(), event -> {}), "plan.stale");

            assertThat(refused).hasMessageContaining("shop.sqlite: schema");
            assertThat(refused.remediation()).contains("roll the session back");
            assertThat(migrator.session(plan.session()).outcome()).isEqualTo(Outcome.RESUMABLE);
            sqlite("ALTER TABLE customers DROP COLUMN since");
            assertThat(migrator.resume(plan.session(), event -> {}).outcome()).isEqualTo(Outcome.VERIFIED);
        }
    }

    @Test
    void aStaleSessionCanStillBeRolledBack() throws Exception {
        String before = States.ofDatabase(postgres, database);
        try (Migrator migrator = migrator()) {
            MigrationPlan plan = migrator.plan(pipeline(context -> {
                throw MigrationException.of(ErrorCategory.VALIDATION, "test.broken", "this step fails")
                        .build();
            }));
            assertThat(migrator.run(plan).outcome()).isEqualTo(Outcome.RESUMABLE);
            Files.delete(directory.resolve("shop.sqlite"));

            refused(() -> migrator.resume(plan.session(), event -> {}), "database.not-found");
            assertThat(migrator.rollback(plan.session(), RollbackOptions.safe(), event -> {})
                            .outcome())
                    .isEqualTo(Outcome.RESTORED);
        }
        assertThat(States.ofDatabase(postgres, database)).isEqualTo(before);
        assertThat(directory.resolve("new")).doesNotExist();
    }

    @Test
    void aStoredPlanThatSomebodyEditedIsRefused() throws Exception {
        try (Migrator migrator = migrator()) {
            MigrationPlan plan = migrator.plan(pipeline(context -> {}));
            migrator.submit(plan);
            try (Connection journal =
                            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("state/godwit.db"));
                    Statement statement = journal.createStatement()) {
                statement.execute("UPDATE session SET plan = replace(plan, '/new', '/elsewhere')");
            }
            refused(() -> migrator.run(plan), "plan.changed");
            refused(() -> migrator.resume(plan.session(), event -> {}), "plan.changed");
        }
        assertThat(directory.resolve("new")).doesNotExist();
        assertThat(directory.resolve("elsewhere")).doesNotExist();
    }

    private static MigrationException refused(ThrowingCallable call, String code) {
        MigrationException failure = catchThrowableOfType(MigrationException.class, call);
        assertThat(failure).isNotNull();
        assertThat(failure.code()).as("%s", failure).isEqualTo(code);
        return failure;
    }

    private void sqlite(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("shop.sqlite"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Pipeline pipeline(StepAction afterFiles) {
        return Pipeline.builder("stale")
                .files(f -> f.from(directory.resolve("site").toUri().toString())
                        .to(directory.resolve("new").toUri().toString()))
                .database(d -> d.from("sqlite:" + directory.resolve("shop.sqlite"))
                        .to(Location.of(database.uri())
                                .withSecret(
                                        Location.PASSWORD, SecretRef.parse("file:" + directory.resolve("password")))))
                .after("copy-files", afterFiles)
                .build();
    }

    private Migrator migrator() {
        return Migrator.builder().journal(directory.resolve("state/godwit.db")).build();
    }
}
