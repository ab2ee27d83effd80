package io.godwit.transfer.cloud;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A location with the scheme {@code s3}, read and checked. Immutable. */
final class S3Place {
    static final String ACCESS_KEY_ID = "access_key_id";
    static final String SECRET_ACCESS_KEY = "secret_access_key";
    static final String SESSION_TOKEN = "session_token";

    private static final Set<String> SECRETS =
            Set.of(Location.CREDENTIALS, ACCESS_KEY_ID, SECRET_ACCESS_KEY, SESSION_TOKEN);
    private static final Set<String> SETTINGS = Set.of(
            "region",
            "endpoint",
            "profile",
            "anonymous",
            "path_style",
            "checksums",
            "sorted_listing",
            "connections",
            "requester_pays",
            "accelerate",
            "dual_stack",
            "storage_class",
            "encryption",
            "kms_key",
            "acl",
            "cache_control");
    private static final int CONNECTIONS = 16;
    private static final int MOST_CONNECTIONS = 256;

    private final Location location;
    private final String bucket;
    private final int connections;

    private S3Place(Location location, String bucket, int connections) {
        this.location = location;
        this.bucket = bucket;
        this.connections = connections;
    }

    static S3Place of(Location location) {
        URI uri = location.uri();
        String bucket = uri.getRawAuthority();
        if (bucket == null || !bucket.matches("[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]")) {
            throw bad(location, "names no bucket", "Write s3://bucket/prefix.");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw bad(
                    location, "has a part behind \"?\" or \"#\"", "Write such characters of a prefix as %3F and %23.");
        }
        known(location, location.settings().keySet(), SETTINGS, "setting");
        known(location, location.secrets().keySet(), SECRETS, "secret");
        boolean id = location.secret(ACCESS_KEY_ID).isPresent();
        if (id != location.secret(SECRET_ACCESS_KEY).isPresent()) {
            throw bad(location, "has half of a key pair", "Give both access_key_id and secret_access_key.");
        }
        if (location.via().isPresent()) {
            throw bad(location, "is to be reached through another place", "Object stores are reached from here only.");
        }
        int connections = Integer.parseInt(
                checked(location, "connections", "[1-9]\\d{0,2}", "a number from 1 to " + MOST_CONNECTIONS)
                        .orElse(Integer.toString(CONNECTIONS)));
        if (connections > MOST_CONNECTIONS) {
            throw bad(location, "asks for too many connections", "At most " + MOST_CONNECTIONS + ".");
        }
        for (String flag :
                Set.of("anonymous", "path_style", "requester_pays", "accelerate", "dual_stack", "sorted_listing")) {
            checked(location, flag, "true|false", "true or false");
        }
        checked(location, "checksums", "always|required", "\"always\" or \"required\"");
        return new S3Place(location, bucket, connections);
    }

    private static void known(Location location, Set<String> given, Set<String> known, String what) {
        for (String name : given) {
            if (!known.contains(name)) {
                throw bad(
                        location,
                        "has a " + what + " \"" + name + "\" that S3 does not know",
                        "It knows " + String.join(", ", new TreeSet<>(known)) + ".");
            }
        }
    }

    private static Optional<String> checked(Location location, String name, String pattern, String expected) {
        Optional<String> value = location.setting(name);
        if (value.isPresent() && !value.get().matches(pattern)) {
            throw bad(location, "has a setting \"" + name + "\" that is not " + expected, "Correct it.");
        }
        return value;
    }

    private static MigrationException bad(Location location, String why, String remedy) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION, "cloud.bad-location", "the location \"" + location + "\" " + why)
                .subject(location.toString())
                .remedy(remedy)
                .build();
    }

    Location location() {
        return location;
    }

    String bucket() {
        return bucket;
    }

    /** The prefix, decoded; with slashes around it, or empty. */
    String prefix() {
        String path = location.uri().getPath();
        return path == null ? "" : path;
    }

    int connections() {
        return connections;
    }

    boolean is(String flag) {
        return location.setting(flag).map(Boolean::parseBoolean).orElse(false);
    }

    /** Whether the service sorts keys by their bytes, as Amazon's does. */
    boolean isSorted() {
        return location.setting("sorted_listing").map(Boolean::parseBoolean).orElse(true);
    }

    Optional<String> setting(String name) {
        return location.setting(name);
    }

    /** Another service than Amazon's. */
    Optional<URI> endpoint() {
        return location.setting("endpoint").map(text -> {
            try {
                URI uri = new URI(text);
                if (uri.getHost() == null || !Set.of("http", "https").contains(uri.getScheme())) {
                    throw bad(location, "has an endpoint that is no http or https URL", "Write https://host:port.");
                }
                return uri;
            } catch (URISyntaxException e) {
                throw bad(location, "has an endpoint that is no URL", "Write https://host:port.");
            }
        });
    }

    ObjectOptions options() {
        return new ObjectOptions(location.setting("cache_control").orElse(""));
    }
}
