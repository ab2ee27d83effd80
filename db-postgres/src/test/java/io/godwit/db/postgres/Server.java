package io.godwit.db.postgres;

import io.godwit.spi.Access;
import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import io.godwit.tck.TckContext;
import io.godwit.tck.lab.PostgresServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The servers that the tests run against; each starts on first use and serves to the end. */
@SuppressWarnings("ImmutableEnumChecker") // each server is started once, on first use
enum Server {
    /** The lab's. */
    V15,
    /** The embedded binaries. */
    V18;

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String EMBEDDED_PASSWORD = "correct horse";

    private String host = "";
    private int port;
    private String superuser = "";
    private String superPassword = "";

    private synchronized void start() {
        if (port != 0) {
            return;
        }
        if (this == V15) {
            PostgresServer server = PostgresServer.shared();
            host = server.host();
            superuser = server.superuser();
            superPassword = server.password();
            port = server.port();
            return;
        }
        try {
            EmbeddedPostgres embedded = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "off")
                    .setServerConfig("full_page_writes", "off")
                    .setServerConfig("max_wal_size", "2GB")
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(embedded)));
            host = "127.0.0.1";
            superuser = "postgres";
            superPassword = EMBEDDED_PASSWORD;
            port = embedded.getPort();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the embedded PostgreSQL does not start; as root it needs 'unshare -U' to run as another user", e);
        }
    }

    private static void stop(EmbeddedPostgres embedded) {
        try {
            embedded.close();
        } catch (IOException e) {
            System.err.println("the embedded PostgreSQL did not stop: " + e.getMessage());
        }
    }

    /** A database of its own with a user that may do all in it and nothing elsewhere. */
    Fixture database() throws SQLException {
        start();
        String name = "t" + NUMBER.incrementAndGet();
        String password = "pw-" + name + "-s3cret";
        try (Connection connection = superuser("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE " + name + " LOGIN PASSWORD '" + password + "'");
            statement.execute("CREATE DATABASE " + name + " OWNER " + name);
        }
        return new Fixture(this, name, password);
    }

    Connection superuser(String database) throws SQLException {
        start();
        return DriverManager.getConnection(url(database), superuser, superPassword);
    }

    private String url(String database) {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    /** A database of a test. */
    static final class Fixture {
        final Server server;
        final String name;
        final String password;
        final TckContext context = new TckContext().parallelism(3);

        Fixture(Server server, String name, String password) {
            this.server = server;
            this.name = name;
            this.password = password;
        }

        Location location() {
            context.secret("test:" + name, password);
            return Location.of("postgres://" + name + "@" + server.host + ":" + server.port + "/" + name)
                    .withSecret(Location.PASSWORD, SecretRef.parse("test:" + name));
        }

        PostgresTarget target() {
            return (PostgresTarget) new PostgresMigrator().open(location(), Access.WRITE, context);
        }

        PostgresSource source() {
            return (PostgresSource) new PostgresMigrator().open(location(), Access.READ, context);
        }

        Connection connect() throws SQLException {
            return DriverManager.getConnection(server.url(name), name, password);
        }

        void execute(String... statements) throws SQLException {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
        }

        /** Rows of a query, cells separated by {@code |}, NULL as {@code -}. */
        List<String> rows(String query) throws SQLException {
            List<String> found = new ArrayList<>();
            try (Connection connection = connect();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(query)) {
                int columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    StringBuilder row = new StringBuilder();
                    for (int i = 1; i <= columns; i++) {
                        String value = rows.getString(i);
                        row.append(i == 1 ? "" : "|").append(value == null ? "-" : value);
                    }
                    found.add(row.toString());
                }
            }
            return found;
        }

        @Override
        public String toString() {
            return server + " " + name;
        }
    }
}
