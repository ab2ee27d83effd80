package io.godwit.transfer.ssh;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.SecretRef;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the user's own configuration of SSH says of a host, with OpenSSH's defaults for what it leaves open.
 *
 * @param hostName the name to connect to
 * @param port the port
 * @param user who to log in as
 * @param identities files with private keys, in the order in which they are tried; empty for those that SSH looks for by itself
 * @param identitiesOnly whether the agent's keys are to be presented only where they are among the identities
 * @param knownHosts files of known hosts, at least one
 * @param agent the socket of the agent, or empty for none
 * @param jump what it is reached through
 */
record SshUserConfig(
        String hostName,
        int port,
        String user,
        List<Path> identities,
        boolean identitiesOnly,
        List<Path> knownHosts,
        Optional<Path> agent,
        Optional<Location> jump) {
    private static final String NONE = "none";

    /** Looks a host up. */
    static SshUserConfig of(Location location, String alias) {
        Path home = Path.of(System.getProperty("user.home"));
        String file =
                location.setting(SshTarget.CONFIG).map(SshUserConfig::file).orElse("");
        Path config = file.isEmpty() ? home.resolve(".ssh").resolve("config") : Path.of(file);
        String wanted = location.user().orElse("");
        Map<String, List<String>> said =
                file.equals(NONE) ? Map.of() : SshConfigFile.lookUp(config, alias, wanted, home);
        return new Reading(location, alias, home, said).all();
    }

    private static String file(String setting) {
        return setting.startsWith("file:") ? setting.substring("file:".length()) : setting;
    }

    /** One reading, with the values that stand in for percent signs. */
    private static final class Reading {
        private final Location location;
        private final String alias;
        private final Path home;
        private final Map<String, List<String>> said;
        private final String me = System.getProperty("user.name");
        private String host;
        private int port;
        private String user;

        Reading(Location location, String alias, Path home, Map<String, List<String>> said) {
            this.location = location;
            this.alias = alias;
            this.home = home;
            this.said = said;
            this.host = alias;
            this.port = number(first("port"));
            this.user = location.user().orElse(first("user").orElse(me));
        }

        SshUserConfig all() {
            host = first("hostname").map(this::expand).orElse(alias);
            if (location.uri().getPort() >= 0) {
                port = location.uri().getPort();
            }
            List<Path> identities = values("identityfile").stream()
                    .filter(name -> !name.equals(NONE))
                    .map(this::path)
                    .toList();
            return new SshUserConfig(
                    host,
                    port,
                    user,
                    identities,
                    first("identitiesonly").filter("yes"::equalsIgnoreCase).isPresent(),
                    knownHosts(),
                    agent(),
                    jump());
        }

        private static int number(Optional<String> text) {
            if (text.isEmpty()) {
                return 22;
            }
            if (!text.get().matches("\\d{1,5}") || Integer.parseInt(text.get()) > 65535) {
                throw MigrationException.of(
                                ErrorCategory.CONFIGURATION,
                                "ssh.config-bad-value",
                                "the SSH configuration says \"Port " + text.get() + "\", which is no port")
                        .subject(text.get())
                        .remedy("Correct it, or leave it out with the setting ssh_config: none.")
                        .build();
            }
            return Integer.parseInt(text.get());
        }

        private List<Path> knownHosts() {
            Optional<String> set = location.setting(SshTarget.KNOWN_HOSTS);
            if (set.isPresent()) {
                return List.of(Path.of(file(set.get())));
            }
            List<Path> told = values("userknownhostsfile").stream()
                    .filter(name -> !name.equals(NONE))
                    .map(this::path)
                    .toList();
            return told.isEmpty() ? List.of(home.resolve(".ssh").resolve("known_hosts")) : told;
        }

        private Optional<Path> agent() {
            String told = first("identityagent").orElse("SSH_AUTH_SOCK");
            boolean off =
                    location.setting(SshTarget.AGENT).filter("false"::equals).isPresent();
            if (off || told.equals(NONE)) {
                return Optional.empty();
            }
            @Nullable
            String socket = told.equals("SSH_AUTH_SOCK")
                    ? System.getenv(told)
                    : told.startsWith("$") ? System.getenv(told.substring(1)) : told;
            return Optional.ofNullable(socket).filter(name -> !name.isBlank()).map(this::path);
        }

        /** The last of the jumps, which is reached through those before it. */
        private Optional<Location> jump() {
            @Nullable Location through = null;
            for (String jump : first("proxyjump")
                    .filter(all -> !all.equals(NONE))
                    .orElse("")
                    .split(",", -1)) {
                String text = jump.strip();
                if (text.isEmpty() || text.equals(alias)) {
                    continue; // a block for all hosts holds for the jump host too
                }
                Location place = Location.of(text.startsWith("ssh://") ? text : "ssh://" + text);
                for (String setting : List.of(SshTarget.KNOWN_HOSTS, SshTarget.CONFIG, SshTarget.AGENT)) {
                    if (location.setting(setting).isPresent()) {
                        place = place.withSetting(
                                setting, location.setting(setting).get());
                    }
                }
                for (String name : List.of(Location.PRIVATE_KEY, Location.PASSPHRASE)) {
                    Optional<SecretRef> secret = location.secret(name);
                    place = secret.isPresent() ? place.withSecret(name, secret.get()) : place;
                }
                through = through == null ? place : place.via(through);
            }
            return Optional.ofNullable(through);
        }

        private Optional<String> first(String keyword) {
            return values(keyword).stream().findFirst();
        }

        private List<String> values(String keyword) {
            return said.getOrDefault(keyword, List.of());
        }

        private Path path(String text) {
            String expanded = expand(text);
            return expanded.startsWith("~/") ? home.resolve(expanded.substring(2)) : home.resolve(expanded);
        }

        private String expand(String text) {
            if (text.indexOf('%') < 0) {
                return text;
            }
            return text.replace("%%", "\0")
                    .replace("%h", host)
                    .replace("%n", alias)
                    .replace("%p", Integer.toString(port))
                    .replace("%r", user)
                    .replace("%u", me)
                    .replace("%d", home.toString())
                    .replace('\0', '%');
        }
    }
}
