package io.godwit.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.ErrorInfo;
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
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Connections are cut again and again while a migration runs. It gets over that by itself, or it stops with an error that says so and can
 * be resumed; whatever happens, what stands under its final name is whole.
 */
@Tag("guarantee-whole")
@Tag("guarantee-faults")
class BrokenConnectionsIT {
    private static final SshServer SSH = SshServer.shared();

    @TempDir
    Path directory;

    private String remote = "";

    @BeforeEach
    void makeTheSource() throws Exception {
        Shop.site(directory.resolve("site"));
        remote = "/srv/mover/cut-" + System.nanoTime();
    }

    private Location at(FaultProxy proxy, String path) {
        return Location.of("ssh://" + SshServer.MOVER + "@" + proxy.host() + ":" + proxy.port() + path)
                .withSecret(Location.PRIVATE_KEY, SecretRef.parse("file:" + SSH.privateKey()))
                .withSetting("host_key", SSH.hostKeyFingerprint());
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void aSourceWhoseConnectionIsCutAgainAndAgainArrivesWhole(Direction direction) throws Exception {
        upload();
        try (FaultProxy proxy = FaultProxy.to(SSH)) {
            Pipeline pipeline = Pipeline.builder("cut-source")
                    .files(f -> f.from(at(proxy, remote))
                            .to(directory.resolve("new").toUri().toString()))
                    .build();
            int cuts = throughFaults(pipeline, proxy, p -> p.cutEvery(direction, every(direction, true)));
            assertThat(cuts).isPositive();
        }
        assertThat(contents(directory.resolve("new"))).isEqualTo(contents(directory.resolve("site")));
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void aDestinationWhoseConnectionIsCutAgainAndAgainGetsAllWhole(Direction direction) throws Exception {
        try (FaultProxy proxy = FaultProxy.to(SSH)) {
            Pipeline pipeline = Pipeline.builder("cut-destination")
                    .files(f ->
                            f.from(directory.resolve("site").toUri().toString()).to(at(proxy, remote)))
                    .build();
            int cuts = throughFaults(pipeline, proxy, p -> p.cutEvery(direction, every(direction, false)));
            assertThat(cuts).isPositive();
        }
        Path back = Files.createDirectories(directory.resolve("back"));
        Files.write(
                directory.resolve("back.tar"),
                SSH.exec("tar", "-C", remote, "-cf", "-", ".").checked().stdoutBytes());
        Shell.LOCAL.run("tar -C " + back + " -xf " + directory.resolve("back.tar"));
        assertThat(contents(back)).isEqualTo(contents(directory.resolve("site")));
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void aDatabaseWhoseConnectionIsCutAgainAndAgainGetsEveryRowOnce(Direction direction) throws Exception {
        PostgresServer postgres = PostgresServer.shared();
        LabDatabase database = postgres.createDatabase();
        LabDatabase whole = postgres.createDatabase();
        Path password = Files.writeString(directory.resolve("password"), database.password());
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        Shop.database(directory.resolve("shop.sqlite"), 40_000);
        try (FaultProxy proxy = FaultProxy.to(postgres)) {
            assertThat(run(moving("whole", whole, password)).outcome()).isEqualTo(Outcome.VERIFIED);
            long every = direction == Direction.TO_SERVER ? 3_000_000 : 1_500_000;
            int cuts = throughFaults(
                    moving("cut-database", database.at(proxy.host(), proxy.port()), password),
                    proxy,
                    p -> p.cutEvery(direction, every).resetting());
            assertThat(cuts).isPositive();
        }
        assertThat(rows(postgres, database)).isEqualTo(rows(postgres, whole));
    }

    @Test
    void aServerThatCannotBeReachedAnyMoreLeavesASessionThatIsResumed() throws Exception {
        upload();
        try (FaultProxy proxy = FaultProxy.to(SSH)) {
            Pipeline pipeline = Pipeline.builder("lost-source")
                    .files(f -> f.from(at(proxy, remote))
                            .to(directory.resolve("new").toUri().toString()))
                    .build();
            throughFaults(pipeline, proxy, p -> p.cutOnce(Direction.TO_CLIENT, 4_000_000));
            try (Migrator migrator = migrator()) {
                Shell.LOCAL.run("rm -r " + directory.resolve("new"));
                MigrationPlan plan = migrator.plan(pipeline);
                MigrationReport report = migrator.run(plan, event -> {
                    if (proxy.bytes(Direction.TO_CLIENT) > 6_000_000) {
                        proxy.refuse().cutNow();
                    }
                });
                assertThat(report.outcome()).as(report.toMarkdown()).isEqualTo(Outcome.RESUMABLE);
                assertThat(errorOf(report).code()).startsWith("host.");
                assertNothingIsShort();
                proxy.heal();
                MigrationReport resumed = migrator.resume(plan.session(), event -> {});
                assertThat(resumed.outcome()).as(resumed.toMarkdown()).isEqualTo(Outcome.VERIFIED);
            }
        }
        assertThat(contents(directory.resolve("new"))).isEqualTo(contents(directory.resolve("site")));
    }

    private static ErrorInfo errorOf(MigrationReport report) {
        return Objects.requireNonNull(report.session().error());
    }

    private static long every(Direction direction, boolean ofSource) {
        boolean carriesContents = (direction == Direction.TO_CLIENT) == ofSource;
        return carriesContents ? 3_000_000 : 30_000;
    }

    private void upload() throws Exception {
        Path tar = directory.resolve("site.tar");
        Shell.LOCAL.run("tar -C " + directory.resolve("site") + " -cf " + tar + " .");
        SSH.write(remote + ".tar", Files.readAllBytes(tar), 0644);
        Shell.on(SSH)
                .run("mkdir -p " + remote + " && tar -C " + remote + " -xf " + remote + ".tar && rm " + remote
                        + ".tar && chown -R mover: " + remote);
    }

    /** Runs with faults, resuming without them where the faults were too many. Gives how many cuts there were. */
    private int throughFaults(Pipeline pipeline, FaultProxy proxy, Consumer<FaultProxy> faults) throws Exception {
        try (Migrator migrator = migrator()) {
            MigrationPlan plan = migrator.plan(pipeline);
            faults.accept(proxy);
            MigrationReport report = migrator.run(plan);
            int cuts = proxy.cuts();
            assertNothingIsShort();
            if (report.outcome() != Outcome.VERIFIED) {
                assertThat(report.outcome()).as(report.toMarkdown()).isEqualTo(Outcome.RESUMABLE);
                assertThat(errorOf(report).remediation()).isNotBlank();
                proxy.heal();
                report = migrator.resume(plan.session(), event -> {});
            }
            assertThat(report.outcome()).as(report.toMarkdown()).isEqualTo(Outcome.VERIFIED);
            return cuts;
        }
    }

    private void assertNothingIsShort() throws Exception {
        Map<String, String> wanted = contents(directory.resolve("site"));
        contents(directory.resolve("new"))
                .forEach((path, content) ->
                        assertThat(content).as("what stands as %s", path).isEqualTo(wanted.get(path)));
    }

    /** Hashes of the files by their names, but for names of our own. */
    private static Map<String, String> contents(Path root) {
        Map<String, String> found = new TreeMap<>();
        if (Files.exists(root)) {
            Shell.LOCAL
                    .run("cd " + root + " && find . -type f ! -name '.godwit-*' -exec sha256sum {} +")
                    .lines()
                    .forEach(line -> found.put(line.substring(66), line.substring(0, 64)));
        }
        return found;
    }

    private static String rows(PostgresServer postgres, LabDatabase database) {
        return postgres.sql(
                database.name(),
                "SELECT count(*), md5(string_agg(c::text, '' ORDER BY id)) FROM customers c UNION ALL"
                        + " SELECT count(*), md5(string_agg(o::text, '' ORDER BY id)) FROM orders o ORDER BY 1");
    }

    private Pipeline moving(String name, LabDatabase to, Path password) {
        return Pipeline.builder(name)
                .database(d -> d.from("sqlite:" + directory.resolve("shop.sqlite"))
                        .to(Location.of(to.uri())
                                .withSetting("tls.mode", "disable")
                                .withSecret(Location.PASSWORD, SecretRef.parse("file:" + password))))
                .build();
    }

    private MigrationReport run(Pipeline pipeline) {
        try (Migrator migrator = migrator()) {
            return migrator.run(pipeline, event -> {});
        }
    }

    private Migrator migrator() {
        return Migrator.builder().journal(directory.resolve("state/godwit.db")).build();
    }
}
