package io.godwit.transfer.cloud;

import io.godwit.spi.Location;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A location with the scheme {@code gs}, read and checked. Immutable. */
final class GooglePlace {
    static final String SERVICE_ACCOUNT = "service_account";
    static final String ACCESS_TOKEN = "access_token";

    private static final Set<String> SECRETS = Set.of(Location.CREDENTIALS, SERVICE_ACCOUNT, ACCESS_TOKEN);
    private static final Set<String> SETTINGS = new HashSet<>(PlaceRules.COMMON);

    static {
        SETTINGS.addAll(Set.of("project", "requester_pays", "kms_key", "impersonate"));
        SETTINGS.remove("tags");
    }

    private final Location location;
    private final String bucket;

    private GooglePlace(Location location, String bucket) {
        this.location = location;
        this.bucket = bucket;
    }

    static GooglePlace of(Location location) {
        String bucket = location.uri().getRawAuthority();
        if (bucket == null || !bucket.matches("[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]")) {
            throw PlaceRules.bad(location, "names no bucket", "Write gs://bucket/prefix.");
        }
        PlaceRules.check(location, "Google Cloud Storage", SETTINGS, SECRETS);
        PlaceRules.checked(location, "requester_pays", "true|false", "true or false");
        if (PlaceRules.is(location, "requester_pays")
                && location.setting("project").isEmpty()) {
            throw PlaceRules.bad(location, "says nothing of who pays", "Give the setting \"project\" too.");
        }
        return new GooglePlace(location, bucket);
    }

    Location location() {
        return location;
    }

    String bucket() {
        return bucket;
    }

    /** The project that pays for requests, where the bucket's owner does not. */
    Optional<String> payer() {
        return PlaceRules.is(location, "requester_pays") ? location.setting("project") : Optional.empty();
    }

    Optional<String> setting(String name) {
        return location.setting(name);
    }
}
