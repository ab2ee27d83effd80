package io.godwit.db.postgres;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * A location as PostgreSQL understands it. Immutable.
 *
 * @param location as it was given
 * @param host name or address of the server, as the place that it is reached through sees it
 * @param port its port
 * @param socket directory of its Unix socket, or an empty string to come over the network
 * @param database name of the database
 * @param user name of the user
 * @param schema the namespace to be in, or an empty string for the server's choice
 * @param tls how the connection is protected
 * @param patience how long the server may take before it is asked whether it works for us
 */
record PostgresAddress(
        Location location,
        String host,
        int port,
        String socket,
        String database,
        String user,
        String schema,
        Tls tls,
        Duration patience) {
    static final String TLS_MODE = "tls.mode";
    static final String TLS_CA = "tls.ca";
    static final String TLS_CERTIFICATE = "tls.certificate";
    static final String TLS_KEY = "tls.key";
    private static final String SCHEMA = "schema";
    private static final String SOCKET = "socket";
    private static final String PATIENCE = "patience";
    private static final String DEFAULT_PATIENCE = "30";
    private static final Set<String> SETTINGS = Set.of(TLS_MODE, TLS_CA, TLS_CERTIFICATE, SCHEMA, SOCKET, PATIENCE);
    private static final Set<String> SECRETS = Set.of(Location.PASSWORD, Location.CREDENTIALS, TLS_KEY);
    private static final int DEFAULT_PORT = 5432;

    /** How a connection is protected; the names are those of libpq's {@code sslmode}. */
    enum Tls {
        DISABLE,
        PREFER,
        REQUIRE,
        VERIFY_CA,
        VERIFY_FULL;

        /** As the driver and people write it. */
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Reads a location of the form {@code postgres://user@host:port/database}. */
    static PostgresAddress of(Location location) {
        URI uri = location.uri();
        String path = uri.getPath();
        if (uri.isOpaque() || uri.getRawQuery() != null || uri.getRawFragment() != null || path == null) {
            throw bad(location, "location.bad-uri", "is not of the form postgres://user@host:port/database");
        }
        if (uri.getRawAuthority() != null && uri.getHost() == null) {
            throw bad(location, "location.bad-uri", "has no host that could be one");
        }
        for (String setting : location.settings().keySet()) {
            if (!SETTINGS.contains(setting)) {
                throw bad(location, "location.unknown-setting", "has the unknown setting \"" + setting + "\"");
            }
        }
        for (String secret : location.secrets().keySet()) {
            if (!SECRETS.contains(secret)) {
                throw bad(location, "location.unknown-setting", "has the unknown secret \"" + secret + "\"");
            }
        }
        if (location.becomeUser().isPresent()) {
            throw bad(location, "location.unknown-setting", "names a user to become, which PostgreSQL does not need");
        }
        String host = uri.getHost() == null ? "localhost" : unbracketed(uri.getHost());
        String user = location.user().orElse("");
        if (user.isEmpty()) {
            throw bad(location, "location.bad-uri", "names no user");
        }
        String database = path.length() > 1 ? path.substring(1) : user;
        if (database.indexOf('/') >= 0) {
            throw bad(location, "location.bad-uri", "has more than the name of a database behind the host");
        }
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        String socket = location.setting(SOCKET).orElse("");
        return new PostgresAddress(
                location,
                host,
                port,
                socket,
                database,
                user,
                location.setting(SCHEMA).orElse(""),
                tls(location, host, socket),
                patience(location));
    }

    private static Duration patience(Location location) {
        String text = location.setting(PATIENCE).orElse(DEFAULT_PATIENCE);
        if (!text.matches("[1-9][0-9]{0,3}")) {
            throw bad(
                    location,
                    "location.bad-setting",
                    "has the patience \"" + text + "\", which is a number of seconds from 1 to 9999");
        }
        return Duration.ofSeconds(Integer.parseInt(text));
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /**
     * The mode asked for; else the strictest where the way to the server may be anybody's, and whatever the server offers where
     * it does not leave a machine or runs through a tunnel.
     */
    private static Tls tls(Location location, String host, String socket) {
        String mode = location.setting(TLS_MODE).orElse("");
        if (mode.isEmpty()) {
            boolean isNear = location.via().isPresent() || !socket.isEmpty() || isLoopback(host);
            return isNear ? Tls.PREFER : Tls.VERIFY_FULL;
        }
        for (Tls tls : Tls.values()) {
            if (tls.word().equals(mode)) {
                return tls;
            }
        }
        throw bad(
                location,
                "location.bad-setting",
                "has the mode \"" + mode + "\" for TLS, which is disable, prefer, require, verify-ca or verify-full");
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.equals("::1") || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
    }

    static MigrationException bad(Location location, String code, String why) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION, code, "the location \"" + location.uri() + "\" " + why)
                .subject(location.uri().toString())
                .remedy("Write postgres://user@host:port/database, with password, tls.mode, tls.ca, tls.certificate,"
                        + " tls.key, schema, socket or patience beside it.")
                .build();
    }

    /** The location for people. */
    String name() {
        return location.uri().toString();
    }
}
