package io.godwit.adapter.web;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Inventory;
import io.godwit.spi.Inventory.Item;
import io.godwit.spi.MigrationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found of a WordPress: what an inventory keeps of it.
 *
 * @param version its version; empty where there is none
 * @param php the oldest PHP that it takes
 * @param prefix what the names of its tables begin with
 * @param database name of its database; empty where that is computed
 * @param user who it logs in there as
 * @param host where that is, as it is configured
 * @param charset what it talks to the database in
 * @param url where visitors find it ({@code home}); empty where not known
 * @param siteUrl where its own files are found; empty where not known
 * @param computed settings that are computed, each with what it asks of the environment
 * @param multisite whether it is a network
 * @param items plugins, themes and the like
 * @param dropIns files in wp-content that replace parts of it
 */
record WordPressStock(
        @JsonProperty(required = true) String version,
        String php,
        String prefix,
        String database,
        String user,
        String host,
        String charset,
        String url,
        String siteUrl,
        List<String> computed,
        boolean multisite,
        List<Part> items,
        List<String> dropIns) {
    static final WordPressStock NOTHING =
            new WordPressStock("", "", "", "", "", "", "", "", "", List.of(), false, List.of(), List.of());

    WordPressStock {
        java.util.Objects.requireNonNull(version, "version");
        computed = List.copyOf(computed);
        items = List.copyOf(items);
        dropIns = List.copyOf(dropIns);
    }

    /**
     * A part of it.
     *
     * @param kind what sort
     * @param name its name
     * @param detail its version, or something else of interest
     */
    record Part(String kind, String name, String detail) {}

    @JsonIgnore
    boolean isThere() {
        return !version.isEmpty();
    }

    Inventory toInventory(String platform) {
        Map<String, String> facts = new LinkedHashMap<>();
        if (isThere()) {
            facts.put("version", version);
            put(facts, "php", php.isEmpty() ? "" : php + " or newer");
            put(facts, "url", url);
            put(facts, "database", database);
            put(facts, "table prefix", prefix);
            put(facts, "multisite", multisite ? "yes" : "");
            put(facts, "computed", String.join(", ", computed));
        }
        List<Item> parts = new ArrayList<>();
        items.forEach(part -> parts.add(new Item(part.kind(), part.name(), part.detail())));
        dropIns.forEach(name -> parts.add(new Item("drop-in", name, "")));
        return new Inventory(platform, 1, facts, parts, WebJson.write(this));
    }

    private static void put(Map<String, String> facts, String name, String value) {
        if (!value.isEmpty()) {
            facts.put(name, value);
        }
    }

    static WordPressStock of(Inventory inventory) {
        try {
            return WebJson.read(inventory.evidence(), WordPressStock.class);
        } catch (JsonProcessingException e) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "wordpress.bad-inventory",
                            "the inventory is not one of WordPress")
                    .subject(inventory.platform())
                    .remedy("Inspect the site again.")
                    .cause(e)
                    .build();
        }
    }
}
