package io.godwit.adapter.asterisk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is stored of PBXs and steps, as JSON. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static JsonNode of(Object value) {
        return MAPPER.valueToTree(value);
    }

    static String write(JsonNode json) {
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree can be written", e);
        }
    }

    /**
     * Reads an object.
     *
     * @throws IllegalArgumentException where the text is none
     */
    static JsonNode read(String text) {
        try {
            JsonNode json = MAPPER.readTree(text);
            if (json == null || !json.isObject()) {
                throw new IllegalArgumentException("no JSON object");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON", e);
        }
    }

    /** A text that has to be there. */
    static String text(JsonNode json, String key) {
        JsonNode value = json.get(key);
        if (value == null || !value.isTextual()) {
            throw new IllegalArgumentException("\"" + key + "\" is not there, or is no text");
        }
        return value.textValue();
    }

    static Map<String, String> texts(JsonNode json) {
        Map<String, String> texts = new LinkedHashMap<>();
        json.properties()
                .forEach(member -> texts.put(member.getKey(), member.getValue().asText()));
        return texts;
    }

    static List<String> list(JsonNode json) {
        List<String> list = new ArrayList<>();
        json.forEach(element -> list.add(element.asText()));
        return list;
    }

    /** A location with all that it takes to get there, secrets by reference. */
    static ObjectNode location(Location place) {
        ObjectNode json = object().put("uri", place.uri().toString());
        place.secrets().forEach((name, reference) -> json.withObject("/secrets").put(name, reference.toString()));
        place.settings().forEach((name, value) -> json.withObject("/settings").put(name, value));
        place.becomeUser().ifPresent(user -> json.put("become", user));
        place.via().ifPresent(via -> json.set("via", location(via)));
        return json;
    }

    /** The location that stands under a key. */
    static Location location(JsonNode parent, String key) {
        JsonNode json = parent.path(key);
        Location place = Location.of(text(json, "uri"));
        for (Map.Entry<String, String> secret : texts(json.path("secrets")).entrySet()) {
            place = place.withSecret(secret.getKey(), SecretRef.parse(secret.getValue()));
        }
        for (Map.Entry<String, String> setting : texts(json.path("settings")).entrySet()) {
            place = place.withSetting(setting.getKey(), setting.getValue());
        }
        if (json.has("become")) {
            place = place.become(text(json, "become"));
        }
        return json.has("via") ? place.via(location(json, "via")) : place;
    }
}
