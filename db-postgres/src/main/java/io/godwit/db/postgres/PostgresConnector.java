package io.godwit.db.postgres;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.WorkContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.plugin.AuthenticationPlugin;
import org.postgresql.plugin.AuthenticationRequestType;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/**
 * Makes connections to one database. The password is looked up for each and handed to the driver when it asks for it, never before
 * and never as part of a URL. Thread-safe.
 */
final class PostgresConnector implements AutoCloseable {
    /** The driver makes what we hand in by name and with properties alone, so the way back to us has to be by name too. */
    private static final Map<String, PostgresConnector> BY_TOKEN = new ConcurrentHashMap<>();

    private static final String TOKEN = "godwit.connector";
    private static final String WATCHED = "godwit.connection";
    private static final String CONNECT_SECONDS = "15";
    private static final String LOGIN_SECONDS = "20";

    private final String token = UUID.randomUUID().toString();
    private final PostgresAddress address;
    private final boolean readOnly;
    private final WorkContext context;
    private final @Nullable SSLSocketFactory tls;
    private final SocketFactory sockets;
    /** Where the way leads through another host, that host's connection is looked after instead. */
    private final PostgresWatch watch;

    PostgresConnector(PostgresAddress address, boolean readOnly, WorkContext context) {
        this.address = address;
        this.readOnly = readOnly;
        this.context = context;
        this.tls = address.tls() == PostgresAddress.Tls.DISABLE ? null : PostgresTls.factory(address, context);
        this.sockets = PostgresSockets.factory(address, context);
        this.watch = new PostgresWatch(this::openProbe, address.patience());
        BY_TOKEN.put(token, this);
    }

    PostgresAddress address() {
        return address;
    }

    /** A new connection, in auto-commit mode, with its session set up so that text forms are always the same. */
    Connection open() throws SQLException {
        Properties properties = properties();
        String name = UUID.randomUUID().toString();
        properties.setProperty(WATCHED, name);
        Connection connection = connect(properties);
        watch.opened(name, connection.unwrap(PGConnection.class).getBackendPID());
        return prepared(connection);
    }

    private Connection openProbe() throws SQLException {
        Properties properties = properties();
        PGProperty.SOCKET_TIMEOUT.set(properties, CONNECT_SECONDS);
        return prepared(connect(properties));
    }

    private Connection connect(Properties properties) throws SQLException {
        Connection connection = new Driver().connect(url(), properties);
        if (connection == null) {
            throw new SQLException("the driver does not know its own scheme");
        }
        return connection;
    }

    private Connection prepared(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(setUp());
            return connection;
        } catch (SQLException | RuntimeException e) {
            try {
                connection.close();
            } catch (SQLException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    private String url() {
        String host = address.host().indexOf(':') >= 0 ? "[" + address.host() + "]" : address.host();
        return "jdbc:postgresql://" + host + ":" + address.port() + "/"
                + URLEncoder.encode(address.database(), StandardCharsets.UTF_8);
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.setProperty(TOKEN, token);
        PGProperty.USER.set(properties, address.user());
        PGProperty.SSL_MODE.set(properties, address.tls().word());
        PGProperty.SOCKET_FACTORY.set(properties, Sockets.class.getName());
        PGProperty.AUTHENTICATION_PLUGIN_CLASS_NAME.set(properties, Password.class.getName());
        if (tls != null) {
            PGProperty.SSL_FACTORY.set(properties, PostgresTls.Registered.class.getName());
        }
        PGProperty.CONNECT_TIMEOUT.set(properties, CONNECT_SECONDS);
        PGProperty.LOGIN_TIMEOUT.set(properties, LOGIN_SECONDS);
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.APPLICATION_NAME.set(properties, "godwit");
        PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
        PGProperty.GSS_ENC_MODE.set(properties, "disable");
        PGProperty.PREPARE_THRESHOLD.set(properties, 0);
        return properties;
    }

    private String setUp() {
        return "SET standard_conforming_strings = on; SET DateStyle = 'ISO, YMD'; SET TimeZone = 'UTC'; SET"
                + " IntervalStyle = 'postgres'; SET bytea_output = 'hex'; SET extra_float_digits = 3; SET"
                + " statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET row_security = off; SET jit ="
                + " off; SET client_min_messages = warning"
                + (address.schema().isEmpty()
                        ? ""
                        : "; SELECT set_config('search_path', quote_ident(" + PostgresSql.literal(address.schema())
                                + "), false)")
                + (readOnly ? "; SET default_transaction_read_only = on" : "");
    }

    @Override
    public void close() {
        watch.close();
        BY_TOKEN.remove(token);
    }

    @Override
    public String toString() {
        return "PostgresConnector[" + address.name() + "]";
    }

    private static PostgresConnector of(Properties properties) {
        PostgresConnector connector = BY_TOKEN.get(properties.getProperty(TOKEN, ""));
        if (connector == null) {
            throw new IllegalStateException("the database is closed");
        }
        return connector;
    }

    private SocketFactory sockets(String name) {
        return name.isEmpty() || !sockets.equals(SocketFactory.getDefault())
                ? sockets
                : new PostgresSockets.Watched(() -> watch.socket(name));
    }

    static SSLSocketFactory tls(Properties properties) {
        SSLSocketFactory factory = of(properties).tls;
        if (factory == null) {
            throw new IllegalStateException("TLS is off");
        }
        return factory;
    }

    /** How the driver comes to our sockets. */
    public static final class Sockets extends PostgresSockets.Delegate {
        /** Called by the driver. */
        public Sockets(Properties properties) {
            super(of(properties).sockets(properties.getProperty(WATCHED, "")));
        }
    }

    /** How the driver comes to the password. */
    public static final class Password implements AuthenticationPlugin {
        private final PostgresConnector connector;

        /** Called by the driver. */
        public Password(Properties properties) {
            this.connector = of(properties);
        }

        @Override
        public char[] getPassword(AuthenticationRequestType type) throws PSQLException {
            Location location = connector.address.location();
            Optional<SecretRef> reference =
                    location.secret(Location.PASSWORD).or(() -> location.secret(Location.CREDENTIALS));
            if (reference.isEmpty()) {
                throw new PSQLException(
                        "the server asks for a password, and none is given", PSQLState.INVALID_PASSWORD);
            }
            try (Secret secret = connector.context.connections().secret(reference.get())) {
                return secret.chars();
            }
        }
    }

    /** What it means that a first connection could not be made. */
    static MigrationException unreachable(PostgresAddress address, SQLException failure) {
        String state = io.godwit.relational.SqlErrors.state(failure);
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof MigrationException known) {
                return known;
            }
            if (e instanceof javax.net.ssl.SSLException || e instanceof java.security.cert.CertificateException) {
                return MigrationException.of(
                                ErrorCategory.CONNECTIVITY,
                                "database.tls-failed",
                                "no trusted connection to \"" + address.name() + "\" can be made: "
                                        + String.valueOf(e.getMessage())
                                                .lines()
                                                .findFirst()
                                                .orElse(""))
                        .subject(address.name())
                        .remedy("Give the authority that signed the server's certificate as tls.ca, and a host name"
                                + " that the certificate has; or choose another tls.mode.")
                        .cause(e)
                        .build();
            }
        }
        if (state.equals("08006") && String.valueOf(failure.getMessage()).contains("hostname")) {
            return MigrationException.of(
                            ErrorCategory.CONNECTIVITY,
                            "database.tls-failed",
                            "the server's certificate is not for the host name \"" + address.host() + "\"")
                    .subject(address.name())
                    .remedy("Use the name that stands in the certificate, or choose another tls.mode.")
                    .build();
        }
        if (String.valueOf(failure.getMessage()).contains("does not support SSL")) {
            return MigrationException.of(
                            ErrorCategory.CONNECTIVITY,
                            "database.tls-failed",
                            "the server \"" + address.name() + "\" has no TLS")
                    .subject(address.name())
                    .remedy("Switch TLS on at the server (ssl = on), go through an SSH host (via), or choose another"
                            + " tls.mode.")
                    .build();
        }
        return PostgresErrors.of(failure, "connecting to \"" + address.name() + "\"", address.name());
    }
}
