package io.godwit.transfer.ssh;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whom to talk to, read from a {@link Location} and from the user's own configuration of SSH: what the location says wins.
 *
 * @param location where it came from
 * @param host the host name or address
 * @param port the TCP port
 * @param user who to log in as
 * @param path the absolute path of the tree, as text
 * @param known how to know the host, whom to be there, and what it is reached through
 */
record SshTarget(Location location, String host, int port, String user, String path, SshUserConfig known) {
    static final String KNOWN_HOSTS = "known_hosts";
    static final String HOST_KEY = "host_key";
    static final String AGENT = "agent";
    static final String CONFIG = "ssh_config";
    static final String PATIENCE = "patience";
    private static final int DEFAULT_PATIENCE = 45;
    /** Name of the secret that sudo asks for, where that is not the login password. */
    static final String BECOME_PASSWORD = "become_password";

    private static final Set<String> SETTINGS = Set.of(KNOWN_HOSTS, HOST_KEY, AGENT, CONFIG, PATIENCE);

    static SshTarget of(Location location) {
        for (String setting : location.settings().keySet()) {
            if (!SETTINGS.contains(setting)) {
                throw bad(
                        "location.unknown-setting",
                        location,
                        "has the setting \"" + setting + "\", which SSH does not know",
                        "SSH knows "
                                + String.join(", ", SETTINGS.stream().sorted().toList()) + ".");
            }
        }
        String alias = host(location);
        seconds(location);
        SshUserConfig config = SshUserConfig.of(location, alias);
        int port = location.uri().getPort() >= 0 ? location.uri().getPort() : config.port();
        String user = location.user().orElse(config.user());
        String path = Optional.ofNullable(location.uri().getPath())
                .filter(p -> !p.isEmpty())
                .orElse("/");
        return new SshTarget(location, config.hostName(), port, user, path, config);
    }

    private static String host(Location location) {
        String host = location.uri().getHost();
        if (host == null) {
            // a name that is no domain name ("web_1"), which a configuration may explain
            String authority =
                    Optional.ofNullable(location.uri().getAuthority()).orElse("");
            host = authority.substring(authority.lastIndexOf('@') + 1);
            if (host.isEmpty() || host.indexOf(':') >= 0) {
                throw bad("ssh.bad-location", location, "names no host", "Write ssh://user@host:port/path.");
            }
        }
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static MigrationException bad(String code, Location location, String why, String remedy) {
        return MigrationException.of(ErrorCategory.CONFIGURATION, code, "the location \"" + location + "\" " + why)
                .subject(location.toString())
                .remedy(remedy)
                .build();
    }

    /** The files of known hosts: the one that is set, else those that the configuration names, else the user's own. */
    List<Path> knownHosts() {
        return known.knownHosts();
    }

    Optional<String> pinnedKey() {
        return location.setting(HOST_KEY);
    }

    /** How long a connection may stand still before it is given up, in seconds. */
    int patience() {
        return seconds(location);
    }

    private static int seconds(Location location) {
        String text = location.setting(PATIENCE).orElse(Integer.toString(DEFAULT_PATIENCE));
        if (!text.matches("[1-9][0-9]{0,3}")) {
            throw bad(
                    "location.bad-setting",
                    location,
                    "has the patience \"" + text + "\", which is a number of seconds",
                    "Give a number from 1 to 9999.");
        }
        return Integer.parseInt(text);
    }

    /** What it is reached through. */
    Optional<Location> via() {
        return location.via().or(known::jump);
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
