package io.godwit.core.internal.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.SecretRef;
import java.util.Map;

/** Locations as JSON: {@code {"uri", "secrets"?: {name: ref}, "settings"?: {..}, "become"?, "via"?: {..}}}; secrets by reference only. */
public final class LocationJson {
    private LocationJson() {}

    /**
     * Writes a location.
     *
     * @param location any
     * @return an object; what is not there is left out
     */
    public static ObjectNode write(Location location) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("uri", location.uri().toString());
        if (!location.secrets().isEmpty()) {
            ObjectNode secrets = node.putObject("secrets");
            location.secrets()
                    .forEach((name, reference) -> secrets.put(name, reference.scheme() + ":" + reference.name()));
        }
        if (!location.settings().isEmpty()) {
            ObjectNode settings = node.putObject("settings");
            location.settings().forEach(settings::put);
        }
        location.becomeUser().ifPresent(user -> node.put("become", user));
        location.via().ifPresent(via -> node.set("via", write(via)));
        return node;
    }

    /**
     * Reads a location.
     *
     * @param node as {@link #write} gives it
     * @return an equal location
     * @throws MigrationException CONFIGURATION, {@code location.bad-json}, {@code location.bad-uri} or {@code secret.bad-reference}
     */
    public static Location read(JsonNode node) {
        JsonNode uri = node.get("uri");
        if (uri == null || !uri.isTextual()) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION, "location.bad-json", "a stored location has no \"uri\"")
                    .build();
        }
        Location location = Location.of(uri.textValue());
        for (Map.Entry<String, JsonNode> secret : node.path("secrets").properties()) {
            location = location.withSecret(
                    secret.getKey(), SecretRef.parse(secret.getValue().asText()));
        }
        for (Map.Entry<String, JsonNode> setting : node.path("settings").properties()) {
            location = location.withSetting(setting.getKey(), setting.getValue().asText());
        }
        if (node.hasNonNull("become")) {
            location = location.become(node.get("become").asText());
        }
        if (node.hasNonNull("via")) {
            location = location.via(read(node.get("via")));
        }
        return location;
    }
}
