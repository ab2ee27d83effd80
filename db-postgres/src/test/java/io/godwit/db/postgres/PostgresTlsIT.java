package io.godwit.db.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Access;
import io.godwit.spi.Database;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.tck.TckContext;
import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every mode of TLS against a server that has a certificate, and one that refuses all else. */
class PostgresTlsIT {
    private static final String STORE_PASSWORD = "changeit";

    @TempDir
    static Path directory;

    private static final PostgresServer SERVER = PostgresServer.create18();
    private static LabDatabase database;
    private static String host = "";

    @BeforeAll
    static void start() throws Exception {
        SERVER.start();
        host = SERVER.host();
        database = SERVER.createDatabase();
        authority("ca");
        authority("other");
        certificate("server", "ca", "san=dns:" + host + (Character.isDigit(host.charAt(0)) ? ",ip:" + host : ""));
        certificate("elsewhere", "ca", "san=dns:db.example.com");
        certificate("client", "ca", "eku=clientAuth");
        SERVER.write("/tls/ca.crt", Files.readAllBytes(directory.resolve("ca.crt")), 0644);
        for (String name : List.of("server", "elsewhere")) {
            SERVER.write("/tls/" + name + ".crt", Files.readAllBytes(directory.resolve(name + ".crt")), 0644);
            SERVER.write("/tls/" + name + ".key", key(name).getBytes(StandardCharsets.US_ASCII), 0600);
            SERVER.exec("chown", "postgres:", "/tls/" + name + ".key");
        }
        use("server");
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static void use(String certificate) {
        for (String setting : List.of(
                "ssl = on",
                "ssl_ca_file = '/tls/ca.crt'",
                "ssl_cert_file = '/tls/" + certificate + ".crt'",
                "ssl_key_file = '/tls/" + certificate + ".key'")) {
            SERVER.sql("postgres", "ALTER SYSTEM SET " + setting);
        }
        SERVER.sql("postgres", "SELECT pg_reload_conf()");
        SERVER.sql("postgres", "SELECT pg_sleep(0.3)");
        assertThat(SERVER.sql("postgres", "SELECT error FROM pg_file_settings WHERE error IS NOT NULL"))
                .isBlank();
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", directory.resolve("store.p12").toString(), "-storepass", STORE_PASSWORD));
        Path log = directory.resolve("keytool.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }

    private static void authority(String name) throws IOException, InterruptedException {
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-ext",
                "bc:c");
        keytool(
                "-exportcert",
                "-alias",
                name,
                "-rfc",
                "-file",
                directory.resolve(name + ".crt").toString());
    }

    private static void certificate(String name, String authority, String extension)
            throws IOException, InterruptedException {
        String request = directory.resolve(name + ".csr").toString();
        String dname = "CN=" + (name.equals("client") ? database.user() : name);
        keytool("-genkeypair", "-alias", name, "-keyalg", "EC", "-groupname", "secp256r1", "-dname", dname);
        keytool("-certreq", "-alias", name, "-file", request);
        keytool(
                "-gencert",
                "-alias",
                authority,
                "-infile",
                request,
                "-outfile",
                directory.resolve(name + ".crt").toString(),
                "-rfc",
                "-ext",
                extension);
    }

    private static String key(String name) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(directory.resolve("store.p12").toFile(), STORE_PASSWORD.toCharArray());
        Key key = store.getKey(name, STORE_PASSWORD.toCharArray());
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static String authorityFile(String name) {
        return directory.resolve(name + ".crt").toString();
    }

    private static String version(String mode, String authority) {
        TckContext context = new TckContext().parallelism(1);
        Location location = Location.of(database.uri())
                .withSecret(Location.PASSWORD, Failures.secret(context, "password", database.password()))
                .withSetting("tls.mode", mode);
        return version(
                authority.isEmpty() ? location : location.withSetting("tls.ca", authorityFile(authority)), context);
    }

    private static String version(Location location, TckContext context) {
        try (Database opened = new PostgresMigrator().open(location, Access.READ, context)) {
            PostgresSource source = (PostgresSource) opened;
            return source.session()
                    .with(
                            "looking",
                            connection -> PostgresSession.one(
                                    connection,
                                    "SELECT CASE WHEN ssl THEN version ELSE 'plain' END FROM pg_stat_ssl"
                                            + " WHERE pid = pg_backend_pid()"));
        }
    }

    @Test
    void theServerIsProvenByItsAuthority() {
        assertThat(version("verify-full", "ca")).startsWith("TLSv1");
        assertThat(version("verify-ca", "ca")).startsWith("TLSv1");
        assertThat(version("require", "")).startsWith("TLSv1");
        assertThat(version("prefer", "")).startsWith("TLSv1");
        assertThat(version("disable", "")).isEqualTo("plain");
    }

    @Test
    void aWrongAuthorityIsRefused() {
        for (String mode : List.of("verify-full", "verify-ca")) {
            MigrationException failure = Failures.of(() -> version(mode, "other"));
            assertThat(failure.code()).as(mode).isEqualTo("database.tls-failed");
            assertThat(failure.remediation()).contains("tls.ca");
            assertThat(Failures.code(() -> version(mode, ""))).as(mode).isEqualTo("database.tls-failed");
        }
    }

    @Test
    void aWrongNameIsRefusedOnlyWhereTheNameCounts() {
        use("elsewhere");
        try {
            MigrationException failure = Failures.of(() -> version("verify-full", "ca"));
            assertThat(failure.code()).isEqualTo("database.tls-failed");
            assertThat(failure).hasMessageContaining(host);
            assertThat(version("verify-ca", "ca")).startsWith("TLSv1");
        } finally {
            use("server");
        }
    }

    @Test
    void aMissingFileIsAFaultOfTheSettings() {
        assertThat(Failures.code(() -> version("verify-full", "nothing"))).isEqualTo("database.tls-settings");
    }

    @Test
    void aServerMayAskForACertificate() throws GeneralSecurityException, IOException {
        String rules = SERVER.sql("postgres", "SHOW hba_file").strip();
        String before = SERVER.exec("cat", rules).stdout();
        String strict = "hostssl all " + database.user() + " all cert\n" + "host all " + database.user()
                + " all reject\n" + before;
        try {
            hba(rules, strict);
            TckContext context = new TckContext().parallelism(1);
            Location location = Location.of(database.uri())
                    .withSetting("tls.mode", "verify-full")
                    .withSetting("tls.ca", authorityFile("ca"));
            Location certified = location.withSetting("tls.certificate", authorityFile("client"))
                    .withSecret("tls.key", Failures.secret(context, "key", key("client")));
            assertThat(version(certified, context)).startsWith("TLSv1");
            assertThat(Failures.code(() -> version(location, context))).isEqualTo("database.login-refused");
            assertThat(Failures.code(() -> version(location.withSetting("tls.mode", "disable"), context)))
                    .isEqualTo("database.login-refused");
        } finally {
            hba(rules, before);
        }
    }

    private static void hba(String path, String rules) {
        SERVER.write(path, rules.getBytes(StandardCharsets.UTF_8), 0644);
        SERVER.sql("postgres", "SELECT pg_reload_conf()");
        SERVER.sql("postgres", "SELECT pg_sleep(0.3)");
    }

    @Test
    void aServerWithoutTlsIsRefusedWhereTlsIsAskedFor() {
        SERVER.sql("postgres", "ALTER SYSTEM SET ssl = off");
        SERVER.sql("postgres", "SELECT pg_reload_conf()");
        SERVER.sql("postgres", "SELECT pg_sleep(0.3)");
        try {
            for (String mode : List.of("verify-full", "verify-ca", "require")) {
                assertThat(Failures.code(() -> version(mode, mode.equals("require") ? "" : "ca")))
                        .as(mode)
                        .isEqualTo("database.tls-failed");
            }
            assertThat(version("prefer", "")).isEqualTo("plain");
        } finally {
            use("server");
        }
    }
}
