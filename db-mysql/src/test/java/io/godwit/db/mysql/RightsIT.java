package io.godwit.db.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.db.mysql.Lab.Fixture;
import io.godwit.spi.Access;
import io.godwit.spi.Database;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.SecretRef;
import io.godwit.spi.Snapshot;
import io.godwit.spi.Table;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WriteArea;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users with few rights may do, on servers that allow little. */
class RightsIT {
    private static Location reader(Fixture fixture, String user) {
        fixture.sql("CREATE USER '" + user + "'@'%' IDENTIFIED BY 'few-rights'; GRANT SELECT ON `"
                + fixture.database.name() + "`.* TO '" + user + "'@'%'");
        fixture.context.secret("env:READER", "few-rights");
        String uri = "mysql://" + user + "@" + fixture.database.host() + ":" + fixture.database.port() + "/"
                + fixture.database.name();
        return Location.of(uri).withSecret(Location.PASSWORD, SecretRef.parse("env:READER"));
    }

    @ParameterizedTest
    @EnumSource
    void readsAloneWithNothingButSelect(Lab lab) {
        Fixture fixture = lab.database();
        fixture.sql("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1), (2)");
        Location location = reader(fixture, "select_" + fixture.database.name());
        try (Database database = new MySqlMigrator().open(location, Access.READ, fixture.context);
                Snapshot snapshot = database.snapshot(fixture.context)) {
            fixture.sql("INSERT INTO t VALUES (3)");

            assertThat(snapshot.scope()).isEqualTo(Snapshot.Scope.ONE_READER);
            assertThat(fixture.context.findings()).extracting(f -> f.code()).contains("database.one-reader");
            assertThat(Mover.rows(
                            snapshot,
                            DatasetName.of("t"),
                            snapshot.datasets(fixture.context).get(0),
                            fixture.context))
                    .containsExactly("1", "2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatIsMissingToWrite(Lab lab) {
        Fixture fixture = lab.database();
        Location location = reader(fixture, "noarea_" + fixture.database.name());
        try (WritableDatabase database =
                (WritableDatabase) new MySqlMigrator().open(location, Access.WRITE, fixture.context)) {
            assertThat(database.check(fixture.context))
                    .extracting(f -> f.code())
                    .containsExactly("database.privilege-missing", "database.definers-change");
            WriteArea area = new WriteArea("session", "godwit_" + fixture.database.name(), "");
            assertThatThrownBy(() -> database.openArea(
                            area, new io.godwit.spi.WriteToken("session", "unit", 1), fixture.context))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            e -> assertThat(e.code()).isEqualTo("database.privilege-missing"));
        }
        try (WritableDatabase database = fixture.target()) {
            assertThat(database.check(fixture.context))
                    .extracting(f -> f.code())
                    .containsExactly("database.definers-change");
        }
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatTheServerTakesOnlyInAnotherWay(Lab lab) {
        Fixture fixture = lab.database();
        String packet = fixture.sql("SELECT @@global.max_allowed_packet");
        fixture.sql("SET GLOBAL local_infile = 0, GLOBAL max_allowed_packet = 1048576, GLOBAL"
                + " log_bin_trust_function_creators = 0");
        try (WritableDatabase database = fixture.target()) {
            List<String> codes =
                    database.check(fixture.context).stream().map(f -> f.code()).toList();
            assertThat(codes).contains("database.no-local-infile", "database.packet-small", "database.definers-change");
            // This MariaDB keeps no binary log, so it trusts everybody.
            assertThat(codes.contains("database.functions-refused")).isEqualTo(lab == Lab.MYSQL);
        } finally {
            fixture.sql("SET GLOBAL local_infile = 1, GLOBAL max_allowed_packet = " + packet
                    + ", GLOBAL log_bin_trust_function_creators = 1");
        }
        fixture.sql("ALTER USER '" + fixture.database.user() + "'@'%' WITH MAX_USER_CONNECTIONS 2");
        try (WritableDatabase database = fixture.target()) {
            assertThat(database.check(fixture.context))
                    .extracting(f -> f.code())
                    .contains("database.few-connections");
        }
    }

    @ParameterizedTest
    @EnumSource
    void locksTheTablesWhereItMayNotLockTheServer(Lab lab) {
        Fixture fixture = lab.database();
        fixture.sql("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1)");
        String user = "lock_" + fixture.database.name();
        Location location = reader(fixture, user);
        fixture.sql("GRANT LOCK TABLES ON `" + fixture.database.name() + "`.* TO '" + user + "'@'%'");
        try (Database database = new MySqlMigrator().open(location, Access.READ, fixture.context);
                Snapshot snapshot = database.snapshot(fixture.context)) {
            assertThat(snapshot.scope()).isEqualTo(Snapshot.Scope.THIS_PROCESS);
            assertThat(fixture.context.findings()).extracting(f -> f.code()).contains("database.tables-locked");
        }
    }

    @Test
    void refusesACollationThatTheDestinationDoesNotKnow() {
        Fixture fixture = Lab.MARIADB.database();
        DatasetName name = DatasetName.of("t");
        Table table = new Table(
                name,
                List.of(new Table.Column(
                        "id",
                        io.godwit.spi.LogicalType.integer(32, false),
                        "int(11)",
                        false,
                        Table.DefaultValue.NONE,
                        Table.Generation.NONE,
                        "")),
                List.of("id"),
                List.of(),
                List.of(),
                List.of(),
                "");
        RelationalSchema schema = new RelationalSchema(
                "MariaDB",
                List.of(table),
                List.of(),
                List.of(new RelationalSchema.NativeObject(RelationalSchema.NativeObject.Kind.TABLE, name, """
                    CREATE TABLE `t` (
                      `id` int(11) NOT NULL COMMENT 'COLLATE nothing',
                      PRIMARY KEY (`id`)
                    ) ENGINE=ARIES DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca9900_ai_ci\
                    """)));
        try (WritableDatabase database = fixture.target()) {
            assertThat(database.facet(RelationalTarget.class)
                            .orElseThrow()
                            .translate(schema, "", fixture.context)
                            .findings())
                    .extracting(f -> f.code())
                    .containsExactly("schema.collation-unknown", "schema.engine-unknown");
        }
    }

    @ParameterizedTest
    @EnumSource
    void writesWhereTheServerTakesNoFiles(Lab lab) {
        Fixture old = lab.database();
        old.sql("CREATE TABLE t (id int PRIMARY KEY, v longtext, b longblob, l varchar(20) CHARACTER SET latin1, g"
                + " point, y year, k bit(9), e enum('a'), d datetime(6), s timestamp NULL, f float, u bigint"
                + " unsigned)");
        old.sql("INSERT INTO t VALUES (1, 'it''s \\\\ \\n"
                + " 🐦', x'00275c0a', 'é', ST_GeomFromText('POINT(1 2)'), 2024, b'101', 'a', '2024-01-01"
                + " 00:00:00.000001', '2024-01-01 00:00:00', 1.5, 18446744073709551615), (2, NULL, NULL, NULL,"
                + " NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (3, REPEAT('x', 3000000), REPEAT(x'ff',"
                + " 3000000), '', NULL, 1901, 0, 'a', NULL, NULL, 0, 0)");
        Fixture fresh = lab.database();
        WriteArea area = new WriteArea("session", "godwit_" + fresh.database.name(), "");
        fresh.sql("SET GLOBAL local_infile = 0");
        try (Database from = old.source();
                WritableDatabase to = fresh.target()) {
            Mover mover = new Mover(from, to, area, 1, fresh.context).build();

            DatasetName name = DatasetName.of("t");
            assertThat(mover.arrived(name)).isEqualTo(mover.sent(name)).hasSize(3);
            to.discard(area, mover.token, fresh.context);
        } finally {
            fresh.sql("SET GLOBAL local_infile = 1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"require", "verify-ca", "verify-full"})
    void insistsOnTls(String mode) {
        Fixture plain = Lab.MARIADB.database();
        assertThatThrownBy(() -> new MySqlMigrator()
                        .open(plain.location().withSetting("tls.mode", mode), Access.READ, plain.context))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo("database.tls-failed"));
        // That server proves who it is by a certificate of its own making.
        Fixture secure = Lab.MYSQL.database();
        Location location = secure.location().withSetting("tls.mode", mode);
        if (mode.equals("require")) {
            try (Database database = new MySqlMigrator().open(location, Access.READ, secure.context)) {
                assertThat(database.inspect(secure.context).product()).isEqualTo("MySQL");
            }
        } else {
            assertThatThrownBy(() -> new MySqlMigrator().open(location, Access.READ, secure.context))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("database.tls-failed"));
        }
    }
}
