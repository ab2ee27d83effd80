package io.godwit.tck.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against the real servers, by their own clients: no driver takes part. */
class SqlServerIT {
    static Stream<SqlServer> servers() {
        return Stream.of(MariaDbServer.shared(), PostgresServer.shared());
    }

    static Stream<SqlServer> ownServers() {
        return Stream.of(
                MariaDbServer.create().with("--lower-case-table-names=1"),
                PostgresServer.create().with("wal_level", "logical"));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void isTheVersionItSaysAndSpeaksUtf8(SqlServer server) {
        LabDatabase database = server.createDatabase();
        String version = server.sql(database.name(), "SELECT version()");

        assertThat(version).contains(server instanceof MariaDbServer ? "10.11." : "PostgreSQL 15.");
        server.sql(
                database.name(),
                "CREATE TABLE t (id int PRIMARY KEY, v varchar(10)); INSERT INTO t VALUES (1, '\uD83D\uDC26 ü')");
        assertThat(server.sql(database.name(), "SELECT v FROM t")).isEqualTo("\uD83D\uDC26 ü");
        assertThat(server.sql(database.name(), "SELECT 1; SELECT 2").lines()).containsExactly("1", "2");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void failsLoudlyOnWrongSql(SqlServer server) {
        LabDatabase database = server.createDatabase();

        assertThatThrownBy(() -> server.sql(database.name(), "SELECT nonsense"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("nonsense");
        assertThatThrownBy(() -> server.createDatabase("x; DROP")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void describesADatabase(SqlServer server) {
        LabDatabase database = server.createDatabase();

        assertThat(database.uri())
                .hasHost("127.0.0.1")
                .hasPort(server.port())
                .hasPath("/" + database.name())
                .hasUserInfo(database.user());
        assertThat(database.jdbcUrl())
                .matches("jdbc:(mariadb|postgresql)://127\\.0\\.0\\.1:" + server.port() + "/" + database.name());
        assertThat(database.toString()).doesNotContain(server.password());
        assertThat(database.at("192.0.2.1", 1).uri()).hasHost("192.0.2.1").hasPort(1);
        assertThat(server.asSuperuser(database.name()).user()).isEqualTo(server.superuser());
    }

    @ParameterizedTest
    @MethodSource("servers")
    void admitsUsersOverTheNetworkOnlyWithTheirPassword(SqlServer server) {
        LabDatabase one = server.createDatabase();
        LabDatabase two = server.createDatabase();

        assertThat(overTheNetwork(server, one, one.password())
                        .checked()
                        .stdout()
                        .strip())
                .isEqualTo("1");
        assertThat(overTheNetwork(server, server.asSuperuser(one.name()), server.password())
                        .checked()
                        .stdout()
                        .strip())
                .isEqualTo("1");
        assertThat(overTheNetwork(server, one, "wrong").exitCode()).isNotZero();
        LabDatabase stranger =
                new LabDatabase(two.scheme(), two.host(), two.port(), two.name(), one.user(), one.password());
        if (server instanceof MariaDbServer) {
            assertThat(overTheNetwork(server, stranger, one.password()).exitCode())
                    .isNotZero();
        }
    }

    @ParameterizedTest
    @MethodSource("ownServers")
    void keepsItsDataOverStopAndKill(SqlServer server) {
        try (server) {
            server.start();
            LabDatabase database = server.createDatabase("mine");
            int port = server.port();
            server.sql("mine", "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1)");
            server.stop();
            assertThat(server.isRunning()).isFalse();
            server.restart();
            server.sql("mine", "INSERT INTO t VALUES (2)");
            server.kill();
            assertThat(server.isRunning()).isFalse();
            server.restart();
            server.pause();
            server.unpause();

            assertThat(server.port()).isEqualTo(port);
            assertThat(server.sql("mine", "SELECT id FROM t ORDER BY id").lines())
                    .containsExactly("1", "2");
            assertThat(overTheNetwork(server, database, database.password())
                            .checked()
                            .stdout()
                            .strip())
                    .isEqualTo("1");
            assertThat(
                            server instanceof PostgresServer
                                    ? server.sql("mine", "SHOW wal_level")
                                    : server.sql("mine", "SELECT @@lower_case_table_names"))
                    .isIn("logical", "1");
        }
    }

    /** From inside the container, but by the address that others use, so that no trust in local users applies. */
    private static ExecResult overTheNetwork(SqlServer server, LabDatabase database, String password) {
        String host = server.peerHost();
        String port = Integer.toString(server.peerPort());
        return server instanceof PostgresServer
                ? server.exec(
                        "env",
                        "PGPASSWORD=" + password,
                        "psql",
                        "-h",
                        host,
                        "-p",
                        port,
                        "-U",
                        database.user(),
                        "-d",
                        database.name(),
                        "-Atc",
                        "SELECT 1")
                : server.exec(
                        "env",
                        "MYSQL_PWD=" + password,
                        "mariadb",
                        "-h",
                        host,
                        "-P",
                        port,
                        "-u",
                        database.user(),
                        "-BNe",
                        "SELECT 1",
                        database.name());
    }
}
