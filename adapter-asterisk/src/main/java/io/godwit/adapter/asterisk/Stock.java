package io.godwit.adapter.asterisk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.spi.Inventory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was found at a PBX.
 *
 * @param isThere whether there is a configuration
 * @param isLive whether Asterisk is installed there and can be told things
 * @param version of the running Asterisk, or empty
 * @param config the path of the configuration, absolute on that machine
 * @param directories where Asterisk keeps what, by role, absolute
 * @param present directories that are there
 * @param modules that run
 * @param calls how many are going on, or -1
 * @param tools programs that are there
 * @param astdb number of entries of Asterisk's own database, by family
 * @param remarks what is wrong with the configuration, and where
 * @param meaning what it is set up to be
 */
record Stock(
        boolean isThere,
        boolean isLive,
        String version,
        String config,
        Map<String, String> directories,
        List<String> present,
        List<String> modules,
        int calls,
        List<String> tools,
        Map<String, Long> astdb,
        List<Remark> remarks,
        Meaning meaning) {

    /** The kinds of things that people want to see listed. */
    private static final List<String> LISTED =
            List.of("endpoint", "trunk", "registration", "queue", "context", "mailbox", "peer", "transport");

    /**
     * Something about a line of the configuration.
     *
     * @param kind {@code command}, {@code broken}
     * @param where file and line
     * @param what for people
     */
    record Remark(String kind, String where, String what) {}

    /** The first number of the version, or 0. */
    int major() {
        String number = version.replaceFirst("^(\\d*).*", "$1");
        return number.isEmpty() ? 0 : Integer.parseInt(number);
    }

    Inventory toInventory(String platform) {
        Map<String, String> facts = new LinkedHashMap<>();
        if (isThere) {
            facts.put("version", version.isEmpty() ? "not known: it does not run here" : version);
            facts.put("configuration", config);
            for (String kind : LISTED) {
                facts.put(kind + "s", Integer.toString(meaning.names(kind).size()));
            }
            if (calls >= 0) {
                facts.put("active calls", Integer.toString(calls));
            }
            if (!modules.isEmpty()) {
                facts.put("modules", Integer.toString(modules.size()));
            }
        }
        List<Inventory.Item> items = new ArrayList<>();
        for (String kind : LISTED) {
            meaning.names(kind).forEach(name -> items.add(new Inventory.Item(kind, name, detail(kind, name))));
        }
        modules.forEach(module -> items.add(new Inventory.Item("module", module, "")));
        return new Inventory(platform, 1, facts, items, Json.write(toJson()));
    }

    private String detail(String kind, String name) {
        String setting = switch (kind) {
            case "registration" -> "server_uri";
            case "queue" -> "strategy";
            case "mailbox" -> "name";
            case "transport" -> "bind";
            default -> "context";
        };
        return meaning.value(kind, name, setting).map(Meaning.Value::toString).orElse("");
    }

    private ObjectNode toJson() {
        ObjectNode json = Json.object();
        json.put("there", isThere).put("live", isLive).put("version", version).put("config", config);
        json.set("directories", Json.of(directories));
        json.set("present", Json.of(present));
        json.set("modules", Json.of(modules));
        json.put("calls", calls);
        json.set("tools", Json.of(tools));
        json.set("astdb", Json.of(astdb));
        remarks.forEach(remark -> json.withArray("/remarks")
                .addObject()
                .put("kind", remark.kind())
                .put("where", remark.where())
                .put("what", remark.what()));
        json.set("meaning", meaning.toJson());
        return json;
    }

    /** What {@link #toInventory} stored. */
    static Stock of(Inventory inventory) {
        JsonNode json = Json.read(inventory.evidence());
        SortedMap<String, Long> astdb = new TreeMap<>();
        json.path("astdb")
                .properties()
                .forEach(family -> astdb.put(family.getKey(), family.getValue().asLong()));
        List<Remark> remarks = new ArrayList<>();
        json.path("remarks")
                .forEach(remark -> remarks.add(new Remark(
                        remark.path("kind").asText(),
                        remark.path("where").asText(),
                        remark.path("what").asText())));
        return new Stock(
                json.path("there").asBoolean(),
                json.path("live").asBoolean(),
                json.path("version").asText(),
                json.path("config").asText(),
                Json.texts(json.path("directories")),
                Json.list(json.path("present")),
                Json.list(json.path("modules")),
                json.path("calls").asInt(-1),
                Json.list(json.path("tools")),
                astdb,
                remarks,
                Meaning.of(json.path("meaning")));
    }
}
