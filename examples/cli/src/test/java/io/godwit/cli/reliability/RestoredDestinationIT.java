package io.godwit.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationReport;
import io.godwit.core.Migrator;
import io.godwit.core.Outcome;
import io.godwit.core.Pipeline;
import io.godwit.core.RollbackOptions;
import io.godwit.core.RollbackPreview;
import io.godwit.core.RunOptions;
import io.godwit.core.SessionStatus;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.SecretRef;
import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.PostgresServer;
import io.godwit.tck.lab.SshServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A destination that somebody lives in already, files and tables of the same names among them, is byte by byte and row by row what it was
 * when a migration into it is undone: after a failure of any step, after a failure while switching, and long after the migration.
 */
@Tag("guarantee-go-back")
@Tag("guarantee-point-of-no-return")
class RestoredDestinationIT {
    @TempDir
    Path directory;

    private final PostgresServer postgres = PostgresServer.shared();
    private final LabDatabase database = postgres.createDatabase();
    private String files = "";
    private String tables = "";

    @BeforeEach
    void makeBothSides() throws Exception {
        Shop.site(directory.resolve("site"));
        Shop.database(directory.resolve("shop.sqlite"), 400);
        Path password = Files.writeString(directory.resolve("password"), database.password());
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        Inhabited.database(postgres, database);
        tables = States.ofDatabase(postgres, database);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "build-database",
                "copy-files",
                "load-database",
                "finish-database",
                "verify-database",
                "verify-files"
            })
    void aFailingStepIsFollowedByTheStateBefore(String step) {
        inhabit(Shell.LOCAL, local());

        MigrationReport report = run(pipeline(localTo(), RunOptions.OnFailure.ROLLBACK)
                .after(step, context -> {
                    throw broken();
                })
                .build());

        assertThat(report.outcome()).as(report.toMarkdown()).isEqualTo(Outcome.RESTORED);
        assertThat(report.session().status()).isEqualTo(SessionStatus.ROLLED_BACK);
        assertRestored(Shell.LOCAL, local());
    }

    @Test
    void filesOfAServerAreRestoredToo() {
        SshServer ssh = SshServer.shared();
        String root = "/srv/mover/restored-" + System.nanoTime();
        Shell shell = Shell.on(ssh);
        inhabit(shell, root);
        shell.run("chown -R mover: " + root);
        files = seconds(States.ofTree(shell, root));
        Location to = Location.of(ssh.uri(root).toString())
                .withSecret(Location.PRIVATE_KEY, SecretRef.parse("file:" + ssh.privateKey()))
                .withSetting("known_hosts", "file:" + ssh.knownHosts());

        MigrationReport report = run(pipeline(to, RunOptions.OnFailure.ROLLBACK)
                .after("verify-files", context -> {
                    throw broken();
                })
                .build());

        assertThat(report.outcome()).as(report.toMarkdown()).isEqualTo(Outcome.RESTORED);
        assertThat(seconds(States.ofTree(shell, root))).isEqualTo(files);
        assertThat(States.ofDatabase(postgres, database)).isEqualTo(tables);
    }

    /** SFTP sets the times of directories in whole seconds, and those of links not at all. */
    private static String seconds(String state) {
        return state.replaceAll("(?m)^(.*\\|d\\|.*)\\.\\d+(\\|\\|)$", "$1$2")
                .replaceAll("(?m)^(.*\\|l\\|.*\\|\\|)[0-9.]+(\\|.*)$", "$1$2");
    }

    @Test
    void aFailureWhileSwitchingLeavesTheTablesAndIsUndone() {
        inhabit(Shell.LOCAL, local());
        // the second table that moves fails, when the first has moved already
        postgres.sql(database.name(), """
            CREATE FUNCTION public.no_more() RETURNS event_trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF to_regclass('public.customers') IS NOT NULL AND to_regclass('public.orders') IS NULL
                   OR to_regclass('public.customers') IS NULL AND to_regclass('public.orders') IS NOT NULL THEN
                    RAISE EXCEPTION 'no more today';
                END IF;
            END $$;
            CREATE EVENT TRIGGER no_more ON ddl_command_end EXECUTE FUNCTION public.no_more();
            """);
        tables = States.ofDatabase(postgres, database);

        MigrationReport report =
                run(pipeline(localTo(), RunOptions.OnFailure.ROLLBACK).build());

        assertThat(report.outcome()).as(report.toMarkdown()).isEqualTo(Outcome.RESTORED);
        assertRestored(Shell.LOCAL, local());
    }

    @Test
    void aCompletedRunIsUndoneLaterOnceThatIsConfirmed() throws Exception {
        inhabit(Shell.LOCAL, local());
        try (Migrator migrator = migrator()) {
            MigrationPlan plan = migrator.plan(
                    pipeline(localTo(), RunOptions.OnFailure.ROLLBACK).build());
            MigrationReport report = migrator.run(plan);
            assertThat(report.outcome()).as(report.toMarkdown()).isEqualTo(Outcome.VERIFIED);
            assertThat(States.ofDatabase(postgres, database)).isNotEqualTo(tables);
            String after = States.ofTree(Shell.LOCAL, local());

            assertThatThrownBy(() -> migrator.rollback(plan.session(), RollbackOptions.safe(), event -> {}))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("rollback.not-confirmed"));
            assertThat(States.ofTree(Shell.LOCAL, local())).isEqualTo(after);

            MigrationReport undone = migrator.rollback(plan.session(), RollbackOptions.confirmed(), event -> {});
            assertThat(undone.outcome()).as(undone.toMarkdown()).isEqualTo(Outcome.RESTORED);
        }
        assertRestored(Shell.LOCAL, local());
    }

    @Test
    void whatHangsOnReplacedTablesIsRestoredWithThem() {
        inhabit(Shell.LOCAL, local());
        Inhabited.dependants(postgres, database);
        tables = States.ofDatabase(postgres, database);
        try (Migrator migrator = migrator()) {
            MigrationPlan plan = migrator.plan(
                    pipeline(localTo(), RunOptions.OnFailure.ROLLBACK).build());
            if (plan.isRunnable()) {
                MigrationReport report = migrator.run(plan);
                if (report.outcome() != Outcome.RESTORED) {
                    report = migrator.rollback(plan.session(), RollbackOptions.confirmed(), event -> {});
                }
                assertThat(report.outcome()).as(report.toMarkdown()).isEqualTo(Outcome.RESTORED);
            }
        }
        assertRestored(Shell.LOCAL, local());
    }

    @Test
    void whatWasWrittenSinceIsListedBeforeItIsLost() throws Exception {
        inhabit(Shell.LOCAL, local());
        List<RollbackPreview> asked = new ArrayList<>();
        try (Migrator migrator = migrator()) {
            MigrationPlan plan =
                    migrator.plan(pipeline(localTo(), RunOptions.OnFailure.STOP).build());
            MigrationReport report = migrator.run(plan);
            assertThat(report.outcome()).as(report.toMarkdown()).isEqualTo(Outcome.VERIFIED);
            Files.writeString(directory.resolve("new/index.html"), "written since");
            Files.writeString(directory.resolve("new/brand-new.txt"), "written since");
            postgres.sql(
                    database.name(), "INSERT INTO customers (name) VALUES ('since'); DELETE FROM orders WHERE id = 7");

            assertThatThrownBy(() -> migrator.rollback(
                            plan.session(),
                            RollbackOptions.asking(preview -> {
                                asked.add(preview);
                                return false;
                            }),
                            event -> {}))
                    .isInstanceOf(MigrationException.class);
        }
        String losses = asked.get(0).losses().toString();
        assertThat(losses)
                .contains("index.html")
                .contains("customers")
                .contains("orders")
                .doesNotContain("page-3.html");
    }

    private void inhabit(Shell shell, String root) {
        Inhabited.tree(shell, root);
        files = States.ofTree(shell, root);
    }

    private void assertRestored(Shell shell, String root) {
        assertThat(States.ofTree(shell, root)).isEqualTo(files);
        assertThat(States.ofDatabase(postgres, database)).isEqualTo(tables);
    }

    private static MigrationException broken() {
        return MigrationException.of(ErrorCategory.VALIDATION, "test.broken", "this step fails")
                .build();
    }

    private String local() {
        return directory.resolve("new").toString();
    }

    private Location localTo() {
        return Location.of(directory.resolve("new").toUri().toString());
    }

    private Migrator migrator() {
        return Migrator.builder().journal(directory.resolve("state/godwit.db")).build();
    }

    private MigrationReport run(Pipeline pipeline) {
        try (Migrator migrator = migrator()) {
            return migrator.run(pipeline, event -> {});
        }
    }

    private Pipeline.Builder pipeline(Location to, RunOptions.OnFailure onFailure) {
        return Pipeline.builder("restored")
                .files(f -> f.from(directory.resolve("site").toUri().toString()).to(to))
                .database(d -> d.from("sqlite:" + directory.resolve("shop.sqlite"))
                        .to(Location.of(database.uri().toString())
                                .withSecret(
                                        Location.PASSWORD, SecretRef.parse("file:" + directory.resolve("password")))))
                .options(o -> o.onFailure(onFailure).deleteExtraneous(true).preserveOwners(true));
    }
}
