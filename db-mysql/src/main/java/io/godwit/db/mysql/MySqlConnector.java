package io.godwit.db.mysql;

import io.godwit.relational.ChannelSocket;
import io.godwit.relational.SqlTls;
import io.godwit.spi.Host;
import io.godwit.spi.Location;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.WeakHashMap;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.Connection;
import org.mariadb.jdbc.Driver;
import org.mariadb.jdbc.HostAddress;
import org.mariadb.jdbc.export.ExceptionFactory;
import org.mariadb.jdbc.plugin.Credential;
import org.mariadb.jdbc.plugin.CredentialPlugin;
import org.mariadb.jdbc.plugin.TlsSocketPlugin;

/**
 * Makes connections to one database. The driver logs in; the password is looked up for each connection and handed over when the driver
 * asks for it. The socket below stays known, for rows that are read and written past the driver. Thread-safe.
 */
final class MySqlConnector {
    private static final String PLUGIN = "GODWIT";
    private static final String CONNECT_MILLIS = "15000";
    /** For writing: as the server stores values, with nothing changed on the way. */
    static final String LENIENT_MODE = "NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES,NO_ENGINE_SUBSTITUTION";

    /** The same, and what would be changed is refused. */
    static final String LOAD_MODE = "STRICT_TRANS_TABLES,STRICT_ALL_TABLES," + LENIENT_MODE;

    private static final String NO_TLS_HERE = "ssl not enabled in the server";

    /** What is being opened by this thread: the driver makes what we hand in by name, and opens on the thread that asks. */
    private static final ThreadLocal<Opening> OPENING = new ThreadLocal<>();

    private final MySqlAddress address;
    private final boolean readOnly;
    private final WorkContext context;
    private final Map<Connection, Socket> sockets = Collections.synchronizedMap(new WeakHashMap<>());

    MySqlConnector(MySqlAddress address, boolean readOnly, WorkContext context) {
        this.address = address;
        this.readOnly = readOnly;
        this.context = context;
    }

    MySqlAddress address() {
        return address;
    }

    /** A connection under way. */
    private static final class Opening {
        final MySqlConnector connector;

        @Nullable
        Socket socket;

        Opening(MySqlConnector connector) {
            this.connector = connector;
        }

        static Opening current() {
            Opening opening = OPENING.get();
            if (opening == null) {
                throw new IllegalStateException("connections are opened by their connector only");
            }
            return opening;
        }
    }

    /** A new connection, in auto-commit mode, with its session set up so that text forms are always the same. */
    java.sql.Connection open() throws SQLException {
        Connection connection = connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute(setUp());
            if (readOnly) {
                statement.execute("SET SESSION TRANSACTION READ ONLY");
            }
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

    private Connection connect() throws SQLException {
        if (address.tls() != MySqlAddress.Tls.PREFER) {
            return connect(address.tls() == MySqlAddress.Tls.DISABLE ? "disable" : "trust");
        }
        try {
            return connect("trust");
        } catch (SQLException e) {
            if (!String.valueOf(e.getMessage()).contains(NO_TLS_HERE)) {
                throw e;
            }
            return connect("disable");
        }
    }

    private Connection connect(String sslMode) throws SQLException {
        Opening opening = new Opening(this);
        OPENING.set(opening);
        try {
            Connection connection = Driver.connect(configuration(sslMode));
            Socket socket = opening.socket;
            if (socket == null) {
                throw new SQLException("the driver opened no socket");
            }
            sockets.put(connection, socket);
            return connection;
        } finally {
            OPENING.remove();
        }
    }

    private Configuration configuration(String sslMode) throws SQLException {
        Properties options = new Properties();
        options.setProperty("database", address.database());
        options.setProperty("user", address.user());
        options.setProperty("credentialType", PLUGIN);
        options.setProperty("tlsSocketType", PLUGIN);
        options.setProperty("sslMode", sslMode);
        options.setProperty("socketFactory", Sockets.class.getName());
        options.setProperty("connectTimeout", CONNECT_MILLIS);
        options.setProperty("tcpKeepAlive", "true");
        options.setProperty("useReadAheadInput", "false");
        options.setProperty("allowLocalInfile", String.valueOf(!readOnly));
        // Without TLS, a password is only sent where the way to the server is ours.
        options.setProperty("allowPublicKeyRetrieval", String.valueOf(address.tls() == MySqlAddress.Tls.PREFER));
        options.setProperty("permitRedirect", "false");
        options.setProperty("jdbcCompliantTruncation", "false");
        options.setProperty("connectionAttributes", "program_name:godwit");
        Configuration configuration = Configuration.parse(
                "jdbc:mariadb://address=(host=" + address.host() + ")(port=" + address.port() + ")(type=master)/",
                options);
        if (configuration == null) {
            throw new SQLException("the driver does not know its own scheme");
        }
        return configuration;
    }

    private String setUp() {
        return "SET NAMES utf8mb4, SESSION time_zone = '+00:00', SESSION net_write_timeout = 3600,"
                + " SESSION net_read_timeout = 3600, SESSION wait_timeout = 86400, SESSION lock_wait_timeout = 60,"
                + " SESSION sql_safe_updates = 0, SESSION sql_select_limit = DEFAULT,"
                + " SESSION sql_mode = '" + LOAD_MODE + "'"
                + (readOnly ? "" : ", SESSION foreign_key_checks = 0, SESSION unique_checks = 0");
    }

    /** The socket that a connection talks through; TLS, where there is some, lies in it. */
    Socket socket(java.sql.Connection connection) throws SQLException {
        Socket socket = sockets.get(connection.unwrap(Connection.class));
        if (socket == null) {
            throw new SQLException("a connection of another connector");
        }
        return socket;
    }

    private Socket newSocket() {
        Optional<Location> via = address.location().via();
        if (via.isEmpty() && address.socket().isEmpty()) {
            return new Socket();
        }
        Host.Endpoint endpoint = address.socket().isEmpty()
                ? new Host.Endpoint(address.host(), address.port())
                : new Host.Endpoint(address.socket(), 0);
        return ChannelSocket.open(via.orElse(Location.of("file:///")), endpoint, context);
    }

    private SSLSocket secured(Socket socket) throws IOException {
        SSLContext tls = SqlTls.of(address.location(), address.tls().verifies(), context);
        SSLSocket secure =
                (SSLSocket) tls.getSocketFactory().createSocket(socket, address.host(), address.port(), true);
        if (address.tls() == MySqlAddress.Tls.VERIFY_FULL) {
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
        }
        return secure;
    }

    private Credential credential() {
        Location location = address.location();
        Optional<SecretRef> reference =
                location.secret(Location.PASSWORD).or(() -> location.secret(Location.CREDENTIALS));
        if (reference.isEmpty()) {
            return new Credential(address.user(), null);
        }
        try (Secret secret = context.connections().secret(reference.get())) {
            char[] chars = secret.chars();
            String password = new String(chars);
            Arrays.fill(chars, '\0');
            return new Credential(address.user(), password);
        }
    }

    /** Whether the connection that this thread opens lies in TLS. */
    static boolean isSecuredNow() {
        return Opening.current().socket instanceof SSLSocket;
    }

    @Override
    public String toString() {
        return "MySqlConnector[" + address.name() + "]";
    }

    /** How the driver comes to our sockets. */
    public static final class Sockets extends SocketFactory {
        /** Called by the driver. */
        public Sockets() {}

        @Override
        public Socket createSocket() {
            Opening opening = Opening.current();
            Socket socket = opening.connector.newSocket();
            opening.socket = socket;
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            return createSocket();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            return createSocket();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            return createSocket();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
            return createSocket();
        }
    }

    /** How the driver comes to TLS as we have it. */
    public static final class Tls implements TlsSocketPlugin {
        /** Called by the driver. */
        public Tls() {}

        @Override
        public String type() {
            return PLUGIN;
        }

        @Override
        public TrustManager[] getTrustManager(
                Configuration configuration, ExceptionFactory exceptions, HostAddress host) {
            return new TrustManager[0];
        }

        @Override
        public KeyManager[] getKeyManager(Configuration configuration, ExceptionFactory exceptions) {
            return new KeyManager[0];
        }

        @Override
        public SSLSocket createSocket(Socket socket, SSLSocketFactory factory) throws IOException {
            Opening opening = Opening.current();
            SSLSocket secure = opening.connector.secured(socket);
            opening.socket = secure;
            return secure;
        }

        @Override
        public void verify(String host, SSLSession session, long threadId) {
            // The socket does it itself during the handshake.
        }
    }

    /** How the driver comes to the password. */
    public static final class Password implements CredentialPlugin {
        /** Called by the driver. */
        public Password() {}

        @Override
        public String type() {
            return PLUGIN;
        }

        @Override
        public Credential get() {
            return Opening.current().connector.credential();
        }
    }
}
