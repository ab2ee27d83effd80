package io.godwit.transfer.cloud;

import io.godwit.spi.Location;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A location with the scheme {@code s3}, read and checked. Immutable. */
final class S3Place {
    static final String ACCESS_KEY_ID = "access_key_id";
    static final String SECRET_ACCESS_KEY = "secret_access_key";
    static final String SESSION_TOKEN = "session_token";

    private static final Set<String> SECRETS =
            Set.of(Location.CREDENTIALS, ACCESS_KEY_ID, SECRET_ACCESS_KEY, SESSION_TOKEN);
    private static final Set<String> SETTINGS = new HashSet<>(PlaceRules.COMMON);

    static {
        SETTINGS.addAll(Set.of(
                "profile",
                "path_style",
                "checksums",
                "requester_pays",
                "accelerate",
                "dual_stack",
                "encryption",
                "kms_key",
                "role_arn",
                "role_session_name",
                "external_id",
                "attributes",
                "sts_endpoint"));
    }

    private final Location location;
    private final String bucket;

    private S3Place(Location location, String bucket) {
        this.location = location;
        this.bucket = bucket;
    }

    static S3Place of(Location location) {
        String bucket = location.uri().getRawAuthority();
        if (bucket == null || !bucket.matches("[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]")) {
            throw PlaceRules.bad(location, "names no bucket", "Write s3://bucket/prefix.");
        }
        PlaceRules.check(location, "S3", SETTINGS, SECRETS);
        boolean id = location.secret(ACCESS_KEY_ID).isPresent();
        if (id != location.secret(SECRET_ACCESS_KEY).isPresent()) {
            throw PlaceRules.bad(location, "has half of a key pair", "Give both access_key_id and secret_access_key.");
        }
        for (String flag : Set.of("path_style", "requester_pays", "accelerate", "dual_stack")) {
            PlaceRules.checked(location, flag, "true|false", "true or false");
        }
        PlaceRules.checked(location, "checksums", "always|required", "\"always\" or \"required\"");
        PlaceRules.checked(location, "attributes", "kept|ignored", "\"kept\" or \"ignored\"");
        PlaceRules.checked(location, "role_arn", "arn:[^\\s]+", "the ARN of a role");
        return new S3Place(location, bucket);
    }

    Location location() {
        return location;
    }

    String bucket() {
        return bucket;
    }

    /** The prefix, decoded; with slashes around it, or empty. */
    String prefix() {
        return PlaceRules.prefix(location);
    }

    int connections() {
        return PlaceRules.connections(location);
    }

    boolean is(String flag) {
        return PlaceRules.is(location, flag);
    }

    /** Whether the service sorts keys by their bytes, as Amazon's does. */
    boolean isSorted() {
        return location.setting("sorted_listing").map(Boolean::parseBoolean).orElse(true);
    }

    /** Whether what is kept with objects is not looked at, which costs a request for each. */
    boolean ignoresAttributes() {
        return location.setting("attributes").orElse("kept").equals("ignored");
    }

    Optional<String> setting(String name) {
        return location.setting(name);
    }

    /** Another service than Amazon's. */
    Optional<URI> endpoint() {
        return PlaceRules.endpoint(location);
    }
}
