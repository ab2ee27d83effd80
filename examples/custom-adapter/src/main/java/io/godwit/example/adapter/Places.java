package io.godwit.example.adapter;

import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import java.util.LinkedHashMap;
import java.util.Map;

/** Locations as data: with all that it takes to get there, secrets by reference. */
final class Places {
    private Places() {}

    static Map<String, Object> toJson(Location place) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("uri", place.uri().toString());
        Map<String, String> secrets = new LinkedHashMap<>();
        place.secrets().forEach((name, reference) -> secrets.put(name, reference.toString()));
        json.put("secrets", secrets);
        json.put("settings", place.settings());
        place.becomeUser().ifPresent(user -> json.put("become", user));
        place.via().ifPresent(via -> json.put("via", toJson(via)));
        return json;
    }

    /**
     * A location that was stored.
     *
     * @throws IllegalArgumentException where it is none
     */
    static Location of(Map<?, ?> json) {
        Location place = Location.of(Json.get(json, "uri", String.class));
        for (Map.Entry<String, String> secret : Json.texts(json, "secrets").entrySet()) {
            place = place.withSecret(secret.getKey(), SecretRef.parse(secret.getValue()));
        }
        for (Map.Entry<String, String> setting : Json.texts(json, "settings").entrySet()) {
            place = place.withSetting(setting.getKey(), setting.getValue());
        }
        if (json.containsKey("become")) {
            place = place.become(Json.get(json, "become", String.class));
        }
        return json.containsKey("via") ? place.via(of(Json.object(json, "via"))) : place;
    }
}
