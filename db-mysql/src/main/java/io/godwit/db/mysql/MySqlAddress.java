package io.godwit.db.mysql;

import io.godwit.relational.SqlTls;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * A location as MySQL understands it. Immutable.
 *
 * @param location as it was given
 * @param host name or address of the server, as the place that it is reached through sees it
 * @param port its port
 * @param socket path of its Unix socket, or an empty string to come over the network
 * @param database name of the database
 * @param user name of the user
 * @param tls how the connection is protected
 */
record MySqlAddress(Location location, String host, int port, String socket, String database, String user, Tls tls) {
    static final String TLS_MODE = "tls.mode";
    private static final String SOCKET = "socket";
    private static final Set<String> SETTINGS = Set.of(
            TLS_MODE,
            SqlTls.TLS_CA,
            SqlTls.TLS_CERTIFICATE,
            SOCKET,
            MySqlReading.ZERO_DATES,
            MySqlReading.REPAIR_UTF8,
            MySqlDefiner.DEFINERS);
    private static final Set<String> SECRETS = Set.of(Location.PASSWORD, Location.CREDENTIALS, SqlTls.TLS_KEY);
    private static final int DEFAULT_PORT = 3306;

    /** How a connection is protected; the names are those that are in use for PostgreSQL too. */
    enum Tls {
        DISABLE,
        PREFER,
        REQUIRE,
        VERIFY_CA,
        VERIFY_FULL;

        /** As people write it. */
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether the server has to prove who it is. */
        boolean verifies() {
            return this == VERIFY_CA || this == VERIFY_FULL;
        }
    }

    /** Reads a location of the form {@code mysql://user@host:port/database}. */
    static MySqlAddress of(Location location) {
        URI uri = location.uri();
        String path = uri.getPath();
        if (uri.isOpaque() || uri.getRawQuery() != null || uri.getRawFragment() != null || path == null) {
            throw bad(location, "location.bad-uri", "is not of the form mysql://user@host:port/database");
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
            throw bad(location, "location.unknown-setting", "names a user to become, which MySQL does not need");
        }
        String host = uri.getHost() == null ? "localhost" : unbracketed(uri.getHost());
        String user = location.user().orElse("");
        if (user.isEmpty()) {
            throw bad(location, "location.bad-uri", "names no user");
        }
        String database = path.length() > 1 ? path.substring(1) : "";
        if (database.isEmpty() || database.indexOf('/') >= 0) {
            throw bad(location, "location.bad-uri", "has not the name of one database behind the host");
        }
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        String socket = location.setting(SOCKET).orElse("");
        return new MySqlAddress(location, host, port, socket, database, user, tls(location, host, socket));
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
                .remedy("Write mysql://user@host:port/database, with password, tls.mode, tls.ca, tls.certificate,"
                        + " tls.key, socket, zero_dates, repair_utf8 or definers beside it.")
                .build();
    }

    /** The location for people. */
    String name() {
        return location.uri().toString();
    }
}
