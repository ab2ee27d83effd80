package io.godwit.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationReport;
import io.godwit.core.Migrator;
import io.godwit.core.Outcome;
import io.godwit.core.Pipeline;
import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import io.godwit.tck.lab.FaultProxy;
import io.godwit.tck.lab.FaultProxy.Direction;
import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.PostgresServer;
import io.godwit.tck.lab.SshServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A connection stands still in the middle of a migration, and nobody closes it, as when a firewall forgot it. That is found out, another
 * connection is made, and everything arrives.
 */
@Tag("guarantee-faults")
@Timeout(600)
class StalledConnectionIT {
    @TempDir
    Path directory;

    @Test
    void toAServer() throws Exception {
        SshServer ssh = SshServer.shared();
        Shop.site(directory.resolve("site"));
        String root = "/srv/mover/stalled-" + System.nanoTime();
        try (FaultProxy proxy = FaultProxy.to(ssh)) {
            Pipeline pipeline = Pipeline.builder("stalled")
                    .files(f -> f.from(directory.resolve("site").toUri().toString())
                            .to(Location.of("ssh://" + SshServer.MOVER + "@" + proxy.host() + ":" + proxy.port() + root)
                                    .withSecret(Location.PRIVATE_KEY, SecretRef.parse("file:" + ssh.privateKey()))
                                    .withSetting("host_key", ssh.hostKeyFingerprint())
                                    .withSetting("patience", "6")))
                    .build();
            goesOn(pipeline, proxy, Direction.TO_SERVER, 8_000_000);
        }
        assertThat(Shell.on(ssh)
                        .run("cd " + root + " && find . -type f | wc -l")
                        .strip())
                .isEqualTo(Shell.LOCAL
                        .run("cd " + directory.resolve("site") + " && find . -type f | wc -l")
                        .strip());
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void toADatabase(Direction direction) throws Exception {
        PostgresServer postgres = PostgresServer.shared();
        LabDatabase database = postgres.createDatabase();
        Path password = Files.writeString(directory.resolve("password"), database.password());
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        Shop.database(directory.resolve("shop.sqlite"), 40_000);
        try (FaultProxy proxy = FaultProxy.to(postgres)) {
            Pipeline pipeline = Pipeline.builder("stalled")
                    .database(d -> d.from("sqlite:" + directory.resolve("shop.sqlite"))
                            .to(Location.of(database.at(proxy.host(), proxy.port())
                                            .uri())
                                    .withSetting("tls.mode", "disable")
                                    .withSetting("patience", "3")
                                    .withSecret(Location.PASSWORD, SecretRef.parse("file:" + password))))
                    .build();
            goesOn(pipeline, proxy, direction, direction == Direction.TO_SERVER ? 6_000_000 : 2_000_000);
        }
        assertThat(postgres.sql(database.name(), "SELECT count(*), count(DISTINCT id) FROM orders"))
                .isEqualTo("120000|120000");
    }

    /** The connections that stand still stay so, and those that are made afterwards are all right. */
    private void goesOn(Pipeline pipeline, FaultProxy proxy, Direction direction, long bytes) throws Exception {
        try (Migrator migrator =
                Migrator.builder().journal(directory.resolve("state/godwit.db")).build()) {
            MigrationPlan plan = migrator.plan(pipeline);
            proxy.freezeAfter(direction, bytes);
            MigrationReport report = migrator.run(plan);
            if (report.outcome() == Outcome.RESUMABLE) {
                report = migrator.resume(plan.session(), event -> {});
            }
            assertThat(report.outcome()).as(report.toMarkdown()).isEqualTo(Outcome.VERIFIED);
        }
    }
}
