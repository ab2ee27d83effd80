package io.godwit.tck.lab;

import java.net.URI;

/**
 * One database of a server of the lab, and a user that may do all in it.
 *
 * @param scheme {@code mysql} or {@code postgres}
 * @param host host of the server, from this JVM
 * @param port port of the server, from this JVM
 * @param name name of the database
 * @param user name of the user
 * @param password password of the user
 * @since 0.1
 */
public record LabDatabase(String scheme, String host, int port, String name, String user, String password) {
    /** {@code mysql://user@host:port/name}: the location as a spec writes it, without the password. */
    public URI uri() {
        return URI.create("%s://%s@%s:%d/%s".formatted(scheme, user, host, port, name));
    }

    /** The same for a JDBC driver ({@code jdbc:mariadb:} or {@code jdbc:postgresql:}), without user and password. */
    public String jdbcUrl() {
        String driver = scheme.equals("postgres") ? "postgresql" : "mariadb";
        return "jdbc:%s://%s:%d/%s".formatted(driver, host, port, name);
    }

    /** This database as another host and port reach it, for instance a proxy in between. */
    public LabDatabase at(String otherHost, int otherPort) {
        return new LabDatabase(scheme, otherHost, otherPort, name, user, password);
    }

    @Override
    public String toString() {
        return uri().toString();
    }
}
