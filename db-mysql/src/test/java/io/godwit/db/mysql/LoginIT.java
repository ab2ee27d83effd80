package io.godwit.db.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.spi.Access;
import io.godwit.spi.Database;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.SecretRef;
import io.godwit.tck.TckContext;
import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.LabServer;
import io.godwit.tck.lab.MariaDbServer;
import io.godwit.tck.lab.MySqlServer;
import io.godwit.tck.lab.SqlServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to log in to servers that have certificates: plugins of authentication, modes of TLS, certificates of clients. */
class LoginIT {
    private static final MariaDbServer MARIADB = MariaDbServer.create();
    private static final MySqlServer MYSQL = MySqlServer.create();

    @TempDir
    static Path directory;

    private static Certificates certificates;

    private enum Server {
        OF_MARIADB(MARIADB),
        OF_MYSQL(MYSQL);

        @SuppressWarnings("ImmutableEnumChecker") // each server is started once
        private final SqlServer server;

        Server(SqlServer server) {
            this.server = server;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        certificates = new Certificates(directory);
        certificates.authority("ca");
        certificates.authority("other");
        MARIADB.start();
        MYSQL.start();
        certificates.issue("server", "ca", "san=ip:127.0.0.1,dns:localhost,dns:" + MARIADB.host());
        certificates.issue("elsewhere", "ca", "san=dns:db.example.com");
        certificates.issue("client", "ca", "eku=clientAuth");
        for (LabServer server : List.of(MARIADB, MYSQL)) {
            server.write("/tls/ca.crt", Files.readAllBytes(certificates.certificate("ca")), 0644);
            for (String name : List.of("server", "elsewhere")) {
                server.write("/tls/" + name + ".crt", Files.readAllBytes(certificates.certificate(name)), 0644);
                server.write("/tls/" + name + ".key", certificates.key(name).getBytes(StandardCharsets.US_ASCII), 0600);
                server.exec("chown", "mysql:", "/tls/" + name + ".key").checked();
            }
        }
        String files = "ssl-ca=/tls/ca.crt\nssl-cert=/tls/server.crt\nssl-key=/tls/server.key\n";
        MARIADB.write(
                "/etc/mysql/mariadb.conf.d/95-tls.cnf",
                ("[mariadbd]\n" + files + "plugin_load_add=auth_ed25519\n").getBytes(StandardCharsets.US_ASCII),
                0644);
        MARIADB.restart();
        use("server");
    }

    @AfterAll
    static void stop() {
        MARIADB.close();
        MYSQL.close();
    }

    private static void use(String certificate) {
        MYSQL.sql(
                "mysql",
                "SET GLOBAL ssl_ca = '/tls/ca.crt', GLOBAL ssl_cert = '/tls/" + certificate + ".crt', GLOBAL ssl_key ="
                        + " '/tls/" + certificate + ".key'; ALTER INSTANCE RELOAD TLS");
    }

    private static MigrationException failure(Location location, TckContext context) {
        MigrationException failure = catchThrowableOfType(MigrationException.class, () -> cipher(location, context));
        return java.util.Objects.requireNonNull(failure, "it did not fail");
    }

    /** Logs in and tells how the connection is protected. */
    private static String cipher(Location location, TckContext context) {
        try (Database opened = new MySqlMigrator().open(location, Access.READ, context)) {
            return ((MySqlSource) opened).status("Ssl_version");
        }
    }

    private static Location at(SqlServer server, String user, String password, String database, TckContext context) {
        context.secret("test:" + user, password);
        return Location.of(URI.create("mysql://" + user + "@" + server.host() + ":" + server.port() + "/" + database))
                .withSecret(Location.PASSWORD, SecretRef.parse("test:" + user));
    }

    private static Location ca(Location location, String authority) {
        return location.withSetting(
                "tls.ca", certificates.certificate(authority).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "OF_MYSQL, caching_sha2_password, verify-full",
        "OF_MYSQL, caching_sha2_password, prefer",
        "OF_MYSQL, sha256_password, verify-full",
        "OF_MYSQL, sha256_password, require",
        "OF_MARIADB, mysql_native_password, verify-full",
        "OF_MARIADB, mysql_native_password, disable",
        "OF_MARIADB, ed25519, verify-full",
        "OF_MARIADB, ed25519, disable"
    })
    void logsInByEveryPlugin(Server which, String plugin, String mode) {
        LabDatabase database = which.server.createDatabase();
        String user = "u_" + database.name() + "_" + mode.charAt(0);
        String password = "p'a\"s\\s wörd";
        String quoted = MySqlSql.literal(password);
        which.server.sql(
                "mysql",
                which == Server.OF_MYSQL
                        ? "CREATE USER '" + user + "'@'%' IDENTIFIED WITH " + plugin + " BY " + quoted
                        : "CREATE USER '" + user + "'@'%' IDENTIFIED VIA " + plugin + " USING PASSWORD(" + quoted
                                + ")");
        which.server.sql("mysql", "GRANT SELECT ON `" + database.name() + "`.* TO '" + user + "'@'%'");
        TckContext context = new TckContext().parallelism(1);
        Location location = ca(at(which.server, user, password, database.name(), context), "ca")
                .withSetting("tls.mode", mode);

        String cipher = cipher(location, context);

        assertThat(cipher).startsWith(mode.equals("disable") ? "" : "TLSv1");
        context.secret("test:" + user, "wrong");
        MigrationException failure = failure(location, context);
        assertThat(failure.code()).isEqualTo("database.login-refused");
        assertThat(failure).hasMessageNotContaining("wrong");
    }

    @ParameterizedTest
    @EnumSource
    void provesTheServerByItsAuthority(Server which) {
        LabDatabase database = which.server.createDatabase();
        TckContext context = new TckContext().parallelism(1);
        Location location = at(which.server, database.user(), database.password(), database.name(), context);
        for (String mode : List.of("verify-full", "verify-ca")) {
            Location verified = location.withSetting("tls.mode", mode);
            assertThat(cipher(ca(verified, "ca"), context)).as(mode).startsWith("TLSv1");
            assertThat(failure(ca(verified, "other"), context).code()).as(mode).isEqualTo("database.tls-failed");
            assertThat(failure(verified, context).code()).as(mode).isEqualTo("database.tls-failed");
        }
        assertThat(cipher(location.withSetting("tls.mode", "require"), context)).startsWith("TLSv1");
        assertThat(cipher(location.withSetting("tls.mode", "prefer"), context)).startsWith("TLSv1");
        assertThat(failure(ca(location.withSetting("tls.mode", "verify-full"), "nothing"), context)
                        .code())
                .isEqualTo("database.tls-settings");
    }

    @Test
    void aWrongNameIsRefusedOnlyWhereTheNameCounts() {
        LabDatabase database = MYSQL.createDatabase();
        TckContext context = new TckContext().parallelism(1);
        Location location = ca(at(MYSQL, database.user(), database.password(), database.name(), context), "ca");
        use("elsewhere");
        try {
            assertThat(failure(location.withSetting("tls.mode", "verify-full"), context)
                            .code())
                    .isEqualTo("database.tls-failed");
            assertThat(cipher(location.withSetting("tls.mode", "verify-ca"), context))
                    .startsWith("TLSv1");
        } finally {
            use("server");
        }
    }

    @ParameterizedTest
    @EnumSource
    void showsItsOwnCertificateWhereTheServerAsksForOne(Server which) throws Exception {
        LabDatabase database = which.server.createDatabase();
        which.server.sql("mysql", "ALTER USER '" + database.user() + "'@'%' REQUIRE SUBJECT '/CN=client'");
        TckContext context = new TckContext().parallelism(1);
        Location location = ca(at(which.server, database.user(), database.password(), database.name(), context), "ca")
                .withSetting("tls.mode", "verify-full");
        context.secret("test:key", certificates.key("client"));

        assertThat(cipher(
                        location.withSetting(
                                        "tls.certificate",
                                        certificates.certificate("client").toString())
                                .withSecret("tls.key", SecretRef.parse("test:key")),
                        context))
                .startsWith("TLSv1");
        assertThat(failure(location, context).code()).isEqualTo("database.login-refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"caching_sha2_password", "sha256_password"})
    void sendsNoPlainPasswordWhereThereIsNoTls(String plugin) {
        LabDatabase database = MYSQL.createDatabase();
        String user = "plain_" + database.name();
        MYSQL.sql(
                "mysql",
                "CREATE USER '" + user + "'@'%' IDENTIFIED WITH " + plugin
                        + " BY 'a long one, longer than the seed is';" + " GRANT SELECT ON `" + database.name()
                        + "`.* TO '" + user + "'@'%'");
        TckContext context = new TckContext().parallelism(1);
        Location location = at(MYSQL, user, "a long one, longer than the seed is", database.name(), context);
        // Without a certificate that it can read the server goes on without TLS.
        MYSQL.sql("mysql", "SET GLOBAL ssl_cert = '/tls/none'; ALTER INSTANCE RELOAD TLS NO ROLLBACK ON ERROR");
        try {
            assertThat(failure(location.withSetting("tls.mode", "disable"), context)
                            .category())
                    .isEqualTo(ErrorCategory.CONNECTIVITY);
            if (plugin.startsWith("caching")) {
                assertThat(cipher(location.withSetting("tls.mode", "prefer"), context))
                        .isEmpty();
            } else {
                assertThat(failure(location.withSetting("tls.mode", "prefer"), context)
                                .code())
                        .isEqualTo("database.login-refused");
            }
        } finally {
            use("server");
        }
    }
}
