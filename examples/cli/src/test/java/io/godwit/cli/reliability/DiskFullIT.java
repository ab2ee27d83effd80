package io.godwit.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.MigrationEvent;
import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationReport;
import io.godwit.core.Migrator;
import io.godwit.core.Outcome;
import io.godwit.core.Pipeline;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.SecretRef;
import io.godwit.tck.lab.FullDisk;
import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.PostgresServer;
import io.godwit.tck.lab.SshServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk fills up in the middle of a migration: it says so, keeps nothing short under its final name, and goes on when there is room. */
@Tag("guarantee-whole")
@Tag("guarantee-faults")
class DiskFullIT {
    private static final long SIZE = 96L << 20;
    private static final long LEFT = 9L << 20;

    @TempDir
    Path directory;

    @Test
    void ofTheDestination() throws Exception {
        Shop.site(directory.resolve("site"));
        try (FullDisk disk = FullDisk.ofSize(SIZE);
                Migrator migrator = migrator(directory.resolve("state"))) {
            Path target = disk.path().resolve("new");
            MigrationPlan plan = migrator.plan(files(Location.of(target.toUri())));
            disk.leave(LEFT);

            fails(migrator.run(plan), "tree.no-space");
            wholeOnly(contents(Shell.LOCAL, target.toString()));

            disk.release();
            succeeds(migrator.resume(plan.session(), event -> {}));
            assertThat(contents(Shell.LOCAL, target.toString())).isEqualTo(contents(Shell.LOCAL, source()));
            assertThat(Shell.LOCAL.run("find " + target + " -name '.godwit-*'")).isEmpty();
        }
    }

    @Test
    void ofADestinationThatIsRolledBack() throws Exception {
        Shop.site(directory.resolve("site"));
        try (FullDisk disk = FullDisk.ofSize(SIZE);
                Migrator migrator = migrator(directory.resolve("state"))) {
            String target = disk.path().resolve("new").toString();
            Inhabited.tree(Shell.LOCAL, target);
            String before = States.ofTree(Shell.LOCAL, target);
            MigrationPlan plan = migrator.plan(Pipeline.builder("full")
                    .files(f -> f.from(directory.resolve("site").toUri().toString())
                            .to(Path.of(target).toUri().toString()))
                    .options(o -> o.onFailure(io.godwit.core.RunOptions.OnFailure.ROLLBACK)
                            .deleteExtraneous(true))
                    .build());
            disk.leave(LEFT);

            MigrationReport report = migrator.run(plan);

            assertThat(report.outcome()).as(report.toMarkdown()).isEqualTo(Outcome.RESTORED);
            disk.release();
            assertThat(States.ofTree(Shell.LOCAL, target)).isEqualTo(before);
        }
    }

    @Test
    void ofADestinationOverSsh() throws Exception {
        Shop.site(directory.resolve("site"));
        try (SshServer ssh = SshServer.create().smallDisk("/small", SIZE);
                Migrator migrator = migrator(directory.resolve("state"))) {
            ssh.start();
            Shell shell = Shell.on(ssh);
            MigrationPlan plan = migrator.plan(files(Location.of(ssh.uri("/small/new"))
                    .withSecret(Location.PRIVATE_KEY, SecretRef.parse("file:" + ssh.privateKey()))
                    .withSetting("known_hosts", ssh.knownHosts().toString())));
            fill(shell);

            fails(migrator.run(plan), "tree.no-space");
            wholeOnly(contents(shell, "/small/new"));

            shell.run("rm /small/ballast");
            succeeds(migrator.resume(plan.session(), event -> {}));
            assertThat(contents(shell, "/small/new")).isEqualTo(contents(Shell.LOCAL, source()));
            assertThat(shell.run("find /small/new -name '.godwit-*'")).isEmpty();
        }
    }

    @Test
    void ofADatabase() throws Exception {
        Shop.database(directory.resolve("shop.sqlite"), 60_000);
        try (PostgresServer postgres = PostgresServer.create().smallDisk("/small", SIZE);
                Migrator migrator = migrator(directory.resolve("state"))) {
            postgres.start();
            Shell shell = Shell.on(postgres);
            LabDatabase database = postgres.createDatabase();
            shell.run("mkdir /small/space && chown postgres: /small/space");
            postgres.sql("postgres", "CREATE TABLESPACE small OWNER " + database.user() + " LOCATION '/small/space'");
            postgres.sql("postgres", "ALTER DATABASE " + database.name() + " SET default_tablespace = small");
            Path password = Files.writeString(directory.resolve("password"), database.password());
            Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
            MigrationPlan plan = migrator.plan(Pipeline.builder("full")
                    .database(d -> d.from("sqlite:" + directory.resolve("shop.sqlite"))
                            .to(Location.of(database.uri())
                                    .withSecret(Location.PASSWORD, SecretRef.parse("file:" + password))))
                    .build());
            fill(shell);

            fails(migrator.run(plan), "database.no-space");

            shell.run("rm /small/ballast");
            succeeds(migrator.resume(plan.session(), event -> {}));
            assertThat(postgres.sql(database.name(), "SELECT count(*) FROM customers"))
                    .isEqualTo("60000");
            assertThat(postgres.sql(database.name(), "SELECT count(*), count(DISTINCT id) FROM orders"))
                    .isEqualTo("180000|180000");
        }
    }

    @Test
    void ofTheJournal() throws Exception {
        Shop.site(directory.resolve("site"));
        Path target = directory.resolve("new");
        String session;
        try (FullDisk disk = FullDisk.ofSize(24 << 20)) {
            Path state = disk.path().resolve("state");
            try (Migrator migrator = migrator(state)) {
                MigrationPlan plan = migrator.plan(files(Location.of(target.toUri())));
                session = plan.session();
                String code;
                try {
                    MigrationReport report = migrator.run(plan, event -> {
                        if (event instanceof MigrationEvent.StepStarted) {
                            disk.leave(0);
                        }
                    });
                    assertThat(report.outcome()).as(report.toMarkdown()).isEqualTo(Outcome.RESUMABLE);
                    code = Objects.requireNonNull(report.session().error()).code();
                } catch (MigrationException e) {
                    code = e.code();
                }
                assertThat(code).isEqualTo("journal.no-space");
                wholeOnly(contents(Shell.LOCAL, target.toString()));
                disk.release();
            }
            try (Migrator migrator = migrator(state)) {
                succeeds(migrator.resume(session, event -> {}));
            }
        }
        assertThat(contents(Shell.LOCAL, target.toString())).isEqualTo(contents(Shell.LOCAL, source()));
        assertThat(Shell.LOCAL.run("find " + target + " -name '.godwit-*'")).isEmpty();
    }

    private static void fails(MigrationReport report, String code) {
        assertThat(report.outcome()).as(report.toMarkdown()).isEqualTo(Outcome.RESUMABLE);
        assertThat(Objects.requireNonNull(report.session().error()).code()).isEqualTo(code);
        assertThat(Objects.requireNonNull(report.session().error()).remediation())
                .isNotBlank();
    }

    private static void succeeds(MigrationReport report) {
        assertThat(report.outcome()).as(report.toMarkdown()).isEqualTo(Outcome.VERIFIED);
    }

    private static void fill(Shell shell) {
        shell.run("free=$(df -B 1 --output=avail /small | tail -n 1); head -c $((free - " + LEFT
                + ")) /dev/zero > /small/ballast");
    }

    private String source() {
        return directory.resolve("site").toString();
    }

    private Pipeline files(Location to) {
        return Pipeline.builder("full")
                .files(f -> f.from(directory.resolve("site").toUri().toString()).to(to))
                .build();
    }

    private void wholeOnly(Map<String, String> found) {
        Map<String, String> wanted = contents(Shell.LOCAL, source());
        found.forEach((path, content) ->
                assertThat(content).as("what stands as %s", path).isEqualTo(wanted.get(path)));
    }

    /** Hashes of the files by their names, but for names of our own. */
    private static Map<String, String> contents(Shell shell, String root) {
        Map<String, String> found = new TreeMap<>();
        shell.run("mkdir -p " + root + "; cd " + root + " && find . -type f ! -name '.godwit-*' -exec sha256sum {} +")
                .lines()
                .forEach(line -> found.put(line.substring(66), line.substring(0, 64)));
        return found;
    }

    private static Migrator migrator(Path state) {
        return Migrator.builder().journal(state.resolve("godwit.db")).build();
    }
}
