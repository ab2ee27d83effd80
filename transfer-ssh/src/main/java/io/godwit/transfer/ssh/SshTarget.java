package io.godwit.transfer.ssh;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Whom to talk to, read from a {@link Location}: host, port, user, root path, and how to know the host.
 *
 * @param location where it came from
 * @param host the host name or address
 * @param port the TCP port
 * @param user who to log in as
 * @param path the absolute path of the tree, as text
 */
record SshTarget(Location location, String host, int port, String user, String path) {
    static final String KNOWN_HOSTS = "known_hosts";
    static final String HOST_KEY = "host_key";
    private static final Set<String> SETTINGS = Set.of(KNOWN_HOSTS, HOST_KEY);

    static SshTarget of(Location location) {
        String host = location.uri().getHost();
        if (host == null) {
            throw bad("ssh.bad-location", location, "names no host", "Write ssh://user@host:port/path.");
        }
        for (String setting : location.settings().keySet()) {
            if (!SETTINGS.contains(setting)) {
                throw bad(
                        "ssh.unknown-setting",
                        location,
                        "has the setting \"" + setting + "\", which SSH does not know",
                        "SSH knows "
                                + String.join(
                                        " and ", SETTINGS.stream().sorted().toList()) + ".");
            }
        }
        int port = location.uri().getPort() < 0 ? 22 : location.uri().getPort();
        String user = location.user().orElseGet(() -> System.getProperty("user.name"));
        String path = Optional.ofNullable(location.uri().getPath())
                .filter(p -> !p.isEmpty())
                .orElse("/");
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new SshTarget(location, bare, port, user, path);
    }

    private static MigrationException bad(String code, Location location, String why, String remedy) {
        return MigrationException.of(ErrorCategory.CONFIGURATION, code, "the location \"" + location + "\" " + why)
                .subject(location.toString())
                .remedy(remedy)
                .build();
    }

    /** The file of known hosts: the one that is set, else the user's own. */
    Path knownHosts() {
        return location.setting(KNOWN_HOSTS)
                .map(file -> Path.of(file.startsWith("file:") ? file.substring("file:".length()) : file))
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".ssh", "known_hosts"));
    }

    Optional<String> pinnedKey() {
        return location.setting(HOST_KEY);
    }

    /** For people: user, host and port. */
    String address() {
        return user + "@" + host + ":" + port;
    }

    /**
     * Text as it goes over the wire: sshj is told that the server speaks ISO 8859-1, so that every byte of a name survives; text
     * of ours is therefore handed to it as its UTF-8 bytes, one character each.
     */
    static String wire(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The opposite of {@link #wire}, for people. */
    static String text(String wire) {
        return new String(wire.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
