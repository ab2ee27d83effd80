package io.godwit.db.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.db.postgres.Server.Fixture;
import io.godwit.relational.KeyRanges;
import io.godwit.spi.Access;
import io.godwit.spi.Database;
import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.RelationalTarget.Phase;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import io.godwit.tck.TckContext;
import io.godwit.tck.lab.FaultProxy;
import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.PostgresServer;
import io.godwit.tck.lab.SshServer;
import io.godwit.transfer.ssh.SshHostConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ways to a server, and what happens when they end: tunnels, cut connections, cancellation, locks that others hold. */
class PostgresConnectIT {
    private static final WriteArea AREA = new WriteArea("session-connect", "godwit_connect", "");
    private static final WriteToken TOKEN = new WriteToken(AREA.session(), "unit", 1);

    private static LabDatabase filled(PostgresServer server) throws SQLException {
        LabDatabase database = server.createDatabase();
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (id int PRIMARY KEY, pad text)");
            statement.execute("INSERT INTO t SELECT i, repeat('x', 100) FROM generate_series(1, 50000) AS i");
            statement.execute("VACUUM ANALYZE t");
        }
        return database;
    }

    private static Location location(LabDatabase database, TckContext context) {
        return Location.of(database.uri())
                .withSecret(Location.PASSWORD, Failures.secret(context, database.name(), database.password()));
    }

    private static Dataset t(Snapshot snapshot, TckContext context) {
        return snapshot.datasets(context).stream()
                .filter(d -> d.name().equals(DatasetName.of("t")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aServerBehindAHostIsReachedThroughIt() throws SQLException, IOException {
        PostgresServer server = PostgresServer.shared();
        SshServer ssh = SshServer.shared();
        TckContext context = new TckContext().parallelism(3);
        LabDatabase database = filled(server);
        Location host = Location.of(ssh.uri("/"))
                .withSetting("known_hosts", ssh.knownHosts().toString())
                .withSecret(Location.PRIVATE_KEY, Failures.secret(context, "key", Files.readString(ssh.privateKey())));
        Location there = location(database.at(server.peerHost(), server.peerPort()), context)
                .via(host);
        context.with(new SshHostConnector());
        try (Database from = new PostgresMigrator().open(there, Access.READ, context);
                Snapshot snapshot = from.snapshot(context)) {
            assertThat(Cells.rows(snapshot, t(snapshot, context), 300_000, context))
                    .hasSize(50_000);
        }
        try (PostgresTarget to = (PostgresTarget) new PostgresMigrator().open(there, Access.WRITE, context)) {
            Mover mover = new Mover(to, to, AREA, 1, context).build();
            mover.switchIn();
            to.finish(AREA, TOKEN, context);
        }
        Location nowhere = location(database.at(server.peerHost(), 1), context).via(host);
        assertThat(Failures.code(() -> new PostgresMigrator().open(nowhere, Access.READ, context)))
                .isEqualTo("host.connect-failed");
    }

    @Test
    void saysBeforehandThatTheUserMayNotMakeSchemas() throws SQLException {
        TckContext context = new TckContext().parallelism(1);
        LabDatabase database = PostgresServer.shared().createDatabase();
        try (PostgresTarget target =
                (PostgresTarget) new PostgresMigrator().open(location(database, context), Access.WRITE, context)) {
            assertThat(target.check(context)).isEmpty();
            try (Connection connection =
                            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                    Statement statement = connection.createStatement()) {
                statement.execute("REVOKE CREATE ON DATABASE " + database.name() + " FROM " + database.user());
            }
            assertThat(target.check(context)).extracting(Finding::code).containsExactly("database.privilege-missing");
        }
    }

    @Test
    void aWrongPasswordIsSaidPlainlyAndNotRepeated() throws SQLException {
        TckContext context = new TckContext().parallelism(1);
        LabDatabase database = PostgresServer.shared().createDatabase();
        Location wrong = Location.of(database.uri())
                .withSecret(Location.PASSWORD, Failures.secret(context, "wrong", "s3cret-guess"));
        MigrationException failure = Failures.of(() -> new PostgresMigrator().open(wrong, Access.READ, context));
        assertThat(failure.code()).isEqualTo("database.login-refused");
        assertThat(failure.toString() + failure.getCause()).doesNotContain("s3cret-guess");
        MigrationException none =
                Failures.of(() -> new PostgresMigrator().open(Location.of(database.uri()), Access.READ, context));
        assertThat(none.code()).isEqualTo("database.login-refused");
        Location missing = location(
                new LabDatabase(
                        "postgres", database.host(), database.port(), "nope", database.user(), database.password()),
                context);
        assertThat(Failures.code(() -> new PostgresMigrator().open(missing, Access.READ, context)))
                .isEqualTo("database.not-found");
    }

    @Test
    void aCutWhileReadingIsToldAndCanBeRepeated() throws SQLException {
        PostgresServer server = PostgresServer.shared();
        TckContext context = new TckContext().parallelism(2);
        LabDatabase database = filled(server);
        try (FaultProxy proxy = FaultProxy.to(server);
                Database from = new PostgresMigrator()
                        .open(location(database.at(proxy.host(), proxy.port()), context), Access.READ, context);
                Snapshot snapshot = from.snapshot(context)) {
            Dataset t = t(snapshot, context);
            Partition whole = KeyRanges.whole(t.name());
            proxy.cutOnce(FaultProxy.Direction.TO_CLIENT, 1_000_000);
            MigrationException lost = Failures.of(() -> Cells.rows(snapshot, t, whole, context));
            assertThat(lost.code()).isEqualTo("database.connection-lost");
            assertThat(lost.isRetryable()).isTrue();
            assertThat(Cells.rows(snapshot, t, whole, context)).hasSize(50_000);
            proxy.cutNow();
            MigrationException gone = Failures.of(() -> Cells.rows(snapshot, t, whole, context));
            assertThat(gone.code()).isEqualTo("database.snapshot-lost");
        }
    }

    @Test
    void aCutWhileWritingLeavesNothingOfTheChunk() throws SQLException {
        PostgresServer server = PostgresServer.shared();
        TckContext context = new TckContext().parallelism(2);
        LabDatabase database = filled(server);
        try (FaultProxy proxy = FaultProxy.to(server);
                PostgresSource from = (PostgresSource)
                        new PostgresMigrator().open(location(database, context), Access.READ, context);
                PostgresTarget to = (PostgresTarget) new PostgresMigrator()
                        .open(location(database.at(proxy.host(), proxy.port()), context), Access.WRITE, context);
                Snapshot snapshot = from.snapshot(context)) {
            Mover mover = new Mover(from, to, AREA, 1, context);
            to.openArea(AREA, TOKEN, context);
            mover.apply(Phase.BEFORE_DATA);
            Dataset t = t(snapshot, context);
            Dataset target = mover.target(t.name());
            Partition whole = KeyRanges.whole(t.name());
            for (io.godwit.spi.ChunkFormat format : snapshot.offers(t)) {
                proxy.cutOnce(FaultProxy.Direction.TO_SERVER, 1_000_000);
                try (io.godwit.spi.ChunkStream chunk = snapshot.read(t, whole, format, context)) {
                    MigrationException lost = Failures.of(() -> to.load(AREA, target, whole, chunk, TOKEN, context));
                    assertThat(lost.code()).as(format.toString()).isEqualTo("database.connection-lost");
                    assertThat(lost.isRetryable()).isTrue();
                }
            }
            try (io.godwit.spi.ChunkStream chunk = snapshot.read(t, whole, io.godwit.spi.ChunkFormat.CELLS, context)) {
                assertThat(to.load(AREA, target, whole, chunk, TOKEN, context).isRepeat())
                        .isFalse();
            }
            try (Snapshot built = to.snapshotOf(AREA, context)) {
                assertThat(Cells.rows(built, target, 1 << 20, context)).hasSize(50_000);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void cancellingEndsWhatTheServerIsAt(Server server) throws Exception {
        Fixture fixture = server.database();
        fixture.execute("CREATE TABLE t (id int)", "INSERT INTO t VALUES (1)");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection holder = fixture.connect();
                PostgresTarget to = fixture.target()) {
            Mover mover = new Mover(to, to, AREA, 1, fixture.context);
            to.openArea(AREA, TOKEN, fixture.context);
            mover.apply(Phase.BEFORE_DATA);
            holder.setAutoCommit(false);
            try (Statement statement = holder.createStatement()) {
                statement.execute("LOCK TABLE godwit_connect.t");
            }
            Dataset t = mover.target(DatasetName.of("t"));
            Future<?> load = thread.submit(() -> to.load(
                    AREA,
                    t,
                    KeyRanges.whole(t.name()),
                    Cells.of(List.<String[]>of(new String[] {"1"})),
                    TOKEN,
                    fixture.context));
            while (fixture.rows("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                            + " AND datname = current_database()")
                    .isEmpty()) {
                Thread.onSpinWait();
            }
            fixture.context.cancel();
            assertThat(load)
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("run.cancelled"));
            holder.rollback();
            assertThat(fixture.rows("SELECT count(*) FROM godwit_connect.t")).containsExactly("0");
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsNotWaitedForForever() throws SQLException {
        PostgresServer server = PostgresServer.shared();
        TckContext context = new TckContext().parallelism(1);
        LabDatabase database = filled(server);
        try (FaultProxy proxy = FaultProxy.to(server).stall()) {
            MigrationException failure = Failures.of(() -> new PostgresMigrator()
                    .open(location(database.at(proxy.host(), proxy.port()), context), Access.READ, context));
            assertThat(failure.code()).isEqualTo("database.connection-lost");
            assertThat(failure.isRetryable()).isTrue();
        }
    }
}
