package io.godwit.transfer.cloud;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.WorkContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What locations of all object stores have in common: how they are checked and read. */
final class PlaceRules {
    /** Settings that every service has. */
    static final Set<String> COMMON = Set.of(
            "region",
            "endpoint",
            "anonymous",
            "sorted_listing",
            "connections",
            "storage_class",
            "cache_control",
            "content_encoding",
            "tags",
            "acl",
            "conditional_writes",
            "proxy",
            "ca");

    private static final int CONNECTIONS = 16;
    private static final int MOST_CONNECTIONS = 256;

    private PlaceRules() {}

    /** Checks what all services ask of a location. */
    static void check(Location location, String service, Set<String> settings, Set<String> secrets) {
        URI uri = location.uri();
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw bad(
                    location, "has a part behind \"?\" or \"#\"", "Write such characters of a prefix as %3F and %23.");
        }
        known(location, service, location.settings().keySet(), settings, "setting");
        known(location, service, location.secrets().keySet(), secrets, "secret");
        if (location.via().isPresent()) {
            throw bad(location, "is to be reached through another place", "Object stores are reached from here only.");
        }
        checked(location, "connections", "[1-9]\\d{0,2}", "a number from 1 to " + MOST_CONNECTIONS);
        if (connections(location) > MOST_CONNECTIONS) {
            throw bad(location, "asks for too many connections", "At most " + MOST_CONNECTIONS + ".");
        }
        for (String flag : Set.of("anonymous", "sorted_listing")) {
            checked(location, flag, "true|false", "true or false");
        }
        checked(location, "conditional_writes", "always|never", "\"always\" or \"never\"");
        checked(location, "content_encoding", "gzip|br|zstd|deflate|auto", "gzip, br, zstd, deflate or auto");
        tags(location);
        endpoint(location);
        url(location, "proxy");
    }

    private static void known(Location location, String service, Set<String> given, Set<String> known, String what) {
        for (String name : given) {
            if (!known.contains(name)) {
                throw bad(
                        location,
                        "has a " + what + " \"" + name + "\" that " + service + " does not know",
                        "It knows " + String.join(", ", new TreeSet<>(known)) + ".");
            }
        }
    }

    static Optional<String> checked(Location location, String name, String pattern, String expected) {
        Optional<String> value = location.setting(name);
        if (value.isPresent() && !value.get().matches(pattern)) {
            throw bad(location, "has a setting \"" + name + "\" that is not " + expected, "Correct it.");
        }
        return value;
    }

    static MigrationException bad(Location location, String why, String remedy) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION, "cloud.bad-location", "the location \"" + location + "\" " + why)
                .subject(location.toString())
                .remedy(remedy)
                .build();
    }

    static int connections(Location location) {
        return Integer.parseInt(location.setting("connections").orElse(Integer.toString(CONNECTIONS)));
    }

    static boolean is(Location location, String flag) {
        return location.setting(flag).map(Boolean::parseBoolean).orElse(false);
    }

    /** The prefix, decoded; with slashes around it, or empty. */
    static String prefix(Location location) {
        String path = location.uri().getPath();
        return path == null ? "" : path;
    }

    /** The port of a URL, also where it is not written. */
    static int port(URI url) {
        return url.getPort() >= 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
    }

    /** Another service than the provider's own. */
    static Optional<URI> endpoint(Location location) {
        return url(location, "endpoint");
    }

    static Optional<URI> url(Location location, String name) {
        return location.setting(name).map(text -> {
            try {
                URI uri = new URI(text);
                if (uri.getHost() == null || !Set.of("http", "https").contains(uri.getScheme())) {
                    throw bad(
                            location,
                            "has a setting \"" + name + "\" that is no http or https URL",
                            "Write https://host:port.");
                }
                return uri;
            } catch (URISyntaxException e) {
                throw bad(location, "has a setting \"" + name + "\" that is no URL", "Write https://host:port.");
            }
        });
    }

    /** The tags that every object gets: {@code name=value&name=value}. */
    static Map<String, String> tags(Location location) {
        return checked(location, "tags", "([^=&]+=[^=&]*(&|$))+", "NAME=VALUE, joined by \"&\"")
                .map(PlaceRules::tags)
                .orElse(Map.of());
    }

    static Map<String, String> tags(String text) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String tag : text.split("&", 0)) {
            int equals = tag.indexOf('=');
            tags.put(tag.substring(0, equals), tag.substring(equals + 1));
        }
        return tags;
    }

    static ObjectOptions options(Location location) {
        return new ObjectOptions(
                location.setting("cache_control").orElse(""),
                location.setting("content_encoding").orElse(""),
                location.setting("acl").orElse(""),
                !location.setting("conditional_writes").orElse("always").equals("never"));
    }

    static boolean has(Location location, String secret) {
        return location.secret(secret).isPresent();
    }

    static String reveal(Location location, String name, WorkContext context) {
        try (Secret secret = context.connections().secret(location.secret(name).orElseThrow())) {
            return secret.reveal();
        }
    }
}
