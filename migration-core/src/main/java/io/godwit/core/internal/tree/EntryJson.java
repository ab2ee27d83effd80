package io.godwit.core.internal.tree;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.spi.EntryKind;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreeEntry.Owner;
import io.godwit.spi.TreeLink;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;

/** Entries as JSON, short since there are many: what is not known is left out. */
public final class EntryJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private EntryJson() {}

    /** An empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /**
     * JSON as text.
     *
     * @param node any
     * @return one line
     */
    public static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Text as JSON.
     *
     * @param json as {@link #text} gives it
     * @return the same
     */
    public static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            e.clearLocation();
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION, "step.bad-data", "stored data of a tree is no JSON")
                    .cause(e)
                    .build();
        }
    }

    /**
     * Writes an entry.
     *
     * @param entry any
     * @return all that is known of it
     */
    public static ObjectNode write(TreeEntry entry) {
        ObjectNode node = object();
        node.put("p", PathText.of(entry.path()));
        node.put("k", entry.kind().name());
        if (entry.size() > 0) {
            node.put("s", entry.size());
        }
        entry.modified().ifPresent(time -> node.put("m", time(time)));
        entry.mode().ifPresent(mode -> node.put("o", mode));
        entry.owner().ifPresent(owner -> node.set("u", owner(owner)));
        entry.group().ifPresent(group -> node.set("g", owner(group)));
        entry.target().ifPresent(target -> node.put("t", PathText.encode(target.bytes())));
        entry.linkGroup().ifPresent(group -> node.put("l", group));
        entry.version().ifPresent(version -> node.put("v", version));
        if (entry.isSparse()) {
            node.put("h", true);
        }
        if (!entry.extended().isEmpty()) {
            ObjectNode extended = node.putObject("x");
            entry.extended().forEach(extended::put);
        }
        return node;
    }

    static String time(Instant time) {
        return time.getEpochSecond() + "." + time.getNano();
    }

    static Instant time(String text) {
        int dot = text.indexOf('.');
        return Instant.ofEpochSecond(Long.parseLong(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1)));
    }

    private static ArrayNode owner(Owner owner) {
        ArrayNode node = JsonNodeFactory.instance.arrayNode();
        node.add(owner.id().orElse(-1));
        node.add(owner.name());
        return node;
    }

    /**
     * Reads an entry.
     *
     * @param node as {@link #write} gives it
     * @return an equal entry
     */
    public static TreeEntry read(JsonNode node) {
        TreeEntry.Builder entry = TreeEntry.of(
                        PathText.path(node.path("p").asText()),
                        EntryKind.valueOf(node.path("k").asText()))
                .size(node.path("s").asLong(0))
                .sparse(node.path("h").asBoolean(false));
        if (node.has("m")) {
            entry.modified(time(node.get("m").asText()));
        }
        if (node.has("o")) {
            entry.mode(node.get("o").asInt());
        }
        if (node.has("u")) {
            entry.owner(owner(node.get("u")));
        }
        if (node.has("g")) {
            entry.group(owner(node.get("g")));
        }
        if (node.has("t")) {
            entry.target(TreeLink.ofBytes(PathText.decode(node.get("t").asText())));
        }
        if (node.has("l")) {
            entry.linkGroup(node.get("l").asText());
        }
        if (node.has("v")) {
            entry.version(node.get("v").asText());
        }
        for (Map.Entry<String, JsonNode> one : node.path("x").properties()) {
            entry.extended(one.getKey(), one.getValue().asText());
        }
        return entry.build();
    }

    private static Owner owner(JsonNode node) {
        long id = node.path(0).asLong(-1);
        return new Owner(
                id < 0 ? OptionalLong.empty() : OptionalLong.of(id),
                node.path(1).asText(""));
    }
}
