package io.godwit.adapter.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A location as data.
 *
 * @param uri its URI
 * @param secrets references, by name
 * @param settings settings, by name
 * @param become the user to become, or null
 * @param via what it is reached through, or null
 */
record Place(
        @JsonProperty(required = true) String uri,
        @JsonProperty(required = true) Map<String, String> secrets,
        @JsonProperty(required = true) Map<String, String> settings,
        @Nullable String become,
        @Nullable Place via) {
    Place {
        java.util.Objects.requireNonNull(uri, "uri");
        secrets = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
        settings = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    static Place of(Location location) {
        Map<String, String> secrets = new LinkedHashMap<>();
        location.secrets().forEach((name, reference) -> secrets.put(name, reference.toString()));
        return new Place(
                location.uri().toString(),
                secrets,
                location.settings(),
                location.becomeUser().orElse(null),
                location.via().map(Place::of).orElse(null));
    }

    Location location() {
        Location location = Location.of(uri);
        for (Map.Entry<String, String> secret : secrets.entrySet()) {
            location = location.withSecret(secret.getKey(), SecretRef.parse(secret.getValue()));
        }
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            location = location.withSetting(setting.getKey(), setting.getValue());
        }
        location = become == null ? location : location.become(become);
        return via == null ? location : location.via(via.location());
    }
}
